// Random small estates: what is found with the text index, with part of it and with one that is
// behind is what is found without it, in the same order and page by page; also after scans that
// came later or were made before, and after other owners were named. Who owns what is asked of the
// rules themselves, too.
#include "tests/unit/store_finder_made.h"

#include "findings/owner/owners.h"
#include "store/finder/finder.h"
#include "store/select.h"

enum { ESTATES = 2, SCANS = 3, MOST = 24, PAGE = 12, TARGETS = 2, ASKED = 5 };

static uint64_t seed = 20261126;

static size_t pick(size_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % count;
}
#define COUNT(list) (sizeof(list) / sizeof *(list))
#define PICK(list)  ((list)[pick(COUNT(list))])

static const char *const RULES[] = {"py/sql", "2024/x", "CVE-2021-44228", "\xc3\x84/rule", "a_b%"};
static const char *const TITLES[] = {"SQL in 2024",   "sql",	"\xc3\x84pfel", "\xc3\xa4pfel",
				     "64 bits: 100%", "py/sql", "a_b"};
static const char *const FILES[] = {
	"src/a.c", "src/api/a.c", "src/api/64.c", "docs/\xc3\xa4.md", "tools/a:2.c", "A.c", NULL};
static const char *const LINES[] = {"1", "64", "164", "2024", NULL};
static const char *const PACKAGES[] = {NULL, NULL, "openssl", "OpenSSL", "64"};
static const char *const PURLS[] = {NULL, NULL, "pkg:npm/%40scope/lodash@1.0", "pkg:deb/openssl@3"};
static const char *const URLS[] = {NULL, NULL, "https://a.example/64"};
static const char *const WORDS[] = {
	"sql",	   "SQL",    "2024", "64",   ":64", "a.c:64", "a.c:6",	"\xc3\x84",   "\xc3\xa4",
	"openssl", "@scope", "_",    "%",    "F-",  "scope/", "py/sql", "%40scope",   "git1",
	"none",	   "A",	     "7",    "high", "src", "a:2.c:", "a:2.c:", "dependency", "example/6"};
static const char *const COLUMNS[] = {"title", "place", "file", "url", "resource", "fixed"};
static const char *const NAMES[] = {"@ml", "@ML", "@core", "@none", "", "@*", "@m*", "@core @ml"};

static void make(struct made *out)
{
	*out = (struct made){.rule = PICK(RULES),
			     .title = PICK(TITLES),
			     .file = PICK(FILES),
			     .package = PICK(PACKAGES),
			     .purl = PICK(PURLS),
			     .url = PICK(URLS)};
	if (out->file)
		out->line = PICK(LINES);
	else
		out->resource = PICK(TITLES);
}

static void scan(struct estate *e, int run)
{
	struct made made[MOST];
	size_t count = 1 + pick(MOST);
	for (size_t i = 0; i < count; i++)
		make(&made[i]);
	// Some were made before others that came first.
	struct made_scan of = {run, 1 + (int)pick(TARGETS), 1000 + run * (pick(3) ? 10 : -10),
			       pick(4) > 0};
	fold_made(e, of, made, count);
	fill_now(e->cache);
}

// ---- Owners ----

#define WORD(text)                                                                                 \
	{                                                                                          \
		(const char *[]){text}, 1                                                          \
	}

static struct owner_rule BEFORE[] = {
	{.targets = WORD("git1"), .path = "CODEOWNERS", .file = "g"},
	{.packages = WORD("*openssl*"), .owners = "@core", .file = "g", .line = 2},
};
static struct owner_rule AFTER[] = {
	{.owners = "@ml", .file = "g", .line = 1},
	{.targets = WORD("git2"), .path = "CODEOWNERS", .file = "g"},
	{.classes = 1u << FINDING_DEPENDENCY, .tools = WORD("tool"), .owners = "", .file = "g"},
};
static const struct owners STATES[] = {{BEFORE, COUNT(BEFORE)}, {AFTER, COUNT(AFTER)}};

static bool is_owned(sqlite3_stmt *row, const struct owners *owners, const char *name)
{
	const char *text[6];
	struct owner owner = {.owners = ""};
	for (int i = 1; i < 6; i++)
		text[i] = (const char *)sqlite3_column_text(row, i);
	const struct owner_subject of = {(enum finding_class)sqlite3_column_int(row, 0),
					 text[1],
					 text[2],
					 text[3],
					 text[4],
					 text[5]};
	owners_find(owners, &of, &owner);
	return *name ? owners_have(owner.owners, name) : !*owner.owners;
}

static int64_t owned(struct estate *e, const struct owners *owners, const char *name)
{
	int64_t count = 0;
	sqlite3_stmt *row = NULL;
	const char *sql = "SELECT b.class, c.target, c.tool, o.package, o.purl, o.file "
			  "FROM finding f JOIN finding_body o ON o.id = f.body "
			  "JOIN bucket b ON b.id = f.bucket JOIN chain c ON c.id = b.chain";
	sqlite3_prepare_v2(cache_handle(e->cache), sql, -1, &row, NULL);
	while (sqlite3_step(row) == SQLITE_ROW)
		count += is_owned(row, owners, name);
	sqlite3_finalize(row);
	return count;
}

// ---- Asked ----

struct asked {
	const char *column, *value;
	enum filter_op op;
	bool negated, literal;
};

static struct select select_of(const struct asked *asked, const char **values)
{
	const struct relation *r = relation_find("findings");
	struct select select = {.relation = r, .filter_count = 1, .limit = PAGE};
	values[0] = asked->value;
	select.filters[0] = (struct filter){
		.column = asked->column ? relation_column(r, slice_of(asked->column)) : NULL,
		.op = asked->op,
		.values = values,
		.value_count = 1,
		.literal = asked->literal,
		.negated = asked->negated};
	return select;
}

static void add_keys(const struct result *result, struct str *out)
{
	for (size_t i = 0; i < result->row_count; i++)
		str_addf(out, "%s ", result->keys[i]);
}

// The ids of all pages in their order; false when as many are not counted.
static bool ids(struct estate *e, const struct asked *asked, struct str *out)
{
	const char *values[1];
	struct select select = select_of(asked, values);
	struct result result = {.more = true};
	struct err err = {0};
	int64_t counted = -1, listed = 0;
	for (; result.more && err.code == ERR_NONE; select.offset += PAGE) {
		struct arena arena = {0};
		if (select_run(e->cache, &select, &arena, &result, &err))
			add_keys(&result, out);
		listed += (int64_t)result.row_count;
		arena_fini(&arena);
	}
	bool done = err.code == ERR_NONE && select_count(e->cache, &select, &counted, &err);
	return done && counted == listed;
}

// How far it was indexed before.
static int64_t set_indexed(struct estate *e, int64_t until)
{
	struct finder_state state;
	struct err err = {0};
	struct sql_value value[] = {SQL_I(until)};
	expect_true(finder_state(e->cache, &state, &err));
	expect_true(cache_run(e->cache, "finder_set", value, 1, &err));
	return state.indexed;
}

static void same(struct estate *e, const struct asked *asked)
{
	struct str plain = {0}, found = {0};
	int64_t indexed = set_indexed(e, 0);
	bool done = ids(e, asked, &plain);
	set_indexed(e, indexed);
	done = ids(e, asked, &found) && done;
	if (!test_count(done && slice_equal(str_slice(&plain), str_slice(&found))))
		fprintf(stderr, "%s%s %d '%s', %lld indexed: %s instead of %s\n",
			asked->negated ? "not " : "", asked->column ? asked->column : "word",
			(int)asked->op, asked->value, (long long)indexed, str_text(&found),
			str_text(&plain));
	str_fini(&plain);
	str_fini(&found);
}

static void both(struct estate *e, struct asked asked)
{
	same(e, &asked);
	asked.negated = true;
	same(e, &asked);
}

static void owners_of(struct estate *e, const struct owners *owners, const char *name)
{
	const char *values[1];
	const struct asked asked = {"owner", name, FILTER_IS, false, false};
	struct select select = select_of(&asked, values);
	struct err err = {0};
	int64_t counted = -1;
	expect_true(select_count(e->cache, &select, &counted, &err));
	expect_int(counted, owned(e, owners, name));
	both(e, asked);
	both(e, (struct asked){"owner", name, FILTER_IS, false, true});
	if (*name)
		both(e, (struct asked){"owner", name, FILTER_HAS, false, false});
}

static void ask_all(struct estate *e)
{
	static int64_t number;
	for (size_t i = 0; i < ASKED; i++) {
		both(e, (struct asked){NULL, PICK(WORDS), FILTER_HAS, false, false});
		both(e, (struct asked){PICK(COLUMNS), PICK(WORDS), FILTER_HAS, false, false});
	}
	for (size_t state = 0; state < COUNT(STATES); state++) {
		cache_owners(e->cache, &STATES[state], ++number);
		owners_of(e, &STATES[state], "");
		owners_of(e, &STATES[state], PICK(NAMES));
	}
}

static void build(struct estate *e)
{
	struct finder_state state;
	struct err err = {0};
	expect_true(finder_build(e->cache, 0, &state, &err));
	expect_int(state.indexed, state.total);
	expect_true(finder_verify(e->cache, &err));
	expect_text(err.text, "");
}

static void one_estate(void)
{
	struct estate e;
	estate_open(&e);
	scan(&e, 1);
	build(&e);
	for (int run = 2; run <= SCANS; run++) {
		scan(&e, run);
		ask_all(&e); // what came is behind what is indexed
		set_indexed(&e, (int64_t)pick((size_t)set_indexed(&e, 0) + 1));
		ask_all(&e);
		build(&e);
		ask_all(&e);
	}
	estate_close(&e);
}

int main(void)
{
	struct arena arena = {0};
	struct codeowners file;
	codeowners_parse(SLICE("* @ml\n/src/api/ @core @ml\n/tools/\n/docs/ docs@a.example\n"),
			 &arena, &file);
	BEFORE[0].codeowners = AFTER[1].codeowners = file;
	for (int i = 0; i < ESTATES; i++)
		one_estate();
	arena_fini(&arena);
	return test_done("store_finder_random");
}
