#include "plugins/scans/sarif/sarif.h"

#include "plugins/scans/formats.h"

#include <stdlib.h>
#include <string.h>

enum { SURE = 95, RUNS_MOST = 1000 };

static int detect(const struct scan_sniff *sniff)
{
	struct slice schema = node_text(sniff->json, "$schema");
	const struct node *runs = node_member(sniff->json, "runs");
	if (schema.len && memmem(schema.at, schema.len, "sarif", 5))
		return SURE;
	if (!runs || (runs->kind != NODE_LIST && runs->kind != NODE_NULL))
		return 0;
	bool tool = node_has(sniff->json, "runs.0.tool") || node_has(sniff->json, "runs.0.results");
	return tool || node_has(sniff->json, "version") ? SURE : 0;
}

// ---- The first reading ----

struct runs {
	struct sarif_run *at;
	size_t len, room;
	bool hasty;
};

static void forget_runs(struct runs *runs)
{
	for (size_t i = 0; i < runs->len; i++)
		sarif_run_fini(&runs->at[i]);
	vec_fini(runs);
}

static bool read_runs(struct scan_file *file, struct runs *runs, struct err *err)
{
	bool more;
	enum node_kind kind;
	if (!doc_kind(file->doc, &kind, err))
		return false;
	if (kind == NODE_NULL)
		return doc_skip(file->doc, err);
	if (!doc_enter(file->doc, err))
		return false;
	while (doc_next(file->doc, NULL, &more, err)) {
		if (!more)
			return true;
		if (runs->len == RUNS_MOST)
			return err_set(err, ERR_INVALID, "%s: more than %d runs", file->name,
				       RUNS_MOST);
		struct sarif_run *run = vec_push(runs);
		*run = (struct sarif_run){.file = file, .cwe_index = -1, .hasty = runs->hasty};
		if (!sarif_read_run(run, file->doc, err))
			return false;
		sarif_switch_rules(run);
	}
	return false;
}

static bool check_version(struct scan_file *file, struct slice version, struct err *err)
{
	if (slice_is(version, "2.1.0") || slice_starts(version, "2.1.0-"))
		return true;
	return err_set(err, ERR_INVALID,
		       "%s: SARIF version '%.*s' is not read; have the tool write 2.1.0",
		       file->name, (int)(version.len < 40 ? version.len : 40), version.at);
}

static bool read_version(struct scan_file *file, bool *told, struct err *err)
{
	const struct node *version;
	*told = true;
	return doc_read(file->doc, &version, err) &&
	       check_version(file, node_text(version, ""), err);
}

// §3.13.5: may hold results of the runs, which would be missed.
static bool check_inline(struct scan_file *file, struct err *err)
{
	struct slice key;
	bool more, inside, done = doc_enter(file->doc, err);
	while (done && (done = doc_next(file->doc, NULL, &more, err)) && more) {
		done = doc_enter(file->doc, err);
		while (done && (done = doc_next(file->doc, &key, &inside, err)) && inside)
			if (slice_is(key, "results"))
				return err_set(err, ERR_INVALID,
					       "%s: results stand outside of their runs "
					       "(inlineExternalProperties), which is not read",
					       file->name);
	}
	return done;
}

static bool read_head(struct scan_file *file, struct runs *runs, struct err *err)
{
	struct slice key;
	enum node_kind kind;
	bool more, told = false, done = doc_kind(file->doc, &kind, err);
	if (done && kind != NODE_MAP)
		return err_set(err, ERR_INVALID, "%s: an object was expected", file->name);
	done = done && doc_enter(file->doc, err);
	while (done && (done = doc_next(file->doc, &key, &more, err)) && more) {
		if (slice_is(key, "version"))
			done = read_version(file, &told, err);
		else if (slice_is(key, "runs"))
			done = read_runs(file, runs, err);
		else if (slice_is(key, "inlineExternalProperties"))
			done = check_inline(file, err);
	}
	if (!done || !doc_end(file->doc, err))
		return false;
	return told ||
	       err_set(err, ERR_INVALID, "%s: SARIF without a version; 2.1.0 is read", file->name);
}

// What is wrong with a report that cannot be read in haste, and where, a careful reading tells.
static bool read_heads(struct scan_file *file, struct runs *runs, struct err *err)
{
	source_unhashed(file->source);
	if (read_head(file, runs, err))
		return true;
	forget_runs(runs);
	*runs = (struct runs){0};
	if (!scan_again(file, err))
		return false;
	source_unhashed(file->source);
	return read_head(file, runs, err);
}

// ---- The second ----

// What the report itself shows to be no whole scan.
static struct slice part_of(const struct sarif_run *run)
{
	if (run->results == SARIF_NULL)
		return SLICE("its results are null: they were not computed");
	if (run->results != SARIF_LIST)
		return SLICE("it has no results: they were not computed");
	if (!run->components.len || !run->components.at->name.len) // §3.14.6, §3.18.2, §3.19.8
		return SLICE("it names no tool, so nobody knows what scanned");
	return (struct slice){0};
}

static bool begin_scan(struct sarif_run *run, struct err *err)
{
	const struct sarif_component *driver = run->components.len ? run->components.at : NULL;
	struct str packs = {0};
	run->class = driver ? sarif_class_of_tool(driver->name) : FINDING_CODE;
	for (size_t i = 1; driver && i < run->components.len; i++)
		str_addf(&packs, "%s%.*s", i > 1 ? "," : "", (int)run->components.at[i].name.len,
			 run->components.at[i].name.at);
	struct scan scan = {
		.tool = driver ? driver->name : (struct slice){0},
		.version = driver ? driver->version : (struct slice){0},
		.category = run->category,
		.class = run->class,
		.target = run->target,
		.target_kind = run->target.len ? SLICE("repo") : (struct slice){0},
		.digest = run->digest,
		.ref = run->ref,
		.at = run->at,
		.partial = run->partial,
		.packs = str_slice(&packs),
		.rules = (int64_t)run->rules.len - run->off,
	};
	if (sarif_is_trivy(run))
		sarif_trivy(run, &scan);
	if (!scan.partial.len)
		scan.partial = part_of(run);
	bool done = scan_begin(run->file, &scan, err);
	str_fini(&packs);
	return done;
}

static bool scan_run(struct sarif_run *run, int64_t *row, struct err *err)
{
	struct doc *doc = run->file->doc;
	struct slice key;
	bool more, done = doc_enter(doc, err) && begin_scan(run, err);
	run->telling = true;
	while (done && (done = doc_next(doc, &key, &more, err)) && more) {
		enum node_kind kind;
		if (slice_is(key, "results") && (done = doc_kind(doc, &kind, err)) &&
		    kind == NODE_LIST)
			done = sarif_read_results(run, row, doc, err);
		else if (slice_is(key, "tool"))
			done = sarif_read_tool(run, doc, err);
	}
	if (run->news && !run->others)
		scan_is_part(run->file, "it has only what is new against a baseline");
	return done && scan_end(run->file, run->failed, err);
}

// Of duplicate members the walk meets both, in the same order as before.
static bool scan_runs(struct scan_file *file, struct runs *runs, size_t *at, int64_t *row,
		      struct err *err)
{
	bool more = true;
	enum node_kind kind;
	if (!doc_kind(file->doc, &kind, err))
		return false;
	if (kind == NODE_NULL)
		return doc_skip(file->doc, err);
	if (!doc_enter(file->doc, err))
		return false;
	while (doc_next(file->doc, NULL, &more, err)) {
		if (!more)
			return true;
		if (*at == runs->len)
			return err_set(err, ERR_INCOMPLETE, "%s: changed while it was read",
				       file->name);
		if (!scan_run(&runs->at[(*at)++], row, err))
			return false;
	}
	return false;
}

static bool read_scans(struct scan_file *file, struct runs *runs, struct err *err)
{
	struct slice key;
	size_t at = 0;
	int64_t row = 0;
	bool more, done = scan_again(file, err) && doc_enter(file->doc, err);
	while (done && (done = doc_next(file->doc, &key, &more, err)) && more)
		if (slice_is(key, "runs"))
			done = scan_runs(file, runs, &at, &row, err);
	return done && doc_end(file->doc, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	// Of several files a broken one is refused before anything of it is told.
	struct runs runs = {.hasty = file->request->file_count < 2};
	bool done = read_heads(file, &runs, err);
	if (done && !runs.len)
		scan_warn(file, "the report holds no run: nothing was scanned, nothing is changed");
	done = done && read_scans(file, &runs, err);
	forget_runs(&runs);
	return done;
}

const struct scan_format FORMAT_SARIF = {
	.name = "sarif",
	.title = "SARIF 2.1.0 of any tool: CodeQL, Semgrep, Trivy, Gitleaks, …",
	.detect = detect,
	.read = read,
};
