// After each run only the findings that it may change something for are held against statements
// anew; what comes out is the same in any order.
#include "tests/unit/store_vex.h"

#define ALSO(number)                                                                               \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"       \
	"\"high\",\"rule\":\"CVE-2024-" #number "\",\"title\":\"t\",\"ids\":\"CVE-2024-" #number   \
	"\",\"purl\":\"" PURL "\",\"package\":\"bash\",\"version\":\"5.1-2\"}\n"
#define SCAN_OF(image, at, findings)                                                               \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"trivy\",\"container\",\"\"," \
	      "\"example.com/" image "\"],\"mode\":\"append\",\"at\":" #at "}\n" findings          \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"trivy\",\"format\":\"f\",\"class\":"         \
	      "\"container\",\"target\":\"example.com/" image "\",\"digest\":\"sha256:" image      \
	      "\",\"findings\":1}\n" END(1) DONE
#define OF(author, flaw, status, product, more, at)                                                \
	"{\"t\":\"vex\",\"scope\":1,\"issuer\":\"" author "\",\"ids\":\"" flaw "\","               \
	"\"product\":\"" product "\",\"status\":\"" status "\",\"at\":" #at more "}\n"
#define SERIAL "3e671687-395b-41f5-a30f-a58921a69b79"
#define LISTS(at, ref, subject)                                                                    \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"sbom\",\"key\":[\"s\",\"d\"],"                 \
	      "\"mode\":\"replace\",\"at\":" #at "}\n"                                             \
	      "{\"t\":\"sbom\",\"scope\":1,\"format\":\"f\",\"subject\":\"example.com/" subject    \
	      "\",\"serial\":\"" SERIAL "\",\"components\":1}\n"                                   \
	      "{\"t\":\"component\",\"scope\":1,\"name\":\"bash\",\"purl\":\"" PURL                \
	      "\",\"ref\":\"" ref "\"}\n" END(1) DONE

// A finding that its provider names.
#define CLOUD(at, ids)                                                                             \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"hub\",\"cloud\",\"\","       \
	      "\"1\"],\"mode\":\"append\",\"at\":" #at "}\n"                                       \
	      "{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"cloud\",\"level\":"     \
	      "\"high\",\"rule\":\"r\",\"title\":\"t\",\"uid\":\"u\",\"ids\":\"" ids               \
	      "\",\"purl\":\"" PURL "\"}\n"                                                        \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"hub\",\"format\":\"f\",\"class\":\"cloud\"," \
	      "\"target\":\"1\",\"findings\":1}\n" END(1) DONE

// Statements by package, by image and by an inventory's reference; documents, inventories and
// scans that are replaced; each run depends on others.
static const char *const HISTORY[] = {
	SCAN_OF("app", 4320000, FINDING("high", "CVE-2024-1 GHSA-aaaa-bbbb-cccc") ALSO(2)),
	SCAN_OF("app", 4330000, ALSO(2) ALSO(3)),
	SCAN_OF("app", 4340000, FINDING("high", "GHSA-aaaa-bbbb-cccc")),
	SCAN_OF("web", 4320000, FINDING("critical", "CVE-2024-1") ALSO(3) ALSO(4)),
	SCAN_OF("web", 4330000, FINDING("medium", "CVE-2024-1 CVE-2024-9") ALSO(4) ALSO(6)),
	DOCUMENT("a", 1,
		 OF("A", "CVE-2024-1", "not_affected", BASH, WHY, 4406400)
			 OF("A", "CVE-2024-4", "affected", BASH, "", 4406400)),
	DOCUMENT("a", 2,
		 OF("A", "CVE-2024-1 CVE-2024-9", "not_affected", "pkg:oci/web", PART(BASH) WHY,
		    4406401) OF("A", "CVE-2024-2", "not_affected", BASH, WHY, 4406401)),
	DOCUMENT("b", 3, OF("A", "GHSA-aaaa-bbbb-cccc", "fixed", BASH, "", 4492800)),
	DOCUMENT("c", 4,
		 OF("C", "CVE-2024-1", "not_affected", "urn:cdx:" SERIAL "/1#r1",
		    ",\"component\":\"r1\"" WHY, 4579200)
			 OF("C", "CVE-2024-3", "affected", "example.com/app", "", 4579200)),
	DOCUMENT("c", 5,
		 OF("C", "CVE-2024-1", "not_affected", "urn:cdx:" SERIAL "/1#r2",
		    ",\"component\":\"r2\"" WHY, 4579201)),
	DOCUMENT("d", 6, OF("D", "CVE-2024-5 CVE-2024-6", "not_affected", BASH, WHY, 4406400)),
	DOCUMENT("e", 7, OF("D", "CVE-2024-5", "affected", BASH, "", 4492800)),
	CLOUD(4320000, "CVE-2024-6"),
	CLOUD(4330000, "CVE-2024-1"),
	CLOUD(4340000, ""),
	LISTS(10, "r1", "app"),
	LISTS(11, "r2", "app"),
	LISTS(12, "r2", "other\",\"digest\":\"sha256:web"),
	LISTS(13, "r2", "other"),
};
enum { RUNS = sizeof HISTORY / sizeof *HISTORY, HISTORIES = 12 };

#define ALL_HOLDING                                                                                \
	"SELECT group_concat(text, ';') FROM (SELECT c.target || ' ' || t.v || ' ' || b.state ||"  \
	" ' ' || coalesce(b.vex_from, '-') || ' ' || coalesce(v.status || ' ' || v.document ||"    \
	" ' ' || v.ids || ' ' || x.disputed, '-') AS text FROM finding f"                          \
	" JOIN bucket b ON b.id = f.bucket JOIN chain c ON c.id = b.chain"                         \
	" JOIN text t ON t.id = f.rule LEFT JOIN finding_vex x ON x.finding = f.id"                \
	" AND x.until IS NULL"                                                                     \
	" LEFT JOIN vex v ON v.id = x.vex ORDER BY f.id)"
#define LEFT_OVER                                                                                  \
	"SELECT (SELECT count(*) FROM claim_due) + (SELECT count(*) FROM stated_anew) +"           \
	" (SELECT count(*) FROM finding_vex WHERE finding NOT IN (SELECT id FROM finding))"

// An order of the runs, which are numbered from 0; the first is their own.
static void shuffle(unsigned seed, size_t order[RUNS])
{
	for (size_t i = 0; i < RUNS; i++)
		order[i] = i;
	for (size_t i = RUNS - 1; seed && i > 0; i--) {
		seed = seed * 1103515245u + 12345u;
		size_t other = seed / 65536 % (i + 1), one = order[i];
		order[i] = order[other];
		order[other] = one;
	}
}

// In the end the same, whatever the order.
static void test_histories(void)
{
	char first[4096] = "";
	size_t order[RUNS];
	for (unsigned seed = 0; seed < HISTORIES; seed++) {
		struct estate e;
		estate_open(&e);
		shuffle(seed, order);
		for (size_t i = 0; i < RUNS; i++)
			estate_take(&e, 1000 + (int64_t)i, HISTORY[order[i]]);
		expect_text(estate_ask(&e, LEFT_OVER), "0");
		const char *all = estate_ask(&e, ALL_HOLDING);
		if (!seed)
			snprintf(first, sizeof first, "%s", all);
		if (!test_count(!strcmp(all, first)))
			fprintf(stderr, "history %u: %s, not %s\n", seed, all, first);
		estate_close(&e);
	}
}

// A thousand findings of which statements hold; one more statement, and one more scan, write a
// few rows.
static void test_reach(void)
{
	struct estate e;
	struct str scan = {0}, says = {0};
	estate_open(&e);
	for (int i = 0; i < 1000; i++) {
		str_addf(&scan,
			 "{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\","
			 "\"level\":\"high\",\"rule\":\"CVE-2024-%d\",\"title\":\"t\",\"ids\":"
			 "\"CVE-2024-%d\",\"purl\":\"" PURL "\"}\n",
			 1000 + i, 1000 + i);
		str_addf(&says, OF("A", "CVE-2024-%d", "not_affected", BASH, WHY, 4406400),
			 1000 + i);
	}
	struct str run = {0};
	str_addf(&run, SCAN_OF("big", 4320000, "%s"), scan.at);
	estate_take(&e, 1000, run.at);
	str_clear(&run);
	str_addf(&run, DOCUMENT("big", 1, "%s"), says.at);
	estate_take(&e, 1001, run.at);
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding_vex"), "1000");
	sqlite3 *db = cache_handle(e.cache);
	int before = sqlite3_total_changes(db);
	estate_take(&e, 1002, SCAN_OF("app", 4320000, ALSO(1001)));
	estate_take(&e, 1003,
		    DOCUMENT("a", 1, OF("B", "CVE-2024-1002", "affected", BASH, "", 4492800)));
	expect_true(sqlite3_total_changes(db) - before < 100);
	expect_text(
		estate_ask(
			&e,
			"SELECT count(DISTINCT finding) || ' ' || sum(disputed) FROM finding_vex"),
		"1001 1");
	str_fini(&scan);
	str_fini(&says);
	str_fini(&run);
	estate_close(&e);
}

// ---- Documents of one time ----

#define INPUT(digit)                                                                               \
	"{\"t\":\"input\",\"id\":1,\"uri\":\"u\",\"sha256\":\"" digit "23456789012345678901"       \
	"23456789012345678901234567890123456789012345678901\",\"bytes\":1}\n"
#define REVISION(revision, digit, status)                                                          \
	HELLO INPUT(digit) "{\"t\":\"scope\",\"id\":1,\"kind\":\"vex\",\"key\":[\"i\",\"a\"],"     \
			   "\"mode\":\"replace\",\"at\":1" revision                                \
			   "}\n" OF("A", "CVE-2024-1", status, BASH, WHY,                          \
				    4406400) "{\"t\":\"end\",\"scope\":1,\"complete\":true,"       \
					     "\"rows\":1,\"in\":1}\n" DONE
#define NUMBER(revision) ",\"revision\":\"" revision "\""

// Of one key and time: the one of the higher revision, else of the higher digest, stays, whichever
// came first.
static void test_one_time(void)
{
	static const char *const VERSIONS[] = {REVISION(NUMBER("1.9"), "f", "affected"),
					       REVISION(NUMBER("1.10"), "a", "fixed"),
					       REVISION(NUMBER("1.10"), "c", "not_affected"),
					       REVISION("", "e", "under_investigation")};
	static const char *const ORDERS[] = {"0123", "3210", "2301", "1302", "2013", "3120"};
	for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
		struct estate e;
		struct err err = {0};
		int64_t last;
		estate_open(&e);
		estate_take(&e, 1000, SCAN_OF("app", 4320000, FINDING("high", "CVE-2024-1")));
		for (const char *at = ORDERS[i]; *at; at++)
			estate_take(&e, 1001 + (at - ORDERS[i]), VERSIONS[*at - '0']);
		expect_text(estate_ask(&e, "SELECT group_concat(status) FROM vex"), "not_affected");
		expect_text(estate_ask(&e, "SELECT group_concat(vex_from) FROM bucket"), "4406400");
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		expect_text(err.text, "");
		estate_close(&e);
	}
}

int main(void)
{
	test_histories();
	test_reach();
	test_one_time();
	return test_done("store_vex_reach");
}
