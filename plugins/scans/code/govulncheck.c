// govulncheck's JSON: a stream of messages, or a list of the same.
//
// A flaw is told up to three times: its module is required, its package is imported, its function
// is called. That is one finding here, at the nearest of them; where nothing calls it, that is the
// tool's claim. The stream has no end mark, so that a cut one cannot be told from a whole one: it
// closes nothing. A list ends with its bracket. Source: golang.org/x/vuln/internal/govulncheck,
// type Message.
#include "plugins/scans/tour/tour.h"

#include <stdlib.h>

// How near the flaw is.
enum reach { REACH_MODULE, REACH_PACKAGE, REACH_SYMBOL };

// All in the file's arena. A hit is a flaw in a module; a flaw's own facts come in any order.
struct flaw {
	struct slice ids, summary, details, link;
};

struct hit {
	struct slice id, module, version, fixed, package, symbol, file;
	int64_t line;
	enum reach reach;
};

struct govulncheck {
	struct scan scan;
	struct map flaw_ids, hit_ids; // -> index + 1 in the tables
	void *flaws, *hits;	      // struct flaw [], struct hit []
};

static const struct node *config_of(const struct scan_sniff *sniff)
{
	const struct node *config = node_at(sniff->json, "config");
	return config ? config : node_at(sniff->json, "0.config");
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *config = config_of(sniff);
	if (slice_is(node_text(config, "scanner_name"), "govulncheck"))
		return 100;
	return node_has(config, "protocol_version") && node_has(config, "db") ? 90 : 0;
}

static struct slice keep(struct tour *tour, struct slice text)
{
	return words_keep(tour->file->arena, text);
}

// The index of a key in a table beside its map; *table has room for it.
static size_t entry_of(struct map *map, struct slice key, void **table, size_t size)
{
	bool added;
	int64_t *index = map_put(map, key, &added);
	if (!added)
		return (size_t)*index;
	size_t at = map->len - 1;
	*index = (int64_t)at;
	if (!(at & (at + 1)))
		*table = mem_resize(*table, 2 * (at + 1) * size);
	return at;
}

static void note_flaw(struct tour *tour, const struct node *osv)
{
	struct govulncheck *report = tour->own;
	struct slice id = node_text(osv, "id"),
		     aliases = words_join(node_at(osv, "aliases"), "", &tour->scratch);
	size_t at = entry_of(&report->flaw_ids, id, &report->flaws, sizeof(struct flaw));
	((struct flaw *)report->flaws)[at] = (struct flaw){
		.ids = WORDS(tour->file->arena, id, SLICE(" "), aliases),
		.summary = keep(tour, node_text(osv, "summary")),
		.details = keep(tour, node_text(osv, "details")),
		.link = keep(tour, node_text(osv, "database_specific.url")),
	};
}

static enum reach reach_of(const struct node *frame)
{
	if (node_has(frame, "function"))
		return REACH_SYMBOL;
	return node_has(frame, "package") ? REACH_PACKAGE : REACH_MODULE;
}

// The first frame of a trace is the flaw itself, the last is the code that was looked at.
static const struct node *last_frame(const struct node *trace)
{
	const struct node *last = NULL;
	for (NODE_EACH(frame, trace))
		last = frame;
	return last;
}

static void note_hit(struct tour *tour, const struct node *finding)
{
	struct govulncheck *report = tour->own;
	const struct node *trace = node_at(finding, "trace"), *frame = node_at(trace, "0"),
			  *own = last_frame(trace);
	struct slice id = node_text(finding, "osv"), module = node_text(frame, "module");
	struct slice key = WORDS(&tour->scratch, id, SLICE("\n"), module);
	size_t before = report->hit_ids.len;
	size_t at = entry_of(&report->hit_ids, key, &report->hits, sizeof(struct hit));
	struct hit *hit = (struct hit *)report->hits + at;
	bool fresh = report->hit_ids.len > before;
	if (!fresh && reach_of(frame) <= hit->reach)
		return;
	*hit = (struct hit){
		.id = keep(tour, id),
		.module = keep(tour, module),
		.version = keep(tour, node_text(frame, "version")),
		.fixed = keep(tour, node_text(finding, "fixed_version")),
		.package = keep(tour, node_text(frame, "package")),
		.symbol = keep(tour, node_text(frame, "function")),
		.file = keep(tour, node_text(own, "position.filename")),
		.line = node_int(own, "position.line", 0),
		.reach = reach_of(frame),
	};
}

static bool take_message(struct tour *tour, const struct node *message, struct err *err)
{
	struct govulncheck *report = tour->own;
	const struct node *config = node_at(message, "config");
	(void)err;
	if (node_has(message, "osv"))
		note_flaw(tour, node_at(message, "osv"));
	if (node_has(message, "finding"))
		note_hit(tour, node_at(message, "finding"));
	if (config)
		report->scan.version = keep(tour, node_text(config, "scanner_version"));
	return true;
}

// ---- Findings ----

static const char *const REACHES[] = {
	[REACH_MODULE] = "the module is required, the package with the flaw is not imported",
	[REACH_PACKAGE] = "the package is imported, the function with the flaw is not called",
	[REACH_SYMBOL] = "the function with the flaw is called",
};

static bool add_hit(struct tour *tour, const struct hit *hit, const struct flaw *flaw,
		    struct err *err)
{
	bool called = hit->reach == REACH_SYMBOL;
	bool stdlib = slice_is(hit->module, "stdlib") || slice_is(hit->module, "toolchain");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = hit->id,
		.title = flaw->summary.len ? flaw->summary : hit->id,
		.text = WORDS(&tour->scratch, flaw->details, SLICE("\n"),
			      slice_of(REACHES[hit->reach])),
		.ids = flaw->ids,
		.package = hit->module,
		.version = hit->version,
		.fixed = hit->fixed,
		.purl = stdlib ? (struct slice){0}
			       : words_purl(SLICE("go"), hit->module, hit->version, &tour->scratch),
		.file = words_path(hit->file, &tour->scratch),
		.line = hit->line,
		.logical = hit->symbol,
		.link = flaw->link,
		.claim = called ? (struct slice){0} : SLICE("not_affected"),
		.claim_why = called ? (struct slice){0} : slice_of(REACHES[hit->reach]),
	};
	return scan_add(tour->file, &finding, err);
}

static bool add_hits(struct tour *tour, struct err *err)
{
	struct govulncheck *report = tour->own;
	bool good = true;
	for (size_t i = 0; good && i < report->hit_ids.len; i++) {
		const struct hit *hit = (const struct hit *)report->hits + i;
		const int64_t *known = map_get(&report->flaw_ids, hit->id);
		static const struct flaw none;
		good = add_hit(tour, hit,
			       known ? (const struct flaw *)report->flaws + *known : &none, err);
		arena_fini(&tour->scratch);
	}
	return good;
}

static const struct tour_row LIST[] = {{"[]", take_message, 0}, {NULL, NULL, 0}};

static bool take_messages(struct tour *tour, struct err *err)
{
	struct govulncheck *report = tour->own;
	enum node_kind kind;
	if (!doc_kind(tour->file->doc, &kind, err))
		return false;
	if (kind == NODE_LIST)
		return tour_all(tour, LIST, err);
	report->scan.partial =
		SLICE("the stream has no end mark; govulncheck -format sarif has one");
	return tour_stream(tour, take_message, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct govulncheck report = {
		.scan = {.tool = SLICE("govulncheck"), .class = FINDING_DEPENDENCY}};
	struct tour tour = {.file = file, .own = &report};
	bool good = take_messages(&tour, err) && scan_begin(file, &report.scan, err) &&
		    add_hits(&tour, err) && scan_end(file, NULL, err);
	arena_fini(&tour.scratch);
	map_fini(&report.flaw_ids);
	map_fini(&report.hit_ids);
	free(report.flaws);
	free(report.hits);
	return good;
}

const struct scan_format FORMAT_GOVULNCHECK = {
	.name = "govulncheck",
	.title = "govulncheck JSON",
	.detect = detect,
	.read = read_report,
};
