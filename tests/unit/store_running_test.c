// Whether what has a finding runs: every digest of which a scan or an inventory says that it has
// it, joined to workloads. The runs of a case in several orders; figures by hand.
#include "tests/unit/store_stock.h"

#define SEEN(rule, version)                                                                        \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"       \
	"\"high\",\"rule\":\"" rule "\",\"title\":\"t\",\"ids\":\"" rule "\",\"purl\":\"" BASH     \
	"@" version "?arch=amd64\",\"package\":\"bash\",\"version\":\"" version "\"}\n"
#define SCAN(at, digest, more, findings)                                                           \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"trivy\",\"container\",\"\"," \
	      "\"app\"],\"mode\":\"append\",\"at\":" #at "}\n" findings                            \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"trivy\",\"format\":\"f\",\"class\":"         \
	      "\"container\",\"target\":\"app\",\"digest\":\"" digest "\"" more                    \
	      ",\"findings\":1}\n" END(1) DONE
#define PARTIAL ",\"partial\":\"a page\""
#define WORKLOAD(name, digest, replicas)                                                           \
	"{\"t\":\"workload\",\"scope\":1,\"cluster\":1,\"workload\":\"" name "\",\"digest\":\""    \
	"" digest "\",\"replicas\":" #replicas "}\n"
#define RUNS(at, workloads)                                                                        \
	HELLO STOCK_SCOPE(1, "workloads", "\"prod\"", at) TEXT(1, "prod") workloads END(1) DONE
#define LISTS(subject, digest, version)                                                            \
	HELLO SBOM(1, subject, digest, "", 50) TEXT(1, "library")                                  \
		PART(1, BASH "@" version "?arch=amd64", ",\"version\":\"" version "\"") END(1)     \
			DONE

#define BOTH  SEEN("CVE-2024-1", "1") SEEN("CVE-2024-2", "1")
#define FIRST SEEN("CVE-2024-1", "1")
#define OLD   "sha256:aa"
#define NEW   "sha256:bb"
#define ONE   RUNS(10, WORKLOAD("api", OLD, 2))

// Rule, state (0 open, 1 not seen any more) and workloads of each finding.
#define QUERY                                                                                      \
	"SELECT t.v, b.state, b.running FROM finding f JOIN bucket b ON b.id = f.bucket"           \
	" JOIN text t ON t.id = f.rule ORDER BY t.v"

#define NAME_OF "SELECT finding_word(f.id) FROM finding f JOIN text t ON t.id = f.rule WHERE t.v = "

enum { THREE = 4 };
static const struct {
	const char *name;
	const char *runs[4];
	const char *want;
} CASES[] = {
	{"nothing runs", {SCAN(100, OLD, "", FIRST)}, "CVE-2024-1|0|NULL"},
	{"what was scanned last runs", {SCAN(100, OLD, "", FIRST), ONE}, "CVE-2024-1|0|1"},
	{"an image before the one that was scanned last runs",
	 {SCAN(100, OLD, "", BOTH), SCAN(200, NEW, "", FIRST), ONE},
	 "CVE-2024-1|0|1;CVE-2024-2|1|1"},
	{"only the newest runs",
	 {SCAN(100, OLD, "", BOTH), SCAN(200, NEW, "", FIRST), RUNS(10, WORKLOAD("api", NEW, 1))},
	 "CVE-2024-1|0|1;CVE-2024-2|1|NULL"},
	{"both run, in three workloads", // THREE
	 {SCAN(100, OLD, "", BOTH), SCAN(200, NEW, "", FIRST),
	  RUNS(10, WORKLOAD("api", OLD, 1) WORKLOAD("web", OLD, 1) WORKLOAD("job", NEW, 1))},
	 "CVE-2024-1|0|3;CVE-2024-2|1|2"},
	{"the same image again without it",
	 {SCAN(100, OLD, "", BOTH), SCAN(200, OLD, "", FIRST), ONE},
	 "CVE-2024-1|0|1;CVE-2024-2|1|NULL"},
	{"the older image again without it",
	 {SCAN(100, OLD, "", FIRST), SCAN(200, NEW, "", FIRST), SCAN(300, OLD, "", ""), ONE},
	 "CVE-2024-1|1|NULL"},
	{"a part of a scan has it",
	 {SCAN(100, NEW, "", FIRST), SCAN(200, OLD, PARTIAL, SEEN("CVE-2024-2", "1")), ONE},
	 "CVE-2024-1|0|NULL;CVE-2024-2|0|1"},
	{"an image that a part of a scan is of has not what stands around it",
	 {SCAN(100, NEW, "", BOTH), SCAN(200, OLD, PARTIAL, FIRST), SCAN(300, NEW, "", BOTH), ONE},
	 "CVE-2024-1|0|1;CVE-2024-2|0|NULL"},
	{"nothing of it runs any more",
	 {SCAN(100, OLD, "", FIRST), ONE, RUNS(20, WORKLOAD("api", OLD, 0))},
	 "CVE-2024-1|0|NULL"},
	{"another image runs now",
	 {SCAN(100, OLD, "", FIRST), ONE, RUNS(20, WORKLOAD("api", "sha256:cc", 1))},
	 "CVE-2024-1|0|NULL"},
	{"the inventory of what runs lists the package",
	 {SCAN(100, NEW, "", FIRST), LISTS("app", OLD, "1"), ONE},
	 "CVE-2024-1|0|1"},
	{"the inventory lists another version",
	 {SCAN(100, NEW, "", FIRST), LISTS("app", OLD, "2"), ONE},
	 "CVE-2024-1|0|NULL"},
	{"the inventory is of something else",
	 {SCAN(100, NEW, "", FIRST), LISTS("web", OLD, "1"), ONE},
	 "CVE-2024-1|0|NULL"},
	{"a scan of the very image says more than its inventory",
	 {SCAN(100, OLD, "", FIRST), SCAN(200, OLD, "", ""), LISTS("app", OLD, "1"), ONE},
	 "CVE-2024-1|1|NULL"},
};

static void test_case(size_t at, const char *order)
{
	struct estate e;
	int64_t last;
	struct err err = {0};
	estate_open(&e);
	for (const char *digit = order; *digit; digit++)
		if (CASES[at].runs[*digit - '0'])
			estate_take(&e, 1000 + (digit - order), CASES[at].runs[*digit - '0']);
	const char *got = estate_ask(&e, QUERY);
	if (!test_count(!strcmp(got, CASES[at].want)))
		fprintf(stderr, "%s, %s: %s\n", CASES[at].name, order, got);
	expect_true(cache_verify(e.cache, e.archive, &last, &err));
	expect_text(err.text, "");
	estate_close(&e);
}

// Which workloads they are.
static void test_workloads(void)
{
	struct estate e;
	estate_open(&e);
	for (size_t i = 0; i < 3; i++)
		estate_take(&e, 1000, CASES[THREE].runs[i]);
	estate_take(&e, 1001, LISTS("app", "sha256:cc", "1"));
	estate_take(&e, 1002,
		    RUNS(20, WORKLOAD("api", OLD, 1) WORKLOAD("web", OLD, 0) WORKLOAD("job", NEW, 1)
				     WORKLOAD("cron", "sha256:cc", 1)));
	char first[32], second[32];
	snprintf(first, sizeof first, "%s", estate_ask(&e, NAME_OF "'CVE-2024-1'"));
	snprintf(second, sizeof second, "%s", estate_ask(&e, NAME_OF "'CVE-2024-2'"));
	const struct select_case cases[] = {
		{"workloads", "workload", "finding", FILTER_IS, first, "api;cron;job"},
		{"workloads", "workload", "finding", FILTER_IS, second, "api;cron"},
		{"workloads", "workload", "finding", FILTER_IS, "F-AAAAAAAAAAAAA", ""},
		{"workloads", "workload", "finding", FILTER_IS, "api", ""},
	};
	CHECK(&e, cases);
	expect_text(estate_ask(&e, QUERY), "CVE-2024-1|0|3;CVE-2024-2|1|2");
	estate_close(&e);
}

int main(void)
{
	static const char *const ORDERS[] = {"0123", "3210", "2031", "1302"};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t j = 0; j < sizeof ORDERS / sizeof *ORDERS; j++)
			test_case(i, ORDERS[j]);
	test_workloads();
	return test_done("store_running");
}
