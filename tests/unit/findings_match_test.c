// Which finding is which: the same whatever the order of items, one to one, and no slower where a
// million have one key.
#include "findings/match/match.h"

#include "base/clock.h"
#include "findings/identity.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

struct line {
	int line;
	const char *file, *print; // "/…": the file without the package's version
	uint64_t key;		  // what the message quotes before the last digit
	int old;		  // index of the known one it must be found to be, -1: new
	enum match_reason reason;
};

enum { MOST = 8 };

static const struct {
	const char *what;		  // behind a digit: by how much it reaches less far
	struct line old[MOST], new[MOST]; // up to one without a key
} CASES[] = {
	{"the same place", {{40, "a", NULL, 1, 0, 0}}, {{40, "a", NULL, 1, 0, MATCH_EXACT}}},
	{"moved down", {{40, "a", NULL, 1, 0, 0}}, {{55, "a", NULL, 1, 0, MATCH_NEAR}}},
	{"another key", {{40, "a", NULL, 1, 0, 0}}, {{40, "a", NULL, 2, -1, MATCH_NONE}}},
	{"renamed", {{40, "a", NULL, 1, 0, 0}}, {{41, "b", NULL, 1, 0, MATCH_RENAMED}}},
	{"renamed, two of them",
	 {{40, "a", NULL, 1, 0, 0}},
	 {{40, "b", NULL, 1, -1, MATCH_NONE}, {40, "c", NULL, 1, -1, MATCH_NONE}}},
	{"the exact one first",
	 {{10, "a", NULL, 1, 0, 0}, {20, "a", NULL, 1, 0, 0}},
	 {{20, "a", NULL, 1, 1, MATCH_EXACT}, {9, "a", NULL, 1, 0, MATCH_NEAR}}},
	{"the nearest, not the first",
	 {{10, "a", NULL, 1, 0, 0}, {50, "a", NULL, 1, 0, 0}},
	 {{52, "a", NULL, 1, 1, MATCH_NEAR}}},
	{"pairs in order of distance", // 13-12 before 10-12
	 {{10, "a", NULL, 1, 0, 0}, {13, "a", NULL, 1, 0, 0}},
	 {{12, "a", NULL, 1, 1, MATCH_NEAR}, {30, "a", NULL, 1, 0, MATCH_NEAR}}},
	{"a fingerprint that changed",
	 {{31, "a", "x", 1, 0, 0}},
	 {{31, "a", "y", 1, -1, MATCH_NONE}}},
	{"a fingerprint moves", {{31, "a", "x", 1, 0, 0}}, {{24, "a", "x", 1, 0, MATCH_NEAR}}},
	{"copied above: the fingerprint repeats, and the old one keeps its history",
	 {{56, "a", "x", 1, 0, 0}},
	 {{90, "a", "x", 1, -1, MATCH_NONE}, {56, "a", "x", 1, 0, MATCH_EXACT}}},
	{"and back",
	 {{56, "a", "x", 1, 0, 0}, {90, "a", "x", 1, 0, 0}},
	 {{58, "a", "x", 1, 0, MATCH_NEAR}}},
	{"nothing of another file while its own has one",
	 {{10, "a", NULL, 1, 0, 0}, {10, "b", NULL, 1, 0, 0}},
	 {{11, "b", NULL, 1, 1, MATCH_NEAR}, {10, "c", NULL, 1, 0, MATCH_RENAMED}}},
	{"the same words, not the same place",
	 {{10, "a", NULL, 11, 0, 0}, {20, "a", NULL, 21, 0, 0}},
	 {{10, "a", NULL, 21, 1, MATCH_NEAR}}},
	{"other words, where these are gone",
	 {{10, "a", NULL, 11, 0, 0}, {20, "a", NULL, 21, 0, 0}},
	 {{10, "a", NULL, 31, 0, MATCH_EXACT}, {20, "a", NULL, 21, 1, MATCH_EXACT}}},
	{"of the same words those at the same place",
	 {{10, "a", NULL, 11, 0, 0}, {20, "a", NULL, 11, 0, 0}},
	 {{20, "a", NULL, 11, 1, MATCH_EXACT}, {12, "a", NULL, 21, 0, MATCH_NEAR}}},
	{"words that changed move",
	 {{10, "a", NULL, 11, 0, 0}},
	 {{30, "a", NULL, 21, 0, MATCH_NEAR}}},
	{"words do not tell files apart",
	 {{10, "a", NULL, 11, 0, 0}},
	 {{30, "b", NULL, 21, 0, MATCH_RENAMED}}},
	{"nor may they choose among them",
	 {{10, "a", NULL, 11, 0, 0}, {11, "a", NULL, 21, 0, 0}},
	 {{10, "b", NULL, 11, -1, MATCH_NONE}, {11, "b", NULL, 21, -1, MATCH_NONE}}},
	{"2a place is enough for a part",
	 {{10, "a", NULL, 11, 0, 0}},
	 {{10, "a", NULL, 21, 0, MATCH_EXACT}}},
	{"1no other file, where that is too far",
	 {{40, "a", NULL, 1, 0, 0}},
	 {{40, "b", NULL, 1, -1, MATCH_NONE}}},
	{"1the nearest line is not too far",
	 {{40, "a", NULL, 1, 0, 0}},
	 {{41, "a", NULL, 1, 0, MATCH_NEAR}}},
	{"2nor the same place, where every other is",
	 {{40, "a", NULL, 1, 0, 0}, {50, "a", NULL, 1, 0, 0}},
	 {{40, "a", NULL, 1, 0, MATCH_EXACT}, {51, "a", NULL, 1, -1, MATCH_NONE}}},
	{"2a fingerprint is surely the same",
	 {{31, "a", "x", 1, 0, 0}},
	 {{24, "a", "x", 1, 0, MATCH_NEAR}}},
	{"a package of another version at its place, in two of them",
	 {{1, "a-1", "/a", 1, 0, 0}, {1, "b-1", "/b", 1, 0, 0}},
	 {{2, "b-2", "/b", 1, 1, MATCH_RENAMED}, {2, "a-2", "/a", 1, 0, MATCH_RENAMED}}},
	{"the version that stayed first",
	 {{1, "a-1", "/a", 1, 0, 0}, {2, "a-2", "/a", 1, 0, 0}},
	 {{2, "a-2", "/a", 1, 1, MATCH_EXACT}, {3, "a-3", "/a", 1, 0, MATCH_RENAMED}}},
	{"a folder that was renamed",
	 {{1, "a-1", "/a", 1, 0, 0}},
	 {{1, "b-1", "/b", 1, 0, MATCH_RENAMED}}},
	{"1another version is not too far",
	 {{1, "a-1", "/a", 1, 0, 0}},
	 {{2, "a-2", "/a", 1, 0, MATCH_RENAMED}}},
	{"2but not in another file",
	 {{31, "a", "x", 1, 0, 0}},
	 {{31, "b", "x", 1, -1, MATCH_NONE}}},
};

static struct match_item item_of(const struct line *line, size_t place)
{
	struct match_item item = {.key = {line->key % 10, UINT64_C(7) << 32 | line->key / 10},
				  .file = key64_of(slice_of(line->file)),
				  .tie = (uint64_t)line->line * 1000 + place,
				  .line = line->line};
	item.print = line->print ? key64_of(slice_of(line->print)) : 0;
	item.single = line->print && *line->print == '/' ? SINGLE_PLACE : SINGLE_NOT;
	return item;
}

static size_t take(const struct line *lines, struct match_item *items, struct match_item **of)
{
	size_t count = 0;
	for (; count < MOST && lines[count].key; count++) {
		items[count] = item_of(&lines[count], count);
		of[count] = &items[count];
	}
	return count;
}

static void turn(struct match_item **of, size_t count, size_t by)
{
	for (size_t i = 0; i < count; i++) {
		size_t other = (i * 7 + by) % count;
		struct match_item *item = of[i];
		of[i] = of[other];
		of[other] = item;
	}
}

// What the item was found to be; NULL: nothing, or several.
static const struct match_item *other_of(const struct match_pairs *pairs,
					 const struct match_item *item)
{
	const struct match_item *other = NULL;
	for (size_t i = 0; i < pairs->of.len; i++) {
		struct match_pair pair = pairs->of.at[i];
		if (pair.old != item && pair.new != item)
			continue;
		if (other)
			return NULL;
		other = pair.old == item ? pair.new : pair.old;
	}
	return other;
}

static void try_case(size_t index, size_t order)
{
	struct match_pairs pairs = {{0}};
	struct match_item old[MOST], new[MOST], *olds[MOST], *news[MOST];
	struct match_side a = {olds, take(CASES[index].old, old, olds)};
	struct match_side b = {news, take(CASES[index].new, new, news)};
	turn(olds, a.count, order);
	turn(news, b.count, order / 2);
	match_repeats(a);
	match_repeats(b);
	char less = CASES[index].what[0];
	match_sides(a, b,
		    less == '2'	  ? MATCH_PLACE
		    : less == '1' ? MATCH_FILE
				  : MATCH_FILES,
		    &pairs);
	for (size_t i = 0; i < b.count; i++) {
		const struct line *line = &CASES[index].new[i];
		struct match_item *want = line->old < 0 ? NULL : &old[line->old];
		bool right = other_of(&pairs, &new[i]) == want && new[i].paired == (want != NULL) &&
			     new[i].reason == line->reason;
		expect_text(right ? "" : CASES[index].what, "");
		expect_true(!want || (want->paired && other_of(&pairs, want) == &new[i]));
	}
	vec_fini(&pairs.of);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t order = 0; order < 12; order++)
			try_case(i, order);
}

// ---- Any items ----

static uint64_t state = 88172645463325252ULL;
static uint64_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

enum { SOME = 60 };

static void make_some(struct match_item *items)
{
	for (size_t i = 0; i < SOME; i++)
		items[i] = (struct match_item){.key = {next_random() % 4, 1},
					       .print = next_random() % 3 ? 0 : next_random() % 30,
					       .file = 1 + next_random() % 3,
					       .single = next_random() % 2 ? SINGLE_PLACE : 0,
					       .tie = next_random(),
					       .line = (int32_t)(next_random() % 20)};
}

static void match_in_order(struct match_item *old, struct match_item *new, uint64_t seed,
			   struct match_pairs *pairs)
{
	struct match_item *olds[SOME], *news[SOME];
	state = seed;
	for (size_t i = 0; i < SOME; i++) {
		olds[i] = &old[i];
		news[i] = &new[i];
	}
	for (size_t i = SOME - 1; i; i--) {
		size_t x = next_random() % (i + 1), y = next_random() % (i + 1);
		struct match_item *a = olds[x], *b = news[y];
		olds[x] = olds[i];
		olds[i] = a;
		news[y] = news[i];
		news[i] = b;
	}
	match_repeats((struct match_side){olds, SOME});
	match_repeats((struct match_side){news, SOME});
	match_sides((struct match_side){olds, SOME}, (struct match_side){news, SOME}, MATCH_FILES,
		    pairs);
}

static void test_any_order(void)
{
	for (uint64_t round = 1; round < 400; round++) {
		struct match_item old[2][SOME], new[2][SOME];
		struct match_pairs pairs[2] = {{{0}}, {{0}}};
		state = round * 7919;
		make_some(old[0]);
		make_some(new[0]);
		memcpy(old[1], old[0], sizeof old[0]);
		memcpy(new[1], new[0], sizeof new[0]);
		for (int i = 0; i < 2; i++)
			match_in_order(old[i], new[i], round * 31 + (uint64_t)i * 17, &pairs[i]);
		for (size_t i = 0; i < SOME; i++) {
			const struct match_item *one = other_of(&pairs[0], &new[0][i]);
			const struct match_item *two = other_of(&pairs[1], &new[1][i]);
			expect_int(one ? one - old[0] : -1, two ? two - old[1] : -1);
			expect_int(new[0][i].reason, new[1][i].reason);
			expect_int(new[0][i].paired, one != NULL);
			expect_true(!one || other_of(&pairs[0], one) == &new[0][i]);
		}
		vec_fini(&pairs[0].of);
		vec_fini(&pairs[1].of);
	}
}

// ---- A million of one key ----

static int64_t time_equal(size_t count)
{
	struct match_item *items = mem_alloc(2 * count * sizeof *items);
	struct match_item **of = mem_alloc(2 * count * sizeof(struct match_item *));
	for (size_t i = 0; i < 2 * count; i++) {
		items[i] = (struct match_item){.key = {1, 1},
					       .file = 1,
					       .tie = i * 2654435761u,
					       .line = (int32_t)(i % count * 3 + (i >= count))};
		of[i] = &items[i];
	}
	struct match_pairs pairs = {{0}};
	int64_t from = clock_monotonic_ms();
	match_sides((struct match_side){of, count}, (struct match_side){of + count, count},
		    MATCH_FILES, &pairs);
	int64_t took = clock_monotonic_ms() - from;
	expect_int(pairs.of.len, count);
	for (size_t i = 0; i < pairs.of.len; i++)
		expect_true(pairs.of.at[i].new ==
			    pairs.of.at[i].old + count &&pairs.of.at[i].old->reason == MATCH_NEAR);
	vec_fini(&pairs.of);
	free(items);
	free(of);
	return took;
}

// Ten times as many take some ten times as long; a hundred times would be quadratic.
static void test_equal_keys(void)
{
	int64_t few = time_equal(100000), many = time_equal(1000000);
	expect_true(many < 40 * (few + 5));
}

int main(void)
{
	test_cases();
	test_any_order();
	test_equal_keys();
	return test_done("findings_match");
}
