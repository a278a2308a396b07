#include "plugins/scans/scan.h"

#include "base/clock.h"
#include "findings/target.h"
#include "plugins/scans/hide/hide.h"
#include "plugins/scans/scan_private.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define KEY_ID "gavel-secrets-key-id"

// ---- The run ----

static struct slice setting(const struct plug_request *request, const char *key)
{
	return slice_of(json_string_value(json_object_get(request->config, key)));
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

// The key comes as hexadecimal digits.
static void take_key(struct scan_run *run)
{
	struct slice hex =
		slice_of(json_string_value(json_object_get(run->request->whole, "secrets_key")));
	unsigned char raw[DIGEST_RAW];
	char id[DIGEST_HEX];
	struct arena *arena = &run->request->arena;
	char *bytes = arena_alloc(arena, hex.len / 2 + 1);
	for (size_t i = 0; i + 1 < hex.len; i += 2)
		bytes[run->key.len++] = (char)(digit(hex.at[i]) * 16 + digit(hex.at[i + 1]));
	if (!run->key.len)
		return;
	run->key.at = bytes;
	digest_hmac(run->key, SLICE(KEY_ID), raw);
	digest_to_hex(raw, 4, id);
	run->key_id = arena_text(arena, id);
}

void scan_run_begin(struct scan_run *run, struct plug_request *request, struct plug_out *out)
{
	struct err ignored;
	*run = (struct scan_run){.request = request,
				 .out = out,
				 .told = setting(request, "target"),
				 .category = setting(request, "category"),
				 .digest = setting(request, "digest"),
				 .judged = setting(request, "judged"),
				 .words = {.out = out}};
	if (!clock_parse(setting(request, "at"), &run->at, &ignored))
		run->at = 0;
	run->target = run->told;
	if (!run->target.len && request->source && strcmp(request->source, "import") != 0)
		run->target = slice_of(request->source);
	take_key(run);
}

void scan_run_end(struct scan_run *run)
{
	free(run->words.seen);
	vec_fini(&run->words.plain);
	map_fini(&run->scans);
	map_fini(&run->said);
}

void scan_state_fini(struct scan_state *state)
{
	for (size_t i = 0; i < state->scopes.len; i++)
		scan_lists_fini(&state->scopes.at[i]);
	vec_fini(&state->scopes);
	map_fini(&state->scans);
	str_fini(&state->line);
	arena_fini(&state->texts);
	digest_free(state->digest);
	map_fini(&state->rules);
}

// ---- Scopes ----

// A time that the protocol takes. What the command line says goes before what the report says,
// which may be the time of another report, or of a clock that is wrong.
static int64_t time_of(const struct scan_file *file, int64_t told)
{
	const struct scan_run *run = file->state->run;
	static const int64_t FIRST = -62135596800, LAST = 253402300799;
	int64_t at = run->at	   ? run->at
		     : told	   ? told
		     : file->mtime ? file->mtime
				   : run->request->now;
	return at < FIRST || at > LAST ? run->request->now : at;
}

const char *scan_ahead(struct scan_file *file, int64_t told)
{
	char text[32];
	int64_t at = time_of(file, told);
	static const char WHY[] =
		"it is dated %s, which is yet to come; --at TIME says when it was made";
	bool ahead = at > file->state->run->request->now + DAY_SECONDS;
	return ahead ? scan_keep(file, WHY, clock_format(at, text)).at : NULL;
}

int scan_scope(struct scan_file *file, const struct scan_scope *scope)
{
	struct scan_state *state = file->state;
	struct json_out json = {.to = &state->line};
	struct scan_open open = {.scope = ++file->out->scopes};
	str_clear(&state->line);
	json_open_map(&json, NULL);
	json_text(&json, "t", "scope");
	json_int(&json, "id", open.scope);
	json_text(&json, "kind", scope->kind);
	json_open_list(&json, "key");
	for (size_t i = 0; i < scope->key_count; i++)
		json_text(&json, NULL, scope->key[i]);
	json_close_list(&json);
	json_text(&json, "mode", scope->mode);
	json_int(&json, "at", time_of(file, scope->at));
	if (scope->revision.len)
		json_slice(&json, "revision", scope->revision);
	json_close_map(&json);
	plug_send(file->out, &state->line);
	*vec_push(&state->scopes) = open;
	return open.scope;
}

static struct scan_open *open_of(struct scan_file *file, int scope)
{
	struct scan_state *state = file->state;
	for (size_t i = 0; i < state->scopes.len; i++)
		if (state->scopes.at[i].scope == scope)
			return &state->scopes.at[i];
	return NULL;
}

void scan_scope_end(struct scan_file *file, int scope, int64_t rows, const char *failed)
{
	struct scan_open *open = open_of(file, scope);
	assert(open);
	open->findings = rows;
	if (failed && !open->failed)
		open->failed = arena_text(file->arena, failed);
}

// ---- Scans ----

struct slice scan_kept(struct scan_file *file, struct slice text)
{
	text = hide_known(&file->state->texts, slice_trim(text));
	text = scan_cap_name(file->state, text, SCAN_WORD);
	return (struct slice){arena_slice(file->arena, text), text.len};
}

static struct slice lower(struct scan_file *file, struct slice text)
{
	char *copy = arena_slice(file->arena, text);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = (char)tolower((unsigned char)copy[i]);
	return (struct slice){copy, text.len};
}

// The scan with its texts in the file's arena, and what it does not tell filled in.
static struct scan complete_scan(struct scan_file *file, const struct scan *told)
{
	const struct scan_run *run = file->state->run;
	struct scan scan = *told;
	struct slice *texts[] = {&scan.tool,	    &scan.version, &scan.category, &scan.target,
				 &scan.target_kind, &scan.digest,  &scan.ref,	   &scan.partial,
				 &scan.filter,	    &scan.packs,   &scan.such,	   &scan.blind};
	scan.category = scan_category(file, scan.category);
	bool told_target = slice_trim(scan.target).len > 0;
	scan.target = told_target ? scan.target : run->target;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = scan_kept(file, *texts[i]);
	scan.tool = scan_tool(lower(file, scan.tool));
	scan.at = time_of(file, told->at);
	scan.listed = NULL; // the format's own, which goes
	scan_image(file, &scan);
	scan.digests = (struct slice){0};
	scan.target = target_folded(scan.target, file->arena);
	if (told_target)
		scan.target = scan_named(file, scan.target, scan_is_image(&scan), scan.vague);
	return scan;
}

// What tells scans apart: class, tool, category and target.
static struct slice key_of(struct str *to, const struct scan *scan)
{
	const struct slice parts[] = {scan->tool, scan->category, scan->target};
	str_addf(to, "%d", (int)scan->class);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		str_addf(to, " %zu ", parts[i].len);
		str_add(to, parts[i].at, parts[i].len);
	}
	return str_slice(to);
}

// Parts of one scan that were written apart look like scans that follow each other.
static void warn_of_parts(struct scan_file *file, const struct scan *scan)
{
	enum { APART_SECONDS = 3600 };
	struct scan_run *run = file->state->run;
	struct str key = {0};
	bool added;
	int64_t *last = map_put(&run->scans, key_of(&key, scan), &added);
	if (!added && scan->target.len && llabs(*last - scan->at) < APART_SECONDS)
		scan_warn(file,
			  "another file of this import has a scan of the same tool and target "
			  "within the hour: the later one closes what only the earlier one "
			  "has; when they are parts of one scan, import each with a --category "
			  "of its own");
	*last = scan->at;
	str_fini(&key);
}

static void announce(struct scan_file *file, const struct scan *scan)
{
	struct scan_state *state = file->state;
	const char *key[] = {scan->tool.at, finding_class_name(scan->class), scan->category.at,
			     scan->target.at};
	const struct scan_scope scope = {"scan", "append", key, 4, scan->at, {NULL, 0}};
	scan_scope(file, &scope);
	state->current = state->scopes.len;
	state->scopes.at[state->current - 1].is_scan = true;
	state->scopes.at[state->current - 1].scan = *scan;
	const char *ahead = scan_ahead(file, scan->at);
	state->scopes.at[state->current - 1].failed = ahead ? ahead : state->fault;
	warn_of_parts(file, scan);
	if (!scan->target.len)
		scan_warn(file, "the report does not say what was scanned: this scan closes no "
				"finding; name it with --target NAME, or `target` of the source");
}

bool scan_begin(struct scan_file *file, const struct scan *told, struct err *err)
{
	struct scan_state *state = file->state;
	struct scan scan = complete_scan(file, told);
	struct str key = {0};
	bool added;
	assert(!state->current);
	int64_t *at = map_put(&state->scans, key_of(&key, &scan), &added);
	if (added) {
		announce(file, &scan);
		*at = (int64_t)state->current;
	} else {
		state->current = (size_t)*at;
		scan_join(&state->scopes.at[state->current - 1].scan, &scan);
	}
	str_fini(&key);
	scan_list(file, told->listed);
	(void)err;
	return true;
}

bool scan_end(struct scan_file *file, const char *failed, struct err *err)
{
	struct scan_state *state = file->state;
	(void)err;
	assert(state->current);
	struct scan_open *open = &state->scopes.at[state->current - 1];
	if (failed && (!open->failed || strcmp(failed, open->failed) < 0))
		open->failed = arena_text(file->arena, failed);
	state->current = 0;
	return true;
}

void scan_warn(struct scan_file *file, const char *format, ...)
{
	struct scan_state *state = file->state;
	struct str text = {0};
	struct plug_place place = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	const char *said = arena_slice(&state->texts, hide_known(&state->texts, str_slice(&text)));
	if (state->current) {
		place.scope = state->scopes.at[state->current - 1].scope;
		place.input = file->input;
		plug_warn(file->out, place, "%s", said);
	} else {
		plug_warn(file->out, place, "%s: %s", file->name, said);
	}
	str_fini(&text);
}

void scan_warn_once(struct scan_file *file, const char *text)
{
	bool added;
	map_put(&file->state->run->said, slice_of(text), &added);
	if (added)
		scan_warn(file, "%s", text);
}
