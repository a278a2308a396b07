#include "store/scans/scan_fold.h"

#include "findings/ids.h"
#include "findings/purl.h"
#include "findings/version/upgrade.h"

#include <assert.h>
#include <stdlib.h>

// ---- Lives, each once ----

struct life *life_of(const struct scan_fold *scan, const struct trace *trace)
{
	return &scan->lives.at[trace->life].life;
}

enum { LIFE_PARTS = 17 };
struct life_parts {
	int64_t of[LIFE_PARTS];
};

static struct life_parts parts_of(const struct life *life)
{
	return (struct life_parts){{life->class, life->level, life->state, life->first_at,
				    life->opened_at, life->closed_at, life->last_at, life->episodes,
				    life->returned, life->claimed, life->claim_until,
				    life->exploited, life->kev_due, life->vex_from, life->vex_until,
				    life->accepted_until, life->running}};
}

int64_t life_bucket(const char *chain_key, const struct life *life, struct str *scratch)
{
	struct life_parts parts = parts_of(life);
	str_clear(scratch);
	str_add_text(scratch, chain_key);
	str_add_char(scratch, 0);
	str_add(scratch, (const char *)&parts, sizeof parts);
	return (int64_t)(key64_of(str_slice(scratch)) & INT64_MAX);
}

uint32_t scan_life(struct scan_fold *scan, const struct life *life)
{
	struct life_parts parts = parts_of(life);
	size_t index =
		map_intern(&scan->life_keys, (struct slice){(const char *)&parts, sizeof parts});
	assert(index < NO_LIFE);
	if (index == scan->lives.len)
		*vec_push(&scan->lives) = (struct life_row){
			*life, life_bucket(scan->chain_key, life, &scan->scratch), 0};
	return (uint32_t)index;
}

struct life life_at(sqlite3_stmt *row, int column)
{
	int64_t of[LIFE_PARTS];
	for (int i = 0; i < LIFE_PARTS; i++)
		of[i] = sqlite3_column_int64(row, column + i);
	return (struct life){.class = (enum finding_class)of[0],
			     .level = (enum finding_level)of[1],
			     .state = (enum life_state)of[2],
			     .first_at = of[3],
			     .opened_at = of[4],
			     .closed_at = of[5],
			     .last_at = of[6],
			     .episodes = of[7],
			     .returned = of[8],
			     .claimed = of[9],
			     .claim_until = of[10],
			     .exploited = of[11],
			     .kev_due = of[12],
			     .vex_from = of[13],
			     .vex_until = of[14],
			     .accepted_until = of[15],
			     .running = of[16]};
}

// ---- What is told, each once ----

uint32_t scan_told(struct scan_fold *scan, const struct life_told *told)
{
	const int64_t parts[] = {told->class,	    told->level, told->gone,	 told->claimed,
				 told->claim_until, told->seen,	 told->exploited};
	size_t index =
		map_intern(&scan->told_keys, (struct slice){(const char *)parts, sizeof parts});
	assert(index < NO_LIFE); // 28 bits
	if (index == scan->tolds.len)
		*vec_push(&scan->tolds) = *told;
	return (uint32_t)index;
}

// ---- Words of a record ----

struct slice fold_text_of(const struct fold *fold, int64_t id)
{
	if (!id)
		return (struct slice){0};
	const struct map_entry *entry = &fold->texts.entries[id - 1];
	return (struct slice){entry->key, entry->key_len};
}

static int64_t read_id(struct slice digits)
{
	int64_t id = 0;
	for (size_t i = 0; i < digits.len && i < 18; i++)
		id = id * 10 + digits.at[i] - '0';
	return id;
}

static struct slice string_of(const struct fold *fold, int64_t id)
{
	bool known = id > 0 && (size_t)id <= fold->strings.len;
	struct slice text =
		known ? fold_text_of(fold, fold->strings.at[id - 1]) : (struct slice){0};
	__builtin_prefetch(text.at); // soon it is hashed and stored
	return text;
}

struct slice fold_word(const struct fold *fold, const struct json_field *field, struct str *scratch)
{
	if (!field || field->kind == JSON_NUMBER)
		return field ? string_of(fold, read_id(field->raw)) : (struct slice){0};
	if (field->kind != JSON_TEXT || !field->escaped)
		return field->kind == JSON_TEXT ? field->raw : (struct slice){0};
	size_t from = scratch->len;
	json_add_unescaped(scratch, field);
	return (struct slice){scratch->at + from, scratch->len - from};
}

int64_t fold_word_id(const struct fold *fold, const struct json_field *field)
{
	int64_t id = field->kind == JSON_NUMBER ? read_id(field->raw) : 0;
	return id > 0 && (size_t)id <= fold->strings.len ? fold->strings.at[id - 1] : 0;
}

static uint64_t hash_string(const void *context, int64_t id)
{
	const struct scan_fold *scan = context;
	bool known = id > 0 && (size_t)id <= scan->words.len;
	return known ? scan->words.at[id - 1] : key64_of((struct slice){0});
}

struct key128 fold_content(const struct fold *fold, struct scan_fold *scan,
			   const struct json_record *record)
{
	struct content_words words = {hash_string, scan};
	if (!key128_is_zero(fold->content))
		return fold->content;
	while (scan->words.len < fold->strings.len) {
		int64_t text = fold->strings.at[scan->words.len];
		*vec_push(&scan->words) = key64_of(fold_text_of(fold, text));
	}
	return content_of(record, &words, &scan->scratch);
}

// ---- What they say ----

// A class or level that this gavel does not know costs nobody a scan: what is said of it is kept.
static struct life_told told_of(const struct said *said)
{
	struct life_told told = {.class = said->of.class,
				 .gone = slice_is(said->status, "closed") ||
					 slice_is(said->status, "archived"),
				 .claimed = said->claim.len > 0,
				 .claim_until = said->claim_until,
				 .exploited = said->exploited != 0,
				 .seen = said->seen};
	if (!finding_level_read(said->level, &told.level))
		told.level = LEVEL_UNKNOWN;
	return told;
}

void said_trace(struct scan_fold *scan, struct said *said, struct key128 hash, struct trace *out)
{
	struct identity identity;
	struct life_told told = told_of(said);
	identity_of(&said->of, &scan->scratch, &identity);
	*out = (struct trace){.item = {.key = identity.key,
				       .print = identity.print,
				       .file = identity.file,
				       .line = identity.line,
				       .tie = hash.low,
				       .single = (uint8_t)identity.single},
			      .hash_high = hash.high,
			      .life = NO_LIFE,
			      .stored_life = NO_LIFE,
			      .told = scan_told(scan, &told),
			      .now = said->n > 0 && said->n < INT32_MAX ? (uint32_t)said->n : 1,
			      .flaw = flaw_key(said->of.ids, said->of.purl, said->of.package),
			      .has_ids = said->of.ids.len > 0,
			      .other = true};
}

// ---- Packages, and what closes their findings ----

uint32_t scan_package(struct scan_fold *scan, struct scan_package package)
{
	if (!package.name && !package.upgrade)
		return 0;
	size_t index = map_intern(&scan->package_keys,
				  (struct slice){(const char *)&package, sizeof package});
	if (index == scan->packages.len)
		*vec_push(&scan->packages) = package;
	return (uint32_t)index + 1;
}

struct scan_package scan_package_of(const struct scan_fold *scan, const struct trace *trace)
{
	return trace->package ? scan->packages.at[trace->package - 1] : (struct scan_package){0};
}

static int64_t package_of(struct fold *fold, const struct said *said, struct err *err)
{
	struct slice name = said->of.package;
	struct str purl = {0};
	if (said->package_text || name.len)
		return said->package_text ? said->package_text : fold_text(fold, name, err);
	purl_add_package(&purl, said->of.purl);
	int64_t id = fold_text(fold, str_slice(&purl), err);
	str_fini(&purl);
	return id;
}

// The place where what closes this is kept, if it was worked out; a newer one takes an older's.
static struct scan_upgrade *known_upgrade(struct scan_fold *scan, const struct upgrade_said *of)
{
	const struct slice parts[] = {of->purl, of->package, of->version, of->fixed};
	str_clear(&scan->scratch);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		str_add_slice(&scan->scratch, parts[i]);
		str_add_char(&scan->scratch, 0);
	}
	struct key128 key = key128_of(str_slice(&scan->scratch));
	if (!scan->upgrades)
		scan->upgrades = mem_alloc(SCAN_UPGRADES * sizeof *scan->upgrades);
	struct scan_upgrade *known = &scan->upgrades[key.low % SCAN_UPGRADES];
	if (key128_compare(known->key, key) != 0)
		*known = (struct scan_upgrade){.key = key};
	return known;
}

// Below 0: of a package that nothing closes yet.
static bool work_out(struct fold *fold, const struct upgrade_said *of, int32_t *out,
		     struct err *err)
{
	struct str text = {0};
	bool closed = upgrade_add(&text, of);
	int64_t id = fold_text(fold, str_slice(&text), err);
	str_fini(&text);
	*out = (int32_t)(closed ? id : -id);
	return id >= 0;
}

// A package mostly has many flaws of which one version is free.
static bool upgrade_of(struct fold *fold, struct scan_fold *scan, const struct said *said,
		       int32_t *out, struct err *err)
{
	const struct upgrade_said of = {said->of.purl, said->of.package, said->of.version,
					said->fixed};
	*out = 0;
	if (!of.purl.len && !of.fixed.len)
		return true;
	struct scan_upgrade *known = known_upgrade(scan, &of);
	if (!known->upgrade && !work_out(fold, &of, &known->upgrade, err))
		return false;
	*out = known->upgrade;
	return true;
}

bool said_dimensions(struct fold *fold, struct scan_fold *scan, const struct said *said,
		     struct trace *out, struct err *err)
{
	struct scan_package of = {0};
	int64_t rule = said->rule_text ? said->rule_text : fold_text(fold, said->of.rule, err);
	int64_t package = rule < 0 ? -1 : package_of(fold, said, err);
	out->rule = (uint32_t)rule;
	of.name = (uint32_t)package;
	if (package < 0 || !upgrade_of(fold, scan, said, &of.upgrade, err))
		return false;
	out->package = scan_package(scan, of);
	return true;
}

uint64_t scan_key_at(sqlite3_stmt *row, int column)
{
	return key64_of((struct slice){(const char *)sqlite3_column_text(row, column),
				       (size_t)sqlite3_column_bytes(row, column)});
}
