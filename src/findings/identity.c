#include "findings/identity.h"

#include "findings/ids.h"
#include "findings/purl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// ---- Keys: parts with a NUL behind each ----

struct keying {
	const struct identity_said *said;
	struct str *to;
	bool fileless;	// the file is no part of the identity
	uint32_t words; // that the message quotes
	enum identity_single single;
};

static void put(struct keying *k, struct slice part)
{
	str_add_slice(k->to, part);
	str_add_char(k->to, 0);
}

static void put_rule(struct keying *k)
{
	rule_add(k->to, k->said->rule);
	str_add_char(k->to, 0);
}

// "aws-s3-enable-versioning": tfsec's name of a rule in words, which outlives its numbers.
static bool is_in_words(struct slice name)
{
	int dashes = 0;
	for (size_t i = 0; i < name.len; i++) {
		bool letter = (name.at[i] >= 'a' && name.at[i] <= 'z') ||
			      (i && name.at[i] >= '0' && name.at[i] <= '9');
		if (!letter && name.at[i] != '-')
			return false;
		dashes += name.at[i] == '-';
	}
	return dashes > 1;
}

static void put_named_rule(struct keying *k)
{
	if (is_in_words(k->said->alias))
		put(k, k->said->alias);
	else
		put_rule(k);
}

static struct slice message_of(const struct identity_said *said)
{
	return said->text.len ? said->text : said->title;
}

static void put_message(struct keying *k)
{
	const struct identity_said *s = k->said;
	identity_add_blanked(k->to, message_of(s));
	str_add_char(k->to, 0);
	k->words = identity_quoted(message_of(s));
}

static void put_code(struct keying *k)
{
	put_rule(k);
	put(k, k->said->logical);
	if (!k->said->snippet.len) {
		put_message(k);
		return;
	}
	put(k, k->said->snippet);
	k->words = identity_quoted(message_of(k->said));
}

static void put_resource(struct keying *k)
{
	put_named_rule(k);
	put(k, k->said->resource);
	k->fileless = k->said->resource.len > 0;
	if (!k->fileless)
		put_message(k);
}

static void put_package(struct keying *k)
{
	struct str ids = {0};
	ids_add(&ids, k->said->ids);
	if (!ids.len)
		rule_add(&ids, k->said->rule);
	put(k, ids_first(str_slice(&ids)));
	k->single = k->said->ids.len ? SINGLE_PLACE : SINGLE_NOT;
	str_fini(&ids);
	size_t before = k->to->len;
	purl_add_package(k->to, k->said->purl);
	if (k->to->len == before)
		str_add_slice(k->to, k->said->package);
	str_add_char(k->to, 0);
}

static void put_container(struct keying *k)
{
	if (k->said->ids.len || k->said->purl.len || k->said->package.len)
		put_package(k);
	else
		put_resource(k);
}

// Words about it tell the commit, which is another one after every rebase: where no key blinds the
// secret, rule and file are all there is.
static void put_secret(struct keying *k)
{
	put_rule(k);
	put(k, k->said->secret);
}

static void put_dast(struct keying *k)
{
	put_rule(k);
	identity_add_url(k->to, k->said->url.len ? k->said->url : k->said->resource);
	str_add_char(k->to, 0);
	put(k, k->said->method);
	put(k, k->said->param);
	k->fileless = true;
}

static void put_posture(struct keying *k)
{
	k->fileless = true;
	k->single = k->said->uid.len ? SINGLE_KEY : SINGLE_NOT;
	if (k->single) {
		put(k, k->said->uid);
		return;
	}
	put_rule(k);
	put(k, k->said->resource);
	put(k, k->said->param);
}

static void put_load(struct keying *k)
{
	put_rule(k);
	put(k, k->said->resource);
	put(k, k->said->param);
	k->fileless = true;
}

static void (*const PUTS[FINDING_CLASSES])(struct keying *) = {
	[FINDING_CODE] = put_code,	     [FINDING_DEPENDENCY] = put_package,
	[FINDING_CONTAINER] = put_container, [FINDING_IAC] = put_resource,
	[FINDING_SECRET] = put_secret,	     [FINDING_DAST] = put_dast,
	[FINDING_POSTURE] = put_posture,     [FINDING_HARDENING] = put_resource,
	[FINDING_LOAD] = put_load,
};

const char *identity_rule(enum finding_class class)
{
	static const char PACKAGE[] =
		"the flaw (its CVE, if any of its ids is one), the package without its version, "
		"and the file, with whatever version of it in its path";
	static const char RESOURCE[] = "rule and resource, or without a resource rule, message and "
				       "file";
	static const char *const RULES[FINDING_CLASSES] = {
		[FINDING_CODE] =
			"rule, file, enclosing name, and the tool's fingerprint where it "
			"does not repeat, else the code, else the message without numbers, "
			"quotes and paths; of several in a file those that quote the same belong "
			"together",
		[FINDING_DEPENDENCY] = PACKAGE,
		[FINDING_CONTAINER] = PACKAGE,
		[FINDING_IAC] = RESOURCE,
		[FINDING_SECRET] =
			"rule, file and, where gavel.yaml names a key, a digest of the secret",
		[FINDING_DAST] = "rule, host and port, method, path with its ids blanked, and "
				 "parameter",
		[FINDING_POSTURE] = "the provider's id, else rule, resource and parameter",
		[FINDING_HARDENING] = RESOURCE,
		[FINDING_LOAD] = "rule and resource"};
	return RULES[class];
}

static struct slice plain_path(struct slice path)
{
	while (slice_starts(path, "./"))
		path = (struct slice){path.at + 2, path.len - 2};
	while (slice_starts(path, "/"))
		path = (struct slice){path.at + 1, path.len - 1};
	return path;
}

uint64_t identity_file(struct slice path)
{
	path = plain_path(path);
	return path.len ? key64_of(path) : 0;
}

static bool is_part(char c)
{
	return isalnum((unsigned char)c) != 0;
}

// Whether what stands there is all of a version: of "1.2" neither "3.1.2" nor "1.20" has it.
static bool is_version_at(struct slice path, size_t at, size_t len)
{
	const char *from = path.at + at, *to = from + len, *end = path.at + path.len;
	bool v = at && (from[-1] == 'v' || from[-1] == 'V');
	size_t before = at - v;
	bool follows = before && (is_part(path.at[before - 1]) ||
				  (path.at[before - 1] == '.' && before > 1 &&
				   isdigit((unsigned char)path.at[before - 2])));
	bool goes_on = to < end && (is_part(*to) ||
				    (*to == '.' && to + 1 < end && isdigit((unsigned char)to[1])));
	return !follows && !goes_on;
}

// What stands for a file with the version in its path, whichever that is; 0: it is not there.
static uint64_t place_without(struct slice path, struct slice version, struct str *scratch)
{
	size_t from = 0, len = version.len;
	bool any = false;
	path = plain_path(path);
	str_clear(scratch);
	for (size_t at = 0; len && at + len <= path.len;) {
		if (memcmp(path.at + at, version.at, len) || !is_version_at(path, at, len)) {
			at++;
			continue;
		}
		str_add(scratch, path.at + from, at - from);
		str_add_char(scratch, 0);
		from = at += len;
		any = true;
	}
	if (!any)
		return 0;
	str_add(scratch, path.at + from, path.len - from);
	return key64_of(str_slice(scratch));
}

// A tool's word that there is none.
static bool is_print(struct slice print)
{
	return print.len && !slice_is(print, "requires login");
}

// Of one version of a package the place is the version: two may stand beside each other.
static int32_t place_of(const struct identity_said *said)
{
	bool package = said->class == FINDING_DEPENDENCY || said->class == FINDING_CONTAINER;
	if (!said->line && package && said->version.len)
		return (int32_t)(key64_of(said->version) & INT32_MAX);
	return said->line < INT32_MAX ? (int32_t)said->line : INT32_MAX;
}

void identity_of(const struct identity_said *said, struct str *scratch, struct identity *out)
{
	struct keying keying = {.said = said, .to = scratch};
	str_clear(scratch);
	str_add_int(scratch, IDENTITY_VERSION);
	str_add_char(scratch, 0);
	put(&keying, slice_of(finding_class_name(said->class)));
	PUTS[said->class](&keying);
	*out = (struct identity){.key = key128_of(str_slice(scratch)),
				 .line = place_of(said),
				 .single = keying.single};
	out->key.low = (out->key.low & ~(uint64_t)UINT32_MAX) | keying.words;
	out->file = keying.fileless ? 0 : identity_file(said->file);
	if (keying.single == SINGLE_PLACE)
		out->print = place_without(said->file, said->version, scratch);
	if (said->class != FINDING_CODE || !is_print(said->print))
		return;
	str_clear(scratch);
	put_rule(&keying);
	put(&keying, said->logical);
	put(&keying, said->print);
	out->print = key64_of(str_slice(scratch));
}
