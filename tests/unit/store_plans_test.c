// What the work of a question or a fold grows with: plans start at the few, and steps are counted.
#include "tests/unit/store_stock.h"

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

int main(void)
{
	test_hits();
	return test_done("store_plans");
}
