// The fold: what is shown after which runs, and that a run which breaks the rules of the
// protocol shows nothing, keeps the last good data and stops no run behind it.
#include "base/json.h"

#include "tests/unit/store_estate.h"

#define FIRST  DELIVERY("2024-01", 100, "1.5")
#define SECOND DELIVERY("2024-01", 200, "2.25")
#define HEAD   HELLO SCOPE(1, "2024-01", 300) BILL(1, "2024-01") TEXT(1, "EC2") TEXT(2, "USD")

// Runs in order of acceptance and what is shown after them, "delivery amount".
static const struct {
	const char *name, *runs[3], *shown, *states;
} ORDERS[] = {
	{"one", {FIRST}, "d100|1.5", "d100|shown"},
	{"a newer one replaces", {FIRST, SECOND}, "d200|2.25", "d100|replaced;d200|shown"},
	{"an older one does not", {SECOND, FIRST}, "d200|2.25", "d200|shown;d100|older"},
	{"an incomplete one does not",
	 {FIRST, HELLO SCOPE(1, "2024-01", 200) BROKEN_END(1) DONE},
	 "d100|1.5",
	 "d100|shown;d200|incomplete"},
	{"a key comes again in its run once its scope has ended",
	 {HEAD CELL(1, 1, 2, "4") END(1) SCOPE(2, "2024-01", 400) BILL(2, "2024-01")
		  CELL(2, 1, 2, "5") END(2) DONE,
	  FIRST},
	 "d400|5",
	 "d300|replaced;d400|shown;d100|older"},
	{"months stand side by side",
	 {FIRST, DELIVERY("2024-02", 50, "7")},
	 "d100|1.5;d50|7",
	 "d100|shown;d50|shown"},
	{"of the same time the later taken in is shown",
	 {DELIVERY("2024-01", 100, "9"), FIRST},
	 "d100|1.5",
	 "d100|replaced;d100|shown"},
};

#define SHOWN                                                                                      \
	"SELECT s.delivery, dec_sum(c.unblended) FROM cost_cell c JOIN scope s ON s.id = c.scope " \
	"WHERE s.state = 'shown' GROUP BY s.id ORDER BY s.id"
#define STATES "SELECT delivery, state FROM scope ORDER BY id"

static void test_orders(void)
{
	for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
		struct estate e;
		struct err err = {0};
		estate_open(&e);
		for (size_t r = 0; r < 3 && ORDERS[i].runs[r]; r++)
			expect_true(estate_run(&e, 1000 + (int64_t)r, ORDERS[i].runs[r]));
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		expect_text(estate_ask(&e, SHOWN), ORDERS[i].shown);
		expect_text(estate_ask(&e, STATES), ORDERS[i].states);
		int64_t last;
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		estate_close(&e);
	}
}

// An archive that was brought back from an older copy, or is another one: its runs have the numbers
// of others that the cache holds, and would be passed over for ever.
static void test_other_archive(void)
{
	struct estate mine, other;
	struct err err = {0};
	estate_open(&mine);
	expect_true(estate_run(&mine, 1000, FIRST) && estate_run(&mine, 1001, SECOND));
	expect_true(cache_fold(mine.cache, mine.archive, NULL, &err));
	estate_open(&other);
	expect_true(estate_run(&other, 1000, FIRST));
	expect_true(!cache_fold(mine.cache, other.archive, NULL, &err));
	expect_int(err.code, ERR_CORRUPT);
	expect_true(strstr(err.text, ": holds run 2 of another archive; `gavel cache rebuild`"));
	expect_true(estate_run(&other, 1001, DELIVERY("2024-01", 200, "7")) &&
		    estate_run(&other, 1002, DELIVERY("2024-02", 200, "8")));
	expect_true(!cache_fold(mine.cache, other.archive, NULL, &err));
	expect_text(estate_ask(&mine, SHOWN), "d200|2.25");
	estate_close(&other);
	expect_true(cache_fold(mine.cache, mine.archive, NULL, &err));
	estate_close(&mine);
}

// Runs that no collector's stream could have become: each is a fault with its sentence.
static const struct {
	const char *lines, *fault;
} BROKEN[] = {
	{"no JSON\n", "line 1: column 1: not a JSON object"},
	{HEAD CELL(1, 1, 2, "4") SCOPE(2, "2024-01", 301) BILL(2, "2024-01") END(1) END(2) DONE,
	 "line 7: scope 2 has the key of another one"},
	{HEAD SCOPE(1, "2024-02", 301) END(1) DONE, "line 6: scope 1 is declared twice"},
	{HEAD END(1) CELL(1, 1, 2, "4") DONE, "line 7: scope 1 has ended"},
	{HEAD END(1) END(1) DONE, "line 7: scope 1 has ended"},
	{HEAD END(1) BILL(1, "2024-01") DONE, "line 7: scope 1 has ended"},
	{HEAD BILL(1, "2024-01") END(1) DONE, "line 6: UNIQUE constraint failed: bill.scope"},
	{HEAD CELL(1, 1, 2, "4") DONE, "line 7: scope 1 has no end"},
	{HEAD CELL(2, 1, 2, "4") END(1) DONE, "line 6: scope 2 was not declared"},
	{HEAD CELL(1, 1, 3, "4") END(1) DONE,
	 "line 6: 'currency' names string 3, which was not sent"},
	{HEAD CELL(1, 1, 2, "4x") END(1) DONE, "line 6: 'unblended' is not a decimal"},
	{HEAD TEXT(9, "x") END(1) DONE, "line 6: string 9 where string 3 must follow"},
	{HEAD "{\"t\":\"group\",\"id\":2,\"service\":1}\n" END(1) DONE,
	 "line 6: group 2 where group 1 must follow"},
	{HEAD "{\"t\":\"group\",\"id\":1,\"service\":3}\n" END(1) DONE,
	 "line 6: 'service' names string 3, which was not sent"},
	{HEAD "{\"t\":\"cost\",\"scope\":1,\"from\":0,\"to\":1,\"n\":1,\"group\":1}\n" END(1) DONE,
	 "line 6: group 1 was not sent"},
	{HEAD TEXT(3, "a\\u0000b") END(1) DONE, "line 6: string 3 holds a NUL character"},
	{HEAD "{\"t\":\"input\",\"id\":1,\"uri\":\"a\",\"sha256\":\"\",\"bytes\":1}\n"
	      "{\"t\":\"input\",\"id\":1,\"uri\":\"b\",\"sha256\":\"\",\"bytes\":1}\n" END(1) DONE,
	 "line 7: UNIQUE constraint failed: input.run, input.number"},
	{HEAD "{\"t\":\"cost\",\"scope\":1,\"from\":-9223372036854775808,"
	      "\"to\":9223372036854775807,\"n\":1}\n" END(1) DONE,
	 "line 6: 'from' or 'to' is not a time"},
};

static void test_broken(void)
{
	for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
		struct estate e;
		struct err err = {0};
		char said[400];
		estate_open(&e);
		expect_true(estate_run(&e, 1000, FIRST));
		expect_true(estate_run(&e, 1001, BROKEN[i].lines));
		expect_true(estate_run(&e, 1002, DELIVERY("2024-02", 50, "7")));
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		expect_text(estate_ask(&e, SHOWN), "d100|1.5;d50|7");
		expect_text(estate_ask(&e, "SELECT fault FROM run WHERE id = 2"), BROKEN[i].fault);
		expect_text(estate_ask(&e, "SELECT count(*) FROM run"), "3");
		expect_text(estate_ask(&e, "SELECT count(*) FROM scope WHERE run = 2"), "0");
		// Said every time, until it is pruned or the archive is mended.
		for (int again = 0; again < 2; again++) {
			snprintf(said, sizeof said, "run 2 of s cannot be used: %s; ",
				 BROKEN[i].fault);
			expect_true(!cache_whole(e.cache, 0, &err));
			expect_int(err.code, ERR_INCOMPLETE);
			expect_int(strncmp(err.text, said, strlen(said)), 0);
			expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		}
		estate_close(&e);
	}
}

// A scope that restated its month in the very run that broke leaves the month as it was.
static void test_half(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 1000, FIRST));
	expect_true(
		estate_run(&e, 1001, HEAD CELL(1, 1, 2, "4") END(1) SCOPE(2, "2024-03", 5) DONE));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_text(estate_ask(&e, SHOWN), "d100|1.5");
	expect_text(estate_ask(&e, STATES), "d100|shown");
	expect_true(estate_run(&e, 1002, DELIVERY("2024-01", 400, "5")));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_text(estate_ask(&e, SHOWN), "d400|5");
	estate_close(&e);
}

// ---- A run that is folded while its lines come ----

static void note_state(void *context, const struct scope_outcome *outcome)
{
	str_addf(context, "%s %s;", outcome->key, outcome->state);
}

static bool give(struct cache_live *live, const char *lines, bool read)
{
	struct slice rest = slice_of(lines);
	struct err err = {0};
	bool done = true;
	while (done && rest.len) {
		struct slice line = slice_cut(&rest, '\n');
		struct json_record record;
		done = read ? json_read_flat(line, &record, &err) &&
				       cache_live_put(live, line, &record, NULL)
			    : cache_live_add(live, line, &err);
	}
	return done;
}

// The lines behind those that were given, `most` of them.
static void keep(struct cache_live *live, const char *archived, size_t given, int most)
{
	struct slice rest = most ? slice_of(archived + given) : (struct slice){0};
	for (int i = 0; i < most && rest.len; i++)
		cache_live_keep(live, slice_cut(&rest, '\n'));
}

#define SECOND_CELLS                                                                               \
	HELLO SCOPE(1, "2024-01", 200) BILL(1, "2024-01") TEXT(1, "EC2") TEXT(2, "USD")            \
		CELL(1, 1, 2, "2.25")

// What is given of the second run before it is archived; what comes of it.
static const struct {
	const char *given, *archived;
	bool read, committed;
	const char *shown, *told;
	int kept; // lines behind them that are kept for the commit
} LIVE[] = {
	{"", SECOND, false, true, "d200|2.25", "p r 2024-01 shown;", 0},
	{HELLO SCOPE(1, "2024-01", 200), SECOND, true, true, "d200|2.25", "p r 2024-01 shown;", 0},
	{SECOND_CELLS, SECOND, false, true, "d200|2.25", "p r 2024-01 shown;", 0},
	{SECOND_CELLS, SECOND, true, true, "d200|2.25", "p r 2024-01 shown;", 0},
	{SECOND_CELLS, SECOND, true, true, "d200|2.25", "p r 2024-01 shown;", 99},
	{SECOND_CELLS, SECOND, true, true, "d200|2.25", "p r 2024-01 shown;", 1},
	{"", SECOND, true, true, "d200|2.25", "p r 2024-01 shown;", 99},
	{HEAD CELL(1, 1, 3, "4"), SECOND, false, false, "d100|1.5", "", 0},
	{HELLO SCOPE(1, "2024-01", 200), HELLO DONE, true, false, "d100|1.5", "", 0},
};

// Folded while it comes or from the archive: the same, but nothing before it is archived.
static void test_live(void)
{
	for (size_t i = 0; i < sizeof LIVE / sizeof *LIVE; i++) {
		struct estate e;
		struct err err = {0};
		struct str told = {0};
		struct fold_options options = {.outcome = note_state, .outcome_context = &told};
		int64_t last;
		estate_open(&e);
		expect_true(estate_run(&e, 1000, FIRST));
		expect_true(!cache_live_begin(e.cache_path, e.archive)); // the cache is behind
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		struct cache_live *live = cache_live_begin(e.cache_path, e.archive);
		expect_true(live && !cache_live_begin(e.cache_path, e.archive)); // it is busy
		give(live, LIVE[i].given, LIVE[i].read);
		keep(live, LIVE[i].archived, strlen(LIVE[i].given), LIVE[i].kept);
		expect_text(estate_ask(&e, SHOWN), "d100|1.5");
		expect_true(estate_run(&e, 1001, LIVE[i].archived));
		expect_true(cache_live_commit(live, e.archive) == LIVE[i].committed);
		if (LIVE[i].committed)
			cache_live_tell(live, &options);
		cache_live_drop(live);
		expect_text(estate_ask(&e, SHOWN), LIVE[i].shown);
		expect_text(str_text(&told), LIVE[i].told);
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		expect_true(last == 1 + LIVE[i].committed);
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		estate_close(&e);
		str_fini(&told);
	}
}

static void test_live_drop(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	struct cache_live *live = cache_live_begin(e.cache_path, e.archive);
	expect_true(give(live, HEAD CELL(1, 1, 2, "4"), true));
	cache_live_drop(live);
	expect_text(estate_ask(&e, STATES), "");
	expect_true(estate_run(&e, 1000, FIRST) && cache_fold(e.cache, e.archive, NULL, &err));
	expect_text(estate_ask(&e, SHOWN), "d100|1.5");
	estate_close(&e);
}

int main(void)
{
	test_orders();
	test_other_archive();
	test_broken();
	test_half();
	test_live();
	test_live_drop();
	return test_done("store_fold");
}
