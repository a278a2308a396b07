// The JSON that Semgrep prints: code findings and, with its supply chain rules, dependencies.
// Source: semgrep-interfaces, semgrep_output_v1.atd.
#include "plugins/scans/code/semgrep.h"

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

// Warnings are of single files that were read in part; an error, or a word we do not know, says
// that the look at the code is not whole.
static bool take_error(struct walk *walk, const struct node *node, struct err *err)
{
	struct scan *scan = walk->context;
	struct slice level = node_text(node, "level"), message = node_text(node, "message");
	(void)err;
	if (slice_is(level, "warn"))
		semgrep_untested(walk, node_text(node, "path"), node_text(node, "type"));
	else if (!slice_is(level, "info") && !scan->partial.len)
		scan->partial = WORDS(walk->file->arena, SLICE("semgrep met an error: "), message);
	return true;
}

static bool take_errors(struct walk *walk, struct err *err)
{
	return walk_list(walk, take_error, err);
}

static bool count_skipped(struct walk *walk, const struct node *node, struct err *err)
{
	(void)err;
	semgrep_untested(walk, node_text(node, "rule_id"), SLICE("the rule was skipped"));
	return true;
}

static bool take_skipped(struct walk *walk, struct err *err)
{
	return walk_list(walk, count_skipped, err);
}

// ---- Rules ----

// With --time Semgrep tells which rules it ran: texts, or objects with an id.
static struct slice rule_id(const struct node *rule)
{
	return rule->kind == NODE_MAP ? node_text(rule, "id") : rule->text;
}

static bool count_rule(struct walk *walk, const struct node *rule, struct err *err)
{
	struct scan *scan = walk->context;
	(void)err;
	scan->rules += rule_id(rule).len > 0;
	return true;
}

static bool tell_rule(struct walk *walk, const struct node *rule, struct err *err)
{
	(void)err;
	scan_rule(walk->file, &(struct scan_rule){.id = rule_id(rule)});
	return true;
}

static bool count_rules(struct walk *walk, struct err *err)
{
	return walk_list(walk, count_rule, err);
}

static bool tell_rules(struct walk *walk, struct err *err)
{
	return walk_list(walk, tell_rule, err);
}

static const struct walk_member COUNTED[] = {{.name = "rules", .value = count_rules}, {0}};
static const struct walk_member TOLD[] = {{.name = "rules", .value = tell_rules}, {0}};

// Measures are no findings: of another form than we know they are passed over.
static bool walk_time(struct walk *walk, const struct walk_member *members, struct err *err)
{
	enum node_kind kind;
	if (!doc_kind(walk->file->doc, &kind, err))
		return false;
	return kind != NODE_MAP || walk_map(walk, members, err);
}

static bool count_time(struct walk *walk, struct err *err)
{
	return walk_time(walk, COUNTED, err);
}

static bool tell_time(struct walk *walk, struct err *err)
{
	return walk_time(walk, TOLD, err);
}

static const struct walk_member HEAD[] = {
	{.name = "version", .node = walk_take_version},
	{.name = "errors", .value = take_errors},
	{.name = "skipped_rules", .value = take_skipped},
	{.name = "time", .value = count_time},
	{.name = "paths", .value = semgrep_take_paths},
	{.name = "results", .value = semgrep_take_results},
	{0},
};

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

static void add_dependency(struct walk *walk, const struct node *extra, struct scan_finding *out)
{
	const struct node *match = node_at(extra, "sca_info.dependency_match"),
			  *found = node_at(match, "found_dependency");
	struct slice lockfile = node_text(match, "lockfile");
	if (!found)
		return;
	out->class = FINDING_DEPENDENCY;
	out->package = node_text(found, "package");
	out->version = node_text(found, "version");
	out->purl =
		words_purl(node_text(found, "ecosystem"), out->package, out->version, &walk->arena);
	out->fixed = fixed_version(node_at(extra, "metadata.sca-fix-versions"), out->package);
	out->ids = node_text(extra, "metadata.sca-vuln-database-identifier");
	if (lockfile.len)
		out->file = words_path(lockfile, &walk->arena);
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
static bool add_secret(struct walk *walk, struct scan_finding *finding, struct err *err)
{
	const struct walk_fact facts[] = {{"check_id", finding->rule},
					  {"path", finding->file},
					  {"severity", finding->raw},
					  {NULL, {NULL, 0}}};
	struct slice rest = finding->rule;
	finding->class = FINDING_SECRET;
	finding->secret = finding->snippet;
	finding->snippet = finding->text = (struct slice){0};
	while (rest.len)
		finding->title = slice_cut(&rest, '.');
	return walk_add(walk->file, finding, facts, err);
}

static bool add(struct walk *walk, const struct node *node, struct err *err)
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
		.cwe = words_cwe(node_at(extra, "metadata.cwe"), &walk->arena),
		.file = words_path(node_text(node, "path"), &walk->arena),
		.line = node_int(node, "start.line", 0),
		.end_line = node_int(node, "end.line", 0),
		.print = unless_login(node_text(extra, "fingerprint")),
		.snippet = unless_login(node_text(extra, "lines")),
		.link = node_text(extra, "metadata.source"),
		.claim = ignored ? SLICE("suppressed") : (struct slice){0},
		.claim_why = ignored ? SLICE("nosemgrep comment") : (struct slice){0},
	};
	add_dependency(walk, extra, &finding);
	return is_of_secrets(finding.rule) ? add_secret(walk, &finding, err)
					   : scan_add(walk->file, &finding, err);
}

static bool add_all(struct walk *walk, struct err *err)
{
	return walk_list(walk, add, err);
}

static const struct walk_member BODY[] = {
	{.name = "results", .value = add_all, .required = true},
	{.name = "time", .value = tell_time},
	{0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct semgrep semgrep = {.scan = {.tool = SLICE("semgrep"), .class = FINDING_CODE}};
	struct walk walk = {.file = file, .context = &semgrep};
	struct scan *scan = &semgrep.scan;
	if (!walk_document(&walk, HEAD, err) || !scan_again(file, err))
		return false;
	if (semgrep.lists_scanned && !scan->looked && !semgrep.has_results && !scan->partial.len)
		scan->partial = SLICE("no file was scanned");
	return scan_begin(file, scan, err) && walk_document(&walk, BODY, err) &&
	       scan_end(file, NULL, err);
}

const struct scan_format FORMAT_SEMGREP = {
	.name = "semgrep-json",
	.title = "Semgrep JSON",
	.detect = detect,
	.read = read_report,
};
