// Runs SQL through DuckDB's C library, as a peer to measure against:
//
//	duck LIBRARY DATABASE SQL...    DATABASE "" = in memory
//
// Opened at run time, so that nothing of gavel is built against it. The prototypes are those of
// DuckDB's C API, version 1.x. Prints the first column of the last statement's first row.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// DuckDB's duckdb_result: its own fields are private, only the size matters.
struct duck_result {
	uint64_t deprecated[5];
	void *internal;
};

struct duck {
	int (*open)(const char *path, void **database);
	int (*connect)(void *database, void **connection);
	int (*query)(void *connection, const char *sql, struct duck_result *result);
	const char *(*error)(struct duck_result *result);
	char *(*text)(struct duck_result *result, uint64_t column, uint64_t row);
	void (*disconnect)(void **connection);
	void (*close)(void **database);
};

// POSIX has dlsym give functions as object pointers; the copy is its documented idiom.
static void find(void *library, const char *name, void *place)
{
	*(void **)place = dlsym(library, name);
	if (*(void **)place)
		return;
	fprintf(stderr, "duck: the library has no %s\n", name);
	exit(1);
}

static void load(const char *path, struct duck *duck)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		fprintf(stderr, "duck: %s\n", dlerror());
		exit(1);
	}
	find(library, "duckdb_open", &duck->open);
	find(library, "duckdb_connect", &duck->connect);
	find(library, "duckdb_query", &duck->query);
	find(library, "duckdb_result_error", &duck->error);
	find(library, "duckdb_value_varchar", &duck->text);
	find(library, "duckdb_disconnect", &duck->disconnect);
	find(library, "duckdb_close", &duck->close);
}

static int run(const struct duck *duck, void *connection, const char *sql, struct duck_result *out)
{
	if (duck->query(connection, sql, out) == 0)
		return 0;
	fprintf(stderr, "duck: %s\n", duck->error(out));
	return 1;
}

int main(int argc, char **argv)
{
	struct duck duck;
	struct duck_result result = {.internal = NULL};
	void *database = NULL, *connection = NULL;
	if (argc < 4) {
		fputs("usage: duck LIBRARY DATABASE SQL...\n", stderr);
		return 2;
	}
	load(argv[1], &duck);
	if (duck.open(*argv[2] ? argv[2] : NULL, &database) ||
	    duck.connect(database, &connection)) {
		fprintf(stderr, "duck: %s: cannot be opened\n", argv[2]);
		return 1;
	}
	for (int i = 3; i < argc; i++)
		if (run(&duck, connection, argv[i], &result))
			return 1;
	char *text = duck.text(&result, 0, 0);
	puts(text ? text : "");
	duck.disconnect(&connection);
	duck.close(&database); // writes what is left to the file
	return 0;
}
