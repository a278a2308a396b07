// Inventories and what is known of weaknesses, from archived lines to the rows of their relations.
#include "tests/unit/store_stock.h"

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
	estate_take(&e, 1000,
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
	estate_take(&e, 1000, APP);
	estate_take(&e, 1001, NEWER);
	CHECK(&e, INVENTORY);
	estate_take(&e, 1002,
		    HELLO SBOM(1, "app", "sha256:aa", "", 300) TEXT(1, "library")
			    PART(1, BASH "@5", "") END(1) DONE);
	static const struct select_case REPLACED[] = {
		{"components", "name version digest", NULL, 0, NULL,
		 "bash|5|sha256:aa;log4j-core|2.17.0|sha256:bb"},
		{"sbom", "digest newest", NULL, 0, NULL, "sha256:aa|1;sha256:bb|0"}};
	CHECK(&e, REPLACED);
	estate_take(&e, 1003,
		    HELLO SBOM(1, "app", "sha256:aa", "", 250) TEXT(1, "library")
			    PART(1, BASH "@4", "") END(1) DONE);
	CHECK(&e, REPLACED);
	estate_take(&e, 1004, HELLO SBOM(1, "app", "sha256:aa", "", 400) BROKEN_END(1) DONE);
	CHECK(&e, REPLACED);
	expect_text(estate_ask(&e, "SELECT count(*) FROM component"), "2");
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
		estate_take(&e, 1000, RUNS[i]);
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
	return test_done("store_stock");
}
