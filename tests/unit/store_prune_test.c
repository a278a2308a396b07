// Pruning: which runs go, what a fold gives after, and what happens when it comes between someone's
// reading of the index and of the run, or when it is killed. open, fsync, rename and unlink stand
// in for the C library's, to prune just then or to end the process.
#include "tests/unit/store_estate.h"
#include "tests/unit/store_race.h"

#include "store/upkeep/prune.h"

#include <sys/wait.h>

static int calls_left = -1; // of those that change the disk, until the process ends; -1 = never

static void count_call(void)
{
	if (calls_left >= 0 && calls_left-- == 0)
		_exit(9);
}

// The disk is not waited for: the process dies here, not the machine.
int fsync(int fd)
{
	(void)fd;
	count_call();
	return 0;
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

#define APPENDED                                                                                   \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[\"p\",\"r\",\"2024-05\"],"     \
	      "\"mode\":\"append\",\"at\":1,\"delivery\":\"a\"}\n" BILL(1, "2024-05")              \
		      TEXT(1, "EC2") TEXT(2, "USD") CELL(1, 1, 2, "4") END(1) DONE
#define INCOMPLETE                                                                                 \
	HELLO SCOPE(1, "2024-01", 300) TEXT(1, "EC2") TEXT(2, "USD")                               \
		CELL(1, 1, 2, "4") "{\"t\":\"warn\",\"scope\":1,\"text\":\"odd\"}\n" BROKEN_END(1) \
			DONE
#define TWO_MONTHS                                                                                 \
	HELLO SCOPE(1, "2024-01", 100) BILL(1, "2024-01") TEXT(1, "EC2") TEXT(2, "USD")            \
		CELL(1, 1, 2, "8") END(1) SCOPE(2, "2024-02", 100) BILL(2, "2024-02")              \
			CELL(2, 1, 2, "16") END(2) DONE
#define FIRST  DELIVERY("2024-01", 100, "1.5")
#define SECOND DELIVERY("2024-01", 200, "2.5")

// Runs finished at 10, 20, 30…, pruned before a time: the numbers of those that go.
static const struct {
	const char *name, *runs[4];
	int64_t before;
	const char *pruned;
} CASES[] = {
	{"none is needed but the last", {FIRST, SECOND}, 100, "1"},
	{"not yet old", {FIRST, SECOND}, 10, ""},
	{"older than it by a second", {FIRST, SECOND}, 11, "1"},
	{"an older delivery that came late", {SECOND, FIRST}, 100, "2"},
	{"what is appended is always shown", {APPENDED, SECOND, FIRST}, 100, "3"},
	{"an incomplete one", {FIRST, INCOMPLETE}, 100, "2"},
	{"one month of two is shown", {TWO_MONTHS, SECOND}, 100, ""},
	{"no month of two", {TWO_MONTHS, SECOND, DELIVERY("2024-02", 200, "3")}, 100, "1"},
	{"nothing to let go of", {HELLO DONE, FIRST}, 100, ""},
	{"the same lines twice share a file", {FIRST, FIRST}, 100, "1"},
	{"each of three", {FIRST, SECOND, DELIVERY("2024-01", 300, "9"), INCOMPLETE}, 100, "1;2;4"},
};

// What of the cache must not change: everything but the interned texts, and the marks.
#define FACTS                                                                                      \
	"SELECT id, run, key, state, why, rows, published_at, replaced_at FROM scope "             \
	"UNION ALL SELECT 0, scope, service, currency, unblended, amortized, lines, 0 "            \
	"FROM scope_total "                                                                        \
	"UNION ALL SELECT id, scope, start, stop, unblended, lines, rows, 0 FROM cost_cell "       \
	"UNION ALL SELECT scope, format, period, rows, 0, 0, 0, 0 FROM bill "                      \
	"UNION ALL SELECT id, sha256, source, finished, lines, bytes, fault, 0 FROM run "          \
	"UNION ALL SELECT run, scope, level, text, 0, 0, 0, 0 FROM run_log"

static const char *facts(struct estate *e)
{
	struct cache *cache;
	struct err err = {0};
	struct fold_options all = {0};
	char *path = file_join(e->folder, "facts.db");
	expect_true(cache_rebuild(path, e->archive, &all, &err));
	expect_true(cache_open(path, CACHE_READ, &cache, &err));
	expect_true(cache_whole(cache, 0, &err));
	const char *answer = estate_sql(e, cache, FACTS);
	cache_close(cache);
	free(path);
	return answer;
}

static char *run_path(const struct estate *e, size_t index)
{
	const char *sha256 = archive_entry(e->archive, index)->sha256;
	struct str path = {0};
	str_addf(&path, "%s/runs/%.2s/%s.jsonl.zst", e->archive_path, sha256, sha256);
	return str_take(&path);
}

static bool prune(struct estate *e, int64_t before)
{
	struct prune_options options = {.before = before, .now = 1000};
	struct err err = {0};
	return prune_archive(e->archive, &options, &err);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct estate e;
		struct err err = {0};
		struct archive_report report;
		estate_open(&e);
		for (size_t r = 0; r < 4 && CASES[i].runs[r]; r++)
			expect_true(estate_run(&e, 10 * (int64_t)(r + 1), CASES[i].runs[r]));
		char *before = mem_text(facts(&e));
		expect_true(prune(&e, CASES[i].before));
		expect_text(facts(&e), before);
		expect_true(archive_verify(e.archive, NULL, NULL, &report, &err));
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		expect_text(estate_ask(&e, "SELECT id FROM run WHERE pruned = 1000"),
			    CASES[i].pruned);
		// A second time there is nothing left to do, and another reader sees the same.
		expect_true(prune(&e, CASES[i].before));
		archive_close(e.archive);
		expect_true(archive_open(e.archive_path, false, &e.archive, &err));
		expect_text(facts(&e), before);
		free(before);
		estate_close(&e);
	}
}

// ---- Together with others ----

static struct estate *pruning; // the estate that prune_now prunes

static void prune_now(void)
{
	struct estate other = *pruning;
	struct err err = {0};
	expect_true(archive_open(other.archive_path, false, &other.archive, &err));
	expect_true(prune(&other, 100));
	archive_close(other.archive);
}

static void test_pruned_while_folding(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 10, FIRST));
	expect_true(estate_run(&e, 20, SECOND));
	pruning = &e;
	at_run_file = prune_now;
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_true(cache_whole(e.cache, 0, &err));
	expect_text(estate_ask(&e, "SELECT id, pruned FROM run"), "1|1000;2|NULL");
	expect_text(estate_ask(&e, "SELECT state FROM scope"), "replaced;shown");
	estate_close(&e);
}

static void test_pruned_while_verifying(void)
{
	struct estate e;
	struct err err = {0};
	struct archive_report report;
	estate_open(&e);
	expect_true(estate_run(&e, 10, FIRST));
	expect_true(estate_run(&e, 20, SECOND));
	pruning = &e;
	at_run_file = prune_now;
	expect_true(archive_verify(e.archive, NULL, NULL, &report, &err));
	expect_int(report.pruned, 1);
	estate_close(&e);
}

// ---- Killed ----

// The exit status of a pruning that ends before its n-th change of the disk.
static int prune_killed(struct estate *e, int calls)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		calls_left = calls;
		_exit(prune(e, 100) ? 0 : 1);
	}
	expect_int(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Wherever it is killed, the archive is whole, gives the same, and the next pruning ends the work.
static void test_killed(void)
{
	int status = 9;
	for (int calls = 0; status == 9; calls++) {
		struct estate e;
		struct err err = {0};
		struct archive_report report;
		estate_open(&e);
		expect_true(estate_run(&e, 10, FIRST));
		expect_true(estate_run(&e, 20, SECOND));
		char *before = mem_text(facts(&e)), *first = run_path(&e, 0);
		status = prune_killed(&e, calls);
		expect_true(archive_refresh(e.archive, &err));
		expect_true(archive_verify(e.archive, NULL, NULL, &report, &err));
		expect_text(facts(&e), before);
		expect_true(prune(&e, 100));
		expect_text(facts(&e), before);
		expect_int(archive_entry(e.archive, 0)->pruned, 1000);
		expect_true(!file_exists(first));
		free(first);
		free(before);
		estate_close(&e);
	}
	expect_int(status, 0);
}

// A run committed by a handle that has not seen the mark yet stands behind it.
static void test_commit_after_mark(void)
{
	struct estate e;
	struct err err = {0};
	struct archive *again;
	estate_open(&e);
	expect_true(estate_run(&e, 10, FIRST));
	expect_true(estate_run(&e, 20, SECOND));
	pruning = &e;
	prune_now();
	expect_true(estate_run(&e, 30, DELIVERY("2024-01", 300, "7")));
	expect_true(archive_open(e.archive_path, false, &again, &err));
	expect_int((int64_t)archive_count(again), 3);
	expect_int(archive_entry(again, 0)->pruned, 1000);
	expect_int(archive_entry(e.archive, 0)->pruned, 1000);
	archive_close(again);
	estate_close(&e);
}

// A plugin cannot bring totals: only the lines that stand in for a run may.
static void test_foreign_total(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(
		&e, 10,
		HELLO SCOPE(1, "2024-01", 1) BILL(
			1, "2024-01") "{\"t\":\"total\",\"scope\":1,\"service\":\"x\",\"currency\":"
				      "\"USD\","
				      "\"unblended\":\"1\",\"amortized\":\"1\",\"n\":1}\n" END(1)
					      DONE));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_text(estate_ask(&e, "SELECT fault FROM run"), "line 4: a total that cannot be used");
	estate_close(&e);
}

int main(void)
{
	test_cases();
	test_pruned_while_folding();
	test_pruned_while_verifying();
	test_killed();
	test_commit_after_mark();
	test_foreign_total();
	return test_done("store_prune");
}
