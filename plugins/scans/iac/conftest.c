// Conftest's JSON: a list of files with failures, warnings and exceptions; empty lists are absent,
// `successes` is a number. Every file that was tested is in it.
//
// A rule is what the policy's metadata names, else the query with a digest of the message whose
// numbers are blanked, since one query (data.main.deny) is all of a policy's rules. Failures are
// High, warnings Medium. An exception is a claim; it names the rule it is of by the end of its name
// alone (exception[_][_] == "enc") and no message, so what was found in its file stays open, as in
// one with skipped rules.
// Source: open-policy-agent/conftest, output/result.go.
#include "base/digest.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

struct conftest {
	struct scan scan;
	struct slice namespace;
	bool mixed; // more than one name space
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "0");
	return node_has(first, "filename") &&
			       (node_has(first, "successes") || node_has(first, "namespace") ||
				node_has(first, "failures.0.msg") ||
				node_has(first, "warnings.0.msg"))
		       ? 90
		       : 0;
}

static void count_in(struct conftest *conftest, const struct node *item)
{
	const struct node *skipped = node_at(item, "skipped");
	const struct node *successes = node_at(item, "successes"); // of old a list
	conftest->scan.passed += successes && successes->kind == NODE_LIST
					 ? (int64_t)successes->count
					 : node_int(successes, "", 0);
	conftest->scan.untested += skipped ? (int64_t)skipped->count : 0;
}

static bool count(struct tour *tour, const struct node *item, struct err *err)
{
	struct conftest *conftest = tour->own;
	struct slice namespace = node_text(item, "namespace");
	(void)err;
	count_in(conftest, item);
	if (tour->index[0] == 0)
		conftest->namespace = scan_keep_slice(tour->file, namespace);
	conftest->mixed |= !slice_equal(conftest->namespace, namespace);
	return true;
}

static struct slice blanked(struct tour *tour, struct slice message)
{
	struct str text = {0};
	for (size_t i = 0; i < message.len; i++) {
		bool digit = message.at[i] >= '0' && message.at[i] <= '9';
		if (!digit || !i || message.at[i - 1] < '0' || message.at[i - 1] > '9')
			str_add_char(&text, digit ? '#' : message.at[i]);
	}
	struct slice out = tour_text(tour, "%s", str_text(&text));
	str_fini(&text);
	return out;
}

static struct slice rule_of(struct tour *tour, const struct node *result)
{
	static const char *const NAMES[] = {"metadata.rule", "metadata.id", "metadata.code",
					    "metadata.details.id", "metadata.details.policyID"};
	struct slice query = slice_or(node_text(result, "metadata.query"), SLICE("conftest"));
	char hex[DIGEST_HEX];
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (node_text(result, NAMES[i]).len)
			return node_text(result, NAMES[i]);
	struct slice message = blanked(tour, node_text(result, "msg"));
	digest_bytes(message.at, message.len, hex);
	return tour_text(tour, "%.*s#%.8s", TOUR_S(query), hex);
}

struct outcome {
	const char *list, *raw;
	enum finding_level level;
	bool excepted;
};

static bool send_result(struct tour *tour, const struct node *item, const struct node *result,
			const struct outcome *outcome, struct err *err)
{
	struct slice place = slice_or(node_text(result, "loc.file"), node_text(item, "filename"));
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = outcome->level,
		.raw = slice_of(outcome->raw),
		.from = SLICE("level"),
		.rule = rule_of(tour, result),
		.title = node_text(result, "msg"),
		.file = tour_path(tour, place),
		.line = node_int(result, "loc.line", 0),
		.resource = node_text(result, "metadata.resource"),
		.link = node_text(result, "metadata.url"),
	};
	if (outcome->excepted) {
		finding.claim = SLICE("suppressed");
		finding.claim_why = SLICE("exception of the policy");
	}
	return scan_add(tour->file, &finding, err);
}

static bool send_file(struct tour *tour, const struct node *item, struct err *err)
{
	static const struct outcome OUTCOMES[] = {{"failures", "failure", LEVEL_HIGH, false},
						  {"warnings", "warning", LEVEL_MEDIUM, false},
						  {"exceptions", "exception", LEVEL_HIGH, true}};
	if (!node_has(item, "filename"))
		return tour_refuse(tour, "Conftest", "filename", err);
	struct slice file = tour_path(tour, node_text(item, "filename"));
	scan_lists(tour->file, file);
	if (node_at(item, "skipped.0") || node_at(item, "exceptions.0"))
		scan_leaves_out(tour->file, "not_file", file);
	for (size_t i = 0; i < sizeof OUTCOMES / sizeof *OUTCOMES; i++)
		for (NODE_EACH(result, node_at(item, OUTCOMES[i].list)))
			if (!send_result(tour, item, result, &OUTCOMES[i], err))
				return false;
	return true;
}

// A policy's name space other than main tells its scans from others.
static struct slice category_of(struct slice namespace)
{
	return slice_is(namespace, "main") ? (struct slice){0} : namespace;
}

// Of several name spaces each is a scan: a run of one of them is nothing to the others.
static bool send_in_space(struct tour *tour, const struct node *item, struct err *err)
{
	struct conftest *conftest = tour->own, one = {.scan = conftest->scan};
	one.scan.category = category_of(node_text(item, "namespace"));
	one.scan.passed = one.scan.untested = 0;
	count_in(&one, item);
	return scan_begin(tour->file, &one.scan, err) && send_file(tour, item, err) &&
	       scan_end(tour->file, NULL, err);
}

static const struct tour_row COUNT[] = {{"[]", count, 0}, {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{"[]", send_file, 0}, {NULL, NULL, 0}};
static const struct tour_row SEND_SPACES[] = {{"[]", send_in_space, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct conftest conftest = {.scan = {.tool = SLICE("conftest"),
					     .class = FINDING_IAC,
					     .blind = SLICE("no rule was tried on any file")}};
	struct tour tour = {.file = file, .own = &conftest};
	bool ok = tour_all(&tour, COUNT, err);
	conftest.scan.category = category_of(conftest.namespace);
	if (ok && conftest.mixed)
		ok = tour_again(&tour, err) && tour_all(&tour, SEND_SPACES, err);
	else
		ok = ok && tour_scan(&tour, &conftest.scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_CONFTEST = {
	.name = "conftest-json",
	.title = "Conftest, JSON",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
