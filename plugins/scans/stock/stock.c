#include "plugins/scans/stock/stock.h"
#include "plugins/scans/hide/hide.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

#include "base/decimal.h"
#include "findings/purl.h"
#include "findings/target.h"
#include "findings/vex.h"

#include <string.h>

enum { WORD = STOCK_WORD, TEXT = STOCK_TEXT, LIST = STOCK_LIST };

// ---- Lines ----

static void open_line(struct stock *s, const char *type)
{
	str_clear(&s->line);
	arena_fini(&s->texts);
	str_addf(&s->line, "{\"t\":\"%s\",\"scope\":%d", type, s->scope);
}

static void send(struct stock *s)
{
	str_add_char(&s->line, '}');
	plug_send(s->file->out, &s->line);
}

static void put(struct stock *s, const char *key, struct slice text, size_t most)
{
	if (!text.len)
		return;
	str_addf(&s->line, ",\"%s\":\"", key);
	json_add_escaped(&s->line, stock_cap(s, text, most));
	str_add_char(&s->line, '"');
}

static void put_word(struct stock *s, const char *key, struct slice text)
{
	scan_put_word(s->file, &s->line, key, stock_cap(s, text, WORD));
}

static void put_time(struct stock *s, const char *key, int64_t time)
{
	if (time)
		str_addf(&s->line, ",\"%s\":%lld", key, (long long)time);
}

// ---- Scopes ----

static size_t key_count(const struct slice key[STOCK_KEY])
{
	size_t count = STOCK_KEY;
	while (count > 2 && !key[count - 1].len)
		count--;
	return count;
}

void stock_begin(struct stock *stock, struct scan_file *file, const char *kind,
		 const struct slice key[STOCK_KEY], struct stock_version version)
{
	const char *texts[STOCK_KEY];
	for (size_t i = 0; i < STOCK_KEY; i++)
		texts[i] = arena_slice(file->arena, hide_known(file->arena, key[i]));
	*stock = (struct stock){.file = file, .fault = scan_ahead(file, version.at)};
	const struct scan_scope scope = {kind,	     "replace",
					 texts,	     key_count(key),
					 version.at, stock_cap(stock, version.revision, WORD)};
	stock->scope = scan_scope(file, &scope);
}

void stock_end(struct stock *stock, const char *failed)
{
	if (stock->unfounded)
		scan_warn(stock->file,
			  "statements of not_affected without a reason that is one, which "
			  "counts for nothing: %lld; the first is on %.*s",
			  (long long)stock->unfounded, (int)stock->first_unfounded.len,
			  stock->first_unfounded.at);
	if (stock->unread)
		scan_warn(stock->file,
			  "statements on versions that are not understood, which hold of nothing: "
			  "%lld; the first is on '%.*s'",
			  (long long)stock->unread, (int)stock->first_unread.len,
			  stock->first_unread.at);
	scan_scope_end(stock->file, stock->scope, stock->rows, failed ? failed : stock->fault);
	str_fini(&stock->line);
	arena_fini(&stock->texts);
}

void stock_reject(struct stock *stock, const char *why, struct slice text)
{
	int64_t row = stock->at ? stock->at : stock->rows + 1;
	struct plug_place place = {stock->scope, stock->file->input, row};
	plug_reject(stock->file->out, place, why, text);
}

// ---- Inventories ----

// Some tools write "sha256:" before what has it.
static struct slice single(struct slice digest)
{
	while (slice_starts(digest, "sha256:sha256:"))
		digest = (struct slice){digest.at + 7, digest.len - 7};
	return digest;
}

// An image is one under all its tags; its tag is its version, unless that is told.
static void part_tag(struct stock_sbom *sbom)
{
	struct slice digest;
	if (!stock_is_image(sbom) || image_is_bare(sbom->subject))
		return;
	sbom->subject = image_name(sbom->subject, &sbom->tag, &digest);
	sbom->version = sbom->version.len ? sbom->version : sbom->tag;
}

// A file has a digest too, which is no image's.
void stock_sbom_begin(struct stock *stock, struct scan_file *file, struct stock_sbom *sbom)
{
	const char *fault = NULL;
	sbom->digest = single(sbom->digest);
	part_tag(sbom);
	if (stock_is_image(sbom) || !sbom->digest.len)
		sbom->digest = scan_image_digest(file, sbom->digest, sbom->digests, &fault);
	if (sbom->digest.len)
		sbom->folder = (struct slice){0};
	else
		sbom->part = scan_category(file, sbom->folder);
	struct slice key[] = {sbom->subject, sbom->digest.len ? sbom->digest : sbom->version,
			      sbom->tool, sbom->part};
	stock_begin(stock, file, "sbom", key, (struct stock_version){.at = sbom->at});
	stock->fault = fault ? fault : stock->fault;
}

void stock_sbom_end(struct stock *stock, const struct stock_sbom *sbom, const char *failed)
{
	open_line(stock, "sbom");
	put(stock, "format", slice_of(sbom->format), WORD);
	put(stock, "tool", sbom->tool, WORD);
	str_add_text(&stock->line, ",\"subject\":\"");
	json_add_escaped(&stock->line, stock_cap(stock, sbom->subject, WORD));
	str_add_char(&stock->line, '"');
	put(stock, "part", sbom->part, WORD);
	put(stock, "subject_kind", sbom->kind, WORD);
	put(stock, "version", sbom->version, WORD);
	put(stock, "digest", sbom->digest, WORD);
	put(stock, "purl", sbom->purl, WORD);
	put(stock, "serial", sbom->serial, WORD);
	put(stock, "revision", sbom->revision, WORD);
	str_addf(&stock->line, ",\"components\":%lld", (long long)stock->rows);
	send(stock);
	stock_end(stock, failed);
}

void stock_component(struct stock *stock, const struct stock_component *part)
{
	stock->rows++;
	open_line(stock, "component");
	put_word(stock, "type", part->type);
	put_word(stock, "name", part->name.len ? part->name : SLICE("-"));
	put(stock, "version", part->version, WORD);
	put(stock, "purl", part->purl, WORD);
	put(stock, "cpe", part->cpe, WORD);
	put_word(stock, "licence", part->licence);
	put(stock, "path", part->path, WORD);
	put_word(stock, "source", part->source);
	if (!slice_equal(part->ref, part->purl))
		put(stock, "ref", part->ref, WORD);
	send(stock);
}

// ---- Statements ----

// What its versions mean; what is not understood stays as it is written, which holds none.
static struct slice range_of(struct stock *stock, struct slice words)
{
	bool understood;
	struct slice range = words_range(words, &stock->texts, &understood);
	if (!understood && !stock->unread++)
		stock->first_unread = stock_keep(stock->file, stock_cap(stock, words, WORD));
	return hide_known(&stock->texts, range);
}

#define LONG_RANGE "a range of versions of more than 16384 bytes"

// What cannot be held whole would be of more or of something else: then it excuses nothing.
static bool is_whole(struct stock *stock, const struct stock_vex *vex, struct slice *range)
{
	bool accuses = slice_is(vex->status, "affected"), fits = range->len <= LIST;
	if (!fits && accuses) {
		scan_warn(stock->file,
			  LONG_RANGE " stands for all versions, which are taken as affected");
		*range = SLICE("*");
		return true;
	}
	if (!accuses && !fits)
		stock_reject(stock, LONG_RANGE " excuses nothing", vex->ids);
	else if (!accuses && (vex->product.len > WORD || vex->component.len > WORD))
		stock_reject(stock, "a name of more than 1024 bytes excuses nothing", vex->ids);
	else
		return true;
	return false;
}

static void note_reason(struct stock *stock, const struct stock_vex *vex)
{
	if (!slice_is(vex->status, "not_affected") ||
	    vex_is_reason(slice_of(vex->format), vex->justification, vex->text))
		return;
	if (!stock->unfounded++)
		stock->first_unfounded = stock_keep(stock->file, stock_cap(stock, vex->ids, WORD));
}

void stock_vex(struct stock *stock, const struct stock_vex *vex)
{
	open_line(stock, "vex");
	struct slice range = range_of(stock, vex->versions);
	if (!is_whole(stock, vex, &range))
		return;
	stock->rows++;
	note_reason(stock, vex);
	put_word(stock, "issuer", vex->issuer);
	put_word(stock, "document", vex->document);
	put_word(stock, "format", slice_of(vex->format));
	put(stock, "ids", stock_cap_list(stock, vex->ids), LIST);
	put_word(stock, "product",
		 target_folded(target_familiar(vex->product), stock->file->arena));
	put_word(stock, "component", vex->component);
	put(stock, "versions", range, LIST);
	put_word(stock, "status", vex->status);
	put_word(stock, "justification", vex->justification);
	put(stock, "text", vex->text, TEXT);
	if (vex->level != LEVEL_UNKNOWN)
		put_word(stock, "level", slice_of(finding_level_name(vex->level)));
	put_time(stock, "at", vex->at);
	str_addf(&stock->line, ",\"in\":%d", stock->file->input);
	put_time(stock, "line", vex->line);
	send(stock);
}

void stock_kev(struct stock *stock, const struct stock_kev *kev)
{
	stock->rows++;
	open_line(stock, "kev");
	put(stock, "cve", kev->cve, WORD);
	put_time(stock, "added", kev->added);
	put_time(stock, "due", kev->due);
	str_addf(&stock->line, ",\"ransomware\":%s", kev->ransomware ? "true" : "false");
	put(stock, "product", kev->product, WORD);
	put(stock, "name", kev->name, WORD);
	put(stock, "action", kev->action, TEXT);
	send(stock);
}

// 0 to 1, in its canonical spelling.
static bool is_share(struct slice text, char out[DECIMAL_TEXT])
{
	struct decimal value, one;
	if (!decimal_read(text.at, text.len, &value) || !decimal_read("1", 1, &one))
		return false;
	decimal_format(&value, out);
	return *out != '-' && decimal_compare(&value, &one) <= 0;
}

void stock_epss(struct stock *stock, struct slice cve, struct slice epss, struct slice percentile)
{
	char score[DECIMAL_TEXT], rank[DECIMAL_TEXT] = "";
	if (!slice_starts(cve, "CVE-") || !is_share(epss, score) ||
	    (percentile.len && !is_share(percentile, rank))) {
		stock_reject(stock, "is no CVE with a probability", cve);
		return;
	}
	stock->rows++;
	open_line(stock, "epss");
	put(stock, "cve", cve, WORD);
	put(stock, "epss", slice_of(score), WORD);
	put(stock, "percentile", slice_of(rank), WORD);
	send(stock);
}

void stock_workload(struct stock *stock, const struct stock_workload *w)
{
	stock->rows++;
	open_line(stock, "workload");
	put_word(stock, "cluster", w->cluster);
	put_word(stock, "namespace", w->space);
	put_word(stock, "workload", w->workload.len ? w->workload : SLICE("-"));
	put_word(stock, "kind", w->kind);
	put_word(stock, "image", w->image);
	put_word(stock, "digest", w->digest);
	str_addf(&stock->line, ",\"replicas\":%lld", (long long)w->replicas);
	send(stock);
}
