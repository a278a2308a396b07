// The verb `rows`: what a finding was made of, as the report has it.
#include "plugins/scans/hide/hide.h"
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/input.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 56000, TEXT_MOST = 8000 };

// ---- The value ----

// What must not stand in it: the finding's secret, or what its texts may quote.
struct showing {
	struct scan_state *state;
	struct slice secret; // or the line that holds it
	bool quotes;
};

static struct slice clean(const struct showing *as, struct slice text)
{
	struct arena *arena = &as->state->texts;
	text = hide_secret(arena, text, as->secret);
	text = hide_values(arena, text, as->secret, true);
	return hide_known(arena, as->quotes ? hide_quoted(arena, text) : text);
}

static void add_json(const struct showing *as, struct json_out *json, const char *key,
		     const struct node *node, int depth)
{
	switch (depth < 24 ? node->kind : NODE_NULL) {
	case NODE_TEXT: json_slice(json, key, clean(as, node->text)); break;
	case NODE_NUMBER:
	case NODE_BOOL: json_raw(json, key, node->text); break;
	case NODE_LIST:
		json_open_list(json, key);
		for (NODE_EACH(item, node))
			add_json(as, json, NULL, item, depth + 1);
		json_close_list(json);
		break;
	case NODE_MAP:
		json_open_map(json, key);
		for (NODE_EACH(item, node))
			add_json(as, json, item->key.at, item, depth + 1);
		json_close_map(json);
		break;
	default: json_nothing(json, key); break;
	}
}

// A member as text: itself, or as JSON when it has parts.
static struct slice shown(const struct showing *as, const struct node *node)
{
	struct scan_state *state = as->state;
	struct str text = {0};
	struct json_out json = {.to = &text};
	if (node->kind != NODE_LIST && node->kind != NODE_MAP)
		return scan_cap(state, clean(as, node->text), TEXT_MOST);
	add_json(as, &json, NULL, node, 0);
	struct slice out = {arena_slice(&state->texts, str_slice(&text)), text.len};
	str_fini(&text);
	return scan_cap(state, out, TEXT_MOST);
}

static void put_fields(const struct showing *as, struct json_out *json, const struct node *node)
{
	json_open_map(json, "fields");
	for (NODE_EACH(item, node)) {
		struct slice text = shown(as, item);
		if (text.len && json->to->len + 6 * text.len < LINE_MOST)
			json_slice(json, item->key.len ? item->key.at : "item", text);
	}
	json_close_map(json);
}

void scan_show(struct scan_file *file, const struct scan_finding *finding)
{
	struct scan_state *state = file->state;
	const struct scan_run *run = state->run;
	const struct node *node = file->item ? file->item : doc_last(file->doc);
	if (!node || finding->row < run->first || finding->row > run->last)
		return;
	struct str line = {0};
	struct json_out json = {.to = &line};
	bool quotes = hide_is_needed(finding);
	struct showing as = {state, quotes ? finding->snippet : finding->secret, quotes};
	json_open_map(&json, NULL);
	json_text(&json, "t", "row");
	json_int(&json, "in", 1);
	json_int(&json, "row", finding->row);
	put_fields(&as, &json, node);
	json_close_map(&json);
	plug_send(run->answers, &line);
	str_fini(&line);
	arena_fini(&state->texts);
}

// ---- The request ----

static int64_t number_of(const json_t *map, const char *name, int64_t otherwise)
{
	const json_t *value = json_object_get(map, name);
	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

// The range that holds every finding asked for.
static void take_range(struct scan_run *run)
{
	const json_t *whole = run->request->whole, *cells = json_object_get(whole, "cells");
	run->first = number_of(whole, "first", 1);
	run->last = number_of(whole, "last", INT64_MAX);
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);
		int64_t first = number_of(cell, "first", 1), last = number_of(cell, "last", first);
		run->first = !i || first < run->first ? first : run->first;
		run->last = !i || last > run->last ? last : run->last;
	}
}

// The file must be the one that was read: its digest is checked before anything is shown.
static bool is_same(const struct plug_request *request, const char *name, struct err *err)
{
	const char *sha256 = json_string_value(json_object_get(request->whole, "sha256"));
	char hex[DIGEST_HEX];
	int fd = input_open(request, name, err);
	bool done = fd >= 0 && digest_fd(fd, hex, NULL, err);
	if (fd >= 0)
		close(fd);
	if (done && (!sha256 || strcmp(hex, sha256) != 0))
		done = err_set(err, ERR_INCOMPLETE, "%s has changed since it was read", name);
	return done;
}

bool scan_rows(struct plug_request *request, struct plug_out *out, struct err *err)
{
	const char *name = json_string_value(json_object_get(request->whole, "name"));
	// What a format sends besides answers is for nobody.
	struct plug_out nobody = {.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)};
	struct scan_run run;
	if (!name)
		return err_set(err, ERR_INVALID, "rows: no file is named");
	scan_run_begin(&run, request, &nobody);
	run.answers = out;
	take_range(&run);
	struct plug_file file = {.name = name};
	bool done = is_same(request, name, err) &&
		    scan_read_file(&run, &file, scan_format_named(request->format), err);
	scan_run_end(&run);
	map_fini(&nobody.strings);
	map_fini(&nobody.claimed);
	str_fini(&nobody.buffer);
	close(nobody.fd);
	return done;
}
