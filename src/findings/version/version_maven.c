#include "findings/version/version_private.h"

#include <string.h>

// Maven's "Version Order Specification": tokens between '.', '-' and where digits and letters
// meet; what says nothing at the end, or before a hyphen, is taken off.
enum { TOKENS = 64 };

struct token {
	struct slice text;
	bool hyphen; // before it; else a dot
	bool number;
};

struct tokens {
	struct token at[TOKENS];
	size_t len;
};

static bool is_nothing(const struct token *token)
{
	static const char *const WORDS[] = {"", "final", "ga", "release"};
	if (token->number)
		return !version_number_compare(token->text, (struct slice){NULL, 0});
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!version_text_compare(token->text, slice_of(WORDS[i])))
			return true;
	return false;
}

// Takes off what says nothing before `end`, and moves what follows up.
static size_t trim(struct tokens *tokens, size_t end)
{
	size_t start = end;
	while (start > 1 && is_nothing(&tokens->at[start - 1]))
		start--;
	memmove(&tokens->at[start], &tokens->at[end], (tokens->len - end) * sizeof *tokens->at);
	tokens->len -= end - start;
	return start;
}

static void normalize(struct tokens *tokens)
{
	for (size_t end = trim(tokens, tokens->len); end > 0; end--)
		if (end < tokens->len && tokens->at[end].hyphen)
			end = trim(tokens, end);
}

// An empty token stands for 0.
static void push(struct tokens *tokens, struct slice text, bool hyphen)
{
	bool number = !text.len || version_is_digit(*text.at);
	if (tokens->len < TOKENS)
		tokens->at[tokens->len++] = (struct token){text, hyphen, number};
}

static struct slice take_word(struct slice *rest)
{
	struct slice word = {rest->at, 0};
	while (word.len < rest->len && !strchr(".-", rest->at[word.len]) &&
	       !version_is_digit(rest->at[word.len]))
		word.len++;
	rest->at += word.len;
	rest->len -= word.len;
	return word;
}

static struct slice take_token(struct slice *rest)
{
	return rest->len && version_is_digit(*rest->at) ? version_digits(rest) : take_word(rest);
}

// a1 b1 m1 are alpha, beta and milestone.
static struct slice expand(struct slice word, struct slice rest)
{
	static const char *const WORDS[][2] = {{"a", "alpha"}, {"b", "beta"}, {"m", "milestone"}};
	bool numbered = rest.len && version_is_digit(*rest.at);
	for (size_t i = 0; numbered && i < 3; i++)
		if (!version_text_compare(word, slice_of(WORDS[i][0])))
			return slice_of(WORDS[i][1]);
	return word;
}

static void split(struct slice rest, struct tokens *tokens)
{
	bool hyphen = true;
	tokens->len = 0;
	while (rest.len && tokens->len < TOKENS) {
		struct slice token = take_token(&rest);
		push(tokens, expand(token, rest), hyphen);
		hyphen = !version_take(&rest, '.');
		if (hyphen)
			version_take(&rest, '-');
	}
	normalize(tokens);
}

// Known words by their place, others behind them by their letters.
static int word_place(struct slice word)
{
	static const char *const WORDS[] = {"alpha",	"beta", "milestone", "rc",
					    "snapshot", "",	"sp"};
	enum { KNOWN = sizeof WORDS / sizeof *WORDS };
	struct token token = {word, false, false};
	if (is_nothing(&token))
		return 5;
	if (!version_text_compare(word, SLICE("cr")))
		return 3;
	for (int i = 0; i < KNOWN; i++)
		if (!version_text_compare(word, slice_of(WORDS[i])))
			return i;
	return KNOWN;
}

static int compare_words(struct slice a, struct slice b)
{
	int x = word_place(a), y = word_place(b);
	return x != y ? version_sign(x - y) : x < 7 ? 0 : version_text_compare(a, b);
}

// Words before "-number" before ".number".
static int rank_of(const struct token *token)
{
	return !token->number ? 0 : token->hyphen ? 1 : 2;
}

static int compare_tokens(const struct token *a, const struct token *b)
{
	if (rank_of(a) != rank_of(b))
		return version_sign(rank_of(a) - rank_of(b));
	return a->number ? version_number_compare(a->text, b->text)
			 : compare_words(a->text, b->text);
}

int version_maven(struct slice a, struct slice b)
{
	struct tokens x, y;
	int order = 0;
	split(a, &x);
	split(b, &y);
	for (size_t i = 0; !order && (i < x.len || i < y.len); i++) {
		// What is missing says nothing, and is of the other's kind.
		struct token left = i < x.len ? x.at[i] : y.at[i];
		struct token right = i < y.len ? y.at[i] : x.at[i];
		if (i >= x.len)
			left.text = (struct slice){NULL, 0};
		if (i >= y.len)
			right.text = (struct slice){NULL, 0};
		order = compare_tokens(&left, &right);
	}
	return order;
}
