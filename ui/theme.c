#include "ui/theme.h"

#include "base/file.h"
#include "base/proc.h"

#include <stdlib.h>
#include <string.h>

enum { THEME_BYTES_MAX = 64 * 1024, COLOUR_UNSAID = -2 };

static const struct {
	const char *name, *help;
} ROLES[ROLE_COUNT] = {
	[ROLE_TEXT] = {"text", "what has no other role, and the empty screen"},
	[ROLE_DIM] = {"dim", "what matters less: hints, reasons, what cannot be chosen"},
	[ROLE_TITLE] = {"title", "the first line of a screen"},
	[ROLE_HEADER] = {"header", "titles of columns, lists and parts of a screen"},
	[ROLE_SELECTED] = {"selected", "the selected row"},
	[ROLE_KEY] = {"key", "keys and names to choose from in lists"},
	[ROLE_GOOD] = {"good", "what is well; a word says so too"},
	[ROLE_WARN] = {"warn", "what needs a look; a word says so too"},
	[ROLE_BAD] = {"bad", "what is wrong; a word says so too"},
	[ROLE_CHART] = {"chart", "bars of what is known whole"},
	[ROLE_CHART_BEFORE] = {"chart-before", "the month before, for comparison"},
	[ROLE_CHART_FORECAST] = {"chart-forecast", "what is expected"},
	[ROLE_CHART_PARTIAL] = {"chart-partial", "bars of what still grows"},
	[ROLE_HOSTILE] = {"hostile", "marks in place of characters that are not shown"},
};

const char *role_name(enum role role)
{
	return ROLES[role].name;
}

const char *role_help(enum role role)
{
	return ROLES[role].help;
}

void theme_write_manual(struct str *out)
{
	str_add_text(out, ".Sh ROLES\n.Bl -tag -width chart-forecast -compact\n");
	for (size_t i = 0; i < ROLE_COUNT; i++)
		str_addf(out, ".It Ic %s\n%s\n", ROLES[i].name, ROLES[i].help);
	str_add_text(out, ".El\n.Sh NAMES OF COLOURS\n.Bl -column bright-magenta bright-magenta\n");
	for (int i = 0; colour_name(i + 1); i += 2)
		str_addf(out, ".It %d %s Ta %d %s\n", i, colour_name(i), i + 1, colour_name(i + 1));
	str_add_text(out, ".El\n");
}

static const struct look PLAIN = {COLOUR_DEFAULT, COLOUR_DEFAULT, false, false, false, false};
static const struct look UNSAID = {COLOUR_UNSAID, COLOUR_UNSAID, false, false, false, false};

void theme_plain(struct theme *out)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		out->looks[i] = PLAIN;
	out->looks[ROLE_TITLE].bold = out->looks[ROLE_HEADER].bold = true;
	out->looks[ROLE_BAD].bold = out->looks[ROLE_KEY].bold = true;
	out->looks[ROLE_SELECTED].reverse = out->looks[ROLE_HOSTILE].reverse = true;
}

// ---- Reading ----

struct line {
	const char *path;
	int number;
	struct err *err;
};

static bool complain(const struct line *line, const char *what, struct slice word)
{
	return err_set(line->err, ERR_INVALID, "%s:%d: %s '%.*s'", line->path, line->number, what,
		       (int)word.len, word.at);
}

static bool *attribute(struct look *look, struct slice word)
{
	return slice_is(word, "bold")	     ? &look->bold
	       : slice_is(word, "dim")	     ? &look->dim
	       : slice_is(word, "underline") ? &look->underline
	       : slice_is(word, "reverse")   ? &look->reverse
					     : NULL;
}

static bool read_look(const struct line *line, struct slice text, struct look *look)
{
	bool behind = false;
	for (struct slice word = slice_word(&text); word.len; word = slice_word(&text)) {
		bool *flag = attribute(look, word);
		if (flag)
			*flag = true;
		else if (slice_is(word, "on"))
			behind = true;
		else if (!colour_read(word, behind ? &look->background : &look->foreground))
			return complain(line, "no colour or attribute is called", word);
	}
	return true;
}

static bool find_role(struct slice name, size_t *role)
{
	for (*role = 0; *role < ROLE_COUNT; ++*role)
		if (slice_is(name, ROLES[*role].name))
			return true;
	return false;
}

static bool read_line(const struct line *line, struct slice text, struct theme *out,
		      bool seen[ROLE_COUNT])
{
	struct slice look = slice_trim(text), name = slice_trim(slice_cut(&look, '='));
	look = slice_trim(look);
	size_t role;
	if (!name.len || name.at[0] == '#')
		return name.len || !look.at || complain(line, "there is no role before", look);
	if (!find_role(name, &role))
		return complain(line, "there is no role", name);
	if (!look.at)
		return complain(line, "there is no '=' after", name);
	if (seen[role])
		return complain(line, "here a second time is", name);
	seen[role] = true;
	return read_look(line, look, &out->looks[role]);
}

// What a role does not say, text says for it.
static void settle(struct theme *theme)
{
	struct look *text = &theme->looks[ROLE_TEXT];
	if (text->foreground == COLOUR_UNSAID)
		text->foreground = COLOUR_DEFAULT;
	if (text->background == COLOUR_UNSAID)
		text->background = COLOUR_DEFAULT;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		struct look *look = &theme->looks[i];
		if (look->foreground == COLOUR_UNSAID)
			look->foreground = text->foreground;
		if (look->background == COLOUR_UNSAID)
			look->background = text->background;
	}
}

bool theme_parse(struct slice text, const char *path, struct theme *out, struct err *err)
{
	struct line line = {path, 0, err};
	bool seen[ROLE_COUNT] = {false};
	for (size_t i = 0; i < ROLE_COUNT; i++)
		out->looks[i] = UNSAID;
	while (text.len) {
		line.number++;
		if (!read_line(&line, slice_cut(&text, '\n'), out, seen))
			return false;
	}
	settle(out);
	return true;
}

// ---- Finding ----

static bool not_found(const char *name, const char *folder, struct err *err)
{
	char **names = NULL;
	size_t count = 0;
	struct err ignored;
	struct str list = {0};
	file_list(folder, &names, &count, &ignored);
	for (size_t i = 0; i < count; i++) {
		struct slice stem = slice_of(names[i]);
		if (!slice_ends(stem, ".theme"))
			continue;
		str_addf(&list, "%s%.*s", list.len ? ", " : "", (int)stem.len - 6, stem.at);
	}
	file_list_free(names, count);
	err_set(err, ERR_NOT_FOUND, "theme '%s' is not in %s; there are %s", name, folder,
		str_text(&list));
	str_fini(&list);
	return false;
}

bool theme_load(const char *name, struct theme *out, struct err *err)
{
	struct str path = {0}, text = {0};
	char *folder = proc_find_share("themes");
	if (name[0] == '/')
		str_add_text(&path, name);
	else
		str_addf(&path, "%s/%s.theme", folder ? folder : ".", name);
	bool done = (strchr(name, '/') == NULL || name[0] == '/') && file_exists(str_text(&path));
	if (!done)
		not_found(name, folder ? folder : "share/gavel/themes", err);
	done = done && file_read(str_text(&path), THEME_BYTES_MAX, &text, err) &&
	       theme_parse(str_slice(&text), str_text(&path), out, err);
	str_fini(&path);
	str_fini(&text);
	free(folder);
	return done;
}
