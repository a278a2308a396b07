// The JSON that Semgrep prints: code findings and, with its supply chain rules, dependencies.
// Source: semgrep-interfaces, semgrep_output_v1.atd.
#include "plugins/scans/tour/tour.h"

// Semgrep's own members; what was found may stand behind all the paths.
static bool is_own(const struct node *json)
{
	return node_has(json, "paths.scanned") || node_has(json, "skipped_rules") ||
	       node_has(json, "interfile_languages_used");
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *results = node_at(sniff->json, "results");
	if (node_has(results, "0.check_id"))
		return node_has(results, "0.extra") ? 100 : 0;
	if (is_own(sniff->json))
		return 95;
	bool empty = results && results->kind == NODE_LIST && !results->count;
	return empty && node_has(sniff->json, "errors") && !node_has(sniff->json, "metrics") ? 60
											     : 0;
}

// Why the look at the code is not whole: the first reason is told.
static void say_partial(struct tour *tour, struct slice what, struct slice place, struct slice why)
{
	struct scan *scan = tour->own;
	struct slice between = place.len && why.len ? SLICE(": ") : (struct slice){0};
	if (!scan->partial.len)
		scan->partial =
			scan_quote(tour->file, WORDS(tour->file->arena, what, place, between, why));
}

// Of a file with lines that the parser does not know all others are looked at: large trees always
// have some, and no finding would ever be closed.
static bool is_read(const struct node *error)
{
	struct slice type = slice_or(node_text(error, "type"), node_text(error, "type.0"));
	return slice_is(node_text(error, "level"), "warn") && slice_is(type, "PartialParsing");
}

// Which files those are: where no single one is told, those of the spans.
static bool tells_files(const struct node *error)
{
	bool told = node_has(error, "spans.0");
	for (NODE_EACH(span, node_at(error, "spans")))
		told = told && node_text(span, "file").len;
	return told || node_text(error, "path").len;
}

// A warning is of a file that was not read, or not to its end, such as for want of time.
static bool take_error(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice path = node_text(node, "path"), message = node_text(node, "message");
	(void)err;
	if (is_read(node) && tells_files(node))
		((struct scan *)tour->own)->untested++;
	else if (!slice_is(node_text(node, "level"), "info"))
		say_partial(tour, SLICE("semgrep met an error: "), path,
			    slice_or(message, SLICE("not read as a whole")));
	return true;
}

static struct slice path_of(struct tour *tour, struct slice path)
{
	return words_below_root(words_path(path, &tour->scratch), scan_target(tour->file));
}

// What was found in them before may be in the lines that were not read.
static bool leave_out(struct tour *tour, const struct node *error, struct err *err)
{
	(void)err;
	if (!is_read(error))
		return true;
	scan_leaves_out(tour->file, "not_file", path_of(tour, node_text(error, "path")));
	for (NODE_EACH(span, node_at(error, "spans")))
		scan_leaves_out(tour->file, "not_file", path_of(tour, node_text(span, "file")));
	return true;
}

static bool take_rule_left_out(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->untested++;
	say_partial(tour, SLICE("semgrep did not run all rules: "), node_text(node, "rule_id"),
		    (struct slice){0});
	return true;
}

// What nobody asked for is no gap: ignored and excluded files, those of another language.
static bool is_choice(struct slice reason)
{
	static const char *const CHOICES[] = {"always_skipped",
					      "semgrepignore_patterns_match",
					      "cli_exclude_flags_match",
					      "cli_include_flags_do_not_match",
					      "excluded_by_config",
					      "gitignore_patterns_match",
					      "wrong_language",
					      "irrelevant_rule",
					      "dotfile",
					      "binary",
					      "minified"};
	for (size_t i = 0; i < sizeof CHOICES / sizeof *CHOICES; i++)
		if (slice_is(reason, CHOICES[i]))
			return true;
	return false;
}

static bool take_file_left_out(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice reason = node_text(node, "reason");
	(void)err;
	if (!is_choice(reason))
		say_partial(tour, SLICE("semgrep did not read "), node_text(node, "path"), reason);
	return true;
}

// A run may be of changed files only (--baseline-commit, or paths).
struct semgrep {
	struct scan scan;
	struct scan_names listed;
};

static bool take_scanned(struct tour *tour, const struct node *node, struct err *err)
{
	(void)err;
	scan_names_add(&((struct semgrep *)tour->own)->listed, path_of(tour, node->text));
	return true;
}

// With --time Semgrep tells which rules it ran: texts, or objects with an id.
static struct slice rule_id(const struct node *rule)
{
	return rule->kind == NODE_MAP ? node_text(rule, "id") : rule->text;
}

static bool count_rule(struct tour *tour, const struct node *rule, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->rules += rule_id(rule).len > 0;
	return true;
}

static bool tell_rule(struct tour *tour, const struct node *rule, struct err *err)
{
	(void)err;
	scan_rule(tour->file, &(struct scan_rule){.id = rule_id(rule)});
	return true;
}

enum { SAW_SCANNED, SAW_FILE };

// Measures are no findings: of another form than we know they are passed over.
static const struct tour_row HEAD[] = {
	[SAW_SCANNED] = {"paths.scanned", tour_maybe, 0},
	[SAW_FILE] = {"paths.scanned.[]", take_scanned, 0},
	{"version", NULL, TOUR_TEXT(struct scan, version)},
	{"errors.[]", take_error, 0},
	{"skipped_rules.[]", take_rule_left_out, 0},
	{"paths", tour_maybe, 0},
	{"paths.skipped", tour_maybe, 0},
	{"paths.skipped.[]", take_file_left_out, 0},
	{"time", tour_maybe, 0},
	{"time.rules", tour_maybe, 0},
	{"time.rules.[]", count_rule, 0},
	{NULL, NULL, 0},
};

static void told(struct tour *tour)
{
	struct scan *scan = tour->own;
	scan->looked = tour_saw(tour, SAW_FILE);
	// Of old, or what any tool writes that has neither results nor errors.
	if (!tour_saw(tour, SAW_SCANNED) && !scan->version.len)
		say_partial(tour, SLICE("nothing shows that semgrep read a file"), SLICE(""),
			    SLICE(""));
	if (tour_saw(tour, SAW_SCANNED) && !tour_saw(tour, SAW_FILE))
		say_partial(tour, SLICE("semgrep read no file"), SLICE(""), SLICE(""));
}

// Without an account Semgrep writes these words in the place of the value.
static struct slice unless_login(struct slice text)
{
	return words_same(slice_trim(text), "requires login") ? (struct slice){0} : text;
}

// Semgrep's INFO is its lowest level, and no mere remark.
static enum finding_level level_of(struct slice raw)
{
	return words_same(raw, "info") ? LEVEL_LOW : finding_level_of(raw);
}

// [{"grpc": "1.53.0"}, …]: the version for our package.
static struct slice fixed_version(const struct node *fixes, struct slice package)
{
	for (NODE_EACH(fix, fixes))
		for (NODE_EACH(version, fix))
			if (slice_equal(version->key, package))
				return version->text;
	return (struct slice){0};
}

static void add_dependency(struct tour *tour, const struct node *extra, struct scan_finding *out)
{
	const struct node *match = node_at(extra, "sca_info.dependency_match"),
			  *found = node_at(match, "found_dependency");
	struct slice lockfile = node_text(match, "lockfile");
	if (!found)
		return;
	out->class = FINDING_DEPENDENCY;
	out->package = node_text(found, "package");
	out->version = node_text(found, "version");
	out->purl = words_purl(node_text(found, "ecosystem"), out->package, out->version,
			       &tour->scratch);
	out->fixed = fixed_version(node_at(extra, "metadata.sca-fix-versions"), out->package);
	out->ids = node_text(extra, "metadata.sca-vuln-database-identifier");
	if (lockfile.len)
		out->file = words_path(lockfile, &tour->scratch);
}

// Rules of a pack of secrets: "generic.secrets.security.detected-…".
static bool is_of_secrets(struct slice rule)
{
	while (rule.len)
		if (slice_is(slice_cut(&rule, '.'), "secrets"))
			return true;
	return false;
}

// The code is the secret, and more of its line; the message may quote it.
static bool add_secret(struct tour *tour, struct scan_finding *finding, struct err *err)
{
	const struct tour_fact facts[] = {{"check_id", finding->rule},
					  {"path", finding->file},
					  {"severity", finding->raw},
					  {NULL, {NULL, 0}}};
	struct slice rest = finding->rule;
	finding->class = FINDING_SECRET;
	finding->secret = finding->snippet;
	finding->snippet = finding->text = (struct slice){0};
	while (rest.len)
		finding->title = slice_cut(&rest, '.');
	return tour_add(tour->file, finding, facts, err);
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *extra = node_at(node, "extra");
	struct slice message = node_text(extra, "message"), raw = node_text(extra, "severity");
	bool ignored = node_bool(extra, "is_ignored", false);
	struct scan_finding finding = {
		.class = FINDING_CODE,
		.rule = node_text(node, "check_id"),
		.title = words_title(message),
		.text = message,
		.raw = raw,
		.from = SLICE("tool"),
		.level = level_of(raw),
		.cwe = words_cwe(node_at(extra, "metadata.cwe"), &tour->scratch),
		.file = path_of(tour, node_text(node, "path")),
		.line = node_int(node, "start.line", 0),
		.end_line = node_int(node, "end.line", 0),
		.print = unless_login(node_text(extra, "fingerprint")),
		.snippet = unless_login(node_text(extra, "lines")),
		.link = node_text(extra, "metadata.source"),
		.claim = ignored ? SLICE("suppressed") : (struct slice){0},
		.claim_why = ignored ? SLICE("nosemgrep comment") : (struct slice){0},
	};
	add_dependency(tour, extra, &finding);
	return is_of_secrets(finding.rule) ? add_secret(tour, &finding, err)
					   : scan_add(tour->file, &finding, err);
}

static const struct tour_row BODY[] = {
	{"results", NULL, 0},	 {"results.[]", add, 0},	{"errors.[]", leave_out, 0},
	{"time", tour_maybe, 0}, {"time.rules", tour_maybe, 0}, {"time.rules.[]", tell_rule, 0},
	{NULL, NULL, 0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct semgrep semgrep = {.scan = {.tool = SLICE("semgrep"),
					   .class = FINDING_CODE,
					   .listed = &semgrep.listed}};
	struct tour tour = {.file = file, .own = &semgrep};
	const struct tour_report report = {"Semgrep", HEAD, BODY, told};
	bool ok = tour_report(&tour, &report, &semgrep.scan, err);
	scan_names_fini(&semgrep.listed);
	return ok;
}

const struct scan_format FORMAT_SEMGREP = {
	.name = "semgrep-json",
	.title = "Semgrep JSON",
	.detect = detect,
	.read = read_report,
};
