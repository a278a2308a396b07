// The archive: what a reader gets back, what damage is found, and what is left when the system
// says no. statfs and open stand in for the C library's, to fail where a case wants it.
#include "tests/unit/store_estate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

// A folder of this name lies on NFS (magic number of statfs(2)).
#define REMOTE	  "remote"
#define NFS_MAGIC 0x6969

static bool index_is_unreadable; // once it was appended to
static bool index_was_appended;

int statfs(const char *path, struct statfs *out)
{
	long result = syscall(SYS_statfs, path, out);
	const char *remote = strstr(path, REMOTE);
	if (result == 0 && remote)
		out->f_type = NFS_MAGIC;
	return (int)result;
}

int open(const char *path, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	int mode = flags & O_CREAT ? va_arg(more, int) : 0;
	va_end(more);
	bool index = slice_ends(slice_of(path), "/index");
	if (index && index_is_unreadable && index_was_appended && !(flags & O_RDWR)) {
		errno = EIO;
		return -1;
	}
	index_was_appended = index_was_appended || (index && (flags & O_RDWR));
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

// ---- Runs back again ----

static bool add_line(void *context, struct slice line, struct err *err)
{
	(void)err;
	struct str *out = context;
	str_add_slice(out, line);
	str_add_char(out, '\n');
	return true;
}

static void test_reads(void)
{
	static const char *const RUNS[] = {"{}\n", "", "{\"t\":\"a\"}\n{\"t\":\"b\"}\n"};
	enum { COUNT = sizeof RUNS / sizeof *RUNS };
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	for (size_t i = 0; i < COUNT; i++)
		expect_true(estate_run(&e, (int64_t)i, RUNS[i]));
	struct archive *other = NULL;
	expect_true(archive_open(e.archive_path, false, &other, &err));
	struct archive *const HANDLES[] = {e.archive, other};
	for (size_t h = 0; h < 2; h++) {
		expect_int((int64_t)archive_count(HANDLES[h]), COUNT);
		for (size_t i = 0; i < COUNT; i++) {
			struct str lines = {0};
			const struct archive_entry *entry = archive_entry(HANDLES[h], i);
			expect_int(entry->number, (int64_t)i + 1);
			expect_int(entry->bytes, (int64_t)strlen(RUNS[i]));
			expect_text(entry->source, "s");
			expect_true(archive_read(HANDLES[h], entry, add_line, &lines, &err));
			expect_text(str_text(&lines), RUNS[i]);
			str_fini(&lines);
		}
	}
	archive_close(other);
	estate_close(&e);
}

// Two handles that commit in turn know of each other's runs.
static void test_two_writers(void)
{
	struct estate e;
	struct err err = {0};
	struct archive *mine, *other = NULL;
	estate_open(&e);
	expect_true(archive_open(e.archive_path, false, &other, &err));
	mine = e.archive;
	for (int i = 0; i < 4; i++) {
		e.archive = i % 2 ? other : mine;
		expect_true(estate_run(&e, i, i % 2 ? "{\"o\":1}\n" : "{\"m\":1}\n"));
		expect_int(archive_entry(e.archive, archive_count(e.archive) - 1)->number, i + 1);
	}
	expect_int((int64_t)archive_count(other), 4);
	expect_true(archive_refresh(mine, &err));
	expect_int((int64_t)archive_count(mine), 4);
	e.archive = mine;
	archive_close(other);
	estate_close(&e);
}

// ---- Damage ----

static char *index_path(const struct estate *e)
{
	return file_join(e->archive_path, "index");
}

static void append_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");
	expect_true(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void test_torn_index(void)
{
	struct estate e;
	struct err err = {0};
	struct archive *again = NULL;
	estate_open(&e);
	char *path = index_path(&e);
	expect_true(estate_run(&e, 1, "{}\n"));
	append_text(path, "{\"number\":2,\"sha2");
	expect_true(estate_run(&e, 2, "{\"a\":1}\n"));
	expect_true(archive_open(e.archive_path, false, &again, &err));
	expect_int((int64_t)archive_count(again), 2);
	archive_close(again);
	append_text(path, "not an entry\n");
	expect_true(!archive_open(e.archive_path, false, &again, &err));
	expect_int(err.code, ERR_CORRUPT);
	free(path);
	estate_close(&e);
}

static char *run_path(const struct estate *e, size_t index)
{
	const char *sha256 = archive_entry(e->archive, index)->sha256;
	struct str path = {0};
	str_addf(&path, "%s/runs/%.2s/%s.jsonl.zst", e->archive_path, sha256, sha256);
	return str_take(&path);
}

// Without fsync, for there are many.
static void write_plain(const char *path, struct slice bytes)
{
	FILE *file = fopen(path, "w");
	expect_true(file && fwrite(bytes.at, 1, bytes.len, file) == bytes.len && fclose(file) == 0);
}

static bool same_lines(struct estate *e, const char *expected)
{
	struct str lines = {0};
	struct err err = {0};
	bool same =
		archive_read(e->archive, archive_entry(e->archive, 0), add_line, &lines, &err) &&
		strcmp(str_text(&lines), expected) == 0;
	str_fini(&lines);
	return same;
}

// A byte of a run, changed alone, is found, also the few of the frame's header that say how much
// memory to use and leave every line as it was (RFC 8878, 3.1.1.1). So is a shorter file, and one
// with a frame behind it that says nothing (3.1.2).
static void test_damaged_run(void)
{
	struct estate e;
	struct err err = {0};
	struct str whole = {0};
	struct archive_report report;
	int64_t harmless = 0;
	const char *lines = DELIVERY("2024-01", 100, "1.5");
	estate_open(&e);
	expect_true(estate_run(&e, 1, lines));
	char *path = run_path(&e, 0);
	expect_true(file_read(path, 1 << 20, &whole, &err));
	expect_true(archive_verify(e.archive, NULL, NULL, &report, &err));
	for (size_t i = 0; i < whole.len; i++) {
		whole.at[i] ^= 0x40;
		write_plain(path, str_slice(&whole));
		bool found = !archive_verify(e.archive, NULL, NULL, &report, &err);
		expect_true(found);
		expect_int(report.bad, 1);
		harmless += same_lines(&e, lines);
		whole.at[i] ^= 0x40;
		write_plain(path, (struct slice){whole.at, i});
		expect_true(!archive_verify(e.archive, NULL, NULL, &report, &err));
	}
	expect_true(harmless > 0 && harmless <= 2);
	str_add(&whole, "\x50\x2a\x4d\x18\0\0\0\0", 8);
	write_plain(path, str_slice(&whole));
	expect_true(same_lines(&e, lines));
	expect_true(!archive_verify(e.archive, NULL, NULL, &report, &err));
	str_fini(&whole);
	free(path);
	estate_close(&e);
}

// ---- When the system says no ----

// Nothing is read again behind the append: what is durable is never told as a failure, for the
// caller would write it a second time.
static void test_commit_is_last(void)
{
	struct estate e;
	estate_open(&e);
	expect_true(estate_run(&e, 1, "{\"a\":1}\n"));
	index_is_unreadable = true;
	index_was_appended = false;
	expect_true(estate_run(&e, 2, "{\"a\":2}\n"));
	index_is_unreadable = false;
	expect_int((int64_t)archive_count(e.archive), 2);
	estate_close(&e);
}

static void test_network_system(void)
{
	struct estate e;
	struct err err = {0};
	struct archive *archive = NULL;
	struct cache *cache = NULL;
	estate_open(&e);
	char *remote = file_join(e.folder, REMOTE), *folder = file_join(remote, "a/archive");
	char *database = file_join(remote, "b/cache.db");
	expect_true(file_make_folders(remote, 0750, &err));
	expect_true(!archive_open(folder, true, &archive, &err));
	expect_int(err.code, ERR_INVALID);
	expect_true(strstr(err.text, "lies on a network file system (nfs)") != NULL);
	expect_true(!cache_open(database, CACHE_WRITE, &cache, &err));
	expect_true(strstr(err.text, "lies on a network file system (nfs)") != NULL);
	char **names;
	size_t count;
	expect_true(file_list(remote, &names, &count, &err));
	expect_int((int64_t)count, 0); // nothing was written there
	file_list_free(names, count);
	free(database);
	free(folder);
	free(remote);
	estate_close(&e);
}

int main(void)
{
	test_reads();
	test_two_writers();
	test_torn_index();
	test_damaged_run();
	test_commit_is_last();
	test_network_system();
	return test_done("store_archive");
}
