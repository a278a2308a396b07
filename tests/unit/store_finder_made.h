// Findings for the test of the text index, and a plain look at what they say.
#ifndef GAVEL_TESTS_UNIT_STORE_FINDER_MADE_H
#define GAVEL_TESTS_UNIT_STORE_FINDER_MADE_H

#include "tests/unit/store_estate.h"

#include "base/json.h"

#include <ctype.h>

// Findings, each at a place of its own. What a word may be in is all of these texts.
static const struct made {
	const char *rule, *title, *file, *line, *package, *fixed, *url, *resource, *text, *ids,
		*cwe, *purl;
} MADE[] = {
	{"py/sql", "SQL is built from a word", "src/app/db.py", "12", NULL, NULL, .url = NULL},
	{"py/sql", "sql IS BUILT from two words", "src/app/db_old.py", "120", NULL, NULL,
	 .url = NULL},
	{"py/path", "100% of paths_are \\ free", "src/lib/p%th.py", "7", NULL, NULL, .url = NULL},
	{"py/path", "100 of paths-are free", "src/lib/path.py", "2024", NULL, NULL, .url = NULL},
	{"js/quote", "it's a \"quote\" AND NOT a phrase*", "web/a'b.js", "3", NULL, NULL,
	 .url = NULL},
	{"js/quote", "NEAR(title, 2) OR \"x\" - y:z ^ +", "web/b\"c.js", "4", NULL, NULL,
	 .url = NULL},
	{"js/case", "\xc3\x84pfel und \xc3\x96l \xe2\x9c\x93", "web/\xc3\xa4.js", "5", NULL, NULL,
	 .url = NULL},
	{"js/case", "\xc3\xa4pfel und \xc3\xb6l", "web/\xc3\x84.js", "6", NULL, NULL, .url = NULL},
	{"CVE-2021-44228", "Remote code in a logger", NULL, NULL, "log4j-core", "2.17.1",
	 .url = NULL},
	{"CVE-2021-45046", "Remote code in a logger", NULL, NULL, "log4j-core", "2.16",
	 .url = NULL},
	{"zap/10", "Header is missing", NULL, NULL, NULL, NULL,
	 .url = "https://a.example/x:80/y?q=%25"},
	{"zap/10", "Header is missing", NULL, NULL, NULL, NULL, .url = "https://a.example/x"},
	{"a", "b", "c", "1", NULL, NULL, .url = NULL},
	{"[set]", "[a-z]? *", "dir/[x]/*.tf", "80", NULL, NULL, .url = NULL},
	{"tail", "ends with a colon:", "odd:name:9", "99", NULL, NULL, .url = NULL},
	// What is no place of its own, and texts that several have.
	{"both", "an address beside a file", "web/u.js", "11", NULL, NULL, "https://u.example/h",
	 .text = "Say [marmalade] 100% of times"},
	{"both", "a resource alone", .resource = "arn:made:u:77",
	 .text = "Say [marmalade] 100% of times", .cwe = "CWE-502"},
	{"both", "a resource beside a file", "web/u.js", "12", .resource = "arn:made:v:78",
	 .text = "say Marmalade", .cwe = "CWE-502"},
	{"CVE-2021-44228", "Remote code once more", "pom.xml", "2", "log4j-core", "2.17.1",
	 .ids = "CVE-2021-44228", .cwe = "CWE-502"},
	{"CVE-2021-44228", "Remote code again", "build.gradle", "3", "log4j-api", "2.17.1",
	 .ids = "CVE-2021-44228"},
};
enum { MADE_COUNT = sizeof MADE / sizeof *MADE };

// Words, one letter, digits, what other languages take for operators, and what is nowhere.
static const char *const SOUGHT[] = {
	"sql",
	"SQL",
	"word",
	"words",
	"a",
	"b",
	"is",
	"100%",
	"%",
	"_",
	"paths_are",
	"\\",
	"'",
	"\"",
	"it's",
	"\"quote\"",
	"AND",
	"NOT",
	"NEAR(",
	"phrase*",
	"*",
	"^",
	"+",
	"-",
	"y:z",
	":",
	"::",
	":1",
	":12",
	"12",
	"120",
	"db.py:12",
	"db.py:120",
	"db.py:",
	"py:2",
	"2024",
	"20",
	"0",
	"\xc3\x84pfel",
	"\xc3\xa4pfel",
	"\xc3\x96",
	"\xe2\x9c\x93",
	"log4j",
	"log4j-core to 2.17",
	"to 2.1",
	"2.17.1",
	"x:80",
	":80",
	":80/y",
	"a.example",
	"%25",
	"?q=",
	"[x]",
	"[a-z]",
	"[",
	"]",
	"name:9",
	"name:9:99",
	"9:99",
	"odd:",
	"colon:",
	"nowhere at all",
	"src/app/db.py:12 ",
	"git",
	"high",
	"new",
	"F-",
	"zap/10",
	"cve-2021",
	"u.example",
	"arn:made",
	"v:78",
	"marmalade",
	"[marmalade]",
	"77",
	"09",
	"00012",
	"99999999999999999999",
};
enum { SOUGHT_COUNT = sizeof SOUGHT / sizeof *SOUGHT };

// ---- A plain look ----

static inline bool holds(const char *text, const char *word)
{
	size_t len = strlen(word);
	for (; text && *text; text++) {
		size_t same = 0;
		while (same < len && text[same] &&
		       (text[same] == word[same] || (isascii(text[same]) && isascii(word[same]) &&
						     tolower(text[same]) == tolower(word[same]))))
			same++;
		if (same == len)
			return true;
	}
	return false;
}

static inline const char *place_of(const struct made *made, struct str *out)
{
	str_clear(out);
	if (made->file)
		str_addf(out, "%s:%s", made->file, made->line);
	return made->file ? str_text(out) : made->resource ? made->resource : made->url;
}

static inline bool place_holds(const struct made *made, const char *word)
{
	struct str place = {0};
	bool found = holds(place_of(made, &place), word);
	str_fini(&place);
	return found;
}

static inline bool upgrade_holds(const struct made *made, const char *word)
{
	struct str text = {0};
	if (made->package)
		str_addf(&text, "%s to %s", made->package, made->fixed);
	bool found = made->package && holds(str_text(&text), word);
	str_fini(&text);
	return found;
}

// ---- The estate ----

static inline void add_text(struct json_out *json, const char *key, const char *text)
{
	if (text)
		json_text(json, key, text);
}

static inline void add_finding(struct str *out, const struct made *made, int row)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "t", "finding");
	json_int(&json, "scope", 1);
	json_open_list(&json, "rows");
	for (int i = 0; i < 3; i++)
		json_int(&json, NULL, i ? row : 1);
	json_close_list(&json);
	json_text(&json, "class", made->package ? "dependency" : "code");
	json_text(&json, "level", "high");
	add_text(&json, "rule", made->rule);
	add_text(&json, "title", made->title);
	add_text(&json, "file", made->file);
	if (made->line)
		json_int(&json, "line", atoi(made->line));
	add_text(&json, "package", made->package);
	add_text(&json, "fixed", made->fixed);
	add_text(&json, "url", made->url);
	add_text(&json, "resource", made->resource);
	add_text(&json, "text", made->text);
	add_text(&json, "ids", made->ids);
	add_text(&json, "cwe", made->cwe);
	add_text(&json, "purl", made->purl);
	json_close_map(&json);
	str_add_char(out, '\n');
}

// A scan of a target, made at some time, with these findings.
struct made_scan {
	int run, target, at; // all different but the target
	bool complete;
};
static inline void fold_made(struct estate *e, struct made_scan scan, const struct made *made,
			     size_t count)
{
	struct str lines = {0};
	struct err err = {0};
	str_addf(&lines,
		 HELLO
		 "{\"t\":\"input\",\"id\":1,\"uri\":\"u\",\"sha256\":\"%064d\",\"bytes\":1}\n"
		 "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"code\",\"\","
		 "\"git%d\"],\"mode\":\"append\",\"at\":%d,\"delivery\":\"d%d\"}\n",
		 scan.run, scan.target, scan.at, scan.run);
	for (size_t i = 0; i < count; i++)
		add_finding(&lines, &made[i], (int)i + 1);
	str_addf(
		&lines,
		"{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\",\"class\":\"code\","
		"\"target\":\"git%d\"}\n{\"t\":\"end\",\"scope\":1,\"complete\":%s,\"rows\":%zu}"
		"\n" DONE,
		scan.target, scan.complete ? "true" : "false", count);
	expect_true(estate_run(e, 100 + scan.run, str_text(&lines)));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_text(err.text, "");
	str_fini(&lines);
}

// A scan of a target of its own.
static inline void fold_scan_of(struct estate *e, int number, const struct made *made, size_t count,
				bool complete)
{
	fold_made(e, (struct made_scan){number, number, 1000 + number, complete}, made, count);
}

static inline void fill_now(struct cache *cache)
{
	struct err err = {0};
	struct sql_value values[7] = {SQL_I(5000)};
	expect_true(cache_run(cache, "now_drop_moment", NULL, 0, &err));
	expect_true(cache_run(cache, "now_add_moment", values, 1, &err));
	expect_true(cache_run(cache, "now_drop_buckets", NULL, 0, &err));
	expect_true(cache_run(cache, "now_add_buckets", values, 7, &err));
}

#endif
