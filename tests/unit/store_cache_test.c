// The cache made anew, followed, and read by others. What changes files stands in for the C
// library's: a case ends the process at any of these calls.
#include "tests/unit/store_estate.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int calls_left = -1; // of those that change files, until the process ends; -1 = never

static void count_call(void)
{
	if (calls_left >= 0 && calls_left-- == 0)
		_exit(9);
}

int rename(const char *from, const char *to)
{
	count_call();
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
	count_call();
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int ftruncate(int fd, off_t len)
{
	count_call();
	return (int)syscall(SYS_ftruncate, fd, len);
}

// The disk is not waited for: the process dies here, not the machine.
int fsync(int fd)
{
	(void)fd;
	count_call();
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}

#define AMOUNTS                                                                                    \
	"SELECT c.unblended FROM cost_cell c JOIN scope s ON s.id = c.scope "                      \
	"WHERE s.state = 'shown' ORDER BY s.id"

static void fold(struct estate *e)
{
	struct err err = {0};
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
}

static void run_child(void (*act)(struct estate *e), struct estate *e, int expected)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		act(e);
		_exit(0);
	}
	expect_int(waitpid(child, &status, 0), child);
	expect_int(WIFEXITED(status) ? WEXITSTATUS(status) : -1, expected);
}

// ---- Readers ----

static void test_snapshot(void)
{
	struct estate e;
	struct err err = {0};
	struct cache *reader;
	estate_open(&e);
	expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
	fold(&e);
	expect_true(cache_open(e.cache_path, CACHE_READ, &reader, &err));
	int64_t first = cache_snapshot(reader);
	expect_int(cache_snapshot(reader), first);
	expect_true(estate_run(&e, 2, DELIVERY("2024-02", 100, "2.5")));
	fold(&e);
	int64_t second = cache_snapshot(reader);
	expect_true(second != first);
	expect_text(estate_sql(&e, reader, AMOUNTS), "1.5;2.5");
	// What stands in the file by another hand goes when the cache is made anew, and the
	// reader that was there before sees the new one.
	estate_ask(&e, "UPDATE cost_cell SET unblended = '9'");
	expect_text(estate_sql(&e, reader, AMOUNTS), "9;9");
	second = cache_snapshot(reader);
	cache_close(e.cache);
	expect_true(cache_rebuild(e.cache_path, e.archive, NULL, &err));
	int64_t third = cache_snapshot(reader);
	expect_true(third != second);
	expect_int(cache_snapshot(reader), third);
	expect_text(estate_sql(&e, reader, AMOUNTS), "1.5;2.5");
	// And what is published after that.
	expect_true(cache_open(e.cache_path, CACHE_WRITE, &e.cache, &err));
	expect_true(estate_run(&e, 3, DELIVERY("2024-03", 100, "3.5")));
	fold(&e);
	expect_true(cache_snapshot(reader) != third);
	expect_text(estate_sql(&e, reader, AMOUNTS), "1.5;2.5;3.5");
	cache_close(reader);
	estate_close(&e);
}

enum { OTHER_USER = 65534, GROUP = 54321 };

static void read_as_other(struct estate *e)
{
	struct cache *reader;
	struct err err = {0};
	bool is_other = setgroups(0, NULL) == 0 && setgid(GROUP) == 0 && setuid(OTHER_USER) == 0;
	if (!is_other || !cache_open(e->cache_path, CACHE_READ, &reader, &err)) {
		fprintf(stderr, "%s\n", err.text);
		_exit(1);
	}
	if (strcmp(estate_sql(e, reader, AMOUNTS), "1.5") != 0)
		_exit(2);
	cache_close(reader);
	if (cache_open(e->cache_path, CACHE_WRITE, &reader, &err) || err.code != ERR_DENIED)
		_exit(3); // the group only reads
}

static void give_to_group(const struct estate *e)
{
	expect_int(chown(e->folder, 0, GROUP), 0);
	expect_int(chmod(e->folder, 02750), 0); // files made in it are the group's
}

// People read by group while the writer works, after it has gone, and after a rebuild.
static void test_other_user(void)
{
	struct estate e;
	struct err err = {0};
	if (geteuid() != 0) {
		printf("store_cache: the reader of another uid is left out: not root\n");
		return;
	}
	estate_open(&e);
	cache_close(e.cache);
	expect_int(unlink(e.cache_path), 0);
	give_to_group(&e);
	expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
	expect_true(cache_rebuild(e.cache_path, e.archive, NULL, &err));
	run_child(read_as_other, &e, 0);
	expect_true(cache_open(e.cache_path, CACHE_WRITE, &e.cache, &err));
	fold(&e);
	run_child(read_as_other, &e, 0);
	cache_close(e.cache);
	e.cache = NULL;
	run_child(read_as_other, &e, 0);
	estate_close(&e);
}

// ---- Made anew ----

static void fold_and_vanish(struct estate *e)
{
	struct err err = {0};
	if (!cache_open(e->cache_path, CACHE_WRITE, &e->cache, &err) ||
	    !cache_fold(e->cache, e->archive, NULL, &err))
		_exit(1);
	_exit(0); // nothing is closed: what was folded is in the WAL alone
}

// The exit status of a rebuild that ends before its n-th change of a file.
static int rebuild_killed(struct estate *e, int calls)
{
	struct err err = {0};
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		calls_left = calls;
		_exit(cache_rebuild(e->cache_path, e->archive, NULL, &err) ? 0 : 1);
	}
	expect_int(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_shown(struct estate *e, const char *expected)
{
	struct err err = {0};
	struct cache *cache = NULL;
	expect_true(cache_open(e->cache_path, CACHE_READ, &cache, &err));
	expect_text(cache ? estate_sql(e, cache, AMOUNTS) : err.text, expected);
	cache_close(cache);
}

// Wherever it is killed, the cache has everything, and the next rebuild works.
static void test_crash_in_rebuild(void)
{
	int status = 9, calls = 0;
	for (; status == 9; calls++) {
		struct estate e;
		struct err err = {0};
		estate_open(&e);
		cache_close(e.cache);
		e.cache = NULL;
		expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
		run_child(fold_and_vanish, &e, 0);
		status = rebuild_killed(&e, calls);
		expect_shown(&e, "1.5");
		expect_true(cache_rebuild(e.cache_path, e.archive, NULL, &err));
		expect_shown(&e, "1.5");
		estate_close(&e);
	}
	expect_int(status, 0);
	expect_true(calls > 4); // two files go, one comes, and SQLite's own
}

static void damage_run(const struct estate *e, size_t index)
{
	struct err err = {0};
	const char *sha256 = archive_entry(e->archive, index)->sha256;
	struct str path = {0};
	str_addf(&path, "%s/runs/%.2s/%s.jsonl.zst", e->archive_path, sha256, sha256);
	expect_true(file_write(str_text(&path), SLICE("not zstd"), 0640, &err));
	str_fini(&path);
}

// A run that was damaged after it was folded is in the cache alone: it is not thrown away.
static void test_keeps_what_is_lost(void)
{
	struct estate e;
	struct err err = {0};
	int64_t last;
	estate_open(&e);
	expect_true(estate_run(&e, 1, DELIVERY("2024-01", 100, "1.5")));
	expect_true(estate_run(&e, 2, DELIVERY("2024-02", 100, "2.5")));
	fold(&e);
	damage_run(&e, 1);
	expect_true(!cache_verify(e.cache, e.archive, &last, &err));
	expect_int(err.code, ERR_INCOMPLETE);
	cache_close(e.cache);
	expect_true(!cache_rebuild(e.cache_path, e.archive, NULL, &err));
	expect_int(err.code, ERR_INCOMPLETE);
	expect_true(strstr(err.text, "kept as it is") && strstr(err.text, "run 2 of s"));
	expect_true(cache_open(e.cache_path, CACHE_READ, &e.cache, &err));
	expect_text(estate_ask(&e, AMOUNTS), "1.5;2.5");
	cache_close(e.cache);
	// With no cache to lose, the new one has what there is, and says what is missing.
	expect_int(unlink(e.cache_path), 0);
	expect_true(cache_rebuild(e.cache_path, e.archive, NULL, &err));
	expect_true(cache_open(e.cache_path, CACHE_READ, &e.cache, &err));
	expect_text(estate_ask(&e, AMOUNTS), "1.5");
	expect_true(!cache_whole(e.cache, 0, &err));
	estate_close(&e);
}

int main(void)
{
	test_snapshot();
	test_other_user();
	test_crash_in_rebuild();
	test_keeps_what_is_lost();
	return test_done("store_cache");
}
