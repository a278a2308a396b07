// kubeaudit's JSON lines: a line per result of an object or its container.
//
// error is High, warning Medium, info Info. A line without AuditResultName that tells of an error
// is the tool's own: the audit did not go well. Lines have no end mark, so that one that was cut
// off between two of them cannot be told: the scan is partial and closes nothing. Source:
// Shopify/kubeaudit, kubeaudit.go "PrintResults" and its log fields.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

struct audit {
	struct scan scan;
	struct slice failure;
};

static int detect(const struct scan_sniff *sniff)
{
	return node_has(sniff->json, "AuditResultName") && node_has(sniff->json, "level") ? 95 : 0;
}

static enum finding_level level_of(struct slice word)
{
	return slice_is(word, "error")	   ? LEVEL_HIGH
	       : slice_is(word, "warning") ? LEVEL_MEDIUM
	       : slice_is(word, "info")	   ? LEVEL_INFO
					   : LEVEL_UNKNOWN;
}

// The scan is as old as its last line; a failure is kept.
static bool look(struct tour *tour, const struct node *line, struct err *err)
{
	struct audit *audit = tour->own;
	struct slice level = node_text(line, "level"), text = node_text(line, "msg");
	int64_t at = scan_made(tour->file, node_text(line, "time"));
	(void)err;
	audit->scan.at = at > audit->scan.at ? at : audit->scan.at;
	if (!node_has(line, "AuditResultName") &&
	    (slice_is(level, "error") || slice_is(level, "fatal") || slice_is(level, "panic")))
		audit->failure = scan_keep(tour->file, "kubeaudit failed: %.*s", TOUR_S(text));
	return true;
}

static bool send(struct tour *tour, const struct node *line, struct err *err)
{
	struct slice level = node_text(line, "level"), rule = node_text(line, "AuditResultName");
	struct slice space =
		slice_or(node_text(line, "ResourceNamespace"), node_text(line, "Namespace"));
	struct slice kind = node_text(line, "ResourceKind"), name = node_text(line, "ResourceName");
	struct slice container = node_text(line, "Container");
	if (!rule.len)
		return true;
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = level_of(level),
		.raw = level,
		.from = SLICE("level"),
		.rule = rule,
		.title = slice_or(node_text(line, "msg"), rule),
		.file = tour_path(tour, node_text(line, "FilePath")),
		.resource = tour_text(tour, "%.*s/%.*s/%.*s%s%.*s", TOUR_S(space), TOUR_S(kind),
				      TOUR_S(name), container.len ? "/" : "", TOUR_S(container)),
	};
	return scan_add(tour->file, &finding, err);
}

static bool tour_audit(struct tour *tour, struct err *err)
{
	struct audit *audit = tour->own;
	return tour_lines(tour, look, err) && scan_begin(tour->file, &audit->scan, err) &&
	       tour_again(tour, err) && tour_lines(tour, send, err) &&
	       scan_end(tour->file, audit->failure.len ? audit->failure.at : NULL, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct audit audit = {.scan = {.tool = SLICE("kubeaudit"),
				       .class = FINDING_IAC,
				       .partial = SLICE("lines without an end mark")}};
	struct tour tour = {.file = file, .own = &audit};
	bool ok = tour_audit(&tour, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_KUBEAUDIT = {
	.name = "kubeaudit-json",
	.title = "kubeaudit, JSON lines",
	.detect = detect,
	.read = read,
};
