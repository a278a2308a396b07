#include "ui/memo/memo.h"

#include "base/clock.h"
#include "base/file.h"
#include "ui/memo/memo_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const KINDS[MEMO_KINDS] = {
	[MEMO_PLACE] = "place", [MEMO_LAYOUT] = "layout", [MEMO_HISTORY] = "history",
	[MEMO_DRAFT] = "draft", [MEMO_LOOKED] = "looked",
};

const char *memo_kind_name(enum memo_kind kind)
{
	return KINDS[kind];
}

// ---- Entries ----

void entries_fini(struct entries *entries)
{
	for (size_t i = 0; i < entries->list.len; i++) {
		free(entries->list.at[i].of);
		free(entries->list.at[i].value);
		free(entries->list.at[i].added);
	}
	vec_fini(&entries->list);
}

struct entry *entries_find(const struct entries *entries, enum memo_kind kind, const char *of)
{
	for (size_t i = 0; i < entries->list.len; i++)
		if (entries->list.at[i].kind == kind && strcmp(entries->list.at[i].of, of) == 0)
			return &entries->list.at[i];
	return NULL;
}

struct entry *entries_put(struct entries *entries, enum memo_kind kind, const char *of)
{
	struct entry *entry = entries_find(entries, kind, of);
	if (entry || entries->list.len == MEMO_ENTRIES_MAX)
		return entry;
	entry = vec_push(&entries->list);
	*entry = (struct entry){.kind = kind, .of = mem_text(of)};
	return entry;
}

void entry_set(struct entry *entry, const char *value)
{
	char *copy = value && strlen(value) <= MEMO_VALUE_MAX ? mem_text(value) : NULL;
	free(entry->value);
	entry->value = copy;
}

// ---- Histories ----

static void drop_line(struct str *lines, struct slice line)
{
	struct str kept = {0};
	struct slice rest = str_slice(lines);
	while (rest.len) {
		struct slice each = slice_cut(&rest, '\n');
		if (slice_equal(each, line))
			continue;
		str_add_slice(&kept, each);
		str_add_char(&kept, '\n');
	}
	str_fini(lines);
	*lines = kept;
}

// The newest that fit, by number and by bytes.
static struct slice newest(struct slice lines)
{
	size_t count = 0, start = lines.len;
	for (size_t at = lines.len; at > 0; at--) {
		bool begins = at == 1 || lines.at[at - 2] == '\n';
		if (!begins)
			continue;
		if (++count > MEMO_LINES_MAX || lines.len - (at - 1) > MEMO_VALUE_MAX)
			break;
		start = at - 1;
	}
	return (struct slice){lines.at + start, lines.len - start};
}

static void append_lines(char **value, struct slice lines)
{
	struct str text = {0};
	str_add_text(&text, *value ? *value : "");
	while (lines.len) {
		struct slice line = slice_cut(&lines, '\n');
		if (!line.len)
			continue;
		drop_line(&text, line);
		str_add_slice(&text, line);
		str_add_char(&text, '\n');
	}
	free(*value);
	*value = mem_slice(newest(str_slice(&text)));
	str_fini(&text);
}

void entry_add_lines(struct entry *entry, struct slice lines)
{
	append_lines(&entry->value, lines);
}

void memo_add_line(struct memo *memo, const char *prompt, const char *line)
{
	struct entry *entry = entries_put(&memo->entries, MEMO_HISTORY, prompt);
	if (!entry || !*line || strchr(line, '\n') || strlen(line) >= MEMO_VALUE_MAX)
		return;
	append_lines(&entry->value, slice_of(line));
	append_lines(&entry->added, slice_of(line));
	entry->changed = true;
}

// ---- Values ----

const char *memo_get(const struct memo *memo, enum memo_kind kind, const char *of)
{
	const struct entry *entry = entries_find(&memo->entries, kind, of);
	return entry ? entry->value : NULL;
}

void memo_set(struct memo *memo, enum memo_kind kind, const char *of, const char *value)
{
	const char *before = memo_get(memo, kind, of);
	if (before && value ? strcmp(before, value) == 0 : before == value)
		return;
	struct entry *entry = entries_put(&memo->entries, kind, of);
	if (!entry)
		return;
	entry_set(entry, value);
	entry->changed = true;
}

int64_t memo_get_time(const struct memo *memo, enum memo_kind kind, const char *of)
{
	struct err ignored;
	int64_t time = 0;
	const char *text = memo_get(memo, kind, of);
	return text && clock_parse(slice_of(text), &time, &ignored) ? time : 0;
}

void memo_set_time(struct memo *memo, enum memo_kind kind, const char *of, int64_t time)
{
	char text[32];
	memo_set(memo, kind, of, clock_format(time, text));
}

// ---- Opening and saving ----

char *memo_folder(void)
{
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (base && base[0] == '/')
		return file_join(base, "gavel");
	return home && home[0] == '/' ? file_join(home, ".local/state/gavel") : NULL;
}

struct memo *memo_open(const char *folder, char **warning)
{
	struct memo *memo = mem_alloc(sizeof *memo);
	struct err err = {0};
	*warning = NULL;
	memo->folder = mem_text(folder);
	if (!folder || memo_file_read(folder, &memo->entries, &err) || err.code == ERR_NOT_FOUND)
		return memo;
	entries_fini(&memo->entries);
	memo->sealed = err.code == ERR_DENIED;
	*warning = mem_text(err.text);
	return memo;
}

void memo_close(struct memo *memo)
{
	if (!memo)
		return;
	entries_fini(&memo->entries);
	free(memo->folder);
	free(memo);
}

bool memo_is_changed(const struct memo *memo)
{
	for (size_t i = 0; i < memo->entries.list.len; i++)
		if (memo->entries.list.at[i].changed)
			return true;
	return false;
}

// What this console set, over what is in the file by now.
static void merge(const struct entries *from, struct entries *into)
{
	for (size_t i = 0; i < from->list.len; i++) {
		const struct entry *ours = &from->list.at[i];
		struct entry *entry =
			ours->changed ? entries_put(into, ours->kind, ours->of) : NULL;
		if (entry && ours->kind == MEMO_HISTORY && ours->added)
			entry_add_lines(entry, slice_of(ours->added));
		else if (entry)
			entry_set(entry, ours->value);
	}
}

static bool save_locked(struct memo *memo, struct err *err)
{
	struct entries file = {0};
	bool read = memo_file_read(memo->folder, &file, err);
	if (!read && err->code == ERR_DENIED) {
		entries_fini(&file);
		return false;
	}
	if (!read) { // none, or one that nothing can be read from
		entries_fini(&file);
		err_clear(err);
	}
	merge(&memo->entries, &file);
	bool done = memo_file_write(memo->folder, &file, err);
	entries_fini(&file);
	return done;
}

bool memo_save(struct memo *memo, struct err *err)
{
	int lock;
	if (!memo->folder || memo->sealed || !memo_is_changed(memo))
		return true;
	if (!memo_file_lock(memo->folder, &lock, err))
		return false;
	bool done = save_locked(memo, err);
	close(lock);
	for (size_t i = 0; done && i < memo->entries.list.len; i++) {
		struct entry *entry = &memo->entries.list.at[i];
		free(entry->added);
		entry->added = NULL;
		entry->changed = false;
	}
	return done;
}
