// Which VEX statement holds of a finding, and whether it hides it: OpenVEX 0.2 and gavel-gates(5).
// One scan of an image, one finding in it, and the documents of a case in every order.
#include "tests/unit/store_vex.h"

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
	 "4406400-4492800",
	 "affected 1 0"},
	{"one that is taken back for a day",
	 HIGH,
	 {DOCUMENT("a", 1,
		   SAYS("A", "not_affected", BASH, WHY, 4406400)
			   SAYS("A", "not_affected", BASH, WHY, 4579200)),
	  DOCUMENT("b", 2, SAYS("A", "affected", BASH, "", 4492800))},
	 "4579200",
	 "not_affected 1 0"},
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
	 "4406400",
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

#define QUERY                                                                                      \
	"SELECT group_concat(coalesce(vex_from || coalesce('-' || vex_until, ''), '')) FROM "      \
	"bucket"
#define HOLDING                                                                                    \
	"SELECT coalesce(max(v.status || ' ' || v.honoured || ' ' || x.disputed), '')"             \
	" FROM finding_vex x JOIN vex v ON v.id = x.vex WHERE x.until IS NULL"

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
			estate_take(&e, 1000 + (digit - order), run);
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
	estate_take(&e, 1000, HIGH);
	estate_take(
		&e, 1001,
		DOCUMENT(
			"a", 1,
			"{\"t\":\"vex\",\"scope\":1,\"ids\":\"ghsa-AAAA-bbbb-cccc\",\"product\":"
			"\"" BASH
			"\",\"status\":\"not_affected\",\"text\":\"not built\",\"at\":4406400}\n"));
	expect_text(estate_ask(&e, QUERY), "4406400");
	// What is scanned anew keeps it, and another version of the package does not.
	estate_take(&e, 1002, SCAN_RUN(4500000, FINDING("high", "CVE-2024-1 GHSA-aaaa-bbbb-cccc")));
	expect_text(estate_ask(&e, QUERY), "4406400");
	estate_take(&e, 1003, SCAN_RUN(4600000, FINDING("high", "CVE-2024-2")));
	expect_text(estate_ask(&e, "SELECT group_concat(state || coalesce(vex_from, '-')) FROM "
				   "(SELECT * FROM bucket ORDER BY state)"),
		    "0-,14406400");
	estate_close(&e);
}

int main(void)
{
	static const char *const ORDERS[] = {"012", "120", "201", "210"};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t j = 0; j < sizeof ORDERS / sizeof *ORDERS; j++)
			test_case(i, ORDERS[j]);
	test_aliases();
	return test_done("store_vex");
}
