// Cuts every report below a folder at CUTS places and reads each piece with the collector's
// readers, in this process: a piece is refused, or told as incomplete or partial, or gives the very
// scopes of the whole. A piece that is told as a whole scan with fewer findings would close what
// still stands.
//
// A text of lines is also cut behind a line, which nothing in it can tell: the kinds of scopes of
// which that is so are printed.
//
// A new format falls under it by being in the table. Usage: truncate FOLDER [NAME-PART]
#include "base/file.h"
#include "plugins/scans/scan_private.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CUTS = 20, FILE_MOST = 16 * 1024 * 1024, SCOPES = 4096 };

// What tells a scope that closes something: complete, and not partial.
struct scope {
	char *key, *kind;
	int64_t rows;
	bool complete, partial;
};

struct result {
	bool read;
	struct scope scopes[SCOPES];
	size_t count;
};

static char piece[] = "/tmp/gavel-truncate.XXXXXX";
static long files, pieces, refused, faults;
static struct str unknowable; // kinds of scopes, of texts of lines
static const char *part;      // of the names that are looked at

// ---- The lines ----

static void take_line(struct slice line, struct result *result)
{
	struct json_record record;
	struct err err;
	if (!json_read_flat(line, &record, &err))
		return;
	struct slice type = json_find(&record, "t")->raw;
	int64_t id = json_int_or(&record, slice_is(type, "scope") ? "id" : "scope", 0);
	if (id < 1 || id >= SCOPES)
		return;
	struct scope *scope = &result->scopes[id];
	result->count = (size_t)id + 1 > result->count ? (size_t)id + 1 : result->count;
	if (slice_is(type, "scope"))
		scope->key = mem_slice(json_find(&record, "key")->raw);
	if (slice_is(type, "scope"))
		scope->kind = mem_slice(json_find(&record, "kind")->raw);
	if (slice_is(type, "scan"))
		scope->partial = json_find(&record, "partial") != NULL;
	if (slice_is(type, "end")) {
		scope->complete = json_bool_or(&record, "complete", false);
		scope->rows = json_int_or(&record, "rows", 0);
	}
}

static void take_lines(int fd, struct result *result)
{
	struct str text = {0};
	char bytes[65536];
	ssize_t got;
	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, bytes, sizeof bytes)) > 0)
		str_add(&text, bytes, (size_t)got);
	for (struct slice rest = str_slice(&text); rest.len;)
		take_line(slice_cut(&rest, '\n'), result);
	str_fini(&text);
}

static void forget(struct result *result)
{
	for (size_t i = 0; i < result->count; i++)
		free(result->scopes[i].key), free(result->scopes[i].kind);
	memset(result, 0, sizeof *result);
}

// ---- One reading ----

static void read_piece(const char *format, size_t len, struct result *result)
{
	struct plug_file file = {.name = piece, .bytes = (int64_t)len, .mtime = 1700000000};
	struct plug_request request = {.source = "import",
				       .root_fd = AT_FDCWD,
				       .fd = -1,
				       .now = 1700000000,
				       .files = &file,
				       .file_count = 1};
	struct plug_out out = {.fd = memfd_create("lines", MFD_CLOEXEC)};
	struct scan_run run;
	struct err err = {0};
	forget(result);
	scan_run_begin(&run, &request, &out);
	result->read = scan_read_file(&run, &file, scan_format_named(format), &err);
	plug_flush(&out);
	take_lines(out.fd, result);
	scan_run_end(&run);
	map_fini(&out.strings);
	map_fini(&out.claimed);
	str_fini(&out.buffer);
	close(out.fd);
	arena_fini(&request.arena);
}

static bool is_of(const struct result *whole, const struct scope *scope)
{
	for (size_t i = 0; i < whole->count; i++)
		if (whole->scopes[i].key && !strcmp(whole->scopes[i].key, scope->key) &&
		    whole->scopes[i].rows == scope->rows)
			return true;
	return false;
}

// ---- All of them ----

// A text of lines that is cut behind a line is one that was never longer: nothing in it can tell,
// only what it replaces (gavel's own judgement of what shrinks). Each kind is told once.
static void tell_unknowable(const struct scope *scope)
{
	struct slice kind = slice_of(scope->kind);
	if (unknowable.len && memmem(unknowable.at, unknowable.len, kind.at, kind.len))
		return;
	str_addf(&unknowable, "%s%s", unknowable.len ? ", " : "", scope->kind);
}

// A place where a file is cut.
struct cut {
	const char *path;
	size_t at;
	bool lines, behind_line; // of a text of lines
};

// What people write need not end a line; of exceptions, fewer let less pass and close nothing.
static bool is_unknowable(const struct cut *cut, const struct scope *scope)
{
	return cut->behind_line || (cut->lines && !strcmp(scope->kind, "exceptions"));
}

static void judge(const struct cut *cut, const struct result *got, const struct result *whole)
{
	pieces++;
	refused += !got->read;
	for (size_t i = 0; got->read && i < got->count; i++) {
		const struct scope *scope = &got->scopes[i];
		if (!scope->key || !scope->complete || scope->partial || is_of(whole, scope))
			continue;
		if (is_unknowable(cut, scope)) {
			tell_unknowable(scope);
			continue;
		}
		fprintf(stderr, "%s: cut at %zu bytes: %s is told as whole with %lld rows\n",
			cut->path, cut->at, scope->key, (long long)scope->rows);
		faults++;
	}
}

static bool is_lines(struct slice bytes)
{
	struct scan_sniff sniff;
	struct arena arena = {0};
	scan_look(bytes, &arena, &sniff);
	bool lines = !sniff.json && !sniff.xml.len;
	arena_fini(&arena);
	return lines;
}

static void cut_at(const struct cut *cut, const struct result *whole)
{
	static struct result got;
	if (truncate(piece, (off_t)cut->at) < 0)
		abort();
	read_piece(NULL, cut->at, &got);
	judge(cut, &got, whole);
	forget(&got);
}

static bool is_behind_line(struct slice bytes, size_t at)
{
	return at && bytes.at[at - 1] == '\n';
}

// Of a text of lines also behind the line that is cut.
static void cut_file(const char *path, struct slice bytes)
{
	static struct result whole;
	struct err err;
	bool lines = is_lines(bytes);
	if (!file_write(piece, bytes, 0600, &err))
		return;
	read_piece(NULL, bytes.len, &whole);
	files += whole.read;
	for (size_t i = CUTS; whole.read && i > 0; i--) {
		struct cut cut = {path, bytes.len * i / (CUTS + 1), lines, false};
		const char *end =
			lines ? memchr(bytes.at + cut.at, '\n', bytes.len - cut.at) : NULL;
		struct cut line = {path, end ? (size_t)(end - bytes.at) + 1 : 0, true, true};
		if (line.at && line.at < bytes.len && file_write(piece, bytes, 0600, &err))
			cut_at(&line, &whole);
		cut.behind_line = lines && is_behind_line(bytes, cut.at);
		if (!line.at || file_write(piece, bytes, 0600, &err))
			cut_at(&cut, &whole);
	}
	forget(&whole);
}

static int visit(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)where;
	struct str bytes = {0};
	struct err err;
	if (kind != FTW_F || st->st_size == 0 || (part && !strstr(path, part)))
		return 0;
	if (file_read(path, FILE_MOST, &bytes, &err))
		cut_file(path, str_slice(&bytes));
	str_fini(&bytes);
	return 0;
}

int main(int argc, char **argv)
{
	int fd = mkstemp(piece);
	if (argc < 2 || fd < 0) {
		fprintf(stderr, "usage: truncate FOLDER [NAME-PART]\n");
		return 2;
	}
	part = argc > 2 ? argv[2] : NULL;
	nftw(argv[1], visit, 16, FTW_PHYS);
	close(fd);
	unlink(piece);
	if (unknowable.len)
		printf("truncate: of texts of lines that are cut behind a line nothing tells it, "
		       "but "
		       "what they replace: %s\n",
		       str_text(&unknowable));
	str_fini(&unknowable);
	printf("truncate: %ld reports, %ld pieces, %ld refused, %ld told as whole\n", files, pieces,
	       refused, faults);
	return faults || !files ? 1 : 0;
}
