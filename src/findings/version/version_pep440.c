#include "findings/version/version_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// PEP 440: [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local], and its normalizations.
struct pep440 {
	struct slice epoch, release, pre, post, dev, local; // the numbers; local: the text
	int stage;					    // of pre: 'a' 'b' 'c' or 0
	bool has_post, has_dev;
};

static bool take_sign(struct slice *rest)
{
	return version_take(rest, '.') || version_take(rest, '-') || version_take(rest, '_');
}

// One of the words, with a sign before and after it or none, and its number.
static bool take_part(struct slice *rest, const char *const *words, struct slice *number)
{
	struct slice at = *rest;
	take_sign(&at);
	struct slice word = version_letters(&at);
	for (size_t i = 0; words[i]; i++) {
		if (version_text_compare(word, slice_of(words[i])))
			continue;
		struct slice behind = at;
		take_sign(&behind);
		*number = version_digits(&behind);
		*rest = number->len ? behind : at;
		return true;
	}
	return false;
}

static void take_pre(struct slice *rest, struct pep440 *out)
{
	static const struct {
		int stage;
		const char *const words[5];
	} STAGES[] = {{'a', {"a", "alpha", NULL}},
		      {'b', {"b", "beta", NULL}},
		      {'c', {"rc", "c", "pre", "preview", NULL}}};
	for (size_t i = 0; i < 3 && !out->stage; i++)
		if (take_part(rest, STAGES[i].words, &out->pre))
			out->stage = STAGES[i].stage;
}

static void take_post(struct slice *rest, struct pep440 *out)
{
	static const char *const POST[] = {"post", "rev", "r", NULL};
	struct slice at = *rest;
	out->has_post = take_part(rest, POST, &out->post);
	if (out->has_post || !version_take(&at, '-'))
		return;
	out->post = version_digits(&at); // "1.0-1"
	out->has_post = out->post.len > 0;
	if (out->has_post)
		*rest = at;
}

static bool take_release(struct slice *rest, struct pep440 *out)
{
	struct slice at = *rest;
	out->epoch = version_digits(&at);
	if (version_take(&at, '!'))
		*rest = at;
	else
		out->epoch.len = 0;
	out->release = *rest;
	if (!version_digits(rest).len)
		return false;
	for (at = *rest; version_take(&at, '.') && version_digits(&at).len;)
		*rest = at;
	out->release.len = (size_t)(rest->at - out->release.at);
	return true;
}

static bool read_pep440(struct slice text, struct pep440 *out)
{
	static const char *const DEV[] = {"dev", NULL};
	*out = (struct pep440){0};
	if (!version_take(&text, 'v'))
		version_take(&text, 'V');
	if (!take_release(&text, out))
		return false;
	take_pre(&text, out);
	take_post(&text, out);
	out->has_dev = take_part(&text, DEV, &out->dev);
	if (version_take(&text, '+')) {
		out->local = text;
		return text.len > 0;
	}
	return !text.len;
}

static int compare_release(struct slice a, struct slice b)
{
	int order = 0;
	while (!order && (a.len || b.len)) {
		order = version_number_compare(version_digits(&a), version_digits(&b));
		version_take(&a, '.');
		version_take(&b, '.');
	}
	return order;
}

// Where a version stands among those of its release: .dev alone, a, b, rc, the release itself.
static int stage_of(const struct pep440 *v)
{
	return v->stage ? v->stage : v->has_dev && !v->has_post ? 0 : 'z';
}

static bool take_local(struct slice *rest, struct slice *part)
{
	size_t len = 0;
	while (len < rest->len && !strchr("._-", rest->at[len]))
		len++;
	*part = (struct slice){rest->at, len};
	rest->at += len;
	rest->len -= len;
	take_sign(rest);
	return len > 0;
}

// Numbers come behind words; a longer one behind its beginning.
static int compare_local(struct slice a, struct slice b)
{
	int order = 0;
	while (!order && a.len && b.len) {
		struct slice x, y;
		if (!take_local(&a, &x) || !take_local(&b, &y))
			return version_text_compare(a, b);
		bool left = version_is_digit(*x.at), right = version_is_digit(*y.at);
		order = left != right ? (left ? 1 : -1)
			: left	      ? version_number_compare(x, y)
				      : version_text_compare(x, y);
	}
	return order ? order : (a.len > 0) - (b.len > 0);
}

static int compare_stages(const struct pep440 *x, const struct pep440 *y)
{
	int order = version_sign(stage_of(x) - stage_of(y));
	if (!order)
		order = version_number_compare(x->pre, y->pre);
	if (!order)
		order = x->has_post - y->has_post;
	if (!order)
		order = version_number_compare(x->post, y->post);
	if (!order)
		order = y->has_dev - x->has_dev; // a .dev comes before what it leads to
	return order ? order : version_number_compare(x->dev, y->dev);
}

int version_pep440(struct slice a, struct slice b)
{
	struct pep440 x, y;
	bool left = read_pep440(a, &x), right = read_pep440(b, &y);
	if (!left || !right)
		return left == right ? version_generic(a, b) : left ? 1 : -1;
	int order = version_number_compare(x.epoch, y.epoch);
	if (!order)
		order = compare_release(x.release, y.release);
	if (!order)
		order = compare_stages(&x, &y);
	return order ? order : compare_local(x.local, y.local);
}

struct slice version_pep440_public(struct slice version)
{
	struct pep440 parts;
	struct slice local = version;
	return read_pep440(version, &parts) ? slice_cut(&local, '+') : version;
}
