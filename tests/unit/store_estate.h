// An archive and a cache in a temporary folder, for the tests of the store: runs are given as
// lines, results are asked for in SQL.
//
//	struct estate e; estate_open(&e); estate_run(&e, 100, lines); estate_fold(&e, &err); …
#ifndef GAVEL_TESTS_UNIT_STORE_ESTATE_H
#define GAVEL_TESTS_UNIT_STORE_ESTATE_H

#include "base/file.h"
#include "store/archive.h"
#include "store/cache.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELLO "{\"t\":\"hello\",\"proto\":1,\"plugin\":\"test\",\"version\":\"1\"}\n"
// A scope of one bill by its number, month and time of delivery.
#define SCOPE(id, month, at)                                                                       \
	"{\"t\":\"scope\",\"id\":" #id ",\"kind\":\"cost\",\"key\":[\"p\",\"r\",\"" month "\"],"   \
	"\"mode\":\"replace\",\"at\":" #at ",\"delivery\":\"d" #at "\"}\n"
#define BILL(id, month)                                                                            \
	"{\"t\":\"bill\",\"scope\":" #id ",\"format\":\"f\",\"payer\":\"p\",\"report\":\"r\","     \
	"\"period\":\"" month "\",\"rows\":1,\"invoiced\":0,\"identity\":false}\n"
#define TEXT(id, text) "{\"t\":\"str\",\"id\":" #id ",\"v\":\"" text "\"}\n"
// A cell of one day, service and currency being strings that were sent.
#define CELL(id, service, currency, amount)                                                        \
	"{\"t\":\"cost\",\"scope\":" #id ",\"from\":1704067200,\"to\":1704153600,"                 \
	"\"service\":" #service ",\"currency\":" #currency ",\"n\":1,\"unblended\":\"" amount      \
	"\",\"amortized\":\"" amount "\"}\n"
#define END(id)	       "{\"t\":\"end\",\"scope\":" #id ",\"complete\":true,\"rows\":1}\n"
#define BROKEN_END(id) "{\"t\":\"end\",\"scope\":" #id ",\"complete\":false,\"rows\":0}\n"
#define DONE	       "{\"t\":\"done\"}\n"
// A whole delivery: one scope, one cell of service EC2 in USD.
#define DELIVERY(month, at, amount)                                                                \
	HELLO SCOPE(1, month, at) BILL(1, month) TEXT(1, "EC2") TEXT(2, "USD")                     \
		CELL(1, 1, 2, amount) END(1) DONE

struct estate {
	char folder[64];
	char *archive_path, *cache_path;
	struct archive *archive;
	struct cache *cache;
	struct str answer;
	const char *source; // of the runs
};

static inline void estate_open(struct estate *e)
{
	struct err err = {0};
	*e = (struct estate){.folder = "/tmp/gavel-store-XXXXXX", .source = "s"};
	expect_true(mkdtemp(e->folder));
	e->archive_path = file_join(e->folder, "archive");
	e->cache_path = file_join(e->folder, "cache.db");
	expect_true(archive_open(e->archive_path, true, &e->archive, &err));
	expect_true(cache_open(e->cache_path, CACHE_WRITE, &e->cache, &err));
}

static inline void estate_close(struct estate *e)
{
	struct err err = {0};
	cache_close(e->cache);
	archive_close(e->archive);
	str_fini(&e->answer);
	expect_true(file_remove_tree(e->folder, &err));
	free(e->archive_path);
	free(e->cache_path);
}

// Archives one run of newline-ended lines, finished then; false when it could not be kept.
static inline bool estate_run(struct estate *e, int64_t finished, const char *lines)
{
	struct archive_run *run;
	struct err err = {0};
	struct slice rest = slice_of(lines);
	bool done = archive_begin(e->archive, true, &run, &err);
	while (done && rest.len)
		done = archive_run_add(run, slice_cut(&rest, '\n'), &err);
	struct archive_entry entry = {.source = e->source,
				      .plugin = "test",
				      .version = "1",
				      .started = finished,
				      .finished = finished};
	return done && archive_run_commit(run, &entry, &err);
}

// Every value of the rows, with '|' between columns and ';' between rows; "NULL" for null.
static inline const char *estate_sql(struct estate *e, struct cache *cache, const char *sql)
{
	sqlite3_stmt *row = NULL;
	str_clear(&e->answer);
	if (sqlite3_prepare_v2(cache_handle(cache), sql, -1, &row, NULL) != SQLITE_OK)
		return sqlite3_errmsg(cache_handle(cache));
	while (sqlite3_step(row) == SQLITE_ROW) {
		str_add_text(&e->answer, e->answer.len ? ";" : "");
		for (int i = 0; i < sqlite3_column_count(row); i++) {
			const char *text = (const char *)sqlite3_column_text(row, i);
			str_addf(&e->answer, "%s%s", i ? "|" : "", text ? text : "NULL");
		}
	}
	sqlite3_finalize(row);
	return str_text(&e->answer);
}

static inline const char *estate_ask(struct estate *e, const char *sql)
{
	return estate_sql(e, e->cache, sql);
}

// A run of these lines, folded, and all that follows from it worked out.
static inline void estate_take(struct estate *e, int64_t finished, const char *lines)
{
	struct err err = {0};
	expect_true(estate_run(e, finished, lines));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_true(cache_whole(e->cache, 0, &err));
	expect_text(err.text, "");
}

#endif
