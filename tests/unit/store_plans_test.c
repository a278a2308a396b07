// What the work of a question or a fold grows with: plans start at the few, and steps are counted.
#include "tests/unit/store_vex.h"

// A scan of the image that looked at these of its packages.
#define PART_RUN(at, packages, finding)                                                            \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"trivy\",\"container\",\"\"," \
	      "\"example.com/app\"],\"mode\":\"append\",\"at\":" #at "}\n" finding                 \
	      "{\"t\":\"cover\",\"scope\":1,\"by\":\"packages\",\"value\":\"" packages "\"}\n"     \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"trivy\",\"format\":\"f\",\"class\":"         \
	      "\"container\",\"target\":\"example.com/"                                            \
	      "app\",\"digest\":\"sha256:aa\",\"findings\":"                                       \
	      "1}\n" END(1) DONE

// What hits are found from is statements and the catalogue: components,
// packages and findings are looked up.
static void test_hits(void)
{
	struct estate e;
	struct str sql = {0};
	estate_open(&e);
	str_addf(&sql, "EXPLAIN QUERY PLAN SELECT h.vulnerability FROM %s",
		 relation_find("advisory_hits")->from);
	const char *plan = estate_ask(&e, str_text(&sql));
	size_t count = 0;
	while ((plan = strstr(plan, "|SCAN "))) {
		plan += strlen("|SCAN ");
		bool many = strchr("cfiop", *plan) && (plan[1] == ' ' || plan[1] == ';');
		if (!test_count(!many))
			fprintf(stderr, "%.40s\n", plan);
		count++;
	}
	expect_true(count > 0);
	str_fini(&sql);
	estate_close(&e);
}

// Steps that the statement of this name's words took on this connection.
static int steps_of(struct estate *e, const char *words)
{
	int steps = 0;
	sqlite3 *db = cache_handle(e->cache);
	for (sqlite3_stmt *s = NULL; (s = sqlite3_next_stmt(db, s));)
		if (strstr(sqlite3_sql(s), words))
			steps += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
	return steps;
}

// One more document, after one a day for so many days, each replacing what the one before said.
static int steps_of_days(int days)
{
	struct estate e;
	struct str run = {0};
	estate_open(&e);
	estate_take(&e, 1000, SCAN_RUN(4320000, FINDING("high", "CVE-2024-1")));
	str_add_text(&run, HELLO);
	for (int i = 1; i <= days; i++)
		str_addf(&run,
			 "{\"t\":\"scope\",\"id\":%d,\"kind\":\"vex\",\"key\":[\"i\",\"%d\"],"
			 "\"mode\":\"replace\",\"at\":%d}\n{\"t\":\"vex\",\"scope\":%d,\"issuer\":"
			 "\"A\",\"ids\":\"CVE-2024-1\",\"product\":\"" BASH
			 "\",\"status\":\"not_affected\",\"justification\":\"j\",\"at\":%d}\n"
			 "{\"t\":\"end\",\"scope\":%d,\"complete\":true,\"rows\":1}\n",
			 i, i, 86400 * i, i, 86400 * i, i);
	str_add_text(&run, DONE);
	estate_take(&e, 1001, str_text(&run));
	steps_of(&e, "INSERT INTO finding_vex");
	estate_take(&e, 1002, DOCUMENT("new", 1, SAYS("A", "affected", BASH, "", 86400)));
	int steps = steps_of(&e, "INSERT INTO finding_vex");
	char want[32];
	snprintf(want, sizeof want, "%d", days);
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding_vex"), want);
	expect_text(estate_ask(&e, "SELECT (SELECT count(*) FROM claim_span) + "
				   "(SELECT count(*) FROM claim_day)"),
		    "0");
	str_fini(&run);
	estate_close(&e);
	return steps;
}

// Eight times as many days take some eight times as long, not sixty-four.
static void test_claims(void)
{
	int few = steps_of_days(40), many = steps_of_days(320);
	expect_true(few > 0);
	if (!test_count(many < 16 * few))
		fprintf(stderr, "320 days take %d steps, 40 take %d\n", many, few);
}

// A night's scan of a part takes the place of the night's before that looked at the same.
static void test_parts(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000,
		    HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"workloads\",\"key\":[\"prod\"],"
			  "\"mode\":\"replace\",\"at\":10}\n" TEXT(
				  1, "prod") "{\"t\":\"workload\",\"scope\":1,\"cluster\":1,"
					     "\"workload\":\"api\","
					     "\"digest\":\"sha256:aa\",\"replicas\":1}\n" END(1)
						     DONE);
	estate_take(&e, 1001, PART_RUN(100, "system", FINDING("high", "CVE-2024-1")));
	estate_take(&e, 1002, PART_RUN(200, "language", ""));
	estate_take(&e, 1003, PART_RUN(300, "system", FINDING("high", "CVE-2024-1")));
	estate_take(&e, 1004, PART_RUN(400, "language", ""));
	expect_text(estate_ask(&e, "SELECT s.at FROM chain_runs r JOIN scan s ON s.id = r.scan"
				   " ORDER BY s.at"),
		    "300;400");
	expect_text(estate_ask(&e, "SELECT state, running FROM bucket JOIN finding f ON f.bucket = "
				   "bucket.id"),
		    "0|1");
	estate_take(&e, 1005, PART_RUN(500, "system", ""));
	expect_text(estate_ask(&e, "SELECT state, running FROM bucket JOIN finding f ON f.bucket = "
				   "bucket.id"),
		    "1|NULL");
	estate_close(&e);
}

int main(void)
{
	test_parts();
	test_claims();
	test_hits();
	return test_done("store_plans");
}
