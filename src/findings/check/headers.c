#include "findings/check/headers.h"

#include "findings/check/tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool same(struct slice text, const char *word)
{
	return text.len == strlen(word) && !strncasecmp(text.at, word, text.len);
}

static const struct head_field *find(const struct head *head, const char *name,
				     const struct head_field *after)
{
	const struct head_field *end = head->fields + head->count;
	for (const struct head_field *f = after ? after + 1 : head->fields; f < end; f++)
		if (same(f->name, name))
			return f;
	return NULL;
}

static const struct head_field *find_last(const struct head *head, const char *name)
{
	const struct head_field *last = NULL, *next = NULL;
	while ((next = find(head, name, next)))
		last = next;
	return last;
}

// The next part up to a separator, trimmed; false at the end.
static bool next_part(struct slice *rest, char separator, struct slice *out)
{
	if (!rest->at)
		return false;
	*out = slice_trim(slice_cut(rest, separator));
	return true;
}

// ---- HSTS ----

enum { YEAR_SECONDS = 365 * 24 * 3600 };

// The directive's value without quotes; false when it is not there.
static bool directive_of(struct slice field, const char *name, struct slice *out)
{
	struct slice part;
	while (next_part(&field, ';', &part)) {
		struct slice value = part, key = slice_trim(slice_cut(&value, '='));
		if (!same(key, name))
			continue;
		*out = slice_trim(value);
		if (out->len > 1 && *out->at == '"' && out->at[out->len - 1] == '"')
			*out = (struct slice){out->at + 1, out->len - 2};
		return true;
	}
	return false;
}

// -1 when it is no number; what is too large to hold is large.
static int64_t seconds_of(struct slice text)
{
	int64_t seconds = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		seconds = seconds > INT32_MAX ? seconds : seconds * 10 + text.at[i] - '0';
	}
	return text.len ? seconds : -1;
}

static enum check_outcome judge_hsts(const struct head *head, struct judgement *j)
{
	const struct head_field *field = find(head, "strict-transport-security", NULL);
	struct slice age;
	if (!field)
		return judge(j, OUTCOME_FAIL, "no Strict-Transport-Security");
	j->line = field->line;
	if (!directive_of(field->value, "max-age", &age) || seconds_of(age) < 0)
		return judge(j, OUTCOME_FAIL, "Strict-Transport-Security without max-age");
	if (seconds_of(age) < YEAR_SECONDS)
		return judge(j, OUTCOME_FAIL, "max-age is %lld seconds, less than a year (%d)",
			     (long long)seconds_of(age), YEAR_SECONDS);
	return OUTCOME_PASS;
}

static enum check_outcome judge_subdomains(const struct head *head, struct judgement *j)
{
	const struct head_field *field = find(head, "strict-transport-security", NULL);
	struct slice ignored;
	if (!field)
		return judge(j, OUTCOME_NONE, "no Strict-Transport-Security");
	j->line = field->line;
	if (directive_of(field->value, "includesubdomains", &ignored))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_NONE, "Strict-Transport-Security leaves subdomains out");
}

// ---- CSP: several policies all hold, so the best one counts ----

static const char CSP[] = "content-security-policy";

// The sources of a directive in one policy; false when it is not there. The first one holds.
static bool sources_of(struct slice policy, const char *name, struct slice *out)
{
	struct slice part;
	while (next_part(&policy, ';', &part)) {
		struct slice word = slice_word(&part);
		if (same(word, name)) {
			*out = slice_trim(part);
			return true;
		}
	}
	return false;
}

static bool is_nonce_or_hash(struct slice source)
{
	return slice_starts(source, "'nonce-") || slice_starts(source, "'sha256-") ||
	       slice_starts(source, "'sha384-") || slice_starts(source, "'sha512-") ||
	       same(source, "'strict-dynamic'");
}

// The first source that lets anything run, or empty. 'unsafe-inline' is passed over by
// browsers where a nonce or a hash stands beside it.
static struct slice unsafe_source(struct slice sources)
{
	static const char *const UNSAFE[] = {
		"'unsafe-eval'", "*", "http:", "https:", "data:", "blob:", "http://*", "https://*"};
	struct slice rest = sources, source, inline_source = {0};
	bool strict = false;
	while ((source = slice_word(&rest)).len) {
		for (size_t i = 0; i < sizeof UNSAFE / sizeof *UNSAFE; i++)
			if (same(source, UNSAFE[i]))
				return source;
		strict |= is_nonce_or_hash(source);
		if (same(source, "'unsafe-inline'"))
			inline_source = source;
	}
	return strict ? (struct slice){0} : inline_source;
}

// What is wrong with the scripts of one policy.
static enum check_outcome judge_policy(struct slice policy, struct judgement *j)
{
	struct slice sources, bad;
	if (!sources_of(policy, "script-src", &sources) &&
	    !sources_of(policy, "default-src", &sources))
		return judge(j, OUTCOME_FAIL,
			     "neither script-src nor default-src: any script runs");
	bad = unsafe_source(sources);
	if (bad.len)
		return judge(j, OUTCOME_FAIL, "script sources allow %.*s", (int)bad.len, bad.at);
	return OUTCOME_PASS;
}

// Calls `one` on each policy of each field, until one passes.
static enum check_outcome best_policy(const struct head *head, struct judgement *j,
				      enum check_outcome (*one)(struct slice, struct judgement *))
{
	const struct head_field *field = NULL;
	struct slice policy;
	while ((field = find(head, CSP, field))) {
		struct slice rest = field->value;
		j->line = field->line;
		while (next_part(&rest, ',', &policy))
			if (policy.len && one(policy, j) == OUTCOME_PASS)
				return OUTCOME_PASS;
	}
	return OUTCOME_FAIL;
}

static enum check_outcome judge_csp(const struct head *head, struct judgement *j)
{
	if (find(head, CSP, NULL))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL,
		     find(head, "content-security-policy-report-only", NULL)
			     ? "the Content-Security-Policy is report-only: it forbids nothing"
			     : "no Content-Security-Policy");
}

static enum check_outcome judge_scripts(const struct head *head, struct judgement *j)
{
	if (!find(head, CSP, NULL))
		return judge(j, OUTCOME_NONE, "no Content-Security-Policy");
	judge(j, OUTCOME_FAIL, "the Content-Security-Policy is empty");
	return best_policy(head, j, judge_policy);
}

// ---- The others ----

static enum check_outcome judge_nosniff(const struct head *head, struct judgement *j)
{
	const struct head_field *field = find(head, "x-content-type-options", NULL);
	if (!field)
		return judge(j, OUTCOME_FAIL, "no X-Content-Type-Options");
	struct slice rest = field->value;
	j->line = field->line;
	if (same(slice_trim(slice_cut(&rest, ',')), "nosniff"))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "X-Content-Type-Options is %.*s", (int)field->value.len,
		     field->value.at);
}

static enum check_outcome judge_ancestors(struct slice policy, struct judgement *j)
{
	struct slice sources, source;
	if (!sources_of(policy, "frame-ancestors", &sources))
		return OUTCOME_NONE;
	while ((source = slice_word(&sources)).len)
		if (same(source, "*") || same(source, "http:") || same(source, "https:") ||
		    same(source, "https://*") || same(source, "http://*"))
			return judge(j, OUTCOME_FAIL, "frame-ancestors allows %.*s",
				     (int)source.len, source.at);
	return OUTCOME_PASS;
}

// frame-ancestors, where it is, goes before X-Frame-Options (CSP 3, 6.4.2).
static enum check_outcome judge_frame(const struct head *head, struct judgement *j)
{
	const struct head_field *field = find(head, "x-frame-options", NULL);
	if (best_policy(head, j, judge_ancestors) == OUTCOME_PASS)
		return OUTCOME_PASS;
	if (j->why.len) // frame-ancestors is there, and too wide
		return OUTCOME_FAIL;
	j->line = field ? field->line : 0;
	if (!field)
		return judge(j, OUTCOME_FAIL, "neither frame-ancestors nor X-Frame-Options");
	if (same(field->value, "DENY") || same(field->value, "SAMEORIGIN"))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "X-Frame-Options is %.*s, which browsers pass over",
		     (int)field->value.len, field->value.at);
}

// The last policy that browsers know holds.
static enum check_outcome judge_referrer(const struct head *head, struct judgement *j)
{
	static const struct {
		const char *name;
		bool good;
	} POLICIES[] = {{"no-referrer", true},
			{"same-origin", true},
			{"strict-origin", true},
			{"strict-origin-when-cross-origin", true},
			{"origin", false},
			{"origin-when-cross-origin", false},
			{"no-referrer-when-downgrade", false},
			{"unsafe-url", false}};
	const struct head_field *field = find_last(head, "referrer-policy");
	if (!field)
		return judge(j, OUTCOME_FAIL, "no Referrer-Policy");
	struct slice rest = field->value, word;
	int known = -1;
	j->line = field->line;
	while (next_part(&rest, ',', &word))
		for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++)
			if (same(word, POLICIES[i].name))
				known = (int)i;
	if (known >= 0 && POLICIES[known].good)
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "Referrer-Policy is %s",
		     known < 0 ? "nothing that browsers know" : POLICIES[known].name);
}

static enum check_outcome judge_status(const struct head *head, struct judgement *j)
{
	if (head->status >= 300 && head->status < 400)
		return judge(j, OUTCOME_UNSEEN,
			     "the last answer is a redirect (%d): follow it, curl -sIL",
			     head->status);
	return OUTCOME_PASS;
}

const struct check_rule headers_rules[] = {
	{"answer", "the answer is of the page itself", "save the answer of the page: curl -sIL URL",
	 "", LEVEL_INFO},
	{"hsts", "browsers use TLS alone for at least a year",
	 "send Strict-Transport-Security: max-age=31536000; includeSubDomains", "ZAP 10035",
	 LEVEL_MEDIUM},
	{"hsts-subdomains", "TLS alone holds for subdomains too", "add includeSubDomains", "",
	 LEVEL_INFO},
	{"csp", "a Content-Security-Policy holds",
	 "send Content-Security-Policy: default-src 'self'; frame-ancestors 'none'", "ZAP 10038",
	 LEVEL_MEDIUM},
	{"csp-scripts", "scripts run from named places only",
	 "name hosts, nonces or hashes in script-src; remove 'unsafe-inline', 'unsafe-eval' and "
	 "wildcards",
	 "ZAP 10055", LEVEL_MEDIUM},
	{"nosniff", "browsers do not guess content types", "send X-Content-Type-Options: nosniff",
	 "ZAP 10021", LEVEL_LOW},
	{"frame", "no foreign page frames ours",
	 "send frame-ancestors 'none' in the policy, and X-Frame-Options: DENY", "ZAP 10020",
	 LEVEL_MEDIUM},
	{"referrer", "addresses do not leak to other sites",
	 "send Referrer-Policy: strict-origin-when-cross-origin", "", LEVEL_LOW},
};
const size_t headers_rule_count = sizeof headers_rules / sizeof *headers_rules;

static enum check_outcome (*const JUDGES[])(const struct head *, struct judgement *) = {
	judge_status,  judge_hsts,    judge_subdomains, judge_csp,
	judge_scripts, judge_nosniff, judge_frame,	judge_referrer};

_Static_assert(sizeof JUDGES / sizeof *JUDGES == sizeof headers_rules / sizeof *headers_rules,
	       "every rule has a judge");

void headers_judge(const struct head *head, size_t index, struct judgement *out)
{
	out->line = 0;
	str_clear(&out->why);
	out->outcome = JUDGES[index](head, out);
	if (!out->line)
		out->line = head->line;
}
