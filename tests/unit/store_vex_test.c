// Which VEX statement holds of a finding, and whether it hides it: OpenVEX 0.2 and gavel-gates(5).
// One scan of an image, one finding in it, and the documents of a case in every order.
#include "store/select.h"

#include "tests/unit/store_estate.h"

#define PURL  "pkg:deb/debian/bash@5.1-2?arch=amd64"
#define IMAGE "pkg:oci/app"
#define FINDING(level, ids)                                                                        \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"       \
	"\"" level "\",\"rule\":\"CVE-1\",\"title\":\"t\",\"ids\":\"" ids "\",\"purl\":\"" PURL    \
	"\",\"package\":\"bash\",\"version\":\"5.1-2\"}\n"
#define SCAN_RUN(at, finding)                                                                      \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"trivy\",\"container\",\"\"," \
	      "\"example.com/app\"],\"mode\":\"append\",\"at\":" #at "}\n" finding                 \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"trivy\",\"format\":\"f\",\"class\":"         \
	      "\"container\","                                                                     \
	      "\"target\":\"example.com/app\",\"digest\":\"sha256:aa\",\"findings\":1}\n" END(1)   \
		      DONE
#define DOCUMENT(id, at, statements)                                                               \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"vex\",\"key\":[\"i\",\"" id "\"],"             \
	      "\"mode\":\"replace\",\"at\":" #at "}\n" statements END(1) DONE
#define SAYS(author, status, product, more, at)                                                    \
	"{\"t\":\"vex\",\"scope\":1,\"issuer\":\"" author "\",\"ids\":\"CVE-2024-1\","             \
	"\"product\":\"" product "\",\"status\":\"" status "\",\"at\":" #at more "}\n"
#define PART(purl) ",\"component\":\"" purl "\""
#define WHY	   ",\"justification\":\"vulnerable_code_not_present\""
#define BASH	   "pkg:deb/debian/bash"
enum { DAY = 86400, NOW = 100 * DAY };

static const char HIGH[] = SCAN_RUN(4320000, FINDING("high", "CVE-2024-1 GHSA-aaaa-bbbb-cccc"));
static const char CRITICAL[] = SCAN_RUN(4320000, FINDING("critical", "CVE-2024-1"));
// Of a version that nobody knows.
static const char UNTOLD[] = SCAN_RUN(
	4320000,
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"
	"\"high\",\"rule\":\"CVE-1\",\"title\":\"t\",\"ids\":\"CVE-2024-1\",\"purl\":\"" BASH
	"\",\"package\":\"bash\"}\n");

// Of a word for such a version.
static const char DEVEL[] = SCAN_RUN(
	4320000,
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"
	"\"high\",\"rule\":\"CVE-1\",\"title\":\"t\",\"ids\":\"CVE-2024-1\",\"purl\":\"" BASH
	"@UNKNOWN\",\"package\":\"bash\",\"version\":\"UNKNOWN\"}\n");

// Documents of a case; the day from which it hides the finding, and the statement that holds.
static const struct {
	const char *name;
	const char *scan;
	const char *documents[3];
	const char *from, *holds;
} CASES[] = {
	{"none", HIGH, {NULL}, "", ""},
	{"of the package, in any version",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406399))},
	 "4320000",
	 "not_affected 1 0"},
	{"of another version",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH "@5.2-1", WHY, 4406400))},
	 "",
	 ""},
	{"of a range that holds it",
	 HIGH,
	 {DOCUMENT(
		 "a", 1,
		 SAYS("A", "not_affected", BASH, WHY ",\"versions\":\"vers:deb/<5.2\"", 4406400))},
	 "4406400",
	 "not_affected 1 0"},
	{"of a range that does not",
	 HIGH,
	 {DOCUMENT(
		 "a", 1,
		 SAYS("A", "not_affected", BASH, WHY ",\"versions\":\"vers:deb/<5.1\"", 4406400))},
	 "",
	 ""},
	{"of the image's package",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", IMAGE, WHY PART(BASH), 4406400))},
	 "4406400",
	 "not_affected 1 0"},
	{"of another image's package",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", "pkg:oci/web", WHY PART(BASH), 4406400))},
	 "",
	 ""},
	{"of the whole image",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", IMAGE "@sha256%3Aaa", WHY, 4406400))},
	 "4406400",
	 "not_affected 1 0"},
	{"of another build",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", IMAGE "@sha256%3Abb", WHY, 4406400))},
	 "",
	 ""},
	{"of any product",
	 HIGH,
	 {DOCUMENT("a", 1,
		   SAYS("A", "not_affected", "*", WHY, 4406400)
			   SAYS("B", "not_affected", "pkg:oci/*", WHY PART(BASH), 4406400)
				   SAYS("C", "not_affected", "", WHY, 4406400)
					   SAYS("D", "not_affected", "", WHY PART(BASH), 4406400))},
	 "",
	 ""},
	{"without a reason",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, "", 4406400))},
	 "",
	 "not_affected 0 0"},
	{"without a reason it replaces nothing",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "affected", BASH, "", 4406400)),
	  DOCUMENT("b", 2, SAYS("A", "not_affected", BASH, "", 4492800))},
	 "",
	 "affected 1 0"},
	{"critical",
	 CRITICAL,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400))},
	 "4406400", // of the statement; gavel-gates(5): never what is critical
	 "not_affected 1 0"},
	{"fixed is fixed when a scan says so",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "fixed", BASH, "", 4406400))},
	 "",
	 "fixed 1 0"},
	{"a later statement",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400)),
	  DOCUMENT("b", 2, SAYS("A", "affected", BASH, "", 4492800))},
	 "",
	 "affected 1 0"},
	{"an earlier statement",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "under_investigation", BASH, "", 4406400)),
	  DOCUMENT("b", 2, SAYS("A", "not_affected", BASH, WHY, 4492800))},
	 "4492800",
	 "not_affected 1 0"},
	{"both of one time",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "affected", BASH, "", 4406400)),
	  DOCUMENT("b", 2, SAYS("A", "not_affected", BASH, WHY, 4406400))},
	 "",
	 "affected 1 0"},
	{"a newer version of the document without it",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400)),
	  DOCUMENT("a", 2, SAYS("A", "not_affected", "pkg:deb/debian/dash", WHY, 4406400))},
	 "",
	 ""},
	{"authors who disagree",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "affected", BASH, "", 4406400)),
	  DOCUMENT("b", 2, SAYS("B", "not_affected", BASH, WHY, 4492800))},
	 "",
	 "affected 1 1"},
	{"authors who agree",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400)),
	  DOCUMENT("b", 2, SAYS("B", "not_affected", BASH, WHY, 4492800))},
	 "4492800",
	 "not_affected 1 0"},
	{"of the image itself outweighs of the package anywhere",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "affected", BASH, "", 4492800)),
	  DOCUMENT("b", 2, SAYS("B", "not_affected", IMAGE, WHY PART(BASH), 4406400))},
	 "4406400",
	 "not_affected 1 0"},
	{"and so does what is affected there",
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4492800)),
	  DOCUMENT("b", 2, SAYS("B", "affected", IMAGE, PART(BASH), 4406400))},
	 "",
	 "affected 1 0"},
	{"dated ahead", // hides nothing before its day
	 HIGH,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 9000000))},
	 "8985600",
	 "not_affected 1 0"},
	{"an unknown version is one of all",
	 UNTOLD,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400))},
	 "4406400",
	 "not_affected 1 0"},
	{"and in no range that is cleared",
	 UNTOLD,
	 {DOCUMENT("a", 1,
		   SAYS("A", "not_affected", BASH, WHY ",\"versions\":\">=0\"",
			4406400) SAYS("B", "not_affected", BASH "@5.1-2", WHY, 4406400)
			   SAYS("C", "fixed", IMAGE, PART(BASH) ",\"versions\":\"<9\"", 4406400))},
	 "",
	 ""},
	{"but may be in one that is affected",
	 UNTOLD,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY, 4406400)),
	  DOCUMENT("b", 2, SAYS("B", "affected", BASH, ",\"versions\":\"<5\"", 4406400)),
	  DOCUMENT("c", 3, SAYS("C", "under_investigation", BASH "@4", "", 4406400))},
	 "",
	 "affected 1 1"},
	{"and so is a word for an unknown one",
	 DEVEL,
	 {DOCUMENT("a", 1, SAYS("A", "not_affected", BASH, WHY ",\"versions\":\"<9\"", 4406400)),
	  DOCUMENT("b", 2,
		   SAYS("B", "affected", BASH, ",\"versions\":\"<5\"", 4406400)
			   SAYS("C", "under_investigation", BASH "@4", "", 4406400))},
	 "",
	 "affected 1 1"},
};

#define QUERY "SELECT group_concat(coalesce(vex_from, '')) FROM bucket"
#define HOLDING                                                                                    \
	"SELECT coalesce(max(v.status || ' ' || v.honoured || ' ' || x.disputed), '')"             \
	" FROM finding_vex x JOIN vex v ON v.id = x.vex"

static void fold(struct estate *e, int64_t finished, const char *lines)
{
	struct err err = {0};
	expect_true(estate_run(e, finished, lines));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_true(cache_whole(e->cache, 0, &err));
	expect_text(err.text, "");
}

// The runs of a case, each once, as the digits of `order` say: 0 is the scan.
static void test_case(size_t at, const char *order)
{
	struct estate e;
	int64_t last;
	struct err err = {0};
	estate_open(&e);
	for (const char *digit = order; *digit; digit++) {
		const char *run =
			*digit == '0' ? CASES[at].scan : CASES[at].documents[*digit - '1'];
		if (run)
			fold(&e, 1000 + (digit - order), run);
	}
	bool from = !strcmp(estate_ask(&e, QUERY), CASES[at].from);
	bool holds = !strcmp(estate_ask(&e, HOLDING), CASES[at].holds);
	if (!test_count(from && holds))
		fprintf(stderr, "%s, %s: %s, %s\n", CASES[at].name, order,
			from ? "" : estate_ask(&e, QUERY), holds ? "" : estate_ask(&e, HOLDING));
	expect_true(cache_verify(e.cache, e.archive, &last, &err));
	expect_text(err.text, "");
	estate_close(&e);
}

// By another id of the same flaw it is the same flaw.
static void test_aliases(void)
{
	struct estate e;
	estate_open(&e);
	fold(&e, 1000, HIGH);
	fold(&e, 1001,
	     DOCUMENT("a", 1,
		      "{\"t\":\"vex\",\"scope\":1,\"ids\":\"ghsa-AAAA-bbbb-cccc\",\"product\":"
		      "\"" BASH
		      "\",\"status\":\"not_affected\",\"text\":\"not built\",\"at\":4406400}\n"));
	expect_text(estate_ask(&e, QUERY), "4406400");
	// What is scanned anew keeps it, and another version of the package does not.
	fold(&e, 1002, SCAN_RUN(4500000, FINDING("high", "CVE-2024-1 GHSA-aaaa-bbbb-cccc")));
	expect_text(estate_ask(&e, QUERY), "4406400");
	fold(&e, 1003, SCAN_RUN(4600000, FINDING("high", "CVE-2024-2")));
	expect_text(estate_ask(&e, "SELECT group_concat(state || coalesce(vex_from, '-')) FROM "
				   "(SELECT * FROM bucket ORDER BY state)"),
		    "0-,14406400");
	estate_close(&e);
}

// ---- Only what a run may change is matched anew ----

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
			fold(&e, 1000 + (int64_t)i, HISTORY[order[i]]);
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
	fold(&e, 1000, run.at);
	str_clear(&run);
	str_addf(&run, DOCUMENT("big", 1, "%s"), says.at);
	fold(&e, 1001, run.at);
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding_vex"), "1000");
	sqlite3 *db = cache_handle(e.cache);
	int before = sqlite3_total_changes(db);
	fold(&e, 1002, SCAN_OF("app", 4320000, ALSO(1001)));
	fold(&e, 1003, DOCUMENT("a", 1, OF("B", "CVE-2024-1002", "affected", BASH, "", 4492800)));
	expect_true(sqlite3_total_changes(db) - before < 100);
	expect_text(estate_ask(&e, "SELECT count(*) || ' ' || sum(disputed) FROM finding_vex"),
		    "1001 1");
	str_fini(&scan);
	str_fini(&says);
	str_fini(&run);
	estate_close(&e);
}

int main(void)
{
	static const char *const ORDERS[] = {"012", "120", "201", "210"};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t j = 0; j < sizeof ORDERS / sizeof *ORDERS; j++)
			test_case(i, ORDERS[j]);
	test_aliases();
	test_histories();
	test_reach();
	return test_done("store_vex");
}
