// Bandit's JSON report.
// Source: bandit/formatters/json.py; the code it quotes has line numbers and neighbours in it.
#include "plugins/scans/tour/tour.h"

// What was found stands behind the metrics of all files, and often behind the head of the report.
static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "results.0");
	if (node_has(first, "test_id") && node_has(first, "issue_severity"))
		return 100;
	const struct node *metrics = node_at(sniff->json, "metrics"),
			  *file = metrics ? metrics->first : NULL;
	return node_has(file, "loc") && node_has(file, "nosec") ? 95 : 0;
}

// A file that Bandit could not read: what it found elsewhere counts, and nothing is gone.
static bool take_error(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	struct slice file = node_text(node, "filename"), reason = node_text(node, "reason");
	(void)err;
	if (!scan->untested++)
		scan->partial = WORDS(tour->file->arena, SLICE("not all files were read: "), file,
				      SLICE(": "), reason);
	return true;
}

static const char *const RANKS[] = {"HIGH", "MEDIUM", "LOW", "UNDEFINED"};
enum { RANK_COUNT = sizeof RANKS / sizeof *RANKS };

// A run may be of changed files only: all that were looked at have metrics. They count what was
// found before -l, -i and a baseline take from it.
struct bandit {
	struct scan scan;
	struct scan_names listed;
	int64_t found[RANK_COUNT], told[RANK_COUNT]; // by severity
};

static struct slice path_of(struct tour *tour, struct slice path)
{
	return words_below_root(words_path(path, &tour->scratch), scan_target(tour->file));
}

// "11.0".
static int64_t whole(struct slice number)
{
	int64_t out = 0;
	for (size_t i = 0; i < number.len && i < 9; i++) {
		if (number.at[i] < '0' || number.at[i] > '9')
			break;
		out = out * 10 + number.at[i] - '0';
	}
	return out;
}

static void take_found(struct tour *tour, const struct node *totals)
{
	struct bandit *bandit = tour->own;
	for (int i = 0; i < RANK_COUNT; i++) {
		const char *name = arena_printf(&tour->scratch, "SEVERITY.%s", RANKS[i]);
		bandit->found[i] = whole(node_text(node_member(totals, name), ""));
	}
}

static bool count_told(struct tour *tour, const struct node *node, struct err *err)
{
	struct bandit *bandit = tour->own;
	(void)err;
	for (int i = 0; i < RANK_COUNT; i++)
		bandit->told[i] += slice_is(node_text(node, "issue_severity"), RANKS[i]);
	return true;
}

// Of a severity of which it found more than it lists nothing is known.
static void told(struct tour *tour)
{
	struct bandit *bandit = tour->own;
	struct scan *scan = &bandit->scan;
	for (int i = 0; i < RANK_COUNT; i++) {
		if (bandit->told[i] >= bandit->found[i])
			continue;
		scan->hides |= 1u << finding_level_of(slice_of(RANKS[i]));
		const char *before = scan->filter.len ? scan->filter.at : "";
		scan->filter = scan_keep(tour->file, "%s%s%lld of %lld %s listed", before,
					 *before ? ", " : "", (long long)bandit->told[i],
					 (long long)bandit->found[i], RANKS[i]);
	}
}

// Of each file, and "_totals" of them all: a folder without one has that alone, without a line.
static bool take_metrics(struct tour *tour, const struct node *node, struct err *err)
{
	struct bandit *bandit = tour->own;
	bool totals = slice_is(tour->key, "_totals");
	(void)err;
	bandit->scan.looked |= !totals || node_int(node, "loc", 0) > 0;
	if (totals)
		take_found(tour, node);
	else
		scan_names_add(&bandit->listed, path_of(tour, tour->key));
	return true;
}

static const struct tour_row HEAD[] = {{"generated_at", tour_take_time, 0},
				       {"errors.[]", take_error, 0},
				       {"metrics", tour_maybe, 0},
				       {"metrics.{}", take_metrics, 0},
				       {"results", tour_maybe, 0},
				       {"results.[]", count_told, 0},
				       {NULL, NULL, 0}};

static bool is_own(const struct node *finding, struct slice number)
{
	for (NODE_EACH(line, node_at(finding, "line_range")))
		if (number.len && slice_equal(line->text, number))
			return true;
	return false;
}

// "12 import os\n13 os.system(x)\n": the lines of the finding's own range, without their numbers.
static struct slice own_lines(const struct node *finding, struct arena *arena)
{
	struct slice rest = node_text(finding, "code");
	struct str own = {0};
	while (rest.len) {
		struct slice line = slice_cut(&rest, '\n');
		if (!is_own(finding, slice_cut(&line, ' ')))
			continue;
		str_add_slice(&own, line);
		str_add_char(&own, '\n');
	}
	struct slice kept = words_keep(arena, str_slice(&own));
	str_fini(&own);
	return kept;
}

static int64_t last_line(const struct node *finding)
{
	int64_t last = 0;
	for (NODE_EACH(line, node_at(finding, "line_range")))
		last = node_int(line, "", last) > last ? node_int(line, "", last) : last;
	return last;
}

// "Possible hardcoded password: 'x'": the text, the code and its digest would give x away.
static bool quotes_password(struct slice rule)
{
	return slice_is(rule, "B105") || slice_is(rule, "B106") || slice_is(rule, "B107");
}

static struct slice without_quoted(struct slice text, struct arena *arena)
{
	struct slice rest = text, before = slice_cut(&rest, '\'');
	return rest.at ? WORDS(arena, before, SLICE("'[secret]'")) : text;
}

static bool add_password(struct tour *tour, struct scan_finding *finding, struct err *err)
{
	const struct tour_fact facts[] = {{"test_id", finding->rule},
					  {"filename", finding->file},
					  {"issue_severity", finding->raw},
					  {NULL, {NULL, 0}}};
	finding->title = without_quoted(finding->title, &tour->scratch);
	finding->text = finding->snippet = (struct slice){0};
	return tour_add(tour->file, finding, facts, err);
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice text = node_text(node, "issue_text"), raw = node_text(node, "issue_severity"),
		     sure = node_text(node, "issue_confidence");
	struct scan_finding finding = {
		.class = FINDING_CODE,
		.rule = node_text(node, "test_id"),
		.title = words_title(text),
		.text = WORDS(&tour->scratch, text, SLICE("\nConfidence: "), sure),
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cwe = words_cwe(node_at(node, "issue_cwe.id"), &tour->scratch),
		.file = path_of(tour, node_text(node, "filename")),
		.line = node_int(node, "line_number", 0),
		.end_line = last_line(node),
		.snippet = own_lines(node, &tour->scratch),
		.link = node_text(node, "more_info"),
	};
	return quotes_password(finding.rule) ? add_password(tour, &finding, err)
					     : scan_add(tour->file, &finding, err);
}

static const struct tour_row BODY[] = {
	{"results", NULL, 0}, {"results.[]", add, 0}, {NULL, NULL, 0}};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct bandit bandit = {.scan = {.tool = SLICE("bandit"),
					 .class = FINDING_CODE,
					 .listed = &bandit.listed,
					 .blind = SLICE("Bandit read no file")}};
	struct tour tour = {.file = file, .own = &bandit};
	const struct tour_report report = {"Bandit", HEAD, BODY, told};
	bool ok = tour_report(&tour, &report, &bandit.scan, err);
	scan_names_fini(&bandit.listed);
	return ok;
}

const struct scan_format FORMAT_BANDIT = {
	.name = "bandit",
	.title = "Bandit JSON",
	.detect = detect,
	.read = read_report,
};
