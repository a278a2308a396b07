// How long counts, pages and exports of a view of many rows take.
//
//	views FOLDER ROWS: makes a cache of so many cells there; prints one line a question
#include "base/clock.h"
#include "base/file.h"
#include "view/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRIES = 5, PAGE = 50 };

static const char FILL[] =
	"INSERT INTO run VALUES(1, '', 's', 'p', '1', 0, 0, 1, 1, NULL, NULL);"
	"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) "
	"INSERT INTO scope(id, run, kind, key, label, mode, at, delivery, state, rows, rejected, "
	"published_at) SELECT i, 1, 'cost', '[' || i || ']', 'bill', 'replace', 0, 'd', "
	"'shown', 1, 0, 0 FROM n;"
	"INSERT INTO bill SELECT id, 'f', 'p', 'r', '2024-' || substr('0' || id, -2), 0, 1, 0, 0, "
	"0, 1, 0, 0, 0 FROM scope;"
	"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
	"INSERT INTO text SELECT i, 'text ' || i FROM n;"
	"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %lld) "
	"INSERT INTO cost_cell(scope, start, stop, day, account, service, region, line_type, "
	"usage_type, operation, resource, currency, unit, product, split, lines, rows, unblended, "
	"amortized, usage, unblended_real, amortized_real) "
	"SELECT 1 + i %% 12, 86400 * (i %% 30), 86400 * (i %% 30 + 1), 86400 * (i %% 30), 1 + i %% "
	"40, 50 + "
	"i %% 60, "
	"120 + i %% 20, 140 + i %% 8, 150 + i %% 900, 1100 + i %% 300, 2000 + i %% 48000, 1400, "
	"1401, "
	"1410 + i %% 50, 0, 1, '1:' || i || '-' || i, (i %% 9973) || '.25', (i %% 9967) || '.125', "
	"'1.5', i %% 9973 + 0.25, i %% 9967 + 0.125 FROM n;";

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static bool swallow(void *context, struct slice bytes, struct err *err)
{
	(void)err;
	*(size_t *)context += bytes.len;
	return true;
}

enum question { COUNT, ROWS, PLACE, EXPORT };

static bool ask(struct session *session, const char *address, enum question question,
		struct err *err)
{
	struct arena arena = {0};
	struct select select;
	struct result result;
	struct view_count count;
	const struct view *view;
	int64_t place;
	size_t bytes = 0;
	bool done = address_parse(slice_of(address), &arena, &view, &select, err);
	struct export_job job = {
		.view = view, .select = &select, .sink = {swallow, &bytes}, .format = EXPORT_CSV};
	if (done && question == COUNT)
		done = view_count(session, &select, &count, err);
	else if (done && question == EXPORT)
		done = export_rows(session, &job, err);
	else if (done && question == PLACE)
		done = view_place(session, &select, "500000", &place, err);
	else if (done)
		done = view_run(session, &select, &arena, &result, err);
	arena_fini(&arena);
	return done;
}

static const struct {
	const char *what, *address;
	enum question question;
} QUESTIONS[] = {
	{"count of all", "cells", COUNT},
	{"count of one service", "cells service:\"text 60\"", COUNT},
	{"count of a word", "cells \"text 777\"", COUNT},
	{"first page by cell", "cells sort:cell limit:50", ROWS},
	{"last page by cell", "cells sort:-cell limit:50", ROWS},
	{"page of one service by cell", "cells service:\"text 60\" sort:cell limit:50", ROWS},
	{"first page by cost", "cells sort:-amortized limit:50", ROWS},
	{"place of a row by cell", "cells sort:cell", PLACE},
	{"export as csv", "cells sort:cell", EXPORT},
};

static bool answer(struct session *session, size_t index)
{
	int64_t best = INT64_MAX;
	for (int i = 0; i < TRIES; i++) {
		struct err err = {0};
		int64_t began = now_us();
		if (!ask(session, QUESTIONS[index].address, QUESTIONS[index].question, &err)) {
			fprintf(stderr, "views: %s: %s\n", QUESTIONS[index].address, err.text);
			return false;
		}
		int64_t took = now_us() - began;
		best = took < best ? took : best;
	}
	printf("  %-30s %9.2f ms\n", QUESTIONS[index].what, (double)best / 1000);
	return true;
}

static bool fill(const char *path, long long rows, struct err *err)
{
	struct cache *cache;
	char sql[sizeof FILL + 64];
	if (!cache_open(path, CACHE_WRITE, &cache, err))
		return false;
	snprintf(sql, sizeof sql, FILL, rows);
	char *why = NULL;
	bool done = sqlite3_exec(cache_handle(cache), sql, NULL, NULL, &why) == SQLITE_OK ||
		    err_set(err, ERR_IO, "%s", why);
	sqlite3_free(why);
	cache_close(cache);
	return done;
}

int main(int argc, char **argv)
{
	struct err err = {0};
	struct session session = {.max_age = -1};
	if (argc != 3)
		return 2;
	char *path = file_join(argv[1], "views.db");
	session.config.cache = path;
	if (!fill(path, atoll(argv[2]), &err)) {
		fprintf(stderr, "views: %s\n", err.text);
		return 1;
	}
	printf("views: %s cells, processor time, best of %d\n", argv[2], TRIES);
	bool done = true;
	for (size_t i = 0; done && i < sizeof QUESTIONS / sizeof *QUESTIONS; i++)
		done = answer(&session, i);
	session_fini(&session);
	free(path);
	return !done;
}
