#include "findings/version/range.h"

#include "findings/version/version_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Words of advisories into a range. What is not one of these forms is not understood, since a
// guess would clear what is affected or pass over it.

struct phrase {
	const char *words, *sign;
};

static const struct phrase BEFORE[] = {
	{"<=", "<="},
	{">=", ">="},
	{"==", "="},
	{"<", "<"},
	{">", ">"},
	{"=", "="},
	{"\xe2\x89\xa4", "<="},
	{"\xe2\x89\xa5", ">="},
	{"up to and including", "<="},
	{"up to but not including", "<"},
	{"up to", "<="},
	{"through", "<="},
	{"at most", "<="},
	{"no later than", "<="},
	{"prior to", "<"},
	{"before", "<"},
	{"earlier than", "<"},
	{"older than", "<"},
	{"lower than", "<"},
	{"less than", "<"},
	{"below", "<"},
	{"starting with", ">="},
	{"starting from", ">="},
	{"beginning with", ">="},
	{"at least", ">="},
	{"since", ">="},
	{"from", ">="},
	{"later than", ">"},
	{"newer than", ">"},
	{"higher than", ">"},
	{"greater than", ">"},
	{"above", ">"},
	{"after", ">"},
};

static const struct phrase BEHIND[] = {
	{"and earlier", "<="}, {"and prior", "<="},  {"and older", "<="},  {"and below", "<="},
	{"and lower", "<="},   {"and before", "<="}, {"or earlier", "<="}, {"or prior", "<="},
	{"or older", "<="},    {"or below", "<="},   {"or lower", "<="},   {"and later", ">="},
	{"and newer", ">="},   {"and above", ">="},  {"and higher", ">="}, {"and onwards", ">="},
	{"and up", ">="},      {"or later", ">="},   {"or newer", ">="},   {"or above", ">="},
	{"or higher", ">="},
};

static const struct phrase UNTIL[] = {
	{"to", "<="}, {"through", "<="}, {"up to", "<="}, {"-", "<="}, {"\xe2\x80\x93", "<="},
};

static const struct phrase EDGES[] = {
	{"(inclusive)", "="},
	{"(including)", "="},
	{"(exclusive)", ""},
	{"(excluding)", ""},
};
#define ANY_OF(rest, table) take_any((rest), (table), sizeof(table) / sizeof *(table))

static void skip(struct slice *rest, const char *signs)
{
	while (rest->len && strchr(signs, *rest->at))
		version_take(rest, *rest->at);
}

// Words of this text, in any case, off the front, up to where a word ends.
static bool take_words(struct slice *rest, const char *words)
{
	struct slice text = *rest;
	for (; *words; words++) {
		bool same = text.len && tolower((unsigned char)*text.at) == (unsigned char)*words;
		if (!same)
			return false;
		version_take(&text, *text.at);
		if (*words == ' ')
			skip(&text, " \t");
	}
	if (version_is_letter(words[-1]) && text.len &&
	    (version_is_letter(*text.at) || version_is_digit(*text.at)))
		return false;
	skip(&text, " \t");
	*rest = text;
	return true;
}

// The sign of the first row that stands there; NULL: none does.
static const char *take_any(struct slice *rest, const struct phrase *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (take_words(rest, rows[i].words))
			return rows[i].sign;
	return NULL;
}

static bool skip_versions(struct slice *rest)
{
	return take_words(rest, "versions") || take_words(rest, "version");
}

// ---- One condition ----

struct reading {
	struct slice rest;
	struct str *out;
	struct slice upper, lower, exact; // bounds of the alternative so far
	bool failed;
};

// A version whose order is known; "2.x" is no version.
static bool take_version(struct slice *rest, struct slice *out)
{
	skip_versions(rest);
	struct slice text = {rest->at, 0};
	while (text.len < rest->len && !strchr(" \t,;|<>=()", rest->at[text.len]))
		text.len++;
	*rest = (struct slice){rest->at + text.len, rest->len - text.len};
	skip(rest, " \t");
	if (text.len > 1 && (*text.at == 'v' || *text.at == 'V'))
		text = (struct slice){text.at + 1, text.len - 1};
	*out = text;
	for (size_t i = 1; i < text.len; i++)
		if ((text.at[i] == 'x' || text.at[i] == 'X') && text.at[i - 1] == '.')
			return false;
	return text.len && version_is_digit(*text.at) && version_is_readable(text);
}

static bool is_begun(const struct reading *r)
{
	return r->upper.len || r->lower.len || r->exact.len;
}

static void begin_alternative(struct reading *r)
{
	r->failed = r->failed || !is_begun(r);
	str_add_text(r->out, " ||");
	r->upper = r->lower = r->exact = (struct slice){NULL, 0};
}

// Two bounds of one side are two ranges; only behind a whole interval it is clear which. So are
// bounds between which nothing lies.
static bool fits(const struct reading *r)
{
	bool bounds = r->upper.len || r->lower.len;
	bool interval = r->upper.len && r->lower.len;
	return !(bounds && r->exact.len) && !(interval && version_generic(r->lower, r->upper) > 0);
}

static void add(struct reading *r, const char *sign, struct slice version)
{
	struct slice *side = *sign == '<' ? &r->upper : *sign == '>' ? &r->lower : &r->exact;
	if (side == &r->exact ? r->exact.len : side == &r->lower && r->upper.len && r->lower.len)
		begin_alternative(r);
	bool again = side->len != 0;
	*side = version;
	r->failed = r->failed || again || !fits(r);
	if (r->out->len)
		str_add_char(r->out, ' ');
	str_add_text(r->out, sign);
	str_add_slice(r->out, version);
}

// "(excluding)" and "(including)" say it better than the sign.
static const char *at_edge(struct slice *rest, const char *sign)
{
	const char *edge = ANY_OF(rest, EDGES);
	if (!edge || *sign == '=')
		return sign;
	return *sign == '<' ? (*edge ? "<=" : "<") : *edge ? ">=" : ">";
}

static void take_condition(struct reading *r)
{
	struct slice version, last;
	const char *sign = ANY_OF(&r->rest, BEFORE), *until;
	bool told = sign != NULL;
	if (!take_version(&r->rest, &version)) {
		r->failed = true;
		return;
	}
	if (!told)
		sign = ANY_OF(&r->rest, BEHIND);
	sign = at_edge(&r->rest, sign ? sign : "=");
	skip_versions(&r->rest);
	until = *sign == '<' ? NULL : ANY_OF(&r->rest, UNTIL);
	add(r, until && !told ? ">=" : sign, version);
	if (!until)
		return;
	if (take_version(&r->rest, &last))
		add(r, at_edge(&r->rest, until), last);
	else
		r->failed = true;
}

static void take_between(struct reading *r)
{
	skip(&r->rest, " \t,;&");
	if (take_words(&r->rest, "or") || take_words(&r->rest, "||"))
		begin_alternative(r);
	else if (take_words(&r->rest, "and") || take_words(&r->rest, "but"))
		skip(&r->rest, " \t");
	skip(&r->rest, " \t,;");
}

static bool read_words(struct str *out, struct slice words)
{
	struct reading r = {.rest = words, .out = out};
	bool all = take_words(&r.rest, "all") || take_words(&r.rest, "any") ||
		   take_words(&r.rest, "*");
	skip_versions(&r.rest);
	if (all && !r.rest.len) {
		str_add_char(out, '*');
		return true;
	}
	while (!r.failed && r.rest.len) {
		take_condition(&r);
		take_between(&r);
	}
	return !r.failed && is_begun(&r);
}

// ---- vers: ----

// Without percent signs; one that stands for a sign of the range is not understood.
static bool read_vers(struct str *out, struct slice range)
{
	struct err ignored = {0};
	for (size_t i = 0; i < range.len; i++) {
		char c = range.at[i];
		if (c == '%' && i + 2 < range.len) {
			const char hex[] = {range.at[i + 1], range.at[i + 2], 0};
			char *end;
			c = (char)strtol(hex, &end, 16);
			if (*end || c <= ' ' || c > '~' || strchr("|<>=!*,", c))
				return false;
			i += 2;
		}
		str_add_char(out, c);
	}
	return range_check(str_slice(out), &ignored);
}

bool range_add_words(struct str *out, struct slice words)
{
	struct str range = {0};
	words = slice_trim(words);
	bool vers = slice_starts(words, "vers:");
	bool understood = vers ? read_vers(&range, words) : read_words(&range, words);
	if (understood)
		str_add_slice(out, str_slice(&range));
	str_fini(&range);
	return understood;
}
