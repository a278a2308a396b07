// The small parts: errors cut at characters, maps in order of insertion, strings, arenas, hex.
#include "base/arena.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/map.h"
#include "base/utf8.h"

#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- err ----

static void test_err(void)
{
	struct err err = {0};
	expect_true(!err_set(&err, ERR_INVALID, "%s:%d: unknown class", "f", 3));
	expect_int(err.code, ERR_INVALID);
	expect_text(err.text, "f:3: unknown class");
	expect_true(!err_wrap(&err, "source '%s'", "bill"));
	expect_int(err.code, ERR_INVALID);
	expect_text(err.text, "source 'bill': f:3: unknown class");
	errno = ENOENT;
	expect_true(!err_errno(&err, "%s", "/x"));
	expect_int(err.code, ERR_NOT_FOUND);
	expect_text(err.text, "/x: No such file or directory");
	errno = EACCES;
	expect_true(!err_errno(&err, "%s", "/x"));
	expect_int(err.code, ERR_IO);
	err_clear(&err);
	expect_int(err.code, ERR_NONE);
	expect_text(err.text, "");
	for (int code = ERR_NONE; code <= ERR_CORRUPT; code++)
		expect_true(*err_code_name((enum err_code)code));
}

// However long the text and wherever it is cut, what is left is UTF-8 and no longer than fits.
static void test_err_cut(void)
{
	for (size_t shift = 0; shift < 4; shift++) {
		struct str text = {0};
		struct err err = {0};
		str_add_repeat(&text, 'x', shift);
		for (int i = 0; i < 400; i++)
			str_add_text(&text, "\xf0\x9f\x98\x80");
		err_set(&err, ERR_IO, "%s", str_text(&text));
		expect_int((int64_t)utf8_valid(slice_of(err.text)), (int64_t)strlen(err.text));
		expect_true(strlen(err.text) > sizeof err.text - 6);
		err_wrap(&err, "%s", str_text(&text));
		expect_int((int64_t)utf8_valid(slice_of(err.text)), (int64_t)strlen(err.text));
		str_fini(&text);
	}
}

// ---- map ----

static void test_map(void)
{
	struct map map = {0};
	bool added;
	expect_true(!map_get(&map, SLICE("a")));
	for (int i = 0; i < 5000; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%d", i);
		*map_put(&map, slice_of(key), &added) = i;
		expect_true(added);
	}
	*map_put(&map, SLICE("k7"), &added) += 100;
	expect_true(!added);
	expect_int((int64_t)map.len, 5000);
	int64_t in_order = 0;
	for (size_t i = 0; i < map.len; i++)
		in_order += map.entries[i].value == (i == 7 ? 107 : (int64_t)i);
	expect_int(in_order, 5000);
	expect_int(*map_get(&map, SLICE("k4999")), 4999);
	expect_true(!map_get(&map, SLICE("k5000")));
	map_fini(&map);
	expect_int((int64_t)map.len, 0);
}

// Keys are bytes: empty, with NUL, one the beginning of the other.
static void test_map_keys(void)
{
	struct map map = {0};
	static const struct slice KEYS[] = {{NULL, 0}, {"\0", 1},  {"\0\0", 2},
					    {"a", 1},  {"a\0", 2}, {"abcdefghijklmnopq", 17}};
	for (int turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
			expect_int((int64_t)map_intern(&map, KEYS[i]), (int64_t)i);
	map_fini(&map);
}

// ---- str and slice ----

static const struct {
	const char *a, *b;
	int order;
} ORDERS[] = {{"a", "b", -1}, {"a", "a", 0}, {"a", "ab", -1},
	      {"b", "ab", 1}, {"", "a", -1}, {"a", "\xc3\xa4", -1}};

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static void test_slices(void)
{
	for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
		struct slice a = slice_of(ORDERS[i].a), b = slice_of(ORDERS[i].b);
		expect_int(sign(slice_compare(a, b)), ORDERS[i].order);
		expect_int(sign(slice_compare(b, a)), -ORDERS[i].order);
		expect_int(slice_equal(a, b), ORDERS[i].order == 0);
	}
	struct slice rest = SLICE("a,,b");
	expect_true(slice_is(slice_cut(&rest, ','), "a"));
	expect_true(slice_is(slice_cut(&rest, ','), "") && rest.at);
	expect_true(slice_is(slice_cut(&rest, ','), "b") && !rest.at && !rest.len);
	expect_true(slice_is(slice_trim(SLICE(" \t\r\nx y\n")), "x y"));
	expect_true(!slice_trim(SLICE(" \t")).len);
	expect_true(slice_starts(SLICE("abc"), "ab") && !slice_starts(SLICE("a"), "ab"));
	expect_true(slice_ends(SLICE("abc"), "bc") && !slice_ends(SLICE("c"), "bc"));
}

static void test_str(void)
{
	struct str s = {0}, t = {0};
	expect_text(str_text(&s), "");
	str_addf(&s, "%0*d", 5000, 7);
	expect_int((int64_t)s.len, 5000);
	expect_true(s.at[4999] == '7' && !s.at[5000]);
	str_clear(&s);
	str_add(&s, "a\0b", 3);
	expect_int((int64_t)s.len, 3);
	str_add(&t, "a\0b", 3);
	expect_true(str_equal(&s, &t));
	char *taken = str_take(&s);
	expect_text(taken, "a");
	expect_int((int64_t)s.len, 0);
	free(taken);
	str_fini(&s);
	str_fini(&t);
}

// ---- arena ----

static void test_arena(void)
{
	struct arena arena = {0};
	int64_t aligned = 0, zeroed = 0;
	for (size_t size = 1; size < 3000; size++) {
		unsigned char *at = arena_alloc(&arena, size);
		aligned += (uintptr_t)at % _Alignof(max_align_t) == 0;
		zeroed += at[0] == 0 && at[size - 1] == 0;
		memset(at, 0xff, size);
	}
	expect_int(aligned, 2999);
	expect_int(zeroed, 2999);
	expect_text(arena_printf(&arena, "%d-%s", 3, "x"), "3-x");
	expect_text(arena_text(&arena, NULL), NULL);
	char *text = arena_slice(&arena, (struct slice){"abc", 2});
	expect_text(text, "ab");
	arena_clear(&arena); // the place of what was there is zero again
	expect_true(arena.bytes > 0 && arena.bytes < 32 * 1024);
	unsigned char *again = arena_alloc(&arena, 8000);
	int64_t bytes = 0;
	for (size_t i = 0; i < 8000; i++)
		bytes += again[i];
	expect_int(bytes, 0);
	arena_alloc(&arena, 64 * 1024);
	arena_clear(&arena); // what is large does not stay
	expect_int((int64_t)arena.bytes, 0);
	arena_fini(&arena);
	expect_int((int64_t)arena.bytes, 0);
}

// ---- digest ----

// FIPS 180-4's own examples, and sha256sum of a million times 'a'.
static const struct {
	const char *unit;
	int times;
	const char *hex;
} DIGESTS[] = {
	{"", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void test_digest(void)
{
	for (size_t i = 0; i < sizeof DIGESTS / sizeof *DIGESTS; i++) {
		struct digest *digest = digest_new();
		char hex[DIGEST_HEX];
		for (int k = 0; k < DIGESTS[i].times; k++)
			digest_add(digest, DIGESTS[i].unit, strlen(DIGESTS[i].unit));
		digest_hex(digest, hex);
		expect_text(hex, DIGESTS[i].hex);
		expect_true(digest_is_hex(slice_of(hex)));
		hex[5] = 'A';
		expect_true(!digest_is_hex(slice_of(hex)));
		digest_free(digest);
	}
	expect_true(!digest_is_hex(SLICE("abc")));
}

// One digest for all of them, one after the other.
static void test_digest_again(void)
{
	struct digest *digest = digest_new();
	char hex[DIGEST_HEX];
	for (size_t i = 0; i < sizeof DIGESTS / sizeof *DIGESTS; i++, digest_again(digest)) {
		for (int k = 0; k < DIGESTS[i].times; k++)
			digest_add(digest, DIGESTS[i].unit, strlen(DIGESTS[i].unit));
		digest_hex(digest, hex);
		expect_text(hex, DIGESTS[i].hex);
	}
	digest_free(digest);
}

int main(void)
{
	test_err();
	test_err_cut();
	test_map();
	test_map_keys();
	test_slices();
	test_str();
	test_arena();
	test_digest();
	test_digest_again();
	return test_done("base_parts");
}
