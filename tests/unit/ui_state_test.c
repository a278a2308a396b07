// What the console remembers: there and back, merged with another console's, and never in the way.
#include "ui/state/state.h"

#include "base/file.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char home[] = "/tmp/gavel-state-XXXXXX";
static char *folder, *file;

static struct state *open_quietly(void)
{
	char *warning;
	struct state *state = state_open(folder, &warning);
	expect_text(warning ? warning : "", "");
	free(warning);
	return state;
}

static void save(struct state *state)
{
	struct err err = {0};
	expect_true(state_write(state, &err));
	expect_text(err.text, "");
}

static void expect_value(const struct state *state, enum state_kind kind, const char *of,
			 const char *expected)
{
	const char *value = state_get(state, kind, of);
	test_text(__FILE__, (int)kind, of, value ? value : "(none)", expected);
}

static void expect_mode(const char *path, mode_t mode)
{
	struct stat s;
	test_int(__FILE__, __LINE__, path, stat(path, &s) == 0 ? s.st_mode & 07777 : 0, mode);
}

static void put(const char *text)
{
	struct err err = {0};
	expect_true(file_make_folders(folder, 0700, &err));
	FILE *to = fopen(file, "we"); // without the care, and time, of file_write
	expect_true(to && fputs(text, to) >= 0 && fclose(to) == 0);
}

static void begin_anew(void)
{
	struct err err = {0};
	expect_true(file_remove_tree(home, &err));
	expect_true(file_make_folders(home, 0700, &err));
}

// ---- There and back ----

#define HOSTILE "a\"b\\c\td \xc3\xa9 \xe2\x80\xae \x1b[31m"

static void test_round_trip(void)
{
	struct state *state = open_quietly();
	expect_true(!state_is_changed(state));
	save(state);
	expect_true(!file_exists(folder)); // nothing set, nothing written
	state_set(state, STATE_PLACE, "", "cost by:day");
	state_set(state, STATE_DRAFT, "filter", HOSTILE);
	state_set(state, STATE_LAYOUT, "", HOSTILE);
	state_set(state, STATE_LAYOUT, "a\"b", "x");
	state_set_time(state, STATE_LOOKED, "docket", 1795500000);
	expect_true(state_is_changed(state));
	save(state);
	expect_true(!state_is_changed(state));
	state_close(state);
	expect_mode(folder, 0700);
	expect_mode(file, 0600);
	state = open_quietly();
	expect_value(state, STATE_PLACE, "", "cost by:day");
	expect_value(state, STATE_DRAFT, "filter", HOSTILE);
	expect_value(state, STATE_LAYOUT, "", HOSTILE);
	expect_value(state, STATE_LAYOUT, "a\"b", "x");
	expect_value(state, STATE_LAYOUT, "cost", "(none)");
	expect_int(state_get_time(state, STATE_LOOKED, "docket"), 1795500000);
	expect_int(state_get_time(state, STATE_LOOKED, "cost"), 0);
	state_set(state, STATE_DRAFT, "filter", NULL);
	state_set(state, STATE_PLACE, "", "cost by:day"); // as it was
	save(state);
	state_close(state);
	state = open_quietly();
	expect_value(state, STATE_DRAFT, "filter", "(none)");
	expect_value(state, STATE_PLACE, "", "cost by:day");
	state_close(state);
}

static void test_bounds(void)
{
	struct state *state = open_quietly();
	struct str text = {0};
	str_add_repeat(&text, 'x', 16384);
	state_set(state, STATE_DRAFT, "form", str_text(&text));
	expect_true(state_get(state, STATE_DRAFT, "form") != NULL);
	str_add_char(&text, 'x');
	state_set(state, STATE_DRAFT, "form", str_text(&text));
	expect_value(state, STATE_DRAFT, "form", "(none)");
	for (int i = 0; i < 5000; i++) {
		char name[32];
		snprintf(name, sizeof name, "view%d", i);
		state_set(state, STATE_LAYOUT, name, name);
	}
	save(state);
	state_close(state);
	state_close(open_quietly());
	str_fini(&text);
}

// ---- Histories ----

static void test_history(void)
{
	struct state *state = open_quietly();
	struct str expected = {0};
	state_add_line(state, "filter", "one");
	state_add_line(state, "filter", "two");
	state_add_line(state, "filter", "one"); // to the end
	state_add_line(state, "filter", "");
	state_add_line(state, "filter", "two\nlines");
	expect_value(state, STATE_HISTORY, "filter", "two\none\n");
	for (int i = 0; i < 300; i++) {
		char line[32];
		snprintf(line, sizeof line, "line %d", i);
		state_add_line(state, "command", line);
		if (i >= 100)
			str_addf(&expected, "%s\n", line);
	}
	expect_value(state, STATE_HISTORY, "command", str_text(&expected));
	save(state);
	state_close(state);
	state = open_quietly();
	expect_value(state, STATE_HISTORY, "command", str_text(&expected));
	state_close(state);
	str_fini(&expected);
}

// ---- Two consoles ----

static void test_two(void)
{
	struct state *a = open_quietly(), *b = open_quietly();
	state_set(a, STATE_PLACE, "", "cost");
	state_set(a, STATE_LAYOUT, "cost", "of a");
	state_add_line(a, "filter", "from a");
	state_set(b, STATE_PLACE, "", "sources");
	state_set(b, STATE_LAYOUT, "sources", "of b");
	state_add_line(b, "filter", "from b");
	save(b);
	save(a); // per key the later one wins; what it did not touch stays
	state_close(a);
	state_close(b);
	a = open_quietly();
	expect_value(a, STATE_PLACE, "", "cost");
	expect_value(a, STATE_LAYOUT, "cost", "of a");
	expect_value(a, STATE_LAYOUT, "sources", "of b");
	expect_value(a, STATE_HISTORY, "filter", "from b\nfrom a\n");
	state_close(a);
}

static void hammer(int number)
{
	char name[32], *warning;
	struct err err = {0};
	snprintf(name, sizeof name, "view%d", number);
	for (int i = 0; i < 10; i++) {
		struct state *state = state_open(folder, &warning);
		char value[32];
		snprintf(value, sizeof value, "%d", i);
		state_set(state, STATE_LAYOUT, name, value);
		if (warning || !state_write(state, &err))
			_exit(1);
		state_close(state);
	}
	_exit(0);
}

// Four at once, ten saves each: no file is ever torn, no key lost.
static void test_many(void)
{
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			hammer(i);
	for (int i = 0; i < 4; i++) {
		int status = -1;
		wait(&status);
		expect_int(status, 0);
	}
	struct state *state = open_quietly();
	for (int i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof name, "view%d", i);
		expect_value(state, STATE_LAYOUT, name, "9");
	}
	state_close(state);
}

// ---- What cannot be read ----

static const struct {
	const char *text, *warning; // behind the path
	bool kept;		    // the file stays as it is
} BAD[] = {
	{"", ": damaged; the console begins anew", false},
	{"{\"version\":1", ": damaged; the console begins anew", false},
	{"[]", ": damaged; the console begins anew", false},
	{"{\"place\":{}}", ": damaged; the console begins anew", false},
	{"{\"version\":\"1\"}", ": damaged; the console begins anew", false},
	{"{\"version\":1,\"place\":[]}", ": damaged; the console begins anew", false},
	{"{\"version\":1,\"place\":{\"\":7}}", ": damaged; the console begins anew", false},
	{"{\"version\":1,\"version\":1}", ": damaged; the console begins anew", false},
	{"{\"version\":2,\"place\":{\"\":\"x\"}}",
	 ": is of another gavel (version 2); nothing is kept", true},
	{"{\"version\":1,\"place\":{\"\":\"x\"},\"weather\":[1]}", NULL, false},
};

static void expect_kept(const char *before)
{
	struct str text = {0};
	struct err err = {0};
	expect_true(file_read(file, 1 << 20, &text, &err));
	expect_text(str_text(&text), before);
	str_fini(&text);
}

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		char *warning;
		struct err err = {0};
		begin_anew();
		put(BAD[i].text);
		struct state *state = state_open(folder, &warning);
		bool starts = warning && strncmp(warning, file, strlen(file)) == 0;
		test_text(__FILE__, (int)i, BAD[i].text, starts ? warning + strlen(file) : "",
			  BAD[i].warning ? BAD[i].warning : "");
		state_set(state, STATE_DRAFT, "filter", "new");
		expect_true(state_write(state, &err));
		state_close(state);
		if (BAD[i].kept) {
			expect_kept(BAD[i].text);
		} else {
			state = open_quietly();
			expect_value(state, STATE_DRAFT, "filter", "new");
			state_close(state);
		}
		free(warning);
	}
}

// Cut at every byte it is read or begins anew, and never a crash.
static void test_cut(void)
{
	static const char WHOLE[] = "{\"version\":1,\"place\":{\"\":\"cost\",\"row\":\"a\\u00e9\"},"
				    "\"history\":{\"filter\":\"a\\nb\\n\"}}\n";
	for (size_t i = 0; i + 1 < sizeof WHOLE; i++) {
		char *text = mem_slice((struct slice){WHOLE, i}), *warning;
		put(text);
		struct state *state = state_open(folder, &warning);
		bool whole = i + 2 >= sizeof WHOLE;
		test_int(__FILE__, (int)i, "warned", warning != NULL, !whole);
		expect_value(state, STATE_PLACE, "", whole ? "cost" : "(none)");
		state_close(state);
		free(warning);
		free(text);
	}
}

// Another console of a newer gavel wrote while this one ran.
static void test_sealed_later(void)
{
	struct err err = {0};
	begin_anew();
	struct state *state = open_quietly();
	state_set(state, STATE_PLACE, "", "cost");
	put("{\"version\":9}");
	expect_true(!state_write(state, &err));
	expect_int(err.code, ERR_DENIED);
	expect_kept("{\"version\":9}");
	state_close(state);
}

static void test_foreign(void)
{
	char *warning;
	struct err err = {0};
	begin_anew();
	put("{\"version\":1,\"place\":{\"\":\"theirs\"}}");
	if (chown(file, 12345, 12345) != 0) {
		printf("ui_state: another person's file was skipped, only root can make one\n");
		return;
	}
	struct state *state = state_open(folder, &warning);
	expect_true(warning && strstr(warning, "belongs to another person") != NULL);
	expect_value(state, STATE_PLACE, "", "(none)");
	state_set(state, STATE_PLACE, "", "ours");
	expect_true(state_write(state, &err));
	expect_kept("{\"version\":1,\"place\":{\"\":\"theirs\"}}");
	state_close(state);
	free(warning);
}

static void test_link(void)
{
	char *warning, *elsewhere = file_join(home, "precious");
	struct err err = {0};
	begin_anew();
	expect_true(file_write(elsewhere, SLICE("precious"), 0600, &err));
	expect_true(file_make_folders(folder, 0700, &err));
	expect_int(symlink(elsewhere, file), 0);
	struct state *state = state_open(folder, &warning);
	expect_true(warning && strstr(warning, "is no plain file") != NULL);
	state_set(state, STATE_PLACE, "", "ours");
	expect_true(state_write(state, &err));
	struct str text = {0};
	expect_true(file_read(elsewhere, 100, &text, &err));
	expect_text(str_text(&text), "precious");
	state_close(state);
	free(warning);
	free(elsewhere);
	str_fini(&text);
}

static void test_nowhere(void)
{
	char *warning;
	struct err err = {0};
	struct state *state = state_open(NULL, &warning);
	expect_true(!warning);
	state_set(state, STATE_PLACE, "", "cost");
	expect_value(state, STATE_PLACE, "", "cost");
	expect_true(state_write(state, &err));
	state_close(state);
	state_close(NULL);
	state = state_open("/proc/gavel", &warning);
	expect_true(!warning);
	state_set(state, STATE_PLACE, "", "cost");
	expect_true(!state_write(state, &err));
	expect_true(state_is_changed(state));
	state_close(state);
}

static void test_folder(void)
{
	static const struct {
		const char *base, *home, *folder;
	} CASES[] = {{"/x", "/h", "/x/gavel"},
		     {"x", "/h", "/h/.local/state/gavel"},
		     {NULL, "/h", "/h/.local/state/gavel"},
		     {NULL, NULL, NULL},
		     {NULL, "h", NULL}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		unsetenv("XDG_STATE_HOME");
		unsetenv("HOME");
		if (CASES[i].base)
			setenv("XDG_STATE_HOME", CASES[i].base, 1);
		if (CASES[i].home)
			setenv("HOME", CASES[i].home, 1);
		char *got = state_folder();
		test_text(__FILE__, (int)i, "folder", got ? got : "(none)",
			  CASES[i].folder ? CASES[i].folder : "(none)");
		free(got);
	}
}

int main(void)
{
	static void (*const TESTS[])(void) = {test_round_trip, test_bounds,	  test_history,
					      test_two,	       test_many,	  test_bad,
					      test_cut,	       test_sealed_later, test_foreign,
					      test_link,       test_nowhere,	  test_folder};
	struct err err = {0};
	expect_true(mkdtemp(home));
	folder = file_join(home, "state/gavel");
	file = file_join(folder, "console.json");
	for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
		begin_anew();
		TESTS[i]();
	}
	expect_true(file_remove_tree(home, &err));
	free(folder);
	free(file);
	return test_done("ui_state");
}
