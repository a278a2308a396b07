#include "findings/version/range.h"

#include "findings/version/version_private.h"

#include <stdlib.h>
#include <string.h>

// What people ask for, into a range. They write conditions as their package manager does; what is
// none of these forms is refused: it would be answered as if nobody had the package.

#define UNDERSTOOD                                                                                 \
	"write 'log4j-core<2.17', '>=2.0 <2.17', '@2.14.1', '==2.5.*', '~=2.5', '~>2.1', "         \
	"'^4.17', '[2.0,2.17)', 'before 2.17', or vers:maven/<2.17"

struct asked {
	struct slice rest;
	struct str *out;
};

static bool take(struct slice *rest, const char *sign)
{
	size_t len = strlen(sign);
	if (!slice_starts(*rest, sign))
		return false;
	*rest = (struct slice){rest->at + len, rest->len - len};
	return true;
}

static void skip_blanks(struct slice *rest, const char *blanks)
{
	while (rest->len && strchr(blanks, *rest->at))
		version_take(rest, *rest->at);
}

static struct slice take_until(struct slice *rest, const char *ends)
{
	struct slice text = {rest->at, 0};
	while (rest->len && !strchr(ends, *rest->at))
		version_take(rest, *rest->at);
	text.len = (size_t)(rest->at - text.at);
	return slice_trim(text);
}

static bool has_digit(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (version_is_digit(text.at[i]))
			return true;
	return false;
}

static bool is_version(struct slice version)
{
	return version.len && (version_is_digit(*version.at) || version_is_letter(*version.at));
}

// ---- "^4.17", "~4.17", "~=2.5", "~>2.1": up to the next number at some place ----

enum { PLACES = 8 };

struct numbers {
	struct slice at[PLACES];
	size_t len;
};

// Those that a version begins with: "4.17.0-rc1" has three.
static void read_numbers(struct slice version, struct numbers *out)
{
	out->len = 0;
	version_take(&version, 'v');
	while (out->len < PLACES && version.len && version_is_digit(*version.at)) {
		out->at[out->len++] = version_digits(&version);
		if (!version_take(&version, '.'))
			break;
	}
}

// semver of npm and Cargo: the first number that is not 0.
static size_t place_of_caret(const struct numbers *n)
{
	size_t place = 0;
	while (place + 1 < n->len && strtoull(n->at[place].at, NULL, 10) == 0)
		place++;
	return place;
}

static size_t place_of_tilde(const struct numbers *n)
{
	return n->len > 1;
}

// PEP 440 and RubyGems: the last number but one.
static size_t place_of_last(const struct numbers *n)
{
	return n->len > 1 ? n->len - 2 : 0;
}

static const struct {
	const char *sign;
	size_t (*place)(const struct numbers *n);
} NEAR[] = {
	{"~>", place_of_last}, {"~=", place_of_last}, {"^", place_of_caret}, {"~", place_of_tilde}};

static bool add_near(struct asked *a, size_t (*place_of)(const struct numbers *n))
{
	struct numbers n;
	skip_blanks(&a->rest, " ");
	struct slice version = take_until(&a->rest, " ,|");
	read_numbers(version, &n);
	size_t place = place_of(&n);
	if (!n.len || n.at[place].len > 18 || memchr(version.at, '*', version.len))
		return false;
	str_addf(a->out, ">=%.*s <", (int)version.len, version.at);
	for (size_t i = 0; i < place; i++)
		str_addf(a->out, "%.*s.", (int)n.at[i].len, n.at[i].at);
	str_addf(a->out, "%llu", strtoull(n.at[place].at, NULL, 10) + 1);
	return true;
}

// ---- "[2.0,2.17)", "(,1.0],[1.2,)": Maven's and NuGet's ----

static bool add_bound(struct str *out, struct slice version, char sign, bool closed)
{
	if (!version.len)
		return true;
	str_addf(out, "%c%s%.*s ", sign, closed ? "=" : "", (int)version.len, version.at);
	return has_digit(version);
}

static bool add_interval(struct asked *a)
{
	bool low = version_take(&a->rest, '['), good;
	if (!low)
		version_take(&a->rest, '(');
	struct slice from = take_until(&a->rest, ",])|"), to = from;
	bool pair = version_take(&a->rest, ',');
	if (pair)
		to = take_until(&a->rest, ",])|");
	bool high = version_take(&a->rest, ']');
	if (!high && !version_take(&a->rest, ')'))
		return false;
	if (!pair) {
		str_addf(a->out, "=%.*s", (int)from.len, from.len ? from.at : "");
		return low && high && has_digit(from);
	}
	good = add_bound(a->out, from, '>', low) && add_bound(a->out, to, '<', high) &&
	       (from.len || to.len);
	skip_blanks(&a->rest, " ,");
	if (a->rest.len && *a->rest.at != '|')
		str_add_text(a->out, "|| "); // side by side they are alternatives
	return good && (!a->rest.len || strchr("[(|", *a->rest.at));
}

// ---- The others ----

// "2.5.*", "4.x"; false when the version is no such one.
static bool add_wildcard(struct str *out, struct slice version, const char *sign)
{
	if (!slice_ends(version, ".*") && !slice_ends(version, ".x") && !slice_ends(version, ".X"))
		return false;
	while (slice_ends(version, ".*") || slice_ends(version, ".x") || slice_ends(version, ".X"))
		version.len -= 2;
	str_addf(out, "%s%.*s.*", sign, (int)version.len, version.at);
	return true;
}

static bool add_plain(struct asked *a)
{
	static const char *const SIGNS[] = {"<=", ">=", "!=", "==", "<", ">", "=", ""};
	size_t i = 0;
	while (!take(&a->rest, SIGNS[i]))
		i++;
	skip_blanks(&a->rest, " ");
	struct slice version = take_until(&a->rest, " ,|<>=");
	bool bound = *SIGNS[i] == '<' || *SIGNS[i] == '>';
	if (slice_is(version, "*")) {
		str_add_text(a->out, "*");
		return !*SIGNS[i] || *SIGNS[i] == '=';
	}
	if (!bound && add_wildcard(a->out, version, SIGNS[i]))
		return has_digit(version);
	str_addf(a->out, "%s%.*s", SIGNS[i], (int)version.len, version.at);
	return is_version(version) && !memchr(version.at, '*', version.len) &&
	       (has_digit(version) || *SIGNS[i] == '=');
}

static bool add_condition(struct asked *a)
{
	if (*a->rest.at == '[' || *a->rest.at == '(')
		return add_interval(a);
	for (size_t i = 0; i < sizeof NEAR / sizeof *NEAR; i++)
		if (take(&a->rest, NEAR[i].sign))
			return add_near(a, NEAR[i].place);
	return add_plain(a);
}

static bool add_conditions(struct asked *a)
{
	skip_blanks(&a->rest, " ,\t");
	while (a->rest.len) {
		if (take(&a->rest, "||"))
			str_add_text(a->out, "|| ");
		else if (!add_condition(a))
			return false;
		else if (a->out->at[a->out->len - 1] != ' ')
			str_add_char(a->out, ' ');
		skip_blanks(&a->rest, " ,\t");
	}
	return true;
}

// A word among the conditions: "before 2.17", "2.0 through 2.16".
static bool has_word(struct slice text)
{
	while (text.len) {
		struct slice word = slice_word(&text), rest = word;
		if (word.len > 1 && version_letters(&rest).len == word.len)
			return true;
	}
	return false;
}

static bool add_range(struct slice text, struct str *out)
{
	struct asked a = {text, out};
	if (slice_starts(text, "vers:") || has_word(text))
		return range_add_words(out, text);
	return add_conditions(&a);
}

// ---- The name ----

static bool ends_name(struct slice text, size_t at)
{
	if (text.at[at] == '@' || text.at[at] == '~') // "@babel/core", "git.sr.ht/~user" are names
		return at > 0 && text.at[at - 1] != '/';
	return strchr("<>=! ^[(", text.at[at]) != NULL;
}

// "GROUP:ARTIFACT:VERSION", "ARTIFACT:1.0"
static void cut_version(struct range_question *q, struct slice *range)
{
	const char *sign = memrchr(q->name.at, ':', q->name.len);
	if (!sign || range->len || slice_starts(q->name, "pkg:"))
		return;
	size_t at = (size_t)(sign - q->name.at);
	struct slice behind = {sign + 1, q->name.len - at - 1};
	bool third = memchr(q->name.at, ':', at) != NULL;
	if (!behind.len || !version_is_digit(*behind.at) ||
	    (!third && !memchr(behind.at, '.', behind.len)))
		return;
	q->name.len = at;
	*range = behind;
}

// A package URL as inventories print it: whatever it says behind its version.
static bool cut_qualifiers(struct slice *text, struct err *err)
{
	size_t len = 0;
	while (len < text->len && !strchr("?#", text->at[len]))
		len++;
	struct slice behind = slice_from(*text, len);
	if (!slice_starts(*text, "pkg:") || !behind.len)
		return true;
	for (size_t i = 0; i < behind.len; i++)
		if (strchr(" <>|", behind.at[i]))
			return err_set(err, ERR_INVALID,
				       "'%.*s': conditions stand behind a package URL without "
				       "'?' and '#'",
				       (int)text->len, text->at);
	text->len = len;
	return true;
}

bool range_question(struct slice text, struct str *range, struct range_question *out,
		    struct err *err)
{
	text = slice_trim(text);
	if (!cut_qualifiers(&text, err))
		return false;
	size_t len = 0;
	while (len < text.len && !ends_name(text, len))
		len++;
	struct slice rest = {text.at + len, text.len - len};
	*out = (struct range_question){.name = {text.at, len}};
	if (!len)
		return err_set(err, ERR_INVALID, "'%.*s' names no package; write log4j-core<2.17",
			       (int)text.len, text.len ? text.at : "");
	if (memchr(out->name.at, '*', len))
		return err_set(err, ERR_INVALID, "'%.*s': a package is named whole, without '*'",
			       (int)len, text.at);
	cut_version(out, &rest);
	bool exact = version_take(&rest, '@');
	rest = slice_trim(rest);
	if ((rest.len || exact) && !(rest.len && add_range(rest, range)))
		return err_set(err, ERR_INVALID, "'%.*s' is no range of versions; " UNDERSTOOD,
			       (int)rest.len, rest.len ? rest.at : "");
	out->range = slice_trim(str_slice(range));
	return range_check(out->range, err);
}
