#include "net/credentials/ini.h"
#include "net/secret.h"

#include "base/vec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// The place in the text.
struct place {
	struct ini *ini;
	const char *name; // of the file
	int line;
	const char *section; // NULL before the first
	const char *parent;  // the key above that may have nested ones, or NULL
};

static const char *const SECRETS[] = {"aws_secret_access_key", "aws_session_token"};

static bool is_secret(const char *key)
{
	for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++)
		if (strcmp(key, SECRETS[i]) == 0)
			return true;
	return false;
}

static void add(struct ini *ini, struct ini_entry entry)
{
	if (ini->count == ini->room)
		ini->entries = vec_grow(ini->entries, &ini->room, sizeof *ini->entries);
	ini->entries[ini->count++] = entry;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

// Cut at a comment that stands behind a blank.
static struct slice without_comment(struct slice text)
{
	for (size_t i = 1; i < text.len; i++)
		if ((text.at[i] == '#' || text.at[i] == ';') && is_blank(text.at[i - 1]))
			return slice_trim((struct slice){text.at, i});
	return slice_trim(text);
}

// Runs of blanks are one, quotes go: profile "a b" is profile a b.
static const char *section_name(struct ini *ini, struct slice text)
{
	char *name = arena_slice(&ini->arena, slice_trim(text)), *to = name;
	for (const char *from = name; *from; from++) {
		bool again = is_blank(*from) && to > name && to[-1] == ' ';
		if (*from == '"' || *from == '\'' || again)
			continue;
		*to++ = is_blank(*from) ? ' ' : *from;
	}
	*to = 0;
	return name;
}

static bool open_section(struct place *place, struct slice line, struct err *err)
{
	const char *end = memchr(line.at, ']', line.len);
	if (!end)
		return err_set(err, ERR_INVALID, "%s:%d: section without ']'", place->name,
			       place->line);
	struct slice inside = {line.at + 1, (size_t)(end - line.at) - 1};
	place->section = section_name(place->ini, inside);
	place->parent = NULL;
	add(place->ini, (struct ini_entry){.section = place->section});
	return true;
}

static char *lower_key(struct ini *ini, struct slice key, const char *parent)
{
	char *text = arena_slice(&ini->arena, slice_trim(key));
	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return parent ? arena_printf(&ini->arena, "%s.%s", parent, text) : text;
}

static bool add_setting(struct place *place, struct slice line, bool nested, struct err *err)
{
	struct slice value = line, key = slice_cut(&value, '=');
	if (!value.at || !slice_trim(key).len)
		return err_set(err, ERR_INVALID,
			       "%s:%d: neither a section, a setting nor a comment", place->name,
			       place->line);
	if (!place->section)
		return err_set(err, ERR_INVALID, "%s:%d: setting before the first section",
			       place->name, place->line);
	struct ini *ini = place->ini;
	const char *name = lower_key(ini, key, nested ? place->parent : NULL);
	value = without_comment(value);
	if (!nested)
		place->parent = value.len ? NULL : name;
	bool hide = is_secret(name);
	add(ini, (struct ini_entry){.section = place->section,
				    .key = name,
				    .value = hide ? secret_slice(value)
						  : arena_slice(&ini->arena, value),
				    .is_secret = hide});
	return true;
}

static bool take_line(struct place *place, struct slice line, struct err *err)
{
	struct slice text = slice_trim(line);
	bool indented = line.len && is_blank(line.at[0]);
	if (!text.len || text.at[0] == '#' || text.at[0] == ';')
		return true;
	if (memchr(text.at, 0, text.len))
		return err_set(err, ERR_INVALID, "%s:%d: holds a NUL byte", place->name,
			       place->line);
	if (text.at[0] == '[' && !indented)
		return open_section(place, text, err);
	// Indented below a setting that has a value, it goes on; nothing that we read does.
	if (indented && !place->parent && place->section)
		return true;
	return add_setting(place, text, indented && place->parent, err);
}

bool ini_parse(const char *name, struct slice text, struct ini *ini, struct err *err)
{
	struct place place = {.ini = ini, .name = name};
	bool done = true;
	while (done && text.len) {
		struct slice line = slice_cut(&text, '\n');
		place.line++;
		done = take_line(&place, line, err);
	}
	return done;
}

void ini_fini(struct ini *ini)
{
	for (size_t i = 0; i < ini->count; i++)
		if (ini->entries[i].is_secret)
			secret_free(ini->entries[i].value);
	free(ini->entries);
	arena_fini(&ini->arena);
	*ini = (struct ini){0};
}

bool ini_has(const struct ini *ini, const char *section)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->entries[i].section, section) == 0)
			return true;
	return false;
}

const char *ini_get(const struct ini *ini, const char *section, const char *key)
{
	for (size_t i = ini->count; i-- > 0;) {
		const struct ini_entry *entry = &ini->entries[i];
		if (entry->key && strcmp(entry->section, section) == 0 &&
		    strcmp(entry->key, key) == 0)
			return entry->value;
	}
	return NULL;
}
