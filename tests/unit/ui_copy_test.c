// The ladder of copying: which step, with which words, and the very bytes.
// base64 by RFC 4648, section 10; tmux is a stand-in that writes down what it got, and a real one
// where one is installed.
#include "ui/copy/copy.h"

#include "base/file.h"
#include "base/proc.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/gavel-copy-XXXXXX";

static char *inside(const char *name)
{
	return file_join(home, name);
}

static void expect_file(const char *name, const char *expected)
{
	struct str text = {0};
	struct err err = {0};
	char *path = inside(name);
	expect_true(file_read(path, 1 << 20, &text, &err));
	test_text(__FILE__, __LINE__, name, str_text(&text), expected);
	str_fini(&text);
	free(path);
}

// ---- The sequence ----

static void test_osc52(void)
{
	static const struct {
		const char *text, *sequence;
	} CASES[] = {
		{"", "\033]52;c;\a"},
		{"f", "\033]52;c;Zg==\a"},
		{"fo", "\033]52;c;Zm8=\a"},
		{"foo", "\033]52;c;Zm9v\a"},
		{"foob", "\033]52;c;Zm9vYg==\a"},
		{"fooba", "\033]52;c;Zm9vYmE=\a"},
		{"foobar", "\033]52;c;Zm9vYmFy\a"},
		{"\xff\xfe\xfd", "\033]52;c;//79\a"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str send = {0};
		struct err err = {0};
		expect_true(copy_osc52(slice_of(CASES[i].text), &send, &err));
		test_text(__FILE__, (int)i, CASES[i].text, str_text(&send), CASES[i].sequence);
		str_fini(&send);
	}
}

static void test_limit(void)
{
	struct str text = {0}, send = {0};
	struct err err = {0};
	str_add_repeat(&text, 'x', 56244); // 74,992 of base64
	expect_true(copy_osc52(str_slice(&text), &send, &err));
	expect_int((int64_t)send.len, 7 + 74992 + 1);
	str_add_char(&text, 'x');
	str_clear(&send);
	expect_true(!copy_osc52(str_slice(&text), &send, &err));
	expect_int(err.code, ERR_INVALID);
	expect_text(err.text, "56245 bytes are more than terminals take (56244)");
	expect_int((int64_t)send.len, 0);
	str_fini(&text);
	str_fini(&send);
}

// ---- The ladder ----

#define SENT	"sent to the terminal's clipboard (OSC 52), which does not answer"
#define TO_TMUX "copied to tmux's buffer and through it to the clipboard"

static const struct {
	struct copy_place place; // folder and path are the test's
	const char *said;	 // "FILE" is the file's name in it; NULL: refused
	const char *sent;
} LADDER[] = {
	{{"auto", "", "xterm-256color", NULL, NULL, NULL}, SENT, "\033]52;c;aGk=\a"},
	{{"auto", "", "xterm-256color", "", "", NULL}, SENT, "\033]52;c;aGk=\a"},
	{{"auto", "", "tmux-256color", "/tmp/tmux-1/default,1,0", NULL, NULL}, TO_TMUX, ""},
	{{"auto", "", "linux", NULL, NULL, NULL},
	 "written to FILE (0600): this terminal has no clipboard",
	 ""},
	{{"auto", "", "vt100", NULL, NULL, NULL},
	 "written to FILE (0600): this terminal has no clipboard",
	 ""},
	{{"auto", "", NULL, NULL, NULL, NULL},
	 "written to FILE (0600): this terminal has no clipboard",
	 ""},
	{{"auto", "", "screen", NULL, "1.pts", NULL},
	 "written to FILE (0600): GNU screen keeps the sequence to itself",
	 ""},
	{{"osc52", "", "linux", "/tmp/tmux", NULL, NULL}, SENT, "\033]52;c;aGk=\a"},
	{{"tmux", "", "xterm", "/tmp/tmux", NULL, NULL}, TO_TMUX, ""},
	{{"tmux", "", "xterm", NULL, NULL, NULL}, NULL, "this is not tmux"},
	{{"file", "", "xterm", NULL, NULL, NULL}, "written to FILE (0600)", ""},
	{{"off", "", "xterm", "/tmp/tmux", NULL, NULL},
	 NULL,
	 "copying is off (clipboard: off in gavel.yaml)"},
};

static void expect_said(const char *said, const char *expected, int line)
{
	struct str full = {0};
	const char *file = strstr(expected, "FILE");
	if (file)
		str_addf(&full, "%.*s%s/state/copied.txt%s", (int)(file - expected), expected, home,
			 file + 4);
	else
		str_add_text(&full, expected);
	test_text(__FILE__, line, "said", said, str_text(&full));
	str_fini(&full);
}

static void test_ladder(void)
{
	char *folder = inside("state"), *path = inside("bin");
	for (size_t i = 0; i < sizeof LADDER / sizeof *LADDER; i++) {
		struct copy_place place = LADDER[i].place;
		struct str send = {0}, said = {0};
		struct err err = {0};
		place.folder = folder;
		place.path = path;
		bool done = copy_text(&place, SLICE("hi"), &send, &said, &err);
		test_int(__FILE__, (int)i, "done", done, LADDER[i].said != NULL);
		if (done)
			expect_said(str_text(&said), LADDER[i].said, (int)i);
		test_text(__FILE__, (int)i, "sent", done ? str_text(&send) : err.text,
			  LADDER[i].sent);
		str_fini(&send);
		str_fini(&said);
	}
	struct stat s;
	char *file = inside("state/copied.txt");
	expect_true(stat(file, &s) == 0 && (s.st_mode & 07777) == 0600);
	expect_true(stat(folder, &s) == 0 && (s.st_mode & 07777) == 0700);
	expect_file("state/copied.txt", "hi");
	expect_file("got", "load-buffer -w - hi");
	free(file);
	free(folder);
	free(path);
}

// What is pasted into a shell must not act on it; lines stay lines.
static void test_hostile(void)
{
	char *folder = inside("state");
	struct copy_place place = {.setting = "file", .folder = folder};
	struct str send = {0}, said = {0};
	struct err err = {0};
	expect_true(copy_text(&place, SLICE("a\033[31mb\n\xe2\x80\xae\r\x01"), &send, &said, &err));
	expect_file("state/copied.txt", "a<U+001B>[31mb\n<U+202E><U+000D><U+0001>");
	str_fini(&send);
	str_fini(&said);
	free(folder);
}

// ---- tmux ----

static void put_tmux(const char *script)
{
	struct err err = {0};
	char *folder = inside("bin"), *path = inside("bin/tmux");
	expect_true(file_make_folders(folder, 0700, &err));
	expect_true(file_write(path, slice_of(script), 0700, &err));
	free(folder);
	free(path);
}

// One that fails or hangs, or is none, costs a second at most, and the file says why it was taken.
static void test_bad_tmux(void)
{
	static const struct {
		const char *script, *reason;
	} CASES[] = {
		{"#!/bin/sh\nexit 1\n", "`tmux load-buffer -w` failed"},
		{"#!/bin/sh\necho no server >&2\necho more >&2\nexit 1\n",
		 "`tmux load-buffer -w` failed: no server"},
		{"#!/bin/sh\nwhile :; do sleep 100; done\n", "tmux does not answer"},
		{NULL, "there is no tmux in PATH"},
	};
	char *folder = inside("state"), *path = inside("bin"), *program = inside("bin/tmux");
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct copy_place place = {"auto", folder, "tmux-256color", "x,1,0", NULL, path};
		struct str send = {0}, said = {0}, expected = {0};
		struct err err = {0};
		unlink(program);
		if (CASES[i].script)
			put_tmux(CASES[i].script);
		expect_true(copy_text(&place, SLICE("hi"), &send, &said, &err));
		str_addf(&expected, "written to FILE (0600): %s", CASES[i].reason);
		expect_said(str_text(&said), str_text(&expected), (int)i);
		expect_int((int64_t)send.len, 0); // tmux would drop it
		str_fini(&send);
		str_fini(&said);
		str_fini(&expected);
	}
	free(folder);
	free(path);
	free(program);
}

static void test_no_folder(void)
{
	struct copy_place place = {.setting = "auto", .term = "linux"};
	struct str send = {0}, said = {0};
	struct err err = {0};
	expect_true(!copy_text(&place, SLICE("hi"), &send, &said, &err));
	expect_text(err.text, "this terminal has no clipboard: there is no folder to write to: "
			      "set HOME");
	str_fini(&send);
	str_fini(&said);
}

static bool answer(const char *command, struct str *out)
{
	char bytes[4096];
	size_t got;
	FILE *from = popen(command, "r");
	str_clear(out);
	while (from && (got = fread(bytes, 1, sizeof bytes, from)) > 0)
		str_add(out, bytes, got);
	return from && pclose(from) == 0;
}

// A server of its own, with nobody attached: the buffer has what was copied.
static void test_real_tmux(void)
{
	struct str out = {0}, send = {0}, said = {0};
	struct err err = {0};
	if (!answer("tmux -V 2>/dev/null", &out)) {
		printf("ui_copy: no tmux here, the test with a real one was skipped\n");
		str_fini(&out);
		return;
	}
	setenv("TMUX_TMPDIR", home, 1);
	expect_true(answer("tmux -L copy -f /dev/null new-session -d -x 80 -y 24 cat && "
			   "tmux -L copy display-message -p '#{socket_path},#{pid},0'",
			   &out));
	struct copy_place place = {"auto", NULL, "tmux-256color", NULL, NULL, getenv("PATH")};
	char *tmux = mem_slice(slice_trim(str_slice(&out)));
	setenv("TMUX", tmux, 1);
	place.tmux = tmux;
	bool done = copy_text(&place, SLICE("cost by:service\nperiod:2026-10"), &send, &said, &err);
	expect_text(err.text, "");
	expect_true(done);
	expect_text(str_text(&said), TO_TMUX);
	unsetenv("TMUX");
	expect_true(answer("tmux -L copy show-buffer; tmux -L copy kill-server", &out));
	expect_text(str_text(&out), "cost by:service\nperiod:2026-10");
	free(tmux);
	str_fini(&out);
	str_fini(&send);
	str_fini(&said);
}

int main(void)
{
	struct err err = {0};
	struct str script = {0};
	expect_true(mkdtemp(home));
	str_addf(&script, "#!/bin/sh\nprintf '%%s ' \"$@\" >%s/got\ncat >>%s/got\n", home, home);
	test_osc52();
	test_limit();
	put_tmux(str_text(&script));
	test_ladder();
	test_hostile();
	test_bad_tmux();
	test_no_folder();
	test_real_tmux();
	expect_true(file_remove_tree(home, &err));
	str_fini(&script);
	return test_done("ui_copy");
}
