#include "findings/check/field.h"

#include <string.h>
#include <strings.h>

// ---- CSP: several policies all hold, so the best one counts ----

static const char CSP[] = "content-security-policy";

// The sources of a directive in one policy; false when it is not there. The first one holds.
static bool sources_of(struct slice policy, const char *name, struct slice *out)
{
	struct slice part;
	while (field_next_part(&policy, ';', &part)) {
		struct slice word = slice_word(&part);
		if (field_is(word, name)) {
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
	       field_is(source, "'strict-dynamic'");
}

// "*", "https://*:443", "*.com": a wildcard for every host, or for all of a top-level domain.
static bool is_any_host(struct slice source)
{
	const char *scheme = memmem(source.at, source.len, "://", 3);
	if (scheme)
		source = (struct slice){scheme + 3, source.len - (size_t)(scheme + 3 - source.at)};
	source = slice_cut(&source, '/');
	source = slice_cut(&source, ':');
	while (source.len && source.at[source.len - 1] == '.')
		source.len--;
	return slice_is(source, "*") ||
	       (slice_starts(source, "*.") && !memchr(source.at + 2, '.', source.len - 2));
}

static bool is_any_place(struct slice source)
{
	static const char *const SCHEMES[] = {"http:", "https:", "data:", "blob:", "filesystem:"};
	for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
		if (field_is(source, SCHEMES[i]))
			return true;
	return is_any_host(source);
}

static bool has_source(struct slice sources, bool (*is)(struct slice))
{
	struct slice source;
	while ((source = slice_word(&sources)).len)
		if (is(source))
			return true;
	return false;
}

static bool is_dynamic(struct slice source)
{
	return field_is(source, "'strict-dynamic'");
}

// The first source that lets anything run, or empty. Browsers pass over 'unsafe-inline' where a
// nonce or a hash stands beside it, and where 'strict-dynamic' does, hosts and schemes too (CSP
// 3, 8.2).
static struct slice unsafe_source(struct slice sources)
{
	bool named = has_source(sources, is_nonce_or_hash);
	bool dynamic = has_source(sources, is_dynamic);
	struct slice rest = sources, source;
	while ((source = slice_word(&rest)).len)
		if (field_is(source, "'unsafe-eval'") || (!dynamic && is_any_place(source)) ||
		    (!named && field_is(source, "'unsafe-inline'")))
			return source;
	return (struct slice){0};
}

// What holds for a kind of script: its own directive, or the next one in its place.
static bool effective_sources(struct slice policy, const char *const names[3], const char **which,
			      struct slice *out)
{
	for (size_t i = 0; i < 3 && names[i]; i++)
		if (sources_of(policy, *which = names[i], out))
			return true;
	return false;
}

// What is wrong with the scripts of one policy: elements, attributes, and what they evaluate.
static enum check_outcome judge_policy(struct slice policy, struct judgement *j)
{
	static const char *const KINDS[][3] = {{"script-src", "default-src"},
					       {"script-src-elem", "script-src", "default-src"},
					       {"script-src-attr", "script-src", "default-src"}};
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		const char *which;
		struct slice sources, bad;
		if (!effective_sources(policy, KINDS[i], &which, &sources))
			return judge(j, OUTCOME_FAIL,
				     "neither script-src nor default-src: any script runs");
		bad = unsafe_source(sources);
		if (bad.len)
			return judge(j, OUTCOME_FAIL, "%s allows %.*s", which, (int)bad.len,
				     bad.at);
	}
	return OUTCOME_PASS;
}

// Calls `one` on each policy of each field, until one passes.
static enum check_outcome best_policy(const struct head *head, struct judgement *j,
				      enum check_outcome (*one)(struct slice, struct judgement *))
{
	const struct head_field *field = NULL;
	struct slice policy;
	while ((field = field_find(head, CSP, field))) {
		struct slice rest = field->value;
		j->line = field->line;
		while (field_next_part(&rest, ',', &policy))
			if (policy.len && one(policy, j) == OUTCOME_PASS)
				return OUTCOME_PASS;
	}
	return OUTCOME_FAIL;
}

enum check_outcome csp_judge(const struct head *head, struct judgement *j)
{
	if (field_find(head, CSP, NULL))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL,
		     field_find(head, "content-security-policy-report-only", NULL)
			     ? "the Content-Security-Policy is report-only: it forbids nothing"
			     : "no Content-Security-Policy");
}

enum check_outcome csp_judge_scripts(const struct head *head, struct judgement *j)
{
	if (!field_find(head, CSP, NULL))
		return OUTCOME_NONE; // rule csp says so
	judge(j, OUTCOME_FAIL, "the Content-Security-Policy is empty");
	return best_policy(head, j, judge_policy);
}

static enum check_outcome judge_ancestors(struct slice policy, struct judgement *j)
{
	struct slice sources, source;
	if (!sources_of(policy, "frame-ancestors", &sources))
		return OUTCOME_NONE;
	while ((source = slice_word(&sources)).len)
		if (is_any_host(source) || field_is(source, "http:") || field_is(source, "https:"))
			return judge(j, OUTCOME_FAIL, "frame-ancestors allows %.*s",
				     (int)source.len, source.at);
	return OUTCOME_PASS;
}

// Every value of every X-Frame-Options: equal ones count as one, and of different ones browsers
// make different things (RFC 7034, 2.1; HTML, "X-Frame-Options").
static enum check_outcome judge_options(const struct head *head, struct judgement *j)
{
	const struct head_field *field = NULL;
	struct slice first = {0}, value;
	while ((field = field_find(head, "x-frame-options", field))) {
		struct slice rest = field->value;
		j->line = field->line;
		while (field_next_part(&rest, ',', &value)) {
			bool same = value.len == first.len && first.at &&
				    !strncasecmp(value.at, first.at, value.len);
			if (first.at && !same)
				return judge(j, OUTCOME_FAIL,
					     "X-Frame-Options is both %.*s and %.*s",
					     (int)first.len, first.at, (int)value.len, value.at);
			first = value;
		}
	}
	if (field_is(first, "DENY") || field_is(first, "SAMEORIGIN"))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "X-Frame-Options is %.*s, which browsers pass over",
		     (int)first.len, first.at ? first.at : "");
}

// frame-ancestors, where it is, goes before X-Frame-Options (CSP 3, 6.4.2).
enum check_outcome csp_judge_frame(const struct head *head, struct judgement *j)
{
	if (best_policy(head, j, judge_ancestors) == OUTCOME_PASS)
		return OUTCOME_PASS;
	if (j->why.len) // frame-ancestors is there, and too wide
		return OUTCOME_FAIL;
	if (field_find(head, "x-frame-options", NULL))
		return judge_options(head, j);
	j->line = 0;
	return judge(j, OUTCOME_FAIL, "neither frame-ancestors nor X-Frame-Options");
}
