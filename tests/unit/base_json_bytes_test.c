// JSON read and written eight bytes at a time: each byte of ASCII at each place, with jansson as
// the peer that must agree.
#include "base/json.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

// Every byte of ASCII at every place of a text, so that each stands in each of the eight that are
// looked at together: the reader takes what the peer takes, and what is written comes back.
static void expect_byte(char byte, size_t before, size_t behind)
{
	char text[64] = {0}, line[80];
	struct json_record record;
	struct err err = {0};
	struct str out = {0};
	memset(text, 'a', before + 1 + behind);
	text[before] = byte;
	snprintf(line, sizeof line, "{\"k\":\"%s\"}", text);
	json_t *peer = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	test_count(json_read_flat(slice_of(line), &record, &err) == (peer != NULL));
	json_decref(peer);
	str_add_text(&out, "[\"");
	json_add_escaped(&out, slice_of(text));
	str_add_text(&out, "\"]");
	peer = json_loads(str_text(&out), 0, NULL);
	test_count(peer && !strcmp(json_string_value(json_array_get(peer, 0)), text));
	json_decref(peer);
	str_fini(&out);
}

static void test_bytes(void)
{
	for (int byte = 1; byte < 0x80; byte++)
		for (size_t before = 0; before < 17; before++)
			for (size_t behind = 0; behind < 9; behind++)
				expect_byte((char)byte, before, behind);
}

// Names that share the first letter and the length are not the same, and the same one is.
static void test_repeated(void)
{
	struct json_record record;
	struct err err = {0};
	expect_true(json_read_flat(SLICE("{\"ab\":1,\"ac\":2,\"\":3,\"a\":4}"), &record, &err));
	expect_true(!json_read_flat(SLICE("{\"ab\":1,\"ac\":2,\"ab\":3}"), &record, &err));
	expect_true(!json_read_flat(SLICE("{\"\":1,\"ac\":2,\"\":3}"), &record, &err));
}

int main(void)
{
	test_bytes();
	test_repeated();
	return test_done("base_json_bytes");
}
