// The sandbox's parts: what lesser kernels lack, limits, the folder of a run, what the
// configuration says. What a collector cannot do in it is in tests/e2e/sandbox.sh.
#include "base/file.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"
#include "collect/sandbox/enter.h"
#include "collect/sandbox/folder.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/gavel-unit-sandbox.XXXXXX";

// ---- Kernels that have less ----

static const struct {
	struct sandbox_kernel kernel;
	bool lacks, refused;
	const char *begins;
} KERNELS[] = {
	{{7, true, true}, false, false, ""},
	{{6, true, true}, false, false, ""},
	{{5, true, true}, true, false, "Landlock before Linux 6.12: a collector can send signals"},
	{{3, true, true}, true, false, "Landlock before Linux 6.7: TCP is kept away by seccomp"},
	{{1, true, true}, true, false, "Landlock before Linux 5.19: "},
	{{0, true, true}, true, true, "this kernel has no Landlock (5.13, "},
	{{7, false, false}, true, true, "this kernel has no seccomp filters: "},
	{{7, true, false}, true, true, "this kernel's seccomp (5.0) does not tell us"},
};

static void write_script(const char *name, const char *text, char path[128])
{
	struct err err;
	snprintf(path, 128, "%s/%s", home, name);
	expect_true(file_write(path, slice_of(text), 0755, &err));
}

static void test_lacking(void)
{
	char program[128];
	write_script("true", "#!/bin/sh\n", program);
	for (size_t i = 0; i < sizeof KERNELS / sizeof *KERNELS; i++) {
		struct str text = {0};
		struct err err = {0};
		struct sandbox *sandbox;
		bool refuse;
		expect_int(sandbox_lacks(&KERNELS[i].kernel, &text, &refuse), KERNELS[i].lacks);
		expect_true(slice_starts(slice_of(str_text(&text)), KERNELS[i].begins));
		expect_int(refuse, KERNELS[i].refused);
		struct sandbox_request request = {
			.mode = SANDBOX_REQUIRE, .program = program, .kernel = &KERNELS[i].kernel};
		bool prepared = sandbox_prepare(&request, &sandbox, &err);
		expect_int(prepared, !KERNELS[i].refused);
		if (!prepared) {
			expect_int(err.code, ERR_DENIED);
			expect_true(strstr(err.text, "not run, because the configuration says "
						     "`sandbox: require` and this kernel") &&
				    strstr(err.text, "or say `sandbox: auto`"));
		}
		expect_true(sandbox_end(prepared ? sandbox : NULL, &err));
		str_fini(&text);
	}
}

// ---- Runs ----

static bool take_line(void *context, struct slice line, struct err *err)
{
	(void)err;
	str_add_slice(context, line);
	str_add_char(context, ' ');
	return true;
}

static bool run(const char *script, const struct sandbox_request *request, struct str *out,
		struct err *err)
{
	char program[128];
	write_script("program", script, program);
	struct runner_options options = {
		.program = program,
		.verb = "collect",
		.deadline_ms = 60000,
		.line = take_line,
		.sandbox = *request,
		.context = out,
	};
	str_clear(out);
	return runner_call(&options, err);
}

static const char FILES[] = "#!/bin/sh\n"
			    "(: < /etc/hostname) 2>/dev/null && echo read\n"
			    "(: > \"$HOME\"/own) && echo own\n"
			    "(echo x > /dev/null) && echo null\n"
			    "ulimit -c\n";

// Whatever of Landlock a kernel has is used: files are guarded by the first already.
static void test_each_abi(void)
{
	for (int abi = 0; abi <= LANDLOCK_NEWEST && abi <= landlock_abi(); abi++) {
		struct sandbox_kernel kernel = {abi, true, true};
		struct sandbox_request request = {.kernel = &kernel};
		struct str out = {0};
		struct err err = {0};
		expect_true(run(FILES, &request, &out, &err));
		expect_text(str_text(&out), abi ? "own null 0 " : "read own null 0 ");
		str_fini(&out);
	}
}

static const struct {
	const char *script, *why;
	struct sandbox_request request;
	bool listener;
} STOPPED[] = {
	{"#!/bin/sh\nexec unshare -n true\n",
	 "the collector was stopped by the sandbox: it tried unshare(2)",
	 {0},
	 true},
	{"#!/bin/sh\nexec unshare -n true\n",
	 "the collector was stopped by the sandbox: it tried a system call that no collector may "
	 "make",
	 {0},
	 false},
	{"#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8 9; do tail -f /dev/null & done\nwait\n",
	 "the collector was stopped by the sandbox: it had more than 5 processes and threads at a "
	 "time",
	 {.tasks = 5},
	 true},
	{"#!/bin/sh\nfor i in 1 2 3; do head -c 900000 /dev/zero > $i; done\ntail -f /dev/null\n",
	 "the collector was stopped by the sandbox: it wrote more than 1.0 MiB of temporary files",
	 {.temporary_bytes = 1 << 20},
	 true},
	{"#!/bin/sh\nexec 5> a 6> b 7> c\nrm a b c\n"
	 "for i in 5 6 7; do head -c 900000 /dev/zero >&$i; done\ntail -f /dev/null\n",
	 "the collector was stopped by the sandbox: it wrote more than 1.0 MiB of temporary files",
	 {.temporary_bytes = 1 << 20},
	 true},
	{"#!/bin/sh\nexec dd if=/dev/zero of=large bs=1 count=1 seek=2000000 2>/dev/null\n",
	 "the collector was stopped by the sandbox: a file that it wrote grew too large",
	 {.temporary_bytes = 1 << 20},
	 true},
};

static void test_stopped(void)
{
	for (size_t i = 0; i < sizeof STOPPED / sizeof *STOPPED; i++) {
		struct sandbox_kernel kernel = sandbox_kernel();
		kernel.listener = STOPPED[i].listener;
		struct sandbox_request request = STOPPED[i].request;
		request.kernel = &kernel;
		struct str out = {0};
		struct err err = {0};
		expect_true(!run(STOPPED[i].script, &request, &out, &err));
		expect_text(err.text, STOPPED[i].why);
		str_fini(&out);
	}
}

// Network and the person's home, but it writes in its spool only.
static void test_fetch(void)
{
	char spool[128];
	struct sandbox_request request = {.profile = SANDBOX_FETCH, .write = spool};
	struct str out = {0}, script = {0};
	struct err err = {0};
	snprintf(spool, sizeof spool, "%s/spool", home);
	mkdir(spool, 0700);
	str_addf(&script,
		 "#!/bin/sh\necho x > %s/part && echo spooled\n"
		 "(echo x > %s/other) 2>/dev/null || echo refused\n"
		 "(: < /etc/nsswitch.conf) && echo resolves\necho $HOME\n",
		 spool, home);
	expect_true(run(str_text(&script), &request, &out, &err));
	str_clear(&script);
	str_addf(&script, "spooled refused resolves %s ", getenv("HOME"));
	expect_text(str_text(&out), str_text(&script));
	str_fini(&out);
	str_fini(&script);
}

// ---- The folder of a run ----

static void test_folder(void)
{
	char *path, inner[256];
	struct err err = {0};
	int64_t bytes;
	int lock;
	expect_true(folder_make("gavel-unit", &path, &lock, &err));
	struct stat s;
	expect_true(stat(path, &s) == 0 && (s.st_mode & 0777) == 0700);
	snprintf(inner, sizeof inner, "%s/file", path);
	expect_true(file_write(inner, slice_of("x"), 0400, &err));
	expect_true(folder_measure(path, &bytes) && bytes >= s.st_blksize);
	// A link to what must stay, a closed folder, and deeper than a path can name.
	snprintf(inner, sizeof inner, "%s/link", path);
	expect_true(symlink(home, inner) == 0);
	snprintf(inner, sizeof inner, "%s/closed", path);
	expect_true(mkdir(inner, 0) == 0 && folder_measure(path, &bytes));
	int here = open(".", O_RDONLY | O_DIRECTORY);
	bool deep = chdir(path) == 0;
	for (int i = 0; deep && i < 5000; i++)
		deep = mkdir("d", 0100) == 0 && chmod("d", 0700) == 0 && chdir("d") == 0;
	expect_true(deep && fchdir(here) == 0);
	expect_true(!folder_measure(path, &bytes));
	expect_true(folder_remove(path, &err));
	expect_true(!file_exists(path) && file_exists(home));
	expect_true(folder_remove(path, &err)); // gone is gone
	close(here);
	close(lock);
	free(path);
}

// Whoever is killed leaves its folder: it goes when the next of its kind is made, and no other.
static void test_left_folder(void)
{
	static const char *const NAMES[] = {"gavel-a.killed", "gavel-a.killedlong",
					    "gavel-b.killed"};
	char *first, *second, path[128];
	int first_lock, second_lock;
	struct err err = {0};
	const char *base = getenv("TMPDIR");
	char *old = base ? mem_text(base) : NULL;
	setenv("TMPDIR", home, 1);
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		snprintf(path, sizeof path, "%s/%s", home, NAMES[i]);
		expect_true(mkdir(path, 0700) == 0);
	}
	expect_true(folder_make("gavel-a", &first, &first_lock, &err));
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		snprintf(path, sizeof path, "%s/%s", home, NAMES[i]);
		expect_int(file_exists(path), i > 0);
	}
	expect_true(folder_make("gavel-a", &second, &second_lock, &err));
	expect_true(file_exists(first) && file_exists(second));
	close(first_lock);
	expect_true(folder_remove(second, &err));
	close(second_lock);
	free(second);
	expect_true(folder_make("gavel-a", &second, &second_lock, &err));
	expect_true(!file_exists(first) && folder_remove(second, &err));
	close(second_lock);
	free(first);
	free(second);
	old ? setenv("TMPDIR", old, 1) : unsetenv("TMPDIR");
	free(old);
}

// ---- From the configuration ----

static void test_confine(void)
{
	static const char *const read[] = {"/opt/venv", NULL};
	struct config_value library = {.key = "duckdb", .value = "/opt/libduckdb.so"};
	struct source_config source = {.network = true,
				       .memory_bytes = 1 << 30,
				       .read = read,
				       .values = &library,
				       .value_count = 1};
	struct config config = {.sandbox = "require"};
	struct arena arena = {0};
	unsetenv("GAVEL_DUCKDB");
	struct sandbox_request request = confine(&config, &source, NULL, &arena);
	expect_int(request.mode, SANDBOX_REQUIRE);
	expect_int(request.profile, SANDBOX_NETWORK);
	expect_int(request.memory_bytes, 1 << 30);
	expect_text(request.read[0], "/opt/venv");
	expect_text(request.maybe[0], "/opt/libduckdb.so");
	expect_true(!request.maybe[1] && !request.input);
	request = confine(NULL, NULL, NULL, &arena);
	expect_int(request.mode, SANDBOX_AUTO);
	expect_int(request.profile, SANDBOX_PARSER);
	expect_true(!request.maybe[0] && !request.read && !request.memory_bytes);
	expect_int(sandbox_mode("off"), SANDBOX_OFF);
	expect_int(sandbox_mode("OFF"), SANDBOX_AUTO);
	arena_fini(&arena);
}

int main(void)
{
	struct err err = {0};
	expect_true(mkdtemp(home) != NULL);
	test_lacking();
	test_each_abi();
	test_stopped();
	test_fetch();
	test_folder();
	test_left_folder();
	test_confine();
	expect_true(file_remove_tree(home, &err));
	return test_done("collect_sandbox");
}
