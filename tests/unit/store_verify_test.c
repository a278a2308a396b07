// The cache compared with what the archive gives: every change is found, and nothing is called a
// change that is none. open stands in for the C library's, so that someone writes at that moment.
#include "tests/unit/store_estate.h"
#include "tests/unit/store_race.h"

static void fold(struct estate *e)
{
	struct err err = {0};
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
}

// What another hand did to a cache, and the table that verify names.
static const struct {
	const char *sql, *table;
} CHANGES[] = {
	{"UPDATE run SET source = source || char(0) || 'x'", "run"},
	{"UPDATE cost_cell SET unblended = '1.50'", "cost_cell"},
	{"UPDATE cost_cell SET unblended_real = unblended_real + 1e-14", "cost_cell"},
	{"DELETE FROM scope_total", "scope_total"},
	{"INSERT INTO scope_total VALUES(1, 'EC2', 'EUR', '0', '0', 1)", "scope_total"},
	{"UPDATE scope SET why = ''", "scope"},
	{"DELETE FROM bill", "bill"},
};

static void test_verify_finds(void)
{
	for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
		struct estate e;
		struct err err = {0};
		int64_t last = 0;
		char said[64];
		estate_open(&e);
		expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
		fold(&e);
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		expect_int(last, 1);
		expect_text(estate_ask(&e, CHANGES[i].sql), "");
		expect_true(!cache_verify(e.cache, e.archive, &last, &err));
		expect_int(err.code, ERR_CORRUPT);
		snprintf(said, sizeof said, "table %s is not what", CHANGES[i].table);
		expect_true(strstr(err.text, said) != NULL);
		estate_close(&e);
	}
}

static struct estate *writing; // the estate that write_one writes to

static void write_one(void)
{
	struct estate other = *writing;
	struct err err = {0};
	other.archive = NULL;
	expect_true(archive_open(other.archive_path, false, &other.archive, &err));
	expect_true(cache_open(other.cache_path, CACHE_WRITE, &other.cache, &err));
	expect_true(estate_run(&other, 3, DELIVERY("2024-03", 100, "3.5")));
	fold(&other);
	cache_close(other.cache);
	archive_close(other.archive);
}

// A cache behind its archive, and one that is written meanwhile, are what the archive gives.
static void test_verify_no_false_alarm(void)
{
	struct estate e;
	struct err err = {0};
	struct cache *reader;
	int64_t last = 0;
	estate_open(&e);
	expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
	fold(&e);
	expect_true(estate_run(&e, 2, DELIVERY("2024-02", 100, "2.5")));
	expect_true(cache_open(e.cache_path, CACHE_READ, &reader, &err));
	expect_true(cache_verify(reader, e.archive, &last, &err));
	expect_int(last, 1);
	writing = &e;
	at_run_file = write_one;
	expect_true(cache_verify(reader, e.archive, &last, &err));
	expect_int(last, 1);
	expect_true(at_run_file == NULL);
	expect_true(cache_verify(reader, e.archive, &last, &err));
	expect_int(last, 3);
	cache_close(reader);
	estate_close(&e);
}

int main(void)
{
	test_verify_finds();
	test_verify_no_false_alarm();
	return test_done("store_verify");
}
