// What a view is read from is of one moment: a run that is published between its first question and
// its last changes nothing of it.
#include "view/view.h"

#include "tests/unit/store_estate.h"

#define FOUND(title)                                                                               \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"iac\",\"rule\":\"r\","        \
	"\"title\":\"" title "\",\"level\":\"high\",\"file\":\"" title "\"}\n"
#define SCAN(at, findings)                                                                         \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"iac\",\"\","        \
	      "\"repo\"],\"mode\":\"append\",\"at\":" #at "}\n" findings                           \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\",\"class\":\"iac\","  \
	      "\"target\":\"repo\",\"findings\":2}\n" END(1) DONE

static int64_t count(struct cache *cache, const struct select *select)
{
	struct err err = {0};
	int64_t found = -1;
	expect_true(select_count(cache, select, &found, &err));
	return found;
}

static int64_t count_anew(struct session *session, const struct select *select)
{
	struct cache *cache;
	struct err err = {0};
	expect_true(view_open(session, select, &cache, &err));
	int64_t found = count(cache, select);
	view_close(cache);
	return found;
}

// Both findings of the first scan stay in the view while the next, which moves them, is published.
static void test_moment(void)
{
	static const char *const RELATIONS[] = {"findings", "scans"};
	for (size_t i = 0; i < sizeof RELATIONS / sizeof *RELATIONS; i++) {
		struct estate e;
		struct cache *cache;
		struct err err = {0};
		const struct select select = {.relation = relation_find(RELATIONS[i])};
		estate_open(&e);
		estate_take(&e, 1000, SCAN(1000, FOUND("a") FOUND("b")));
		struct session session = {.now = 5000};
		expect_true(cache_open(e.cache_path, CACHE_READ, &session.cache, &err));
		expect_true(view_open(&session, &select, &cache, &err));
		int64_t before = count(cache, &select);
		expect_int(before, i ? 1 : 2);
		estate_take(&e, 2000, SCAN(2000, FOUND("b") FOUND("c")));
		expect_int(count(cache, &select), before);
		view_close(cache);
		expect_int(count_anew(&session, &select), i ? 2 : 3);
		session_fini(&session);
		estate_close(&e);
	}
}

// Opened within each other, as a count that asks for what is unknown; an error leaves nothing held.
static void test_nested(void)
{
	struct estate e;
	struct err err = {0};
	struct cache *outer, *inner;
	const struct select select = {.relation = relation_find("findings")};
	estate_open(&e);
	estate_take(&e, 1000, SCAN(1000, FOUND("a") FOUND("b")));
	struct session session = {.now = 5000};
	expect_true(cache_open(e.cache_path, CACHE_READ, &session.cache, &err));
	expect_true(view_open(&session, &select, &outer, &err));
	expect_true(view_open(&session, &select, &inner, &err));
	view_close(inner);
	estate_take(&e, 2000, SCAN(2000, FOUND("c")));
	expect_int(count(outer, &select), 2);
	view_close(outer);
	expect_int(count_anew(&session, &select), 3);
	expect_true(sqlite3_get_autocommit(cache_handle(session.cache)));
	session_fini(&session);
	estate_close(&e);
}

int main(void)
{
	test_moment();
	test_nested();
	return test_done("view_moment");
}
