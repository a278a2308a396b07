// Any bytes as a file of a check: judged, passed over or refused; every line that is said is JSON
// in one line, with a rule of the check and an outcome, and the same bytes give the same lines.
//
// The first byte chooses the check and whether the name is a Dockerfile's.
#include "libexec/check/check.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(enum check_id check, struct slice line)
{
	struct json_record record;
	struct arena arena = {0};
	struct err err;
	enum check_outcome outcome;
	assert(json_read_flat(line, &record, &err));
	const char *type = json_text_or(&record, "t", &arena, "");
	assert(json_int_or(&record, "at", -1) == 7);
	if (!strcmp(type, "result")) {
		assert(check_rule_find(check, json_text_or(&record, "rule", &arena, "")));
		assert(check_outcome_read(json_text_or(&record, "outcome", &arena, ""), &outcome));
		assert(outcome != OUTCOME_PASS && json_int_or(&record, "line", -1) >= 0);
	} else {
		assert(!strcmp(type, "end") || *json_text_or(&record, "text", &arena, ""));
	}
	arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	enum check_id check = (enum check_id)(data[0] % CHECKS);
	const char *name = data[0] & 0x80 ? "a/Dockerfile" : "a/b.yaml";
	struct slice text = {(const char *)data + 1, size - 1};
	struct str out = {0}, again = {0};
	check_file(check, 7, name, text, &out);
	check_file(check, 7, name, text, &again);
	assert(str_equal(&out, &again));
	struct slice rest = str_slice(&out);
	int lines = 0;
	for (; rest.len; lines++)
		check_line(check, slice_cut(&rest, '\n'));
	assert(lines);
	str_fini(&out);
	str_fini(&again);
	return 0;
}
