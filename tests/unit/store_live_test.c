// The first run of an archive, folded while its lines come: into a new file that takes the place of
// the empty cache, whole or not at all.
#include "tests/unit/store_estate.h"

#define SHOWN                                                                                      \
	"SELECT s.delivery, dec_sum(c.unblended) FROM cost_cell c JOIN scope s ON s.id = c.scope " \
	"WHERE s.state = 'shown' GROUP BY s.id"
#define GIVEN                                                                                      \
	HELLO SCOPE(1, "2024-01", 200) BILL(1, "2024-01") TEXT(1, "EC2") TEXT(2, "USD")            \
		CELL(1, 1, 2, "2.25")
#define WHOLE DELIVERY("2024-01", 200, "2.25")

struct first {
	struct estate estate;
	struct cache *reader;
	char *beside;
	struct cache_live *live;
};

static bool give(struct cache_live *live, const char *lines)
{
	struct slice rest = slice_of(lines);
	struct err err = {0};
	bool done = true;
	while (done && rest.len)
		done = cache_live_add(live, slice_cut(&rest, '\n'), &err);
	return done;
}

// A reader is there before; so is what one left that was killed.
static void begin(struct first *first)
{
	struct err err = {0};
	struct estate *e = &first->estate;
	estate_open(e);
	cache_close(e->cache);
	e->cache = NULL;
	first->beside = file_join(e->folder, "cache.db.new");
	expect_true(file_write(first->beside, SLICE("left"), 0640, &err));
	expect_true(cache_open(e->cache_path, CACHE_READ, &first->reader, &err));
	first->live = cache_live_begin(e->cache_path, e->archive);
	expect_true(first->live && !cache_live_begin(e->cache_path, e->archive)); // it is busy
	expect_true(give(first->live, GIVEN));
}

static void expect_reader(struct first *first, const char *shown)
{
	cache_snapshot(first->reader);
	expect_text(estate_sql(&first->estate, first->reader, SHOWN), shown);
}

static void end(struct first *first, const char *shown)
{
	struct err err = {0};
	struct estate *e = &first->estate;
	int64_t last;
	cache_live_drop(first->live);
	expect_true(!file_exists(first->beside));
	expect_true(cache_open(e->cache_path, CACHE_WRITE, &e->cache, &err));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_text(estate_ask(e, SHOWN), shown);
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
	cache_close(first->reader);
	free(first->beside);
	estate_close(e);
}

// Bytes 18 and 19 of a database whose journal is a WAL are 2 (sqlite.org/fileformat.html §1.3.3).
static void expect_wal(const char *path)
{
	struct str bytes = {0};
	struct err err = {0};
	expect_true(file_read(path, 1 << 24, &bytes, &err) && bytes.len > 19);
	expect_true(bytes.at[18] == 2 && bytes.at[19] == 2);
	str_fini(&bytes);
}

static void note_state(void *context, const struct scope_outcome *outcome)
{
	str_addf(context, "%s %s;", outcome->key, outcome->state);
}

static void test_in_place(void)
{
	struct first first;
	struct str told = {0};
	struct fold_options options = {.outcome = note_state, .outcome_context = &told};
	begin(&first);
	expect_reader(&first, "");
	expect_true(estate_run(&first.estate, 1000, WHOLE));
	expect_true(cache_live_commit(first.live, first.estate.archive));
	cache_live_tell(first.live, &options);
	expect_text(str_text(&told), "p r 2024-01 shown;");
	expect_wal(first.estate.cache_path);
	expect_reader(&first, "d200|2.25");
	end(&first, "d200|2.25");
	str_fini(&told);
}

// What breaks the rules, or was never accepted, leaves the cache as it was.
static void test_not_in_place(void)
{
	for (int accepted = 0; accepted < 2; accepted++) {
		struct first first;
		begin(&first);
		if (accepted) {
			expect_true(give(first.live, CELL(1, 1, 3, "4"))); // a string not sent
			expect_true(estate_run(&first.estate, 1000, WHOLE));
			expect_true(!cache_live_commit(first.live, first.estate.archive));
		}
		expect_reader(&first, "");
		end(&first, accepted ? "d200|2.25" : "");
	}
}

// A cache that holds the run of another archive is nobody's to replace.
static void test_foreign(void)
{
	struct estate e;
	struct archive *other;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 1000, WHOLE) && cache_fold(e.cache, e.archive, NULL, &err));
	char *path = file_join(e.folder, "other");
	expect_true(archive_open(path, true, &other, &err));
	expect_true(!cache_live_begin(e.cache_path, other));
	expect_text(estate_ask(&e, SHOWN), "d200|2.25");
	archive_close(other);
	free(path);
	estate_close(&e);
}

int main(void)
{
	test_in_place();
	test_not_in_place();
	test_foreign();
	return test_done("store_live");
}
