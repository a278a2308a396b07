// What scans tell of a finding becomes its life: episodes, levels, claims.
#include "findings/life.h"
#include "tests/unit/test.h"

#define DAY INT64_C(86400)

static void test_life(void)
{
	struct life life = {0};
	struct life_told high = {.level = LEVEL_HIGH}, low = {.level = LEVEL_LOW};
	expect_int(life_see(&life, &high, 10 * DAY), LIFE_IS_NEW);
	expect_int(life.first_at, 10 * DAY);
	expect_int(life_see(&life, &low, 11 * DAY), LIFE_NEW_LEVEL);
	expect_int(life_miss(&life, 12 * DAY, false), LIFE_IS_GONE);
	expect_int(life.state, LIFE_FIXED);
	expect_int(life_miss(&life, 13 * DAY, false), 0);
	// Seven days to the second: the same episode.
	expect_int(life_see(&life, &low, 19 * DAY), LIFE_IS_BACK);
	expect_int(life.episodes, 1);
	expect_int(life.opened_at, 10 * DAY);
	expect_int(life_miss(&life, 20 * DAY, true), LIFE_IS_GONE);
	expect_int(life.state, LIFE_RETIRED);
	expect_int(life_see(&life, &low, 27 * DAY + 1), LIFE_IS_BACK | LIFE_NEW_EPISODE);
	expect_int(life.episodes, 2);
	expect_int(life.opened_at, 27 * DAY + 1);
	expect_int(life.first_at, 10 * DAY);
	struct life_told gone = {.level = LEVEL_LOW, .gone = true};
	expect_int(life_see(&life, &gone, 28 * DAY), LIFE_IS_GONE);
	expect_int(life.state, LIFE_CLOSED);
	expect_int(life_see(&life, &gone, 29 * DAY), 0);
	// What is closed stays of the level that it had, until it is back.
	struct life_told worse = {.level = LEVEL_CRITICAL, .gone = true};
	expect_int(life_see(&life, &worse, 30 * DAY), 0);
	expect_int(life.level, LEVEL_LOW);
	worse.gone = false;
	expect_int(life_see(&life, &worse, 31 * DAY), LIFE_NEW_LEVEL | LIFE_IS_BACK);
	expect_int(life.level, LEVEL_CRITICAL);
}

static void test_claims(void)
{
	static const struct {
		struct life life;
		int64_t now;
		bool hides;
	} CLAIMS[] = {
		{{.level = LEVEL_HIGH, .claimed = true}, 5, true},
		{{.level = LEVEL_HIGH}, 5, false},
		{{.level = LEVEL_CRITICAL, .claimed = true}, 5, false},
		{{.level = LEVEL_HIGH, .claimed = true, .claim_until = 5}, 5, true},
		{{.level = LEVEL_HIGH, .claimed = true, .claim_until = 5}, 6, false},
		{{.level = LEVEL_HIGH, .claimed = true, .claim_until = -1}, 5, false},
		{{.level = LEVEL_HIGH, .vex_from = 5}, 4, false},
		{{.level = LEVEL_HIGH, .vex_from = 5}, 5, true},
		{{.level = LEVEL_HIGH, .vex_from = 5, .vex_until = 9}, 8, true},
		{{.level = LEVEL_HIGH, .vex_from = 5, .vex_until = 9}, 9, false},
	};
	for (size_t i = 0; i < sizeof CLAIMS / sizeof *CLAIMS; i++)
		expect_int(life_hides(&CLAIMS[i].life, CLAIMS[i].now), CLAIMS[i].hides);
	struct life life = {0};
	struct life_told seen = {.seen = 3}, claimed = {.claimed = true};
	life_see(&life, &seen, 10);
	expect_int(life.first_at, 3);
	expect_int(life_began(&life), 3);
	life.episodes = 2;
	expect_int(life_began(&life), 10);
	expect_int(life_see(&life, &claimed, 11), LIFE_NEW_CLAIM);
}

int main(void)
{
	test_life();
	test_claims();
	return test_done("findings_life");
}
