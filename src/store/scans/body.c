#include "store/scans/scan_fold.h"

#include "findings/ids.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// The columns of finding_body from the third on, and where a record has them. A word that tells
// findings apart has its place in struct said.
enum column_type { TEXT, IDS, COUNT, TRUTH };
enum { NOWHERE = -1 };
// Most findings have few of the columns: one statement has what those in code have, one what those
// in packages have.
enum { SELDOM, CODE = 1, PACKAGE = 2 };
#define OF(member)     ((int)offsetof(struct said, of.member))
#define BESIDE(member) ((int)offsetof(struct said, member))

static const struct body_column {
	const char *field;
	enum column_type type;
	int place;
	unsigned in; // statements
} COLUMNS[] = {
	{"class", TEXT, NOWHERE, CODE | PACKAGE},
	{"rule", TEXT, OF(rule), CODE | PACKAGE},
	{"title", TEXT, OF(title), CODE | PACKAGE},
	{"level", TEXT, BESIDE(level), CODE | PACKAGE},
	{"raw", TEXT, NOWHERE, CODE | PACKAGE},
	{"from", TEXT, NOWHERE, CODE | PACKAGE},
	{"text", TEXT, OF(text), CODE | PACKAGE},
	{"cvss", TEXT, NOWHERE, PACKAGE},
	{"vector", TEXT, NOWHERE, PACKAGE},
	{"epss", TEXT, NOWHERE, SELDOM},
	{"kev", TRUTH, BESIDE(exploited), SELDOM},
	{"ids", IDS, OF(ids), PACKAGE},
	{"cwe", IDS, NOWHERE, CODE | PACKAGE},
	{"purl", TEXT, OF(purl), PACKAGE},
	{"package", TEXT, OF(package), PACKAGE},
	{"version", TEXT, OF(version), PACKAGE},
	{"fixed", TEXT, BESIDE(fixed), PACKAGE},
	{"file", TEXT, OF(file), CODE | PACKAGE},
	{"line", COUNT, OF(line), CODE},
	{"end", COUNT, NOWHERE, CODE},
	{"logical", TEXT, OF(logical), CODE},
	{"resource", TEXT, OF(resource), SELDOM},
	{"url", TEXT, OF(url), SELDOM},
	{"method", TEXT, OF(method), SELDOM},
	{"param", TEXT, OF(param), SELDOM},
	{"print", TEXT, OF(print), CODE},
	{"snippet", TEXT, OF(snippet), CODE},
	{"secret", TEXT, OF(secret), SELDOM},
	{"uid", TEXT, OF(uid), SELDOM},
	{"status", TEXT, BESIDE(status), SELDOM},
	{"claim", TEXT, BESIDE(claim), SELDOM},
	{"claim_why", TEXT, NOWHERE, SELDOM},
	{"claim_until", COUNT, BESIDE(claim_until), SELDOM},
	{"seen", COUNT, BESIDE(seen), SELDOM},
	{"link", TEXT, NOWHERE, CODE | PACKAGE},
	{"n", COUNT, BESIDE(n), SELDOM},
	{"places", TEXT, NOWHERE, PACKAGE},
	{"alias", TEXT, OF(alias), SELDOM},
	{"fix", TEXT, NOWHERE, PACKAGE},
};
enum {
	COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS,
	BODY_FIRST = 2, // of COLUMNS, behind id and hash
	BODY_VALUES = BODY_FIRST + COLUMN_COUNT + 2,
	WORDS_ROOM = 4 * 65536, // of a line's texts, read and spelled anew
};

struct body {
	struct fold *fold;
	struct scan_fold *scan;
	struct sql_value values[BODY_VALUES];
	struct said said;
};

// The fields of a record stand where those of the one before did, mostly.
static const struct body_column *find_column(struct slice field, uint8_t *guess)
{
	if (slice_is(field, COLUMNS[*guess].field))
		return &COLUMNS[*guess];
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (slice_is(field, COLUMNS[i].field)) {
			*guess = (uint8_t)i;
			return &COLUMNS[i];
		}
	return NULL;
}

static struct slice spell_ids(struct body *body, struct slice list)
{
	struct str *text = &body->scan->text;
	size_t from = text->len;
	ids_add(text, list);
	return (struct slice){text->at + from, text->len - from};
}

static void take_number(struct body *body, const struct body_column *column,
			const struct json_field *field)
{
	struct sql_value *value = &body->values[BODY_FIRST + (column - COLUMNS)];
	struct json_record one = {.fields = {*field}, .count = 1};
	*value = column->type == TRUTH ? SQL_I(slice_is(field->raw, "true"))
				       : SQL_I(json_int_or(&one, column->field, 0));
	if (column->place != NOWHERE)
		*(int64_t *)(void *)((char *)&body->said + column->place) = value->integer;
}

static void take_text(struct body *body, const struct body_column *column,
		      const struct json_field *field)
{
	struct slice word = fold_word(body->fold, field, &body->scan->text);
	if (column->type == IDS && word.len)
		word = spell_ids(body, word);
	if (!word.len)
		return;
	body->values[BODY_FIRST + (column - COLUMNS)] =
		(struct sql_value){.kind = SQL_TEXT, .text = word};
	if (column->place != NOWHERE)
		*(struct slice *)(void *)((char *)&body->said + column->place) = word;
	if (column->place == OF(rule))
		body->said.rule_text = fold_word_id(body->fold, field);
	else if (column->place == OF(package))
		body->said.package_text = fold_word_id(body->fold, field);
}

static void read_body(struct body *body, const struct json_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct json_field *field = &record->fields[i];
		const struct body_column *column = find_column(field->key, &body->scan->guesses[i]);
		if (!column)
			continue;
		if (column->type == COUNT || column->type == TRUTH)
			take_number(body, column, field);
		else
			take_text(body, column, field);
	}
	// What no table may lack.
	for (size_t i = BODY_FIRST; i < BODY_FIRST + 4; i++)
		if (body->values[i].kind == SQL_NULL)
			body->values[i] = SQL_T("");
	if (!finding_class_read(body->values[BODY_FIRST].text, &body->said.of.class))
		body->said.of.class = FINDING_CODE;
}

// The text index ends before what is written; that its id may have been another's is enough.
static bool leave_index(struct body *body, int64_t id, struct err *err)
{
	struct scan_fold *scan = body->scan;
	struct sql_value values[] = {SQL_I(id)};
	if (scan->first_body && scan->first_body <= id)
		return true;
	scan->first_body = id;
	return cache_run(body->fold->cache, "finder_lower", values, 1, err);
}

// Traces have 32 bits for it.
static bool number_body(struct body *body, uint32_t *out, struct err *err)
{
	int64_t id = sqlite3_last_insert_rowid(cache_handle(body->fold->cache));
	*out = (uint32_t)id;
	return (id <= UINT32_MAX ||
		err_set(err, ERR_IO,
			"%s: no number is left for what scans said; `gavel cache rebuild` numbers "
			"them anew",
			body->fold->cache->path)) &&
	       leave_index(body, id, err);
}

// The statement of fewest columns that takes all there is; its values come to the front.
static const char *pick_statement(struct body *body, size_t *count)
{
	struct sql_value *values = body->values;
	unsigned in = CODE | PACKAGE;
	size_t kept = 0;
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (values[BODY_FIRST + i].kind != SQL_NULL)
			in &= COLUMNS[i].in;
	*count = BODY_VALUES;
	if (!in)
		return "add_body";
	in = in & CODE ? CODE : PACKAGE;
	values[kept++] = values[1];
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (COLUMNS[i].in & in)
			values[kept++] = values[BODY_FIRST + i];
	values[kept++] = values[BODY_VALUES - 2];
	values[kept++] = values[BODY_VALUES - 1];
	*count = kept;
	return in == CODE ? "add_code_body" : "add_package_body";
}

static bool store_body(struct body *body, const struct json_record *record, struct trace *trace,
		       struct err *err)
{
	struct str *rows = &body->scan->scratch;
	struct key128 hash = {trace->hash_high, trace->item.tie};
	body->values[1] =
		(struct sql_value){.kind = SQL_BLOB, .text = {(const char *)&hash, sizeof hash}};
	str_clear(rows);
	bool done = fold_rows(record, rows, err);
	body->values[BODY_VALUES - 2] = SQL_T(str_text(rows));
	body->values[BODY_VALUES - 1] = SQL_I(body->scan->id);
	size_t count;
	const char *statement = pick_statement(body, &count);
	return done && cache_run(body->fold->cache, statement, body->values, count, err) &&
	       number_body(body, &trace->body, err);
}

static void add_rule(struct scan_fold *scan, uint32_t rule)
{
	while (scan->found_rules.len <= rule)
		*vec_push(&scan->found_rules) = false;
	scan->found_rules.at[rule] = true;
}

// That a thing is well is no finding; the finding of it ends, whenever that becomes known.
static bool take_pass(struct body *body, const struct trace *trace, struct err *err)
{
	struct key128 key = scan_pass_key(trace);
	struct sql_value values[] = {SQL_I(body->scan->id),
				     {.kind = SQL_BLOB, .text = {(const char *)&key, sizeof key}}};
	body->scan->results--;
	return cache_run(body->fold->cache, "add_scan_pass", values, 2, err);
}

// Nor is that a check was not made; a finding of it stays as it is.
static void take_untested(struct body *body, const struct trace *trace)
{
	body->scan->results--;
	cover_add(&body->scan->cover,
		  (struct cover_part){COVER_UNTESTED, cover_check(scan_pass_key(trace))});
}

// A record whose content is not that of a trace, or that of a closed one.
static bool take_new(struct body *body, const struct json_record *record, struct key128 hash,
		     const struct trace *closed, struct err *err)
{
	struct trace trace;
	struct scan_fold *scan = body->scan;
	read_body(body, record);
	said_trace(scan, &body->said, hash, &trace);
	if (slice_is(body->said.status, "passed"))
		return take_pass(body, &trace, err);
	if (slice_is(body->said.status, "untested")) {
		take_untested(body, &trace);
		return true;
	}
	if (!said_dimensions(body->fold, scan, &body->said, &trace, err))
		return false;
	add_rule(scan, trace.rule);
	pairs_note(scan, body->said.of.ids);
	trace.own_body = !closed;
	if (closed)
		trace.body = closed->body;
	else if (!store_body(body, record, &trace, err))
		return false;
	scan_add(scan, &trace);
	return true;
}

bool scan_take(struct fold *fold, struct scan_fold *scan, const struct json_record *record,
	       struct err *err)
{
	struct key128 hash = fold_content(fold, scan, record);
	scan_ask(scan, fold->coming.low);
	scan_ask_trace(scan, fold->near.low);
	struct trace *same = scan_find(scan, hash.low, hash.high);
	key128_add(&scan->content, hash);
	scan->results++;
	if (same && scan_is_there(scan, same)) {
		int64_t n = json_int_or(record, "n", 1);
		same->now += n > 0 && n < INT32_MAX ? (uint32_t)n : 1;
		same->item.reason = same->id ? MATCH_CONTENT : MATCH_NONE;
		add_rule(scan, same->rule);
		return true;
	}
	struct body body = {.fold = fold, .scan = scan};
	str_clear(&scan->text);
	str_reserve(&scan->text, WORDS_ROOM);
	return take_new(&body, record, hash, same, err);
}
