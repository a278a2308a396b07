#include "findings/check/headers.h"

#include "findings/check/field.h"
#include "findings/check/tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool field_is(struct slice text, const char *word)
{
	return text.len == strlen(word) && !strncasecmp(text.at, word, text.len);
}

const struct head_field *field_find(const struct head *head, const char *name,
				    const struct head_field *after)
{
	for (size_t i = after ? (size_t)(after - head->fields) + 1 : 0; i < head->count; i++)
		if (field_is(head->fields[i].name, name))
			return &head->fields[i];
	return NULL;
}

bool field_next_part(struct slice *rest, char separator, struct slice *out)
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
	while (field_next_part(&field, ';', &part)) {
		struct slice value = part, key = slice_trim(slice_cut(&value, '='));
		if (!field_is(key, name))
			continue;
		*out = slice_trim(value);
		if (out->len > 1 && *out->at == '"' && out->at[out->len - 1] == '"')
			*out = (struct slice){out->at + 1, out->len - 2};
		return true;
	}
	return false;
}

// The first directive that is there twice, which makes the field void (RFC 6797, 6.1), or empty.
static struct slice doubled_in(struct slice field)
{
	struct slice part, rest = field;
	while (field_next_part(&rest, ';', &part)) {
		struct slice key = slice_trim(slice_cut(&part, '=')), later = rest, other;
		while (key.len && field_next_part(&later, ';', &other)) {
			struct slice name = slice_trim(slice_cut(&other, '='));
			if (name.len == key.len && !strncasecmp(name.at, key.at, key.len))
				return key;
		}
	}
	return (struct slice){0};
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
	const struct head_field *field = field_find(head, "strict-transport-security", NULL);
	struct slice age;
	if (!field)
		return judge(j, OUTCOME_FAIL, "no Strict-Transport-Security");
	j->line = field->line;
	struct slice doubled = doubled_in(field->value);
	if (doubled.len)
		return judge(j, OUTCOME_FAIL,
			     "Strict-Transport-Security has %.*s twice, which makes it void",
			     (int)doubled.len, doubled.at);
	if (!directive_of(field->value, "max-age", &age) || seconds_of(age) < 0)
		return judge(j, OUTCOME_FAIL, "Strict-Transport-Security without max-age");
	if (seconds_of(age) < YEAR_SECONDS)
		return judge(j, OUTCOME_FAIL, "max-age is %lld seconds, less than a year (%d)",
			     (long long)seconds_of(age), YEAR_SECONDS);
	return OUTCOME_PASS;
}

static enum check_outcome judge_subdomains(const struct head *head, struct judgement *j)
{
	const struct head_field *field = field_find(head, "strict-transport-security", NULL);
	struct slice ignored;
	if (!field)
		return OUTCOME_NONE; // rule hsts says so
	j->line = field->line;
	if (directive_of(field->value, "includesubdomains", &ignored))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_NONE, "Strict-Transport-Security leaves subdomains out");
}

// ---- The others ----

static enum check_outcome judge_nosniff(const struct head *head, struct judgement *j)
{
	const struct head_field *field = field_find(head, "x-content-type-options", NULL);
	if (!field)
		return judge(j, OUTCOME_FAIL, "no X-Content-Type-Options");
	struct slice rest = field->value;
	j->line = field->line;
	if (field_is(slice_trim(slice_cut(&rest, ',')), "nosniff"))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "X-Content-Type-Options is %.*s", (int)field->value.len,
		     field->value.at);
}

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

// The last one of a field that browsers know, or -1.
static int policy_of(struct slice field)
{
	struct slice word;
	int known = -1;
	while (field_next_part(&field, ',', &word))
		for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++)
			if (field_is(word, POLICIES[i].name))
				known = (int)i;
	return known;
}

// The last policy that browsers know holds, of all fields.
static enum check_outcome judge_referrer(const struct head *head, struct judgement *j)
{
	const struct head_field *field = NULL;
	int known = -1;
	if (!field_find(head, "referrer-policy", NULL))
		return judge(j, OUTCOME_FAIL, "no Referrer-Policy");
	while ((field = field_find(head, "referrer-policy", field))) {
		int one = policy_of(field->value);
		known = one < 0 ? known : one;
		j->line = field->line;
	}
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
	if (head->status < 200 || head->status >= 400)
		return judge(j, OUTCOME_UNSEEN, "the answer is %s (%d), not the page",
			     head->status < 200 ? "not the last one" : "an error", head->status);
	return OUTCOME_PASS;
}

// Header lines do not tell of TLS: SSLyze's findings do, which stand beside them.
static enum check_outcome judge_nothing(const struct head *head, struct judgement *j)
{
	(void)head;
	(void)j;
	return OUTCOME_NONE;
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
	{"tls-versions", "nothing older than TLS 1.2 is spoken (by SSLyze's scan)",
	 "turn off SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 at the server or its load balancer", "",
	 LEVEL_HIGH},
	{"tls", "nothing else is found of the server's TLS (by SSLyze's scan)",
	 "mend it, and import another scan: sslyze --json_out FILE SERVER", "", LEVEL_MEDIUM},
};
const size_t headers_rule_count = sizeof headers_rules / sizeof *headers_rules;

static enum check_outcome (*const JUDGES[])(const struct head *, struct judgement *) = {
	judge_status,  judge_hsts,	judge_subdomains, csp_judge,	 csp_judge_scripts,
	judge_nosniff, csp_judge_frame, judge_referrer,	  judge_nothing, judge_nothing};

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
