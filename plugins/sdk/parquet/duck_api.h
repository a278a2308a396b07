// The part of DuckDB's C API that is used, in our own words after its documentation (duckdb.org,
// "C API"; versions 1.2 and later), and the loading of the library. Private to plugins/sdk.
//
// Handles are pointers to nothing we know; a state is 0 when done.
#ifndef GAVEL_PLUGINS_SDK_PARQUET_DUCK_API_H
#define GAVEL_PLUGINS_SDK_PARQUET_DUCK_API_H

#include "base/err.h"

#include <stdint.h>

enum { DUCK_DONE = 0, DUCK_INLINE = 12 /* bytes of a text in place */ };

// duckdb_result: five deprecated words and a pointer; passed by value to duckdb_fetch_chunk.
struct duck_result {
	uint64_t deprecated[5];
	void *internal;
};

// duckdb_string_t: short texts stand in place, others behind a pointer after 4 bytes of prefix.
struct duck_text {
	uint32_t len;
	char start[4];
	union {
		char rest[8];
		const char *at;
	} tail;
};

struct duck_api {
	int (*open_ext)(const char *path, void **database, void *config, char **fault);
	void (*close)(void **database);
	int (*connect)(void *database, void **connection);
	void (*disconnect)(void **connection);
	void (*release)(void *memory);
	int (*query)(void *connection, const char *sql, struct duck_result *result);
	int (*prepare)(void *connection, const char *sql, void **statement);
	const char *(*prepare_error)(void *statement);
	void (*destroy_prepare)(void **statement);
	int (*execute)(void *statement, struct duck_result *result);
	const char *(*result_error)(struct duck_result *result);
	void (*destroy_result)(struct duck_result *result);
	uint64_t (*column_count)(struct duck_result *result);
	void *(*fetch_chunk)(struct duck_result result);
	uint64_t (*chunk_size)(void *chunk);
	void *(*chunk_vector)(void *chunk, uint64_t column);
	void (*destroy_chunk)(void **chunk);
	void *(*vector_data)(void *vector);
	uint64_t *(*vector_validity)(void *vector);
};

// Opens the library as duck_open says. It stays open, for its threads may outlive a database.
bool duck_load(const char *named, struct duck_api *out, struct err *err);

#endif
