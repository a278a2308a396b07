// Any bytes as a cursor that a collector of bills is given back, and as what it remembers of a
// delivery: understood or not, what is told and remembered are whole lines.
#include "base/json.h"
#include "plugins/bill/delivery/cursor.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char SCOPES[] = "[[\"p\",\"r\",\"2026-03\",1]]";

static void check_lines(struct slice text)
{
	while (text.len) {
		struct json_record record;
		struct err err;
		bool whole = json_read_flat(slice_cut(&text, '\n'), &record, &err);
		assert(whole && json_find(&record, "t"));
	}
}

static void out_fini(struct plug_out *out)
{
	map_fini(&out->claimed);
	str_fini(&out->buffer);
}

// One run of a collector: a delivery that is known or read, one whose part is gone.
static void run(const char *state, struct plug_out *out)
{
	static const struct plug_file PART = {"no/such/part.csv", 1, 1};
	json_t *config = json_object();
	struct plug_request request = {.state = state, .root_fd = AT_FDCWD, .config = config};
	struct delivery delivery = {.report = "r", .payer = "", .period = "", .place = "r"};
	struct cursor *cursor = cursor_new(&request);
	if (!cursor_keeps(cursor, &delivery, out)) {
		cursor_scope(cursor, &(struct cursor_scope){"p", "r", "2026-03", 1});
		cursor_note(cursor);
	}
	*vec_push(&delivery.parts) = &PART;
	bool kept = cursor_keeps(cursor, &delivery, out);
	assert(!kept);
	cursor_send(cursor, out);
	check_lines(str_slice(&out->buffer));
	cursor_free(cursor);
	vec_fini(&delivery.parts);
	json_decref(config);
}

// The collector's own cursor, with these bytes where it remembers the scopes.
static void own_cursor(struct slice bytes, struct str *out)
{
	struct plug_out first = {.fd = -1};
	run(NULL, &first);
	json_t *line = json_loads(str_text(&first.buffer), 0, NULL);
	const char *cursor = json_string_value(json_object_get(line, "cursor"));
	const char *at = strstr(cursor, SCOPES);
	str_add(out, cursor, (size_t)(at - cursor));
	str_add_slice(out, bytes);
	str_add_text(out, at + strlen(SCOPES));
	json_decref(line);
	out_fini(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice bytes = {(const char *)data, size};
	struct plug_out other = {.fd = -1}, own = {.fd = -1};
	struct str state = {0};
	char *text = mem_slice(bytes);
	own_cursor(bytes, &state);
	run(text, &other);
	run(str_text(&state), &own);
	out_fini(&other);
	out_fini(&own);
	str_fini(&state);
	free(text);
	return 0;
}
