// What statements and the KEV catalogue say of stored inventories.
#include "tests/unit/store_stock.h"

// What statements say of the inventories: one case a document.
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
	{"nor of one of another name",
	 VEX("CVE-1", "other", ",\"component\":\"" BASH "\"", "affected", 50), ""},
	{"an image that is named by its digest and repository, not in its own purl",
	 VEX("CVE-1", "pkg:oci/app@sha256:bb?repository_url=app", ",\"component\":\"" LOG4J "\"",
	     "affected", 50),
	 "2.17.0|sha256:bb|affected"},
	{"the same as a whole",
	 VEX("CVE-1", "pkg:oci/app@sha256:bb?repository_url=app", "", "affected", 50),
	 "NULL|sha256:bb|affected"},
	{"a part of what CSAF names by no purl",
	 VEX("CVE-1", "cpe:/o:vendor:linux:9", ",\"format\":\"csaf\",\"component\":\"" BASH "\"",
	     "affected", 50),
	 "5.1-2|sha256:aa|affected"},
	{"but not of an image that CSAF names by one",
	 VEX("CVE-1", "pkg:oci/other", ",\"format\":\"csaf\",\"component\":\"" BASH "\"",
	     "affected", 50),
	 ""},
	{"a part of another release of a distribution",
	 VEX("CVE-1", "cpe:/o:redhat:enterprise_linux:7",
	     ",\"format\":\"csaf\",\"component\":\"pkg:rpm/redhat/xml?arch=src\"", "affected", 50),
	 ""},
	{"a source package is what was built of it, whoever tells it",
	 VEX("CVE-1", "pkg:rpm/redhat/xml-source?arch=src", "", "affected", 50),
	 "3-1.el9|sha256:cc|affected;2-1.el9|sha256:cc|affected"},
	{"but a package of that name is not",
	 VEX("CVE-1", "pkg:rpm/redhat/xml-source", "", "affected", 50), ""},
	{"nor what the source of another release is",
	 VEX("CVE-1", "cpe:/o:redhat:enterprise_linux:8",
	     ",\"format\":\"csaf\",\"component\":\"pkg:rpm/redhat/xml-source?arch=src\"",
	     "affected", 50),
	 "2-1.el9|sha256:cc|affected"},
	{"a part of the release",
	 VEX("CVE-1", "cpe:/o:redhat:enterprise_linux:9",
	     ",\"format\":\"csaf\",\"component\":\"pkg:rpm/redhat/xml?arch=src\"", "affected", 50),
	 "2.9-6.el9|sha256:cc|affected"},
	{"a reference into a document",
	 VEX("CVE-1", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1", ",\"component\":\"r1\"",
	     "affected", 50),
	 "2.9.1|sha256:aa|affected"},
	{"the subject itself, in all its versions, also where it tells no purl",
	 VEX("CVE-1", "pkg:oci/app", "", "affected", 50),
	 "NULL|sha256:bb|affected;NULL|sha256:aa|affected"},
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
	{"fixed takes no version away that is listed still",
	 VEX("CVE-1", LOG4J "@2.9.1", "", "affected", 50)
		 VEX("CVE-1", LOG4J "@2.9.1", "", "fixed", 60),
	 "2.9.1|sha256:aa|affected"},
	{"nor one of a range",
	 VEX("CVE-1", LOG4J, ",\"versions\":\"<2.17.0\"", "affected", 50)
		 VEX("CVE-1", LOG4J, ",\"versions\":\"<2.17.0\"", "fixed", 60),
	 "2.9.1|sha256:aa|affected"},
	{"of no version told, what was listed before",
	 VEX("CVE-1", LOG4J, "", "affected", 50) VEX("CVE-1", LOG4J, "", "fixed", 150),
	 "2.17.0|sha256:aa|affected;2.9.1|sha256:aa|affected"},
	{"but what is listed since",
	 VEX("CVE-1", LOG4J, "", "affected", 50) VEX("CVE-1", LOG4J, "", "fixed", 60), ""},
	{"what clears it afterwards does",
	 VEX("CVE-1", LOG4J "@2.9.1", "", "affected", 50) VEX("CVE-1", LOG4J "@2.9.1", "", "fixed",
							      60)
		 VEX("CVE-1", LOG4J "@2.9.1", ",\"justification\":\"j\"", "not_affected", 70),
	 ""},
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
		estate_take(&e, 1000, APP);
		estate_take(&e, 1001, NEWER);
		estate_take(&e, 1002, RPM);
		str_addf(&run, "%s%s%s", HELLO STOCK_SCOPE(1, "vex", "\"i\",\"d\"", 50),
			 STATEMENTS[i].statements, END(1) DONE);
		estate_take(&e, 1003, str_text(&run));
		struct select_case hits = HITS;
		hits.rows = STATEMENTS[i].hits;
		if (!test_count(!strcmp(rows_of(&e, &hits), hits.rows)))
			fprintf(stderr, "%s: %s, not %s\n", STATEMENTS[i].name, rows_of(&e, &hits),
				hits.rows);
		estate_close(&e);
		str_fini(&run);
	}
}

#define GO "pkg:golang/example.com/m"
// A word that stands for an unknown version is none: never passed over, never called affected.
static void test_words(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000,
		    HELLO SBOM(1, "app", "sha256:aa", "", 100) TEXT(1, "library")
			    PART(1, GO "@(devel)", "") PART(1, PAD, ",\"version\":\"latest\"")
				    PART(1, YAML "@UNKNOWN", "")
					    PART(1, LOG4J "@0.0.0-dev", ",\"version\":\"2.9.1\"")
						    END(1) DONE);
	estate_take(&e, 1001,
		    VEX_RUN("d", 50,
			    VEX("CVE-1", GO, "", "affected\",\"versions\":\"<1.2",
				50) VEX("CVE-2", PAD "@3", "", "affected", 50)
				    VEX("CVE-3", YAML, "", "affected\",\"versions\":\">=5",
					50) VEX("CVE-4", LOG4J "@2.9.1", "", "affected", 50)
					    VEX("CVE-5", LOG4J "@2.9.2", "", "affected", 50)));
	static const struct select_case CASES[] = {
		{"advisory_hits", "advisory version status", NULL, 0, NULL,
		 "CVE-1|NULL|may_be_affected;CVE-2|NULL|may_be_affected;CVE-3|NULL|may_be_affected;"
		 "CVE-4|2.9.1|affected"},
		{"components", "name version", "range", FILTER_IS, "<1.2",
		 "left-pad|NULL;m|NULL;pyyaml|NULL"}};
	CHECK(&e, CASES);
	estate_close(&e);
}

// An epoch that nobody asks for is none; one that is asked for counts. Advisories' ranges tell it.
static void test_epochs(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000,
		    HELLO SBOM(1, "a", "sha256:aa", "", 100) TEXT(1, "library")
			    PART(1, "pkg:rpm/redhat/ssl@3.0.7-24.el9?epoch=1", "")
				    PART(1, "pkg:deb/debian/ssl@2:3.0.8-1", "") END(1) DONE);
	estate_take(&e, 1001,
		    VEX_RUN("d", 50,
			    VEX("CVE-1", "pkg:rpm/redhat/ssl", "",
				"affected\",\"versions\":\"<3.0.8", 50)));
	static const struct select_case CASES[] = {
		{"components", "version", "range", FILTER_IS, "<3.0.8", "1:3.0.7-24.el9"},
		{"components", "version", "range", FILTER_IS, "<3.0.9", "1:3.0.7-24.el9;2:3.0.8-1"},
		{"components", "version", "range", FILTER_IS, ">=3.0.8", "2:3.0.8-1"},
		{"components", "version", "range", FILTER_IS, "<1:3.0.8", "1:3.0.7-24.el9"},
		{"components", "version", "range", FILTER_IS, "<1:3.0.7", ""},
		{"components", "version", "range", FILTER_IS, "vers:rpm/<3.0.8", "1:3.0.7-24.el9"},
		{"advisory_hits", "version", NULL, 0, NULL, ""}};
	CHECK(&e, CASES);
	estate_close(&e);
}

// A CVE that enters the catalogue marks the hits that were there before; what runs is counted.
static void test_known(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000, APP);
	estate_take(&e, 1001,
		    VEX_RUN("d", 50,
			    VEX("GHSA-jfh8-c2jp-5v3q CVE-2021-44228", LOG4J "@2.9.1", "",
				"affected", 50)));
	static const struct select_case BEFORE[] = {{"advisory_hits",
						     "advisory kev due epss running since", NULL, 0,
						     NULL, "CVE-2021-44228|0|NULL|NULL|0|100"}};
	CHECK(&e, BEFORE);
	estate_take(
		&e, 1002,
		HELLO STOCK_SCOPE(
			1, "kev", "\"cisa\"",
			70) "{\"t\":\"kev\",\"scope\":1,\"cve\":\"CVE-2021-44228\",\"added\":60,"
			    "\"due\":90,\"ransomware\":true}\n" END(1) STOCK_SCOPE(
				    2, "epss", "\"first\"",
				    70) "{\"t\":\"epss\",\"scope\":2,\"cve\":\"CVE-2021-"
					"44228\",\"epss\":\"0.94358\",\"percentile\":\"0."
					"99963\"}\n" END(2) STOCK_SCOPE(3, "workloads", "\"prod\"",
									70)
						TEXT(1, "prod") "{\"t\":\"workload\",\"scope\":3,"
								"\"cluster\":1,\"workload\":"
								"\"web\",\"digest\":\"sha256:"
								"aa\",\"replicas\":2}\n"
								"{\"t\":\"workload\",\"scope\":3,"
								"\"cluster\":1,\"workload\":"
								"\"off\",\"digest\":\"sha256:"
								"aa\",\"replicas\":0}\n" END(3)
									DONE);
	static const struct select_case AFTER[] = {
		{"advisory_hits", "advisory kev due epss running since", NULL, 0, NULL,
		 "CVE-2021-44228|1|90|0.94358|1|100"},
		{"epss", "cve epss percentile", NULL, 0, NULL, "CVE-2021-44228|0.94358|0.99963"},
		{"kev", "cve ransomware due", NULL, 0, NULL, "CVE-2021-44228|1|90"},
		{"workloads", "cluster workload replicas sbom", NULL, 0, NULL,
		 "prod|off|0|1;prod|web|2|1"}};
	CHECK(&e, AFTER);
	estate_take(&e, 1003, HELLO STOCK_SCOPE(1, "kev", "\"cisa\"", 80) END(1) DONE);
	static const struct select_case EMPTY[] = {{"kev", "cve", NULL, 0, NULL, ""}};
	CHECK(&e, EMPTY);
	estate_close(&e);
}

// Which inventories of a subject are current: those of the newest one's digest, each generator's
// last, and where one of the two tells no digest.
static const struct {
	const char *name, *inventories, *current;
} GENERATORS[] = {
	{"two generators of one digest", MADE(1, "aa", "syft", 100) MADE(2, "aa", "trivy", 200),
	 "syft|100;trivy|200"},
	{"of an older digest none is",
	 MADE(1, "aa", "syft", 100) MADE(2, "aa", "trivy", 150) MADE(3, "bb", "trivy", 200),
	 "trivy|200"},
	{"one that has come back is",
	 MADE(1, "aa", "syft", 100) MADE(2, "bb", "trivy", 150) MADE(3, "aa", "trivy", 200),
	 "syft|100;trivy|200"},
	{"one without a digest may be of the same",
	 MADE(1, "", "syft", 100) MADE(2, "aa", "trivy", 200), "syft|100;trivy|200"},
	{"and the other way round", MADE(1, "aa", "syft", 100) MADE(2, "", "trivy", 200),
	 "syft|100;trivy|200"},
	{"unless its generator made another since",
	 MADE(1, "", "syft", 100) MADE(2, "bb", "syft", 150) MADE(3, "aa", "trivy", 200),
	 "trivy|200"},
	{"parts of one subject are lists of their own, each its last",
	 MADE_OF(1, "backend", "trivy", 100) MADE_OF(2, "frontend", "trivy", 200) MADE_OF(
		 3, "backend", "syft", 90) MADE(4, "", "trivy", 80) MADE(5, "bb", "trivy", 300),
	 "syft|90;trivy|100;trivy|200;trivy|300"},
	{"two that nobody tells the generator of", MADE(1, "aa", "", 100) MADE(2, "bb", "", 200),
	 "NULL|200"},
};

static void test_generators(void)
{
	static const struct select_case CURRENT = {"sbom",    "tool made", "newest",
						   FILTER_IS, "yes",	   NULL};
	for (size_t i = 0; i < sizeof GENERATORS / sizeof *GENERATORS; i++) {
		struct estate e;
		struct str run = {0};
		estate_open(&e);
		str_addf(&run, "%s%s%s", HELLO, GENERATORS[i].inventories, DONE);
		estate_take(&e, 1000, str_text(&run));
		struct select_case current = CURRENT;
		current.rows = GENERATORS[i].current;
		if (!test_count(!strcmp(rows_of(&e, &current), current.rows)))
			fprintf(stderr, "%s: %s, not %s\n", GENERATORS[i].name,
				rows_of(&e, &current), current.rows);
		estate_close(&e);
		str_fini(&run);
	}
}

int main(void)
{
	test_generators();
	test_statements();
	test_known();
	test_words();
	test_epochs();
	return test_done("store_hits");
}
