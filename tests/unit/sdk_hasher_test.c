// A digest made beside the reading is the one that is made at once, whatever the pieces.
#include "base/digest.h"
#include "base/str.h"
#include "plugins/sdk/hasher.h"
#include "tests/unit/test.h"

#include <string.h>

// How many bytes each chunk has; 0 ends a row.
static const size_t PIECES[][8] = {
	{0},
	{1},
	{HASHER_CHUNK},
	{HASHER_CHUNK, 1},
	{HASHER_CHUNK, HASHER_CHUNK, 7},
	{3, 2, 1, 100, 5, HASHER_CHUNK, 9},
	{HASHER_CHUNK, HASHER_CHUNK, HASHER_CHUNK, HASHER_CHUNK, HASHER_CHUNK, HASHER_CHUNK, 11},
};

static void test_pieces(const size_t *pieces)
{
	struct hasher *hasher = hasher_new();
	struct str whole = {0};
	char beside[DIGEST_HEX], at_once[DIGEST_HEX];
	unsigned char next = 1;
	for (size_t i = 0; pieces[i]; i++) {
		unsigned char *room = hasher_room(hasher);
		for (size_t b = 0; b < pieces[i]; b++)
			room[b] = next = (unsigned char)(next * 5 + 3);
		hasher_add(hasher, pieces[i]);
		str_add(&whole, (const char *)room, pieces[i]); // it may be read until the next one
	}
	hasher_hex(hasher, beside);
	digest_bytes(whole.at ? whole.at : "", whole.len, at_once);
	expect_text(beside, at_once);
	hasher_free(hasher);
	str_fini(&whole);
}

// Given up in the middle: nobody is waited for, nothing is left.
static void test_given_up(void)
{
	struct hasher *hasher = hasher_new();
	for (int i = 0; i < 5; i++) {
		memset(hasher_room(hasher), i, HASHER_CHUNK);
		hasher_add(hasher, HASHER_CHUNK);
	}
	hasher_free(hasher);
	hasher_free(NULL);
	expect_true(true);
}

int main(void)
{
	for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++)
		test_pieces(PIECES[i]);
	test_given_up();
	return test_done("sdk_hasher");
}
