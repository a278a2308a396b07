// Collectors that misbehave, as shell scripts in a temporary folder: each must fail with its
// sentence, leave archive and cache as they were, and leave no process behind.
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "collect/run.h"

#include "tests/unit/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELLO "echo '{\"t\":\"hello\",\"proto\":1,\"plugin\":\"bad\",\"version\":\"1\"}'\n"
#define SCOPE                                                                                      \
	"echo '{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[\"p\",\"r\",\"2024-01\"],"     \
	"\"mode\":\"replace\",\"at\":1706745600,\"delivery\":\"d\"}'\n"
#define BILL                                                                                       \
	"echo '{\"t\":\"bill\",\"scope\":1,\"format\":\"f\",\"payer\":\"p\",\"report\":\"r\","     \
	"\"period\":\"2024-01\",\"rows\":0,\"invoiced\":0,\"identity\":true}'\n"
#define END  "echo '{\"t\":\"end\",\"scope\":1,\"complete\":true,\"rows\":0}'\n"
#define DONE "echo '{\"t\":\"done\"}'\n"

enum { OUTPUT_CAP = 1000000 };

// The error as a person reads it, after "source 'bad': "; one that ends in '*' is a prefix.
static const struct {
	const char *name, *script;
	enum err_code code;
	const char *expected;
	int64_t deadline; // 0 = 60 s
} CASES[] = {
	{"garbage", "echo 'Hello!'", ERR_INVALID, "line 1: not a flat JSON object: *", 0},
	{"nothing", "exit 0", ERR_INVALID, "the collector said nothing", 0},
	{"no hello", SCOPE, ERR_INVALID, "line 1: 'scope' before hello", 0},
	{"wrong protocol",
	 "echo '{\"t\":\"hello\",\"proto\":7,\"plugin\":\"x\",\"version\":\"1\"}'", ERR_INVALID,
	 "line 1: the collector speaks protocol 7, this gavel speaks 1", 0},
	{"long line", HELLO "head -c 70000 /dev/zero | tr '\\0' x; echo", ERR_INVALID,
	 "the collector sent a line longer than 65536 bytes", 0},
	{"NUL bytes", HELLO "printf '{\"t\":\"a\\0b\"}\\n'", ERR_INVALID,
	 "line 2: not a flat JSON object: *", 0},
	{"ill-formed UTF-8", HELLO "printf '{\"t\":\"a\\377b\"}\\n'", ERR_INVALID,
	 "line 2: not UTF-8 at byte 8", 0},
	{"a kind that must be understood", HELLO "echo '{\"t\":\"!new\"}'\n" DONE, ERR_INVALID,
	 "line 2: '!new' must be understood, and this gavel does not know it; a newer one may", 0},
	{"done without end", HELLO SCOPE DONE, ERR_INVALID,
	 "line 3: done, but scope 1 has not ended", 0},
	{"no done", HELLO SCOPE BILL END, ERR_INVALID,
	 "the collector ended without done, after line 4", 0},
	{"half a line", HELLO "printf '{\"t\":\"done\"'", ERR_INVALID,
	 "the collector's output ends in the middle of a line", 0},
	{"a line after done", HELLO DONE DONE, ERR_INVALID, "line 3: a line after done", 0},
	{"exit 1 after done", HELLO SCOPE BILL END DONE "exit 1", ERR_INVALID,
	 "the collector ended with exit code 1", 0},
	{"exit 1 with words", HELLO "echo 'I! x' >&2; echo 'E! disk full' >&2; exit 1", ERR_INVALID,
	 "the collector ended with exit code 1: disk full", 0},
	{"wrong call", "echo 'E! no key' >&2; exit 64", ERR_INVALID,
	 "the collector says that its call or its configuration is wrong: no key", 0},
	{"later", HELLO "exit 75", ERR_BUSY, "the collector asks to be run again later", 0},
	{"kills itself", HELLO "kill -9 $$", ERR_INVALID,
	 "the collector was killed by signal 9 (Killed)", 0},
	{"an error with a place",
	 HELLO
	 "echo '{\"t\":\"error\",\"code\":\"invalid\",\"in\":3,\"row\":12,\"text\":\"a\\u001bb\"}'",
	 ERR_INVALID, "input 3:12: a<U+001B>b", 0},
	{"an incomplete scope alone",
	 HELLO SCOPE
	 "echo '{\"t\":\"end\",\"scope\":1,\"complete\":false,\"rows\":0,\"why\":\"part 2 "
	 "is missing\"}'\n" DONE,
	 ERR_INCOMPLETE, "p r 2024-01 is incomplete: part 2 is missing", 0},
	{"never ends", HELLO "exec tail -f /dev/null", ERR_INVALID,
	 "the collector did not finish within 1 s and was stopped", 1},
	{"done but never ends", HELLO DONE "exec tail -f /dev/null", ERR_INVALID,
	 "the collector did not finish within 1 s and was stopped", 1},
	{"ignores TERM", "trap '' TERM\n" HELLO "while :; do read x < /dev/zero; done", ERR_INVALID,
	 "the collector did not finish within 1 s and was stopped", 1},
	{"a grandchild holds stdout", HELLO "tail -f /dev/null &\nexit 3", ERR_INVALID,
	 "the collector ended with exit code 3", 0},
	{"a flood", HELLO "exec yes '{\"t\":\"x\"}'", ERR_INVALID,
	 "the collector sent more than 1000000 bytes and was stopped", 0},
	{"closes stdout early", HELLO "exec >&-\nexec tail -f /dev/null >/dev/null", ERR_INVALID,
	 "the collector ended without done, after line 1", 0},
	{"a blob that is not there",
	 HELLO "printf '{\"t\":\"blob\",\"bytes\":9,\"sha256\":\"%064d\"}\n' 0", ERR_INVALID,
	 "line 2: blob: 9 bytes were not written to the spool", 0},
};

struct bench {
	char folder[64];
	char script[96], archive[96], cache[96];
	struct config config;
	int64_t messages, hostile; // hostile: those that hold a control character
	struct str said;	   // all of them, a line each
};

static void on_message(void *context, char level, const char *text)
{
	struct bench *bench = context;
	bench->messages++;
	str_addf(&bench->said, "%c %s\n", level, text);
	for (; *text; text++)
		bench->hostile += (unsigned char)*text < ' ' || *text == 0x7f;
}

static void write_script(struct bench *bench, const char *body)
{
	FILE *file = fopen(bench->script, "w");
	if (!file || fprintf(file, "#!/bin/sh\nread -r request\n%s\n", body) < 0 || fclose(file))
		abort();
	chmod(bench->script, 0755);
}

static bool run_script(struct bench *bench, const char *body, int64_t deadline, struct err *err)
{
	write_script(bench, body);
	struct collect_report report = {0};
	struct collect_options options = {
		.now = 1706745600,
		.deadline_seconds = deadline ? deadline : 60,
		.max_output = OUTPUT_CAP,
		.message = on_message,
		.context = bench,
	};
	struct run_job job = {.label = "source 'bad'", .source = "bad", .program = bench->script};
	return run_job(&bench->config, &job, &options, &report, err);
}

// ---- What a run must leave alone ----

static void add_tree(const char *path, struct str *out)
{
	char **names, digest[DIGEST_HEX];
	size_t count;
	struct err err = {0};
	if (!file_is_folder(path)) {
		int fd = open(path, O_RDONLY);
		if (fd >= 0 && digest_fd(fd, digest, NULL, &err))
			str_addf(out, "%s %s\n", path, digest);
		if (fd >= 0)
			close(fd);
		return;
	}
	if (!file_list(path, &names, &count, &err))
		abort();
	for (size_t i = 0; i < count; i++) {
		char *child = file_join(path, names[i]);
		add_tree(child, out);
		free(child);
	}
	file_list_free(names, count);
}

static char *picture(const struct bench *bench)
{
	struct str out = {0};
	add_tree(bench->archive, &out);
	add_tree(bench->cache, &out);
	str_text(&out);
	return str_take(&out);
}

// Processes started by a run carry our mark in their environment.
static int count_marked(const char *mark)
{
	int count = 0;
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	while (proc && (entry = readdir(proc))) {
		char path[300];
		struct str bytes = {0};
		struct err err = {0};
		snprintf(path, sizeof path, "/proc/%s/environ", entry->d_name);
		count += atoi(entry->d_name) > 0 && atoi(entry->d_name) != getpid() &&
			 file_read(path, 1 << 20, &bytes, &err) &&
			 memmem(bytes.at, bytes.len, mark, strlen(mark));
		str_fini(&bytes);
	}
	if (proc)
		closedir(proc);
	return count;
}

// A killed process may take a moment to be gone.
static bool all_gone(const char *mark)
{
	int64_t until = clock_monotonic_ms() + 5000;
	while (count_marked(mark)) {
		if (clock_monotonic_ms() > until)
			return false;
		sched_yield();
	}
	return true;
}

static bool matches(const char *text, const char *expected)
{
	static const char label[] = "source 'bad': ";
	if (strncmp(text, label, sizeof label - 1))
		return false;
	text += sizeof label - 1;
	size_t len = strlen(expected);
	return expected[len - 1] == '*' ? !strncmp(text, expected, len - 1)
					: !strcmp(text, expected);
}

static void expect(bool good, const char *what, const struct err *err)
{
	if (!test_count(good))
		fprintf(stderr, "collect_run: %s (%s: %s)\n", what, err_code_name(err->code),
			err->text);
}

static void check_case(struct bench *bench, size_t i, const char *mark)
{
	struct err err = {0};
	char *before = picture(bench);
	bool ok = run_script(bench, CASES[i].script, CASES[i].deadline, &err);
	char *after = picture(bench);
	bool good = !ok && err.code == CASES[i].code && matches(err.text, CASES[i].expected);
	expect(good, CASES[i].name, &err);
	if (!test_count(!strcmp(before, after) && all_gone(mark)))
		fprintf(stderr,
			"collect_run: %s: changed archive or cache, or left a process behind\n"
			"%s---\n%s",
			CASES[i].name, before, after);
	free(before);
	free(after);
}

// ---- What has to work ----

static void check_good(struct bench *bench)
{
	struct err err = {0};
	expect(run_script(bench, HELLO SCOPE BILL END DONE, 0, &err), "a good run", &err);
	char *before = picture(bench);
	expect(run_script(bench, HELLO SCOPE BILL END DONE, 0, &err), "again", &err);
	char *after = picture(bench);
	expect(!strcmp(before, after), "the same again changes nothing", &err);
	free(before);
	free(after);
	expect(run_script(bench, HELLO "echo '{\"t\":\"sun\"}'\n" DONE, 0, &err),
	       "an unknown kind is ignored", &err);
}

static void check_acks(struct bench *bench)
{
	struct err err = {0};
	char body[2000];
	snprintf(body, sizeof body,
		 "echo '{\"t\":\"hello\",\"proto\":1,\"plugin\":\"q\",\"version\":\"1\","
		 "\"acks\":true}'\n%s%scat >&2",
		 SCOPE BILL END, DONE);
	str_clear(&bench->said);
	expect(run_script(bench, body, 0, &err), "a run with acks", &err);
	expect(!strcmp(str_text(&bench->said), "I {\"t\":\"ack\",\"scope\":1}\n"),
	       "one ack for scope 1", &err);
}

static void check_log_flood(struct bench *bench)
{
	struct err err = {0};
	bench->messages = bench->hostile = 0;
	bool ok = run_script(
		bench, HELLO "yes \"$(printf 'E! \\033[2J \\233 x')\" | head -n 100000 >&2\n" DONE,
		0, &err);
	expect(ok, "a flood on stderr", &err);
	expect(bench->hostile == 0, "escapes in the log are made safe", &err);
	expect(bench->messages == TAIL_PASSED + 1, "the flood is counted", &err);
}

int main(void)
{
	struct bench bench = {.folder = "/tmp/gavel-run-XXXXXX"};
	char mark[64];
	char *made = mkdtemp(bench.folder);
	snprintf(mark, sizeof mark, "GAVEL_RUN_TEST=%d", (int)getpid());
	putenv(mark);
	snprintf(bench.script, sizeof bench.script, "%s/bad", bench.folder);
	snprintf(bench.archive, sizeof bench.archive, "%s/archive", bench.folder);
	snprintf(bench.cache, sizeof bench.cache, "%s/cache.db", bench.folder);
	bench.config =
		(struct config){.cache = bench.cache, .archive = bench.archive, .secrets_key = ""};
	check_good(&bench);
	check_acks(&bench);
	check_log_flood(&bench);
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		check_case(&bench, i, mark);
	struct err err = {0};
	expect(made && file_remove_tree(bench.folder, &err), "clean up", &err);
	str_fini(&bench.said);
	return test_done("collect_run");
}
