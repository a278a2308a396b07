// Inventories and what is known of weaknesses, from archived lines to the rows of their relations.
#include "store/select.h"

#include "tests/unit/store_estate.h"

#define STOCK_SCOPE(id, kind, key, at)                                                             \
	"{\"t\":\"scope\",\"id\":" #id ",\"kind\":\"" kind "\",\"key\":[" key "],"                 \
	"\"mode\":\"replace\",\"at\":" #at "}\n"
#define SBOM(id, subject, digest, more, at)                                                        \
	STOCK_SCOPE(id, "sbom", "\"" subject "\",\"" digest "\"", at)                              \
	"{\"t\":\"sbom\",\"scope\":" #id ",\"format\":\"f\",\"subject\":\"" subject                \
	"\",\"digest\":\"" digest "\"" more ",\"components\":1}\n"
#define PART(id, purl, more)                                                                       \
	"{\"t\":\"component\",\"scope\":" #id ",\"type\":1,\"name\":\"x\",\"purl\":\"" purl        \
	"\"" more "}\n"
#define VEX(ids, product, component, status, at)                                                   \
	"{\"t\":\"vex\",\"scope\":1,\"issuer\":\"i\",\"ids\":\"" ids "\",\"product\":\"" product   \
	"\"" component ",\"status\":\"" status "\",\"at\":" #at "}\n"
#define VEX_RUN(doc, at, statements)                                                               \
	HELLO STOCK_SCOPE(1, "vex", "\"i\",\"" doc "\"", at)                                       \
	statements END(1) DONE
#define LOG4J "pkg:maven/org.apache.logging.log4j/log4j-core"
#define BASH  "pkg:deb/debian/bash"
#define PAD   "pkg:npm/left-pad"
#define YAML  "pkg:pypi/pyyaml"
#define IMAGE "pkg:oci/app@sha256:aa?arch=amd64&tag=1"

#define APP                                                                                        \
	HELLO SBOM(1, "app", "sha256:aa",                                                          \
		   ",\"purl\":\"" IMAGE "\",\"serial\":\"3e671687-395b-41f5-a30f-a58921a69b79\"",  \
		   100) TEXT(1, "library") PART(1, LOG4J "@2.9.1", ",\"ref\":\"r1\"")              \
		PART(1, LOG4J "@2.17.0", ",\"path\":\"b.jar\"") PART(1, LOG4J "@2.9.1", "")        \
			PART(1, BASH "@5.1-2?arch=amd64", "") PART(1, PAD, "")                     \
				PART(1, YAML, ",\"version\":\"5.3\"")                              \
					PART(1, YAML, ",\"version\":\"5.1\"") END(1) DONE
#define NEWER                                                                                      \
	HELLO SBOM(1, "app", "sha256:bb", "", 200) TEXT(1, "library") PART(1, LOG4J "@2.17.0", "") \
		END(1) DONE

struct select_case {
	const char *relation, *columns, *filter;
	enum filter_op op;
	const char *value, *rows;
};

// The rows of a relation's columns under one condition, as estate_sql has them.
static const char *rows_of(struct estate *e, const struct select_case *c)
{
	static char text[4096];
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	size_t count = 0, len = 0;
	const char *names[8] = {NULL}, *value = c->value;
	struct slice rest = slice_of(c->columns);
	struct select select = {.relation = relation_find(c->relation), .measures = names};
	for (struct slice one; (one = slice_word(&rest)).len && count < 7;)
		names[count++] = arena_slice(&arena, one);
	if (c->filter)
		select.filters[select.filter_count++] = (struct filter){
			.column = relation_column(select.relation, slice_of(c->filter)),
			.op = c->op,
			.values = &value,
			.value_count = 1};
	*text = 0;
	if (!select_run(e->cache, &select, &arena, &result, &err))
		return "?";
	for (size_t row = 0; row < result.row_count; row++)
		for (size_t i = 0; i < count; i++) {
			const char *got = result_at(&result, row, i)->text;
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
						i     ? "|"
						: row ? ";"
						      : "",
						got ? got : "NULL");
		}
	arena_fini(&arena);
	return text;
}

static void fold(struct estate *e, int64_t finished, const char *lines)
{
	struct err err = {0};
	expect_true(estate_run(e, finished, lines));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_true(cache_whole(e->cache, 0, &err));
	expect_text(err.text, "");
}

static void check(struct estate *e, const struct select_case *cases, size_t count)
{
	int64_t last;
	struct err err = {0};
	for (size_t i = 0; i < count; i++)
		expect_text(rows_of(e, &cases[i]), cases[i].rows);
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
	expect_text(err.text, "");
}
#define CHECK(e, cases) check((e), (cases), sizeof(cases) / sizeof *(cases))

// Versions compare as their ecosystem does, which is not as texts do: 2.9.1 is before 2.17.
static const struct select_case INVENTORY[] = {
	{"sbom", "subject digest newest", NULL, 0, NULL, "app|sha256:aa|0;app|sha256:bb|1"},
	{"components", "name version ecosystem namespace type n", "version", FILTER_LESS, "2.17",
	 "log4j-core|2.9.1|maven|org.apache.logging.log4j|library|2"},
	{"components", "version digest", "version", FILTER_AT_LEAST, "2.17.0",
	 "5.1-2|sha256:aa;2.17.0|sha256:bb;2.17.0|sha256:aa;5.1|sha256:aa;5.3|sha256:aa"},
	{"components", "version path", "path", FILTER_IS, "b.jar", "2.17.0|b.jar"},
};

// The purl of an rpm tells its epoch beside the version; an older epoch is an older version.
static void test_epoch(void)
{
	static const struct select_case EPOCH[] = {{"components", "name version", "version",
						    FILTER_AT_LEAST, "1:1.0-1",
						    "openssl|1:1.1.1k-6"}};
	struct estate e;
	estate_open(&e);
	fold(&e, 1000,
	     HELLO SBOM(1, "app", "", "", 100) TEXT(1, "library")
		     PART(1, "pkg:rpm/redhat/openssl@1.1.1k-6?arch=x86_64&epoch=1", "")
			     PART(1, "pkg:rpm/redhat/bash@5.2-1?epoch=0", "") END(1) DONE);
	CHECK(&e, EPOCH);
	estate_close(&e);
}

static void test_inventory(void)
{
	struct estate e;
	estate_open(&e);
	fold(&e, 1000, APP);
	fold(&e, 1001, NEWER);
	CHECK(&e, INVENTORY);
	fold(&e, 1002,
	     HELLO SBOM(1, "app", "sha256:aa", "", 300) TEXT(1, "library") PART(1, BASH "@5", "")
		     END(1) DONE);
	static const struct select_case REPLACED[] = {
		{"components", "name version digest", NULL, 0, NULL,
		 "bash|5|sha256:aa;log4j-core|2.17.0|sha256:bb"},
		{"sbom", "digest newest", NULL, 0, NULL, "sha256:aa|1;sha256:bb|0"}};
	CHECK(&e, REPLACED);
	fold(&e, 1003,
	     HELLO SBOM(1, "app", "sha256:aa", "", 250) TEXT(1, "library") PART(1, BASH "@4", "")
		     END(1) DONE);
	CHECK(&e, REPLACED);
	fold(&e, 1004, HELLO SBOM(1, "app", "sha256:aa", "", 400) BROKEN_END(1) DONE);
	CHECK(&e, REPLACED);
	expect_text(estate_ask(&e, "SELECT count(*) FROM component"), "2");
	estate_close(&e);
}

// What statements say of the inventories above: one case a document.
static const struct {
	const char *name, *statements, *hits;
} STATEMENTS[] = {
	{"a purl without a version is every version",
	 VEX("CVE-2021-44228", LOG4J, "", "affected", 50),
	 "2.17.0|sha256:bb|affected;2.17.0|sha256:aa|affected;2.9.1|sha256:aa|affected"},
	{"a version is that version", VEX("CVE-2021-44228", LOG4J "@2.9.1", "", "affected", 50),
	 "2.9.1|sha256:aa|affected"},
	{"a range holds versions in it",
	 VEX("CVE-2021-44228", LOG4J, ",\"versions\":\"vers:maven/<2.17.0\"", "affected", 50),
	 "2.9.1|sha256:aa|affected"},
	{"of a product only its part is",
	 VEX("CVE-1", "pkg:oci/app?arch=amd64", ",\"component\":\"" BASH "\"",
	     "under_investigation", 50),
	 "5.1-2|sha256:aa|under_investigation"},
	{"of another product it is not",
	 VEX("CVE-1", "pkg:oci/other", ",\"component\":\"" BASH "\"", "affected", 50), ""},
	{"a reference into a document",
	 VEX("CVE-1", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1", ",\"component\":\"r1\"",
	     "affected", 50),
	 "2.9.1|sha256:aa|affected"},
	{"the subject itself", VEX("CVE-1", "pkg:oci/app", "", "affected", 50),
	 "NULL|sha256:aa|affected"},
	{"the subject by its name", VEX("CVE-1", "app", "", "affected", 50),
	 "NULL|sha256:bb|affected;NULL|sha256:aa|affected"},
	{"a later statement replaces",
	 VEX("CVE-1", BASH, "", "affected", 50)
		 VEX("CVE-1", BASH, ",\"justification\":\"j\"", "not_affected", 60),
	 ""},
	{"an earlier one does not",
	 VEX("CVE-1", BASH, "", "affected", 50)
		 VEX("CVE-1", BASH, ",\"justification\":\"j\"", "not_affected", 40),
	 "5.1-2|sha256:aa|affected"},
	{"without a reason it counts for nothing",
	 VEX("CVE-1", BASH, "", "affected", 50) VEX("CVE-1", BASH, "", "not_affected", 60),
	 "5.1-2|sha256:aa|affected"},
	{"fixed is no hit", VEX("CVE-1", BASH, "", "fixed", 50), ""},
	{"every version is also the unknown one", VEX("CVE-1", PAD, "", "affected", 50),
	 "NULL|sha256:aa|affected"},
	{"of a range the unknown version may be",
	 VEX("CVE-1", PAD, ",\"versions\":\"<1.3\"", "affected", 50),
	 "NULL|sha256:aa|may_be_affected"},
	{"and it may be the one version", VEX("CVE-1", PAD "@1.3.0", "", "affected", 50),
	 "NULL|sha256:aa|may_be_affected"},
	{"what is looked into stays so",
	 VEX("CVE-1", PAD, ",\"versions\":\"<1.3\"", "under_investigation", 50),
	 "NULL|sha256:aa|under_investigation"},
	{"a range that is not affected takes no unknown version away",
	 VEX("CVE-1", PAD, ",\"versions\":\"<1.3\"", "affected", 50)
		 VEX("CVE-1", PAD, ",\"versions\":\">=1.3\",\"justification\":\"j\"",
		     "not_affected", 60),
	 "NULL|sha256:aa|may_be_affected"},
	{"a version beside the purl is known", VEX("CVE-1", YAML "@5.3", "", "affected", 50),
	 "5.3|sha256:aa|affected"},
	{"of several each is its own", VEX("CVE-1", YAML, ",\"versions\":\"<5.3\"", "affected", 50),
	 "5.1|sha256:aa|affected"},
	{"and is no other", VEX("CVE-1", YAML "@5.4", "", "affected", 50), ""},
};

static void test_statements(void)
{
	static const struct select_case HITS = {
		"advisory_hits", "version digest status", NULL, 0, NULL, NULL};
	for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++) {
		struct estate e;
		struct str run = {0};
		estate_open(&e);
		fold(&e, 1000, APP);
		fold(&e, 1001, NEWER);
		str_addf(&run, "%s%s%s", HELLO STOCK_SCOPE(1, "vex", "\"i\",\"d\"", 50),
			 STATEMENTS[i].statements, END(1) DONE);
		fold(&e, 1002, str_text(&run));
		struct select_case hits = HITS;
		hits.rows = STATEMENTS[i].hits;
		if (!test_count(!strcmp(rows_of(&e, &hits), hits.rows)))
			fprintf(stderr, "%s: %s, not %s\n", STATEMENTS[i].name, rows_of(&e, &hits),
				hits.rows);
		estate_close(&e);
		str_fini(&run);
	}
}

// A CVE that enters the catalogue marks the hits that were there before; what runs is counted.
static void test_known(void)
{
	struct estate e;
	estate_open(&e);
	fold(&e, 1000, APP);
	fold(&e, 1001,
	     VEX_RUN("d", 50,
		     VEX("GHSA-jfh8-c2jp-5v3q CVE-2021-44228", LOG4J "@2.9.1", "", "affected",
			 50)));
	static const struct select_case BEFORE[] = {{"advisory_hits",
						     "advisory kev due epss running since", NULL, 0,
						     NULL, "CVE-2021-44228|0|NULL|NULL|0|100"}};
	CHECK(&e, BEFORE);
	fold(&e, 1002,
	     HELLO STOCK_SCOPE(
		     1, "kev", "\"cisa\"",
		     70) "{\"t\":\"kev\",\"scope\":1,\"cve\":\"CVE-2021-44228\",\"added\":60,"
			 "\"due\":90,\"ransomware\":true}\n" END(1) STOCK_SCOPE(
				 2, "epss", "\"first\"",
				 70) "{\"t\":\"epss\",\"scope\":2,\"cve\":\"CVE-2021-"
				     "44228\",\"epss\":\"0.94358\",\"percentile\":\"0."
				     "99963\"}\n" END(2) STOCK_SCOPE(3, "workloads", "\"prod\"", 70)
					     TEXT(1, "prod") "{\"t\":\"workload\",\"scope\":3,"
							     "\"cluster\":1,\"workload\":"
							     "\"web\",\"digest\":\"sha256:"
							     "aa\",\"replicas\":2}\n"
							     "{\"t\":\"workload\",\"scope\":3,"
							     "\"cluster\":1,\"workload\":"
							     "\"off\",\"digest\":\"sha256:"
							     "aa\",\"replicas\":0}\n" END(3) DONE);
	static const struct select_case AFTER[] = {
		{"advisory_hits", "advisory kev due epss running since", NULL, 0, NULL,
		 "CVE-2021-44228|1|90|0.94358|1|100"},
		{"epss", "cve epss percentile", NULL, 0, NULL, "CVE-2021-44228|0.94358|0.99963"},
		{"kev", "cve ransomware due", NULL, 0, NULL, "CVE-2021-44228|1|90"},
		{"workloads", "cluster workload replicas sbom", NULL, 0, NULL,
		 "prod|off|0|1;prod|web|2|1"}};
	CHECK(&e, AFTER);
	fold(&e, 1003, HELLO STOCK_SCOPE(1, "kev", "\"cisa\"", 80) END(1) DONE);
	static const struct select_case EMPTY[] = {{"kev", "cve", NULL, 0, NULL, ""}};
	CHECK(&e, EMPTY);
	estate_close(&e);
}

// Several files of one run may tell of the same thing: the one made last is shown, whatever comes
// first.
static void test_once_more(void)
{
#define SCORE(id, at, score)                                                                       \
	STOCK_SCOPE(id, "epss", "\"epss\"", at)                                                    \
	"{\"t\":\"epss\",\"scope\":" #id ",\"cve\":\"CVE-1\",\"epss\":\"" score "\"}\n" END(id)
	static const char *const RUNS[] = {HELLO SCORE(1, 70, "0.1") SCORE(2, 80, "0.2") DONE,
					   HELLO SCORE(1, 80, "0.2") SCORE(2, 70, "0.1") DONE};
	static const struct select_case NEWEST[] = {
		{"epss", "cve epss", NULL, 0, NULL, "CVE-1|0.2"}};
	for (size_t i = 0; i < 2; i++) {
		struct estate e;
		estate_open(&e);
		fold(&e, 1000, RUNS[i]);
		CHECK(&e, NEWEST);
		expect_text(estate_ask(&e, "SELECT count(*) FROM scope WHERE state = 'shown'"),
			    "1");
		estate_close(&e);
	}
}

int main(void)
{
	test_once_more();
	test_epoch();
	test_inventory();
	test_statements();
	test_known();
	return test_done("store_stock");
}
