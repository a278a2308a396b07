// What a scan covers, and that it closes nothing else: gavel-plugin(7), records of kind cover.
// Scans of a case come in every order.
#include "tests/unit/store_estate.h"

#define SCAN(at, lines)                                                                            \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"iac\",\"\","        \
	      "\"repo\"],\"mode\":\"append\",\"at\":" #at "}\n" lines                              \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\",\"class\":\"iac\","  \
	      "\"target\":\"repo\",\"findings\":1}\n" END(1) DONE
#define COVER(by, value) "{\"t\":\"cover\",\"scope\":1,\"by\":\"" by "\",\"value\":\"" value "\"}\n"
#define FILES(a, b)	 COVER("file", a) COVER("file", b)
#define FOUND(class, title, more)                                                                  \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"" class "\",\"rule\":\"r\","  \
									     "\"title\":\"" title  \
									     "\"," more "}\n"
#define IN(title, file)	    FOUND("iac", title, "\"level\":\"high\",\"file\":\"" file "\"")
#define OF(title, resource) IN(title, "a.tf\",\"resource\":\"" resource)
#define AT(title, level)    FOUND("code", title, "\"level\":\"" level "\",\"file\":\"" title ".py\"")
#define RULED(title, name)                                                                         \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"iac\",\"rule\":\"" name       \
	"\",\"title\":\"" title "\",\"level\":\"high\",\"resource\":\"" title "\"}\n"
#define ON(title, class, resource)                                                                 \
	FOUND(class, title, "\"level\":\"high\",\"resource\":\"" resource "\"")
#define FUNCTION "arn:aws-cn:lambda:cn-north-1:111122223333:function:f:$LATEST"
// A flaw of a package that is called like it.
#define FLAW(name, more)                                                                           \
	FOUND("dependency", name,                                                                  \
	      "\"level\":\"high\",\"package\":\"" name "\",\"ids\":\"CVE-2024-1\",\"version\":"    \
	      "\"1\"" more)
#define FIX	",\"fixed\":\"2\""
#define NO_FIX	",\"fix\":\"not_fixed\""
#define SAYS_IT ",\"fix\":\"fixed\""

static const struct {
	const char *name;
	const char *scans[3];  // in the order of their times
	const char *findings;  // title, where it is, and what became of it: 0 open, 1 fixed
	const char *uncovered; // of each scan
} CASES[] = {
	{"nothing told is all",
	 {SCAN(1, IN("a", "a.tf") IN("b", "b.tf")), SCAN(2, IN("b", "b.tf"))},
	 "a a.tf 1,b b.tf 0",
	 "0,0"},
	{"only what has a fix",
	 {SCAN(1, FLAW("a", FIX) FLAW("b", NO_FIX) FLAW("c", "") FLAW("d", SAYS_IT)),
	  SCAN(2, COVER("fix", "fixed"))},
	 "a - 1,b - 0,c - 0,d - 1",
	 "0,2"},
	{"only what has none",
	 {SCAN(1, FLAW("a", FIX) FLAW("b", NO_FIX) FLAW("c", "") FLAW("d", SAYS_IT)),
	  SCAN(2, COVER("fix", "unfixed"))},
	 "a - 0,b - 1,c - 1,d - 0",
	 "0,2"},
	{"both are all",
	 {SCAN(1, FLAW("a", FIX) FLAW("b", NO_FIX)),
	  SCAN(2, COVER("fix", "unfixed") COVER("fix", "fixed"))},
	 "a - 1,b - 1",
	 "0,0"},
	{"what it says last counts",
	 {SCAN(1, FLAW("a", NO_FIX) FLAW("b", FIX)), SCAN(2, FLAW("a", FIX) FLAW("b", NO_FIX)),
	  SCAN(3, COVER("fix", "fixed"))},
	 "a - 1,b - 0",
	 "0,0,1"},
	{"a whole scan closes what was left",
	 {SCAN(1, FLAW("a", NO_FIX)), SCAN(2, COVER("fix", "fixed")), SCAN(3, "")},
	 "a - 1",
	 "0,1,0"},
	{"a fix came while it was hidden",
	 {SCAN(1, FLAW("a", NO_FIX)), SCAN(2, COVER("fix", "fixed")),
	  SCAN(3, COVER("fix", "fixed") FLAW("a", FIX))},
	 "a - 0",
	 "0,1,0"},
	{"from a level on",
	 {SCAN(1, AT("a", "low") AT("b", "high") AT("c", "critical")),
	  SCAN(2, COVER("level", "high") COVER("level", "critical"))},
	 "a a.py 0,b b.py 1,c c.py 1",
	 "0,1"},
	{"a file that is not listed",
	 {SCAN(1, FILES("a.tf", "b.tf") IN("a", "a.tf") IN("b", "b.tf")),
	  SCAN(2, COVER("file", "b.tf"))},
	 "a a.tf 0,b b.tf 1",
	 "0,1"},
	{"a path is one path",
	 {SCAN(1, IN("a", "./x/a.tf") IN("b", "/b.tf")), SCAN(2, FILES("x/a.tf", "./b.tf"))},
	 "a ./x/a.tf 1,b /b.tf 1",
	 "0,0"},
	{"where a resource stands counts, too",
	 {SCAN(1, OF("a", "bucket.a")), SCAN(2, COVER("file", "b.tf"))},
	 "a a.tf 0",
	 "0,1"},
	{"no file is in no list",
	 {SCAN(1, FOUND("iac", "a", "\"level\":\"low\",\"resource\":\"x\"")),
	  SCAN(2, COVER("file", "b.tf"))},
	 "a - 1",
	 "0,0"},
	{"files and levels",
	 {SCAN(1, AT("a", "low") AT("b", "low") AT("c", "high")),
	  SCAN(2, FILES("a.py", "c.py") COVER("level", "high"))},
	 "a a.py 0,b b.py 0,c c.py 1",
	 "0,2"},
	{"what nobody knows covers nothing",
	 {SCAN(1, IN("a", "a.tf")), SCAN(2, COVER("moon", "full"))},
	 "a a.tf 0",
	 "0,1"},
	{"a value that nobody knows covers nothing",
	 {SCAN(1, AT("a", "low")), SCAN(2, COVER("level", "purple"))},
	 "a a.py 0",
	 "0,1"},
	{"renamed in a run over the same files",
	 {SCAN(1, FILES("a.tf", "b.tf") IN("a", "a.tf")),
	  SCAN(2, FILES("c.tf", "b.tf") IN("a", "c.tf"))},
	 "a c.tf 0",
	 "0,0"},
	{"where nobody listed files before a copy may be all there is to it",
	 {SCAN(1, IN("a", "a.tf")), SCAN(2, FILES("c.tf", "b.tf") IN("a", "c.tf"))},
	 "a a.tf 0,a c.tf 0",
	 "0,1"},
	{"a copy in a run over changed files is no renamed file",
	 {SCAN(1, FILES("a.tf", "b.tf") COVER("file", "d.tf") IN("a", "a.tf")),
	  SCAN(2, FILES("c.tf", "b.tf") IN("a", "c.tf"))},
	 "a a.tf 0,a c.tf 0",
	 "0,1"},
	{"nor is one of a file that the run before did not list either",
	 {SCAN(1, IN("a", "a.tf")), SCAN(2, FILES("b.tf", "c.tf")),
	  SCAN(3, FILES("b.tf", "d.tf") IN("a", "d.tf"))},
	 "a a.tf 0,a d.tf 0",
	 "0,1,1"},
	{"the same in a file of another run is another",
	 {SCAN(1, COVER("file", "a.tf") IN("a", "a.tf")),
	  SCAN(2, COVER("file", "b.tf") IN("a", "b.tf")), SCAN(3, COVER("file", "a.tf"))},
	 "a a.tf 1,a b.tf 0",
	 "0,1,1"},
	{"it moved in its file",
	 {SCAN(1, COVER("file", "a.tf") IN("a", "a.tf\",\"param\":\"1")),
	  SCAN(2, FILES("a.tf", "b.tf") IN("a", "a.tf\",\"param\":\"2") IN("a", "b.tf"))},
	 "a a.tf 0,a b.tf 0",
	 "0,0"},
	{"a check that is not listed",
	 {SCAN(1, RULED("a", "r.1") RULED("b", "r.2") RULED("c", "r.3")),
	  SCAN(2, COVER("rule", "r.2") COVER("rule", "r.9") RULED("d", "r.9"))},
	 "a - 0,b - 1,c - 0,d - 0",
	 "0,2"},
	{"a check's name is not the beginning of another's",
	 {SCAN(1, RULED("a", "r.1") RULED("b", "r.10")), SCAN(2, COVER("rule", "r.10"))},
	 "a - 0,b - 1",
	 "0,1"},
	{"checks and files",
	 {SCAN(1, IN("a", "a.tf") IN("b", "b.tf") RULED("c", "q")),
	  SCAN(2, COVER("file", "b.tf") COVER("rule", "r"))},
	 "a a.tf 0,b b.tf 1,c - 0",
	 "0,2"},
	{"the service of a resource that was not looked at",
	 {SCAN(1, ON("a", "dependency", "i-0a1") ON("b", "dependency", FUNCTION)
			  ON("c", "code", FUNCTION) ON("d", "dependency", "team/api")),
	  SCAN(2, COVER("not_service", "ec2"))},
	 "a - 0,b - 1,c - 1,d - 1",
	 "0,1"},
	{"the service of a class of findings",
	 {SCAN(1, ON("a", "dependency", "i-0a1") ON("b", "dependency", FUNCTION)
			  ON("c", "code", FUNCTION)),
	  SCAN(2, COVER("not_service", "lambda code"))},
	 "a - 1,b - 1,c - 0",
	 "0,1"},
	{"what is of no service",
	 {SCAN(1, ON("a", "dependency", "i-0a1") ON("b", "dependency", "i-tools")
			  ON("c", "dependency", "")),
	  SCAN(2, COVER("not_service", "none"))},
	 "a - 1,b - 0,c - 0",
	 "0,2"},
	{"a part of a scan leaves all",
	 {SCAN(1, IN("a", "a.tf")), HELLO
	  "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"iac\",\"\",\"repo\"],"
	  "\"mode\":\"append\",\"at\":2}\n" COVER(
		  "file",
		  "a.tf") "{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\","
			  "\"class\":\"iac\","
			  "\"target\":\"repo\",\"partial\":\"diff\",\"findings\":0}\n" END(1) DONE},
	 "a a.tf 0",
	 "0,0"},
};

#define BECAME                                                                                     \
	"SELECT group_concat(told) FROM (SELECT o.title || ' ' || coalesce(o.file, '-') || ' ' ||" \
	" b.state AS told FROM finding f JOIN finding_body o ON o.id = f.body"                     \
	" JOIN bucket b ON b.id = f.bucket ORDER BY told)"
#define UNCOVERED "SELECT group_concat(uncovered) FROM (SELECT uncovered FROM scan ORDER BY at)"

static void test_order(size_t at, const int order[3])
{
	struct estate e;
	int64_t last;
	struct err err = {0};
	estate_open(&e);
	for (int i = 0; i < 3; i++)
		if (CASES[at].scans[order[i]])
			estate_take(&e, 1000 + i, CASES[at].scans[order[i]]);
	bool became = !strcmp(estate_ask(&e, BECAME), CASES[at].findings);
	bool uncovered = !strcmp(estate_ask(&e, UNCOVERED), CASES[at].uncovered);
	if (!test_count(became && uncovered)) {
		fprintf(stderr, "%s, %d %d %d: ", CASES[at].name, order[0], order[1], order[2]);
		fprintf(stderr, "%s; ", estate_ask(&e, BECAME));
		fprintf(stderr, "%s\n", estate_ask(&e, UNCOVERED));
	}
	expect_true(cache_verify(e.cache, e.archive, &last, &err));
	expect_text(err.text, "");
	estate_close(&e);
}

int main(void)
{
	static const int ORDERS[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
					{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t j = 0; j < sizeof ORDERS / sizeof *ORDERS; j++)
			test_order(i, ORDERS[j]);
	return test_done("store_cover");
}
