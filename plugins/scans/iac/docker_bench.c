// Docker Bench for Security's JSON: tests[] of sections with results[]. A WARN is a finding; NOTE
// and INFO are checks left to a person, which are counted as untested. The tool tells no severity:
// Medium, marked "assumed".
// Source: docker/docker-bench-security, functions/output_lib.sh.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

struct bench {
	struct scan scan;
	struct slice end;
};

static int detect(const struct scan_sniff *sniff)
{
	return node_has(sniff->json, "dockerbenchsecurity") ? 95 : 0;
}

static bool count(struct tour *tour, const struct node *node, struct err *err)
{
	struct bench *bench = tour->own;
	struct slice result = node_text(node, "result");
	(void)err;
	bench->scan.rules++;
	bench->scan.passed += slice_is(result, "PASS");
	bench->scan.untested += slice_is(result, "NOTE") || slice_is(result, "INFO");
	return true;
}

static bool send(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice id = node_text(node, "id");
	struct slice result = node_text(node, "result");
	scan_lists_rule(tour->file, id);
	if (slice_is(result, "PASS"))
		return true;
	struct scan_finding finding = {
		.class = FINDING_HARDENING,
		.level = LEVEL_MEDIUM,
		.raw = result,
		.from = SLICE("assumed"),
		.rule = id,
		.title = slice_or(node_text(node, "desc"), id),
		.text = node_text(node, "remediation"),
		.places = tour_join(tour, node_at(node, "items"), "", "\n"),
	};
	if (slice_is(result, "NOTE") || slice_is(result, "INFO"))
		finding.status = SLICE("untested");
	return scan_add(tour->file, &finding, err);
}

enum { SAW_TESTS };
static const struct tour_row HEAD[] = {
	{"tests", NULL, 0},
	{"tests.[].results.[]", count, 0},
	{"dockerbenchsecurity", NULL, TOUR_TEXT(struct bench, scan.version)},
	{"end", NULL, TOUR_TEXT(struct bench, end)},
	{NULL, NULL, 0},
};
static const struct tour_row SEND[] = {{"tests.[].results.[]", send, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct bench bench = {.scan = {.tool = SLICE("docker-bench"),
				       .class = FINDING_HARDENING,
				       .blind = SLICE("it made no check")}};
	struct tour tour = {.file = file, .own = &bench};
	bool ok = tour_all(&tour, HEAD, err) &&
		  (tour_saw(&tour, SAW_TESTS) || tour_refuse(&tour, "Docker Bench", "tests", err));
	bench.scan.at = scan_made(file, bench.end);
	if (!bench.end.len)
		bench.scan.partial = SLICE("the report has no end");
	ok = ok && tour_scan(&tour, &bench.scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_DOCKER_BENCH = {
	.name = "docker-bench-json",
	.title = "Docker Bench for Security, JSON",
	.detect = detect,
	.read = read,
};
