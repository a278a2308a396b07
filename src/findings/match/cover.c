#include "findings/match/cover.h"

#include "findings/identity.h"
#include "findings/purl.h"

#include <ctype.h>
#include <string.h>

// ---- What is told ----

static bool read_file(struct slice value, int64_t *out)
{
	*out = (int64_t)identity_file(value);
	return *out != 0;
}

static bool read_fix(struct slice value, int64_t *out)
{
	*out = slice_is(value, "fixed");
	return *out || slice_is(value, "unfixed");
}

static bool read_level(struct slice value, int64_t *out)
{
	enum finding_level level = LEVEL_UNKNOWN;
	bool known = finding_level_read(value, &level);
	*out = (int64_t)level;
	return known;
}

// "Zope.Interface" and "zope-interface" are one package to all who tell of packages.
static int64_t package_key(struct slice name)
{
	struct str text = {0};
	for (size_t i = 0; i < name.len; i++) {
		bool blank = name.at[i] == '_' || name.at[i] == '.';
		str_add_char(&text, blank ? '-' : (char)tolower((unsigned char)name.at[i]));
	}
	int64_t key = (int64_t)key64_of(str_slice(&text));
	str_fini(&text);
	return key;
}

static bool read_package(struct slice value, int64_t *out)
{
	*out = package_key(value);
	return value.len > 0;
}

static bool read_name(struct slice value, int64_t *out)
{
	*out = (int64_t)key64_of(value);
	return value.len > 0;
}

static bool read_packages(struct slice value, int64_t *out)
{
	*out = slice_is(value, "system");
	return *out || slice_is(value, "language");
}

int64_t cover_check(struct key128 identity)
{
	return (int64_t)(identity.low ^ identity.high);
}

struct cover_part cover_read(struct slice by, struct slice value)
{
	static const struct {
		const char *name;
		bool (*read)(struct slice value, int64_t *out);
	} KINDS[COVER_KINDS] = {[COVER_FILE] = {"file", read_file},
				[COVER_FIX] = {"fix", read_fix},
				[COVER_LEVEL] = {"level", read_level},
				[COVER_PACKAGES] = {"packages", read_packages},
				[COVER_NOT_FILE] = {"not_file", read_file},
				[COVER_NOT_PACKAGE] = {"not_package", read_package},
				[COVER_RULE] = {"rule", read_name},
				[COVER_NOT_SERVICE] = {"not_service", read_name}};
	struct cover_part part = {COVER_OTHER, 0};
	for (int i = COVER_FILE; i < COVER_KINDS; i++)
		if (KINDS[i].name && slice_is(by, KINDS[i].name) &&
		    KINDS[i].read(value, &part.value))
			return (struct cover_part){i, part.value};
	return (struct cover_part){COVER_OTHER, 0};
}

// ---- What it covers ----

static struct slice bytes_of(const struct cover_part *part)
{
	return (struct slice){(const char *)part, sizeof *part};
}

bool cover_add(struct cover *cover, struct cover_part part)
{
	bool added;
	if (part.by < 0 || part.by >= COVER_KINDS)
		part = (struct cover_part){COVER_OTHER, 0};
	cover->told[part.by] = true;
	map_put(&cover->parts, bytes_of(&part), &added);
	return added;
}

static bool has(const struct cover *cover, enum cover_by by, int64_t value)
{
	struct cover_part part = {by, value};
	return !cover->told[by] || map_get(&cover->parts, bytes_of(&part));
}

static bool tells(const struct cover *cover, enum cover_by by, int64_t value)
{
	return cover->told[by] && has(cover, by, value);
}

static bool has_packages(const struct cover *cover, const struct cover_said *said)
{
	bool system = said->purl.len ? purl_is_system(said->purl) : !said->file.len;
	return !said->package.len || has(cover, COVER_PACKAGES, system);
}

// "i-0123abcd" is an instance; "arn:PARTITION:SERVICE:REGION:ACCOUNT:…".
static struct slice service_of(struct slice resource)
{
	struct slice rest = resource, service = slice_cut(&rest, ':');
	if (slice_is(service, "arn")) {
		slice_cut(&rest, ':');
		return slice_cut(&rest, ':');
	}
	bool instance = slice_starts(resource, "i-") && resource.len > 2;
	for (size_t i = 2; instance && i < resource.len; i++)
		instance = isxdigit((unsigned char)resource.at[i]);
	return instance ? SLICE("ec2") : SLICE("none");
}

static bool has_service(const struct cover *cover, const struct cover_said *said)
{
	struct slice service = service_of(said->resource);
	struct str text = {0};
	if (!cover->told[COVER_NOT_SERVICE])
		return true;
	str_add_slice(&text, service);
	str_add_char(&text, ' ');
	str_add_slice(&text, said->class);
	bool out = has(cover, COVER_NOT_SERVICE, (int64_t)key64_of(service)) ||
		   has(cover, COVER_NOT_SERVICE, (int64_t)key64_of(str_slice(&text)));
	str_fini(&text);
	return !out;
}

bool cover_has(const struct cover *cover, const struct cover_said *said)
{
	int64_t file = (int64_t)identity_file(said->file);
	return !cover->told[COVER_OTHER] && has(cover, COVER_FIX, said->fixed) &&
	       has(cover, COVER_LEVEL, (int64_t)said->level) &&
	       has(cover, COVER_RULE, (int64_t)key64_of(said->rule)) &&
	       (!file || has(cover, COVER_FILE, file)) && has_packages(cover, said) &&
	       (!file || !tells(cover, COVER_NOT_FILE, file)) &&
	       !tells(cover, COVER_NOT_PACKAGE, package_key(said->package)) &&
	       !tells(cover, COVER_UNTESTED, said->check) && has_service(cover, said);
}

bool cover_lists(const struct cover *cover, struct slice file)
{
	return tells(cover, COVER_FILE, (int64_t)identity_file(file));
}

static size_t count(const struct cover *cover, const struct cover *other, enum cover_by by)
{
	size_t sum = 0;
	for (size_t i = 0; i < cover->parts.len; i++) {
		struct slice key = {cover->parts.entries[i].key, cover->parts.entries[i].key_len};
		struct cover_part part;
		memcpy(&part, key.at, sizeof part);
		sum += part.by == (int64_t)by && (!other || map_get(&other->parts, key));
	}
	return sum;
}

size_t cover_count(const struct cover *cover, enum cover_by by)
{
	return count(cover, NULL, by);
}

size_t cover_common(const struct cover *cover, const struct cover *other, enum cover_by by)
{
	return count(cover, other, by);
}

int64_t cover_number(const struct cover *cover)
{
	struct key128 sum = {0};
	for (size_t i = 0; i < cover->parts.len; i++) {
		const struct map_entry *part = &cover->parts.entries[i];
		key128_add(&sum, key128_of((struct slice){part->key, part->key_len}));
	}
	return cover->parts.len ? (int64_t)(sum.low & INT64_MAX) | 1 : 0;
}

void cover_fini(struct cover *cover)
{
	map_fini(&cover->parts);
	*cover = (struct cover){0};
}
