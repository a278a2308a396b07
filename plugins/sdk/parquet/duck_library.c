#include "plugins/sdk/parquet/duck_api.h"

#include "base/str.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CALL(member, symbol)                                                                       \
	{                                                                                          \
		symbol, offsetof(struct duck_api, member)                                          \
	}
static const struct {
	const char *symbol;
	size_t at;
} CALLS[] = {
	CALL(open_ext, "duckdb_open_ext"),
	CALL(close, "duckdb_close"),
	CALL(connect, "duckdb_connect"),
	CALL(disconnect, "duckdb_disconnect"),
	CALL(release, "duckdb_free"),
	CALL(query, "duckdb_query"),
	CALL(prepare, "duckdb_prepare"),
	CALL(prepare_error, "duckdb_prepare_error"),
	CALL(destroy_prepare, "duckdb_destroy_prepare"),
	CALL(execute, "duckdb_execute_prepared_streaming"),
	CALL(result_error, "duckdb_result_error"),
	CALL(destroy_result, "duckdb_destroy_result"),
	CALL(column_count, "duckdb_column_count"),
	CALL(fetch_chunk, "duckdb_fetch_chunk"),
	CALL(chunk_size, "duckdb_data_chunk_get_size"),
	CALL(chunk_vector, "duckdb_data_chunk_get_vector"),
	CALL(destroy_chunk, "duckdb_destroy_data_chunk"),
	CALL(vector_data, "duckdb_vector_get_data"),
	CALL(vector_validity, "duckdb_vector_get_validity"),
};

static const char *const PLACES[] = {
	"/usr/local/lib/libduckdb.so",
	"/usr/lib/x86_64-linux-gnu/libduckdb.so",
	"/usr/lib/aarch64-linux-gnu/libduckdb.so",
	"/usr/lib64/libduckdb.so",
	"/usr/lib/libduckdb.so",
};

static const char *find_library(const char *named, struct err *err)
{
	const char *wish = named ? named : getenv("GAVEL_DUCKDB");
	if (wish && *wish == '/')
		return wish;
	if (wish && *wish) {
		err_set(err, ERR_DENIED, "%s: the library of DuckDB is named by an absolute path",
			wish);
		return NULL;
	}
	for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
		if (access(PLACES[i], F_OK) == 0)
			return PLACES[i];
	err_set(err, ERR_NOT_FOUND,
		"Parquet is read by DuckDB's library, which is not here: install libduckdb.so, or "
		"name it by GAVEL_DUCKDB or the source's key 'duckdb'; or deliver csv or csv.gz");
	return NULL;
}

static bool is_trusted(int fd, const char *path, struct err *err)
{
	struct stat s;
	if (fstat(fd, &s) < 0)
		return err_errno(err, "%s", path);
	if (!S_ISREG(s.st_mode))
		return err_set(err, ERR_DENIED, "%s: not a regular file", path);
	if (s.st_uid != 0 && s.st_uid != geteuid())
		return err_set(err, ERR_DENIED,
			       "%s: belongs to another person; a library must be root's or yours",
			       path);
	if (s.st_mode & 022)
		return err_set(err, ERR_DENIED, "%s: others can write it; `chmod go-w` it", path);
	return true;
}

static bool find_calls(void *library, const char *path, struct duck_api *out, struct err *err)
{
	for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
		void *call = dlsym(library, CALLS[i].symbol);
		if (!call)
			return err_set(err, ERR_INVALID, "%s: has no %s: DuckDB 1.2 or later?",
				       path, CALLS[i].symbol);
		memcpy((char *)out + CALLS[i].at, &call, sizeof call);
	}
	return true;
}

// The file that was checked is the one that is loaded: by its descriptor.
bool duck_load(const char *named, struct duck_api *out, struct err *err)
{
	char by_descriptor[64];
	const char *path = find_library(named, err);
	if (!path)
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_errno(err, "%s", path);
	bool done = is_trusted(fd, path, err);
	snprintf(by_descriptor, sizeof by_descriptor, "/proc/self/fd/%d", fd);
	void *library = done ? dlopen(by_descriptor, RTLD_NOW | RTLD_LOCAL) : NULL;
	if (done && !library) {
		const char *why = dlerror();
		const char *said = why ? strstr(why, ": ") : NULL;
		done = err_set(err, ERR_INVALID, "%s: %s", path,
			       said ? said + 2 : "cannot be loaded");
	}
	close(fd);
	return done && find_calls(library, path, out, err);
}
