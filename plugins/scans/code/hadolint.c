// hadolint's JSON: a list of remarks on Dockerfiles.
// Source: hadolint's README, output format json; levels error, warning, info, style.
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "0");
	bool fits = node_has(first, "code") && node_has(first, "level") &&
		    node_has(first, "file") && node_has(first, "column") &&
		    node_has(first, "message");
	return fits ? 95 : 0;
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice raw = node_text(node, "level"), message = node_text(node, "message"),
		     rule = node_text(node, "code");
	struct slice page = slice_starts(rule, "DL")
				    ? SLICE("https://github.com/hadolint/hadolint/wiki/")
				    : SLICE("https://www.shellcheck.net/wiki/");
	if (slice_is(rule, "DL1000"))
		scan_is_part(tour->file, "a Dockerfile could not be parsed (DL1000)");
	return scan_add(
		tour->file,
		&(struct scan_finding){
			.class = FINDING_IAC,
			.rule = rule,
			.title = words_title(message),
			.text = message,
			.raw = raw,
			.from = SLICE("tool"),
			.level = words_same(raw, "style") ? LEVEL_INFO : finding_level_of(raw),
			.file = words_path(node_text(node, "file"), &tour->scratch),
			.line = node_int(node, "line", 0),
			.link = WORDS(&tour->scratch, page, rule),
		},
		err);
}

static const struct tour_row ROWS[] = {{"[]", add, 0}, {NULL, NULL, 0}};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("hadolint"), .class = FINDING_IAC};
	struct tour tour = {.file = file};
	return scan_begin(file, &scan, err) && tour_all(&tour, ROWS, err) &&
	       scan_end(file, NULL, err);
}

const struct scan_format FORMAT_HADOLINT = {
	.name = "hadolint",
	.title = "hadolint JSON",
	.detect = detect,
	.read = read_report,
	.bare = SCAN_EMPTY_LIST,
};
