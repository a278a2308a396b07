// Dockle's JSON: details[] of checks of an image with their alerts. FATAL is High, WARN Medium,
// INFO Low; IGNORE is a claim of .dockleignore; SKIP could not be tested. The image is not named.
// Source: goodwithtech/dockle, pkg/report/json.go and README "Checkpoint Summary".
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	return node_has(json, "summary.fatal") && node_has(json, "summary.pass") &&
			       node_at(json, "details")
		       ? 95
		       : 0;
}

static enum finding_level level_of(struct slice word)
{
	static const struct {
		const char *word;
		enum finding_level level;
	} LEVELS[] = {{"FATAL", LEVEL_HIGH}, {"WARN", LEVEL_MEDIUM}, {"INFO", LEVEL_LOW}};
	for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
		if (slice_is(word, LEVELS[i].word))
			return LEVELS[i].level;
	return LEVEL_UNKNOWN;
}

static bool summary(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->passed = node_int(node, "pass", 0);
	scan->untested = node_int(node, "skip", 0);
	return true;
}

static bool send(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice level = node_text(node, "level"), code = node_text(node, "code");
	if (slice_is(level, "PASS"))
		return true;
	struct scan_finding finding = {
		.class = FINDING_HARDENING,
		.level = level_of(level),
		.raw = level,
		.from = SLICE("level"),
		.rule = code,
		.title = slice_or(node_text(node, "title"), code),
		.places = tour_join(tour, node_at(node, "alerts"), "", "\n"),
	};
	if (slice_is(level, "IGNORE"))
		finding.claim = SLICE("suppressed");
	if (slice_is(level, "SKIP"))
		finding.status = SLICE("untested");
	return scan_add(tour->file, &finding, err);
}

enum { SAW_DETAILS };
static const struct tour_row HEAD[] = {
	{"details", NULL, 0}, {"summary", summary, 0}, {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{"details.[]", send, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("dockle"),
			    .class = FINDING_HARDENING,
			    .blind = SLICE("it made no check")};
	struct tour tour = {.file = file, .own = &scan};
	bool ok = tour_all(&tour, HEAD, err) &&
		  (tour_saw(&tour, SAW_DETAILS) || tour_refuse(&tour, "Dockle", "details", err)) &&
		  tour_scan(&tour, &scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_DOCKLE = {
	.name = "dockle-json",
	.title = "Dockle, JSON",
	.detect = detect,
	.read = read,
};
