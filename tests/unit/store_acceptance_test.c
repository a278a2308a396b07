// Accepted risks, as the ledger's collector tells them: what they cover, until when, and who may
// say so. Expected states follow from DESIGN.md ("an unreadable expiry is expired") and
// gavel-gates(5).
#include "findings/name.h"

#include "tests/unit/store_estate.h"

#define FINDING(level, more)                                                                       \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"code\",\"level\":\"" level    \
	"\",\"rule\":\"r\",\"title\":\"t\",\"ids\":\"CVE-2024-1\",\"file\":\"a.c\"" more "}\n"
#define SCAN_RUN(at, finding)                                                                      \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"code\",\"\","       \
	      "\"repo\"],\"mode\":\"append\",\"at\":" #at "}\n" finding                            \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\",\"class\":\"code\"," \
	      "\"target\":\"repo\",\"findings\":1}\n" END(1) DONE
#define KEV_RUN                                                                                    \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"kev\",\"key\":[\"cisa\"],\"mode\":"            \
	      "\"replace\",\"at\":1}\n{\"t\":\"kev\",\"scope\":1,\"cve\":\"CVE-2024-1\",\"due\":"  \
	      "900}\n" END(1) DONE

static const struct {
	const char *name, *scan, *accepted; // what the acceptance says beside its id and finding
	bool exploited;			    // the catalogue lists it
	const char *until;		    // of the bucket
} CASES[] = {
	{"as it was", SCAN_RUN(100, FINDING("high", "")), "\"level\":\"high\",\"until\":500", false,
	 "500"},
	{"milder", SCAN_RUN(100, FINDING("low", "")), "\"level\":\"high\",\"until\":500", false,
	 "500"},
	{"worse", SCAN_RUN(100, FINDING("critical", "")), "\"level\":\"high\",\"until\":500", false,
	 "NULL"},
	{"of a severity that nobody knows", SCAN_RUN(100, FINDING("unknown", "")),
	 "\"level\":\"high\",\"until\":500", false, "NULL"},
	{"critical when it was accepted", SCAN_RUN(100, FINDING("critical", "")),
	 "\"level\":\"critical\",\"until\":500", false, "500"},
	{"exploited since", SCAN_RUN(100, FINDING("high", "")), "\"level\":\"high\",\"until\":500",
	 true, "NULL"},
	{"exploited by its tool's word", SCAN_RUN(100, FINDING("high", ",\"kev\":true")),
	 "\"level\":\"high\",\"until\":500", false, "NULL"},
	{"exploited when it was accepted", SCAN_RUN(100, FINDING("high", "")),
	 "\"level\":\"high\",\"exploited\":true,\"until\":500", true, "500"},
	{"without an end", SCAN_RUN(100, FINDING("high", "")), "\"level\":\"high\"", false, "NULL"},
	{"with an end that is no time", SCAN_RUN(100, FINDING("high", "")),
	 "\"level\":\"high\",\"until\":-1", false, "NULL"},
	{"of a level that is none", SCAN_RUN(100, FINDING("high", "")),
	 "\"level\":\"any\",\"until\":500", false, "NULL"},
};

static bool run_of(struct estate *e, const char *plugin, const char *lines)
{
	struct archive_run *run;
	struct err err = {0};
	struct slice rest = slice_of(lines);
	bool done = archive_begin(e->archive, true, &run, &err);
	while (done && rest.len)
		done = archive_run_add(run, slice_cut(&rest, '\n'), &err);
	struct archive_entry entry = {
		.source = "s", .plugin = plugin, .version = "1", .started = 1, .finished = 1};
	return done && archive_run_commit(run, &entry, &err) &&
	       cache_fold(e->cache, e->archive, NULL, &err);
}

static void accept(struct estate *e, const char *plugin, const char *says)
{
	struct str lines = {0};
	char name[FINDING_NAME];
	int64_t id = strtoll(estate_ask(e, "SELECT id FROM finding"), NULL, 10);
	str_addf(&lines,
		 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"acceptances\",\"key\":[\"l\"],"
		       "\"mode\":\"replace\",\"at\":1}\n{\"t\":\"acceptance\",\"scope\":1,"
		       "\"id\":\"RA-1\",\"finding\":\"%s\",%s}\n" END(1) DONE,
		 finding_name(id, name), says);
	expect_true(run_of(e, plugin, str_text(&lines)));
	str_fini(&lines);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct estate e;
		int64_t last;
		struct err err = {0};
		estate_open(&e);
		expect_true(run_of(&e, "scans", CASES[i].scan));
		accept(&e, "ledger", CASES[i].accepted);
		expect_true(!CASES[i].exploited || run_of(&e, "scans", KEV_RUN));
		const char *got = estate_ask(&e, "SELECT accepted_until FROM bucket");
		if (!test_count(!strcmp(got, CASES[i].until)))
			fprintf(stderr, "%s: %s\n", CASES[i].name, got);
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		expect_text(err.text, "");
		estate_close(&e);
	}
}

// A collector of anything else accepts nothing: its run cannot be used, and says why.
static void test_who(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(run_of(&e, "scans", CASES[0].scan));
	accept(&e, "scans", CASES[0].accepted);
	expect_text(estate_ask(&e, "SELECT accepted_until FROM bucket"), "NULL");
	expect_text(estate_ask(&e, "SELECT count(*) FROM acceptance"), "0");
	expect_true(!cache_whole(e.cache, 0, &err));
	expect_true(strstr(err.text, "they are the ledger's alone") != NULL);
	estate_close(&e);
}

// What is withdrawn is no longer accepted.
static void test_withdrawn(void)
{
	struct estate e;
	estate_open(&e);
	expect_true(run_of(&e, "scans", CASES[0].scan));
	accept(&e, "ledger", CASES[0].accepted);
	expect_text(estate_ask(&e, "SELECT accepted_until FROM bucket"), "500");
	expect_true(run_of(&e, "ledger",
			   HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"acceptances\",\"key\":"
				 "[\"l\"],\"mode\":\"replace\",\"at\":2}\n" END(1) DONE));
	expect_text(estate_ask(&e, "SELECT accepted_until FROM bucket"), "NULL");
	estate_close(&e);
}

int main(void)
{
	test_cases();
	test_who();
	test_withdrawn();
	return test_done("store_acceptance");
}
