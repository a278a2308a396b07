#include "findings/finding.h"

#include "base/decimal.h"

#include <string.h>
#include <strings.h>

static const char *const CLASSES[FINDING_CLASSES] = {
	"code", "dependency", "container", "iac", "secret", "dast", "posture", "hardening", "load",
};
static const char *const LEVELS[FINDING_LEVELS] = {
	"unknown", "info", "low", "medium", "high", "critical",
};

// What tools call their levels, in any case.
static const struct {
	const char *word;
	enum finding_level level;
} WORDS[] = {
	{"critical", LEVEL_CRITICAL},  {"high", LEVEL_HIGH},	    {"error", LEVEL_HIGH},
	{"important", LEVEL_HIGH},     {"medium", LEVEL_MEDIUM},    {"moderate", LEVEL_MEDIUM},
	{"warning", LEVEL_MEDIUM},     {"warn", LEVEL_MEDIUM},	    {"low", LEVEL_LOW},
	{"note", LEVEL_LOW},	       {"minor", LEVEL_LOW},	    {"negligible", LEVEL_INFO},
	{"informational", LEVEL_INFO}, {"information", LEVEL_INFO}, {"info", LEVEL_INFO},
	{"none", LEVEL_INFO},
};

static bool same_word(struct slice word, const char *name)
{
	return word.len == strlen(name) && strncasecmp(word.at, name, word.len) == 0;
}

static bool read_word(struct slice word, const char *const *names, int count, int *out)
{
	for (*out = 0; *out < count; ++*out) // mostly as we spell it
		if (slice_is(word, names[*out]))
			return true;
	for (*out = 0; *out < count; ++*out)
		if (same_word(word, names[*out]))
			return true;
	return false;
}

const char *finding_class_name(enum finding_class class)
{
	return CLASSES[class];
}

bool finding_class_read(struct slice word, enum finding_class *out)
{
	int at;
	bool found = read_word(word, CLASSES, FINDING_CLASSES, &at);
	if (found)
		*out = (enum finding_class)at;
	return found;
}

const char *finding_level_name(enum finding_level level)
{
	return LEVELS[level];
}

bool finding_level_read(struct slice word, enum finding_level *out)
{
	int at;
	bool found = read_word(word, LEVELS, FINDING_LEVELS, &at);
	if (found)
		*out = (enum finding_level)at;
	return found;
}

enum finding_level finding_level_of(struct slice word)
{
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (same_word(word, WORDS[i].word))
			return WORDS[i].level;
	return LEVEL_UNKNOWN;
}

bool finding_check_scanners(const char *words, struct err *err)
{
	static const char KINDS[] = "vuln, misconfig, secret, license";
	struct slice rest = slice_of(words);
	while (rest.len) {
		struct slice word = slice_trim(slice_cut(&rest, ',')), known = slice_of(KINDS);
		bool found = false;
		while (known.len)
			found |= slice_equal(slice_trim(slice_cut(&known, ',')), word);
		if (!found)
			return err_set(err, ERR_INVALID, "'%.*s' is none of %s", (int)word.len,
				       word.at, KINDS);
	}
	return true;
}

// The score in tenths, or -1 when it is no number from 0 to 10.
static int tenths_of(struct slice score)
{
	struct decimal value;
	if (!score.len || !decimal_read(score.at, score.len, &value))
		return -1;
	double number = decimal_to_double(&value);
	return number < 0 || number > 10 ? -1 : (int)(number * 10 + 1e-6);
}

enum finding_level finding_level_of_score(struct slice score, bool version2)
{
	int tenths = tenths_of(score);
	if (tenths < 0)
		return LEVEL_UNKNOWN;
	if (tenths >= 90 && !version2)
		return LEVEL_CRITICAL;
	if (tenths >= 70)
		return LEVEL_HIGH;
	if (tenths >= 40)
		return LEVEL_MEDIUM;
	return tenths > 0 || version2 ? LEVEL_LOW : LEVEL_INFO;
}
