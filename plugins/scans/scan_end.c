// What is told of a scan beside its findings: its rules, and at the file's end itself.
#include "base/clock.h"
#include "plugins/scans/hide/hide.h"
#include "plugins/scans/scan_private.h"

#include <stdarg.h>
#include <string.h>

void scan_rule(struct scan_file *file, const struct scan_rule *rule)
{
	struct scan_state *state = file->state;
	bool added;
	if (!rule->id.len)
		return;
	int scope = state->scopes.at[state->current - 1].scope;
	const char *known =
		arena_printf(&state->texts, "%d %.*s", scope, (int)rule->id.len, rule->id.at);
	map_put(&state->rules, slice_of(known), &added);
	if (!added)
		return;
	struct json_out json = {.to = &state->line};
	const struct {
		const char *key;
		struct slice text;
		size_t most;
	} texts[] = {{"name", rule->name, SCAN_TITLE},
		     {"help", rule->help, SCAN_TEXT},
		     {"link", rule->link, SCAN_WORD}};
	str_clear(&state->line);
	json_open_map(&json, NULL);
	json_text(&json, "t", "rule");
	json_int(&json, "scope", scope);
	json_slice(&json, "id", scan_cap_name(state, rule->id, SCAN_WORD));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].text.len)
			json_slice(&json, texts[i].key,
				   scan_cap(state, hide_known(&state->texts, texts[i].text),
					    texts[i].most));
	json_close_map(&json);
	plug_send(file->out, &state->line);
	arena_fini(&state->texts);
}

size_t scan_current(const struct scan_file *file)
{
	return file->state->current;
}

void scan_resume(struct scan_file *file, size_t scan)
{
	file->state->current = scan;
}

// ---- What it looked at, where the report says that it was not all ----

static void send_cover(struct scan_file *file, const struct scan_open *open, const char *by,
		       struct slice value)
{
	struct scan_state *state = file->state;
	struct str *line = &state->line;
	str_clear(line);
	str_addf(line, "{\"t\":\"cover\",\"scope\":%d,\"by\":\"%s\"", open->scope, by);
	scan_put_word(file, line, "value", value);
	str_add_char(line, '}');
	plug_send(file->out, line);
}

static void send_covers(struct scan_file *file, const struct scan_open *open)
{
	struct scan_state *state = file->state;
	if (open->scan.fix.len)
		send_cover(file, open, "fix", open->scan.fix);
	if (open->scan.packages.len)
		send_cover(file, open, "packages", open->scan.packages);
	for (int i = 0; open->scan.hides && i < FINDING_LEVELS; i++)
		if (!(open->scan.hides >> i & 1))
			send_cover(file, open, "level",
				   slice_of(finding_level_name((enum finding_level)i)));
	for (size_t i = 0; i < open->listed.names.len && !open->listed.over; i++) {
		const struct map_entry *entry = &open->listed.names.entries[i];
		struct slice path = {entry->key, entry->key_len};
		path = hide_known(&state->texts, path);
		send_cover(file, open, "file", scan_cap_name(state, path, SCAN_WORD));
		arena_clear(&state->texts);
	}
	for (size_t i = 0; i < open->left.names.len; i++) {
		struct slice value = {open->left.names.entries[i].key,
				      open->left.names.entries[i].key_len};
		const char *by = arena_slice(&state->texts, slice_cut(&value, ' '));
		value = hide_known(&state->texts, value);
		send_cover(file, open, by, scan_cap_name(state, value, SCAN_WORD));
		arena_clear(&state->texts);
	}
	str_clear(&state->line);
}

// ---- The file's end ----

static void put_told(struct json_out *json, const char *key, struct slice text)
{
	if (text.len)
		json_slice(json, key, text);
}

static void put_count(struct json_out *json, const char *key, int64_t count)
{
	if (count > 0)
		json_int(json, key, count);
}

// What could not be looked at is not clean: nothing is gone because of such a scan.
static struct slice why_partial(struct scan_file *file, const struct scan_open *open)
{
	const struct scan *scan = &open->scan;
	if (scan->partial.len || scan->passed || scan->looked || open->findings)
		return scan->partial;
	if (!scan->untested)
		return scan->blind;
	return scan_keep(file, "none of its %lld checks was made%s%.*s", (long long)scan->untested,
			 scan->such.len ? ", such as " : "", (int)scan->such.len, scan->such.at);
}

static void send_scan(struct scan_file *file, const struct scan_open *open)
{
	const struct scan *scan = &open->scan;
	const struct scan_run *run = file->state->run;
	struct json_out json = {.to = &file->state->line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "scan");
	json_int(&json, "scope", open->scope);
	json_slice(&json, "tool", scan->tool);
	put_told(&json, "version", scan->version);
	json_text(&json, "format", file->state->format->name);
	json_text(&json, "class", finding_class_name(scan->class));
	put_told(&json, "category", scan->category);
	put_told(&json, "target", scan->target);
	put_told(&json, "target_kind", scan->target_kind);
	put_told(&json, "digest", scan->digest);
	put_told(&json, "ref", scan->ref);
	put_told(&json, "partial", why_partial(file, open));
	put_told(&json, "filter", scan->filter);
	put_told(&json, "packs", scan->packs);
	put_told(&json, "blind", slice_of(run->key_id));
	put_count(&json, "rules", scan->rules);
	json_int(&json, "findings", open->findings);
	put_count(&json, "passed", scan->passed);
	put_count(&json, "untested", scan->untested);
	json_close_map(&json);
	plug_send(file->out, &file->state->line);
}

static void send_end(struct scan_file *file, int scope, int64_t rows, const char *failed)
{
	struct json_out json = {.to = &file->state->line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "end");
	json_int(&json, "scope", scope);
	json_bool(&json, "complete", !failed);
	if (failed)
		json_slice(&json, "why", hide_known(&file->state->texts, slice_of(failed)));
	json_int(&json, "rows", rows);
	json_int(&json, "rejected", 0);
	if (file->out->inputs == file->input) // not of a file that could not even be opened
		json_int(&json, "in", file->input);
	if (file->state->format && file->state->format->endless)
		json_bool(&json, "endless", true);
	json_close_map(&json);
	plug_send(file->out, &file->state->line);
}

void scan_finish(struct scan_file *file, const char *fault)
{
	struct scan_state *state = file->state;
	str_clear(&state->line);
	for (size_t i = 0; i < state->scopes.len; i++) {
		const struct scan_open *open = &state->scopes.at[i];
		const char *failed = fault ? fault : open->failed;
		if (open->is_scan) { // of one that failed too: what it would have been
			send_covers(file, open);
			send_scan(file, open);
		}
		send_end(file, open->scope, open->findings, failed);
	}
	plug_flush(file->out);
}

void scan_refuse(struct scan_file *file, const char *why)
{
	const char *key[] = {"", "", "", file->name};
	const struct scan_scope scope = {
		.kind = "scan", .mode = "append", .key = key, .key_count = 4, .at = 0};
	size_t len = strlen(file->name);
	if (!file->state->scopes.len) {
		scan_scope(file, &scope); // which names the file
		why += strncmp(why, file->name, len) || strncmp(why + len, ": ", 2) ? 0 : len + 2;
	}
	scan_finish(file, why);
}

// ---- Helpers for formats ----

struct slice scan_keep(struct scan_file *file, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	struct slice copy = {arena_slice(file->arena, str_slice(&text)), text.len};
	str_fini(&text);
	return copy;
}

struct slice scan_quote(struct scan_file *file, struct slice text)
{
	enum { MOST = 300, SEEN = 8 * MOST }; // a token that is cut has no shape
	text.len = text.len < SEEN ? text.len : SEEN;
	text = hide_tokens(file->arena, hide_known(file->arena, text));
	text.len = text.len < MOST ? text.len : MOST;
	return text;
}

const char SCAN_PAGE[] = "this is one page of a longer list: it names a next page; have the whole "
			 "list in the file";

bool scan_see_page(struct scan_file *file, struct slice key, bool *is_page, struct err *err)
{
	const struct node *value;
	bool list = slice_is(key, "metadata");
	if (!list && !slice_is(key, "nextToken") && !slice_is(key, "NextToken"))
		return true;
	if (!doc_read(file->doc, &value, err))
		return false;
	if (list)
		*is_page |= node_text(value, "continue").len ||
			    node_int(value, "remainingItemCount", 0) > 0;
	else
		*is_page |= node_text(value, "").len > 0;
	doc_forget(file->doc);
	return true;
}

int64_t scan_time(struct slice text)
{
	struct err ignored;
	int64_t time = 0;
	text = slice_trim(text);
	if (!text.len)
		return 0;
	bool digits = text.len <= 13;
	for (size_t i = 0; i < text.len && digits; i++) {
		digits = text.at[i] >= '0' && text.at[i] <= '9';
		time = time * 10 + (text.at[i] - '0');
	}
	if (digits && text.len > 8)
		return text.len > 11 ? time / 1000 : time; // milliseconds
	return clock_parse(text, &time, &ignored) ? time : 0;
}

static void warn_of_time(struct scan_file *file, struct slice text)
{
	enum { MOST = 60 };
	scan_warn(file,
		  "its time '%.*s' cannot be read: it is dated by its file; --at TIME says when it "
		  "was made",
		  (int)(text.len < MOST ? text.len : MOST), text.at);
}

int64_t scan_made_at(struct scan_file *file, struct slice text, int64_t at)
{
	static const int64_t FIRST = 631152000; // 1990: before it a clock was not set
	struct scan_state *state = file->state;
	if (at >= FIRST)
		return at;
	if (text.len && !state->time_said && !state->run->at)
		warn_of_time(file, scan_quote(file, text));
	state->time_said = state->time_said || text.len;
	return 0;
}

int64_t scan_made(struct scan_file *file, struct slice text)
{
	return scan_made_at(file, text, scan_time(text));
}
