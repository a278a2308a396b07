// Any bytes as an address: it is read, or refused with a place inside it; what is read is printed
// so that it reads back as the same; completion at any caret replaces what is there.
#include "view/view.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_print(const struct view *view, const struct select *select, struct arena *arena)
{
	struct str once = {0}, twice = {0};
	struct err err = {0};
	struct select again;
	const struct view *same;
	address_print(view, select, &once);
	bool read = address_parse(str_slice(&once), arena, &same, &again, &err);
	assert(read && same == view);
	address_print(same, &again, &twice);
	assert(str_equal(&once, &twice));
	str_fini(&once);
	str_fini(&twice);
}

static void check_completion(struct slice text, struct arena *arena)
{
	for (size_t caret = 0; caret <= text.len && caret < 40; caret++) {
		struct typed typed = {NULL, text, caret};
		struct candidates candidates;
		address_complete(NULL, &typed, arena, &candidates);
		assert(candidates.replaces.at + candidates.replaces.len <= caret);
		for (size_t i = 0; i < candidates.count; i++)
			assert(candidates.items[i].text && candidates.items[i].help);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0}, again = {0};
	struct piece wrong;
	const struct view *view;
	struct slice text = {(const char *)data, size};
	bool read = address_parse(text, &arena, &view, &select, &err);
	bool good = address_check(NULL, text, &wrong, &again);
	assert(read == good && strcmp(err.text, again.text) == 0);
	assert(wrong.at + wrong.len <= size);
	assert(read || err.code == ERR_INVALID);
	if (read)
		check_print(view, &select, &arena);
	check_completion(text, &arena);
	arena_fini(&arena);
	return 0;
}
