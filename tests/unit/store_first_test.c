// A chain's first scan, of so many findings that the table and its indexes are written one by one:
// each index has what the table has, alone and beside other chains.
#include "tests/unit/store_estate.h"

enum { MANY = 1500 }; // more than FEW of store/first

// Every third is of code: neither a flaw nor a package. Packages are shared, and so are flaws.
static void add_finding(struct str *run, int i)
{
	static const char *const LEVELS[] = {"low", "high", "critical", "medium"};
	str_addf(run,
		 "{\"t\":\"finding\",\"scope\":1,\"rows\":[1,%d,%d],\"class\":\"%s\",\"level\":"
		 "\"%s\",\"rule\":\"rule-%d\",\"title\":\"t%d\"",
		 i + 1, i + 1, i % 3 ? "dependency" : "code", LEVELS[i % 4], 977 * i % 40, i);
	if (i % 3)
		str_addf(run,
			 ",\"ids\":\"CVE-2024-%d\",\"purl\":\"pkg:npm/p%d@1.%d\",\"package\":"
			 "\"p%d\",\"version\":\"1.%d\",\"fixed\":\"2.%d\"",
			 1000 + i / 2, i % 17, i % 5, i % 17, i % 5, i % 3);
	else
		str_addf(run, ",\"file\":\"f%d.py\",\"line\":%d", i % 101, 7 * i + 1);
	str_add_text(run, "}\n");
}

static void scan(struct estate *e, const char *target, int findings)
{
	struct str run = {0};
	str_addf(&run,
		 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"x\",\"dependency\","
		       "\"\",\"%s\"],\"mode\":\"append\",\"at\":100}\n",
		 target);
	for (int i = 0; i < findings; i++)
		add_finding(&run, i);
	str_addf(&run,
		 "{\"t\":\"scan\",\"scope\":1,\"tool\":\"x\",\"format\":\"f\",\"class\":"
		 "\"dependency\",\"target\":\"%s\",\"findings\":%d}\n"
		 "{\"t\":\"end\",\"scope\":1,\"complete\":true,\"rows\":%d}\n" DONE,
		 target, findings, findings);
	estate_run(e, 200, str_text(&run));
	str_fini(&run);
}

// How many findings each index finds, through nothing but itself.
static void expect_found(struct estate *e, const char *count, const char *packages)
{
	expect_text(estate_ask(e, "SELECT count(*) FROM finding NOT INDEXED"), count);
	expect_text(estate_ask(e, "SELECT count(body) FROM finding INDEXED BY finding_by_bucket "
				  "WHERE bucket IN (SELECT id FROM bucket)"),
		    count);
	expect_text(estate_ask(e, "SELECT count(*) FROM finding INDEXED BY finding_by_rule "
				  "WHERE bucket IN (SELECT id FROM bucket)"),
		    count);
	expect_text(estate_ask(e, "SELECT count(*) FROM finding INDEXED BY finding_by_package "
				  "WHERE bucket IN (SELECT id FROM bucket) "
				  "AND package IS NOT NULL"),
		    packages);
	expect_text(estate_ask(e, "SELECT count(*) FROM finding INDEXED BY finding_by_flaw "
				  "WHERE bucket IN (SELECT id FROM bucket) AND flaw IS NOT NULL"),
		    packages);
	expect_text(estate_ask(e, "PRAGMA integrity_check"), "ok");
	expect_text(estate_ask(e, "SELECT count(*) FROM sighting"), count);
}

static void fold(struct estate *e)
{
	struct err err = {0};
	int64_t last;
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_text(err.text, "");
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
	expect_text(err.text, "");
}

// Alone, then beside it one that is written together and one that is not.
static void test_many(void)
{
	struct estate e;
	estate_open(&e);
	scan(&e, "first", MANY);
	fold(&e);
	expect_found(&e, "1500", "1000");
	scan(&e, "few", 30);
	scan(&e, "second", MANY);
	fold(&e);
	expect_found(&e, "3030", "2020");
	expect_text(estate_ask(&e, "SELECT findings FROM bucket WHERE findings < 0"), "");
	expect_text(estate_ask(&e, "SELECT total(findings) FROM bucket"), "3030.0");
	estate_close(&e);
}

// The same scan again changes nothing.
static void test_scan_again(void)
{
	struct estate e;
	estate_open(&e);
	scan(&e, "first", MANY);
	fold(&e);
	char *buckets = mem_text(estate_ask(&e, "SELECT * FROM bucket ORDER BY id"));
	scan(&e, "first", MANY);
	fold(&e);
	expect_text(estate_ask(&e, "SELECT * FROM bucket ORDER BY id"), buckets);
	expect_found(&e, "1500", "1000");
	free(buckets);
	estate_close(&e);
}

// The cache is at fault, not the run, which is there when the cache is made anew.
static void test_index_gone(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_int(
		sqlite3_exec(cache_handle(e.cache), "DROP INDEX finding_by_flaw", NULL, NULL, NULL),
		SQLITE_OK);
	scan(&e, "first", MANY);
	expect_true(!cache_fold(e.cache, e.archive, NULL, &err));
	expect_int(err.code, ERR_IO);
	expect_true(strstr(err.text, "no finding_by_flaw; `gavel cache rebuild`") != NULL);
	expect_text(estate_ask(&e, "SELECT count(*) FROM run"), "0");
	estate_close(&e);
}

int main(void)
{
	test_many();
	test_scan_again();
	test_index_gone();
	return test_done("store_first");
}
