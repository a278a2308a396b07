#include "plugins/sdk/duck.h"

#include "plugins/sdk/parquet/duck_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BITS = 64 };

// One column of the chunk at hand.
struct column {
	const struct duck_text *texts;
	const uint64_t *validity; // NULL: nothing is null
};

struct duck {
	struct duck_api api;
	void *database, *connection, *statement, *chunk;
	struct duck_result result;
	bool has_result;
	size_t column_count;
	struct column *columns;
	struct slice *cells;
	uint64_t at, len; // rows of the chunk
};

// ---- The database ----

// The engine's words: their first line.
static bool fault(struct err *err, const char *words)
{
	size_t len = words ? strcspn(words, "\n") : 0;
	return err_set(err, ERR_INVALID, "%.*s", (int)(len ? len : 12),
		       len ? words : "no reason given");
}

static bool set(struct duck *duck, const char *sql, struct err *err)
{
	struct duck_result result = {0};
	bool done = duck->api.query(duck->connection, sql, &result) == DUCK_DONE;
	if (!done) {
		fault(err, duck->api.result_error(&result));
		err_wrap(err, "%s", sql);
	}
	duck->api.destroy_result(&result);
	return done;
}

// In this order: once access is denied and the settings are locked, nothing goes back.
static bool restrict_engine(struct duck *duck, const char *allowed, struct err *err)
{
	static const char *const FIRST[] = {
		"SET threads = 2",
		"SET memory_limit = '512MB'",
		"SET temp_directory = ''",
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET allow_community_extensions = false",
	};
	static const char *const LAST[] = {"SET enable_external_access = false",
					   "SET lock_configuration = true"};
	struct str paths = {0};
	struct err ignored;
	bool done = true;
	for (size_t i = 0; done && i < sizeof FIRST / sizeof *FIRST; i++)
		done = set(duck, FIRST[i], err);
	// Without the calendar extension there is no such setting, and times are UTC anyway.
	if (done)
		set(duck, "SET TimeZone = 'UTC'", &ignored);
	str_addf(&paths, "SET allowed_paths = ['%s']", allowed);
	done = done && set(duck, paths.at, err);
	for (size_t i = 0; done && i < sizeof LAST / sizeof *LAST; i++)
		done = set(duck, LAST[i], err);
	str_fini(&paths);
	return done;
}

static bool open_database(struct duck *duck, const char *allowed, struct err *err)
{
	char *words = NULL;
	if (duck->api.open_ext(NULL, &duck->database, NULL, &words) != DUCK_DONE) {
		fault(err, words);
		duck->api.release(words);
		return err_wrap(err, "DuckDB");
	}
	if (duck->api.connect(duck->database, &duck->connection) != DUCK_DONE)
		return err_set(err, ERR_INVALID, "DuckDB: no connection");
	return restrict_engine(duck, allowed, err) || err_wrap(err, "DuckDB");
}

// The engine's own limit leaves out texts on their way to us, and a small file can hold endless
// copies of a long one: so this process may have half of the machine's memory. Where more is mapped
// already, as sanitizers do, the limit would forbid everything and is not set.
static void limit_memory(void)
{
	struct rlimit limit;
	unsigned long long pages = 0;
	rlim_t most = (rlim_t)sysconf(_SC_PHYS_PAGES) / 2 * (rlim_t)sysconf(_SC_PAGESIZE);
	FILE *usage = fopen("/proc/self/statm", "re");
	bool known = usage && fscanf(usage, "%*u %*u %*u %*u %*u %llu", &pages) == 1;
	if (usage)
		fclose(usage);
	if (!known || pages * (rlim_t)sysconf(_SC_PAGESIZE) >= most ||
	    getrlimit(RLIMIT_DATA, &limit) < 0 || limit.rlim_cur <= most)
		return;
	limit.rlim_cur = most;
	setrlimit(RLIMIT_DATA, &limit);
}

bool duck_open(const char *named, const char *allowed, struct duck **out, struct err *err)
{
	struct duck *duck = mem_alloc(sizeof *duck);
	*out = NULL;
	limit_memory();
	if (!duck_load(named, &duck->api, err) || !open_database(duck, allowed, err)) {
		duck_close(duck);
		return false;
	}
	*out = duck;
	return true;
}

// ---- Queries ----

static void end_query(struct duck *duck)
{
	if (duck->chunk)
		duck->api.destroy_chunk(&duck->chunk);
	if (duck->has_result)
		duck->api.destroy_result(&duck->result);
	if (duck->statement)
		duck->api.destroy_prepare(&duck->statement);
	duck->has_result = false;
	duck->at = duck->len = 0;
}

void duck_close(struct duck *duck)
{
	if (!duck)
		return;
	end_query(duck);
	if (duck->connection)
		duck->api.disconnect(&duck->connection);
	if (duck->database)
		duck->api.close(&duck->database);
	free(duck->columns);
	free(duck->cells);
	free(duck);
}

bool duck_query(struct duck *duck, const char *sql, struct err *err)
{
	end_query(duck);
	if (duck->api.prepare(duck->connection, sql, &duck->statement) != DUCK_DONE)
		return fault(err, duck->api.prepare_error(duck->statement));
	duck->has_result = true;
	if (duck->api.execute(duck->statement, &duck->result) != DUCK_DONE)
		return fault(err, duck->api.result_error(&duck->result));
	duck->column_count = duck->api.column_count(&duck->result);
	duck->columns = mem_resize(duck->columns, (duck->column_count + 1) * sizeof *duck->columns);
	duck->cells = mem_resize(duck->cells, (duck->column_count + 1) * sizeof *duck->cells);
	return true;
}

// Takes chunks until one has rows; len 0 behind the last.
static bool next_chunk(struct duck *duck, struct err *err)
{
	do {
		if (duck->chunk)
			duck->api.destroy_chunk(&duck->chunk);
		duck->chunk = duck->api.fetch_chunk(duck->result);
		duck->len = duck->chunk ? duck->api.chunk_size(duck->chunk) : 0;
	} while (duck->chunk && !duck->len);
	duck->at = 0;
	if (!duck->chunk) {
		const char *words = duck->api.result_error(&duck->result);
		return !words || !*words || fault(err, words);
	}
	for (size_t i = 0; i < duck->column_count; i++) {
		void *vector = duck->api.chunk_vector(duck->chunk, i);
		duck->columns[i] = (struct column){duck->api.vector_data(vector),
						   duck->api.vector_validity(vector)};
	}
	return true;
}

static struct slice text_of(const struct column *column, uint64_t row)
{
	const struct duck_text *text = &column->texts[row];
	if (column->validity && !(column->validity[row / BITS] >> (row % BITS) & 1))
		return (struct slice){0};
	// A text in place runs from `start` through `tail`.
	const char *in_place = (const char *)text + offsetof(struct duck_text, start);
	return (struct slice){text->len <= DUCK_INLINE ? in_place : text->tail.at, text->len};
}

bool duck_next(struct duck *duck, const struct slice **cells, bool *more, struct err *err)
{
	*more = false;
	if (duck->at == duck->len && !next_chunk(duck, err))
		return false;
	if (!duck->len)
		return true;
	for (size_t i = 0; i < duck->column_count; i++)
		duck->cells[i] = text_of(&duck->columns[i], duck->at);
	duck->at++;
	*cells = duck->cells;
	*more = true;
	return true;
}
