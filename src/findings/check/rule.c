#include "findings/check/rule.h"

#include "findings/check/tables.h"

#include <string.h>
#include <strings.h>

static const char *const NAMES[CHECKS] = {
	[CHECK_HARDENING] = "hardening",
	[CHECK_CI] = "ci",
	[CHECK_HEADERS] = "headers",
	[CHECK_IAC] = "iac",
};
static const char *const OUTCOMES[CHECK_OUTCOMES] = {"pass", "fail", "unseen", "none"};

static const struct {
	const struct check_rule *rules;
	const size_t *count;
} TABLES[CHECKS] = {
	[CHECK_HARDENING] = {hardening_rules, &hardening_rule_count},
	[CHECK_CI] = {ci_rules, &ci_rule_count},
	[CHECK_HEADERS] = {headers_rules, &headers_rule_count},
	[CHECK_IAC] = {iac_rules, &iac_rule_count},
};

const char *check_name(enum check_id id)
{
	return NAMES[id];
}

bool check_read(const char *name, enum check_id *out)
{
	for (int i = 0; i < CHECKS; i++)
		if (!strcmp(NAMES[i], name)) {
			*out = (enum check_id)i;
			return true;
		}
	return false;
}

const char *check_outcome_name(enum check_outcome outcome)
{
	return OUTCOMES[outcome];
}

bool check_outcome_read(const char *name, enum check_outcome *out)
{
	for (int i = 0; i < CHECK_OUTCOMES; i++)
		if (!strcmp(OUTCOMES[i], name)) {
			*out = (enum check_outcome)i;
			return true;
		}
	return false;
}

const struct check_rule *check_rules(enum check_id id, size_t *count)
{
	*count = *TABLES[id].count;
	return TABLES[id].rules;
}

const struct check_rule *check_rule_find(enum check_id id, const char *rule)
{
	for (size_t i = 0; i < *TABLES[id].count; i++)
		if (!strcmp(TABLES[id].rules[i].id, rule))
			return &TABLES[id].rules[i];
	return NULL;
}

enum check_outcome judge(struct judgement *judgement, enum check_outcome outcome,
			 const char *format, ...)
{
	va_list args;
	va_start(args, format);
	str_clear(&judgement->why);
	str_addv(&judgement->why, format, args);
	va_end(args);
	return judgement->outcome = outcome;
}

bool said_is(struct said said, const char *text)
{
	return said.text && !said.unseen && !strcasecmp(said.text, text);
}

static bool is_one_of(struct said said, const char *const words[4])
{
	for (size_t i = 0; i < 4; i++)
		if (said_is(said, words[i]))
			return true;
	return false;
}

bool said_true(struct said said)
{
	static const char *const WORDS[] = {"true", "yes", "on", "y"};
	return is_one_of(said, WORDS);
}

bool said_false(struct said said)
{
	static const char *const WORDS[] = {"false", "no", "off", "n"};
	return is_one_of(said, WORDS);
}

bool said_may_be_true(struct said said)
{
	return said.text && !said_false(said);
}
