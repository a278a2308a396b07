// What the console remembers is never in the way: damaged, foreign, newer, torn, nowhere to write.
#include "tests/unit/ui_memo.h"

#include <sys/stat.h>
#include <unistd.h>

static void put(const char *text)
{
	struct err err = {0};
	expect_true(file_make_folders(folder, 0700, &err));
	FILE *to = fopen(file, "we"); // without the care, and time, of file_write
	expect_true(to && fputs(text, to) >= 0 && fclose(to) == 0);
}

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
		struct memo *memo = memo_open(folder, &warning);
		bool starts = warning && strncmp(warning, file, strlen(file)) == 0;
		test_text(__FILE__, (int)i, BAD[i].text, starts ? warning + strlen(file) : "",
			  BAD[i].warning ? BAD[i].warning : "");
		memo_set(memo, MEMO_DRAFT, "filter", "new");
		expect_true(memo_save(memo, &err));
		memo_close(memo);
		if (BAD[i].kept) {
			expect_kept(BAD[i].text);
		} else {
			memo = open_quietly();
			expect_value(memo, MEMO_DRAFT, "filter", "new");
			memo_close(memo);
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
		struct memo *memo = memo_open(folder, &warning);
		bool whole = i + 2 >= sizeof WHOLE;
		test_int(__FILE__, (int)i, "warned", warning != NULL, !whole);
		expect_value(memo, MEMO_PLACE, "", whole ? "cost" : "(none)");
		memo_close(memo);
		free(warning);
		free(text);
	}
}

// Another console of a newer gavel wrote while this one ran.
static void test_sealed_later(void)
{
	struct err err = {0};
	begin_anew();
	struct memo *memo = open_quietly();
	memo_set(memo, MEMO_PLACE, "", "cost");
	put("{\"version\":9}");
	expect_true(!memo_save(memo, &err));
	expect_int(err.code, ERR_DENIED);
	expect_kept("{\"version\":9}");
	memo_close(memo);
}

static void test_foreign(void)
{
	char *warning;
	struct err err = {0};
	begin_anew();
	put("{\"version\":1,\"place\":{\"\":\"theirs\"}}");
	if (chown(file, 12345, 12345) != 0) {
		printf("ui_memo: another person's file was skipped, only root can make one\n");
		return;
	}
	struct memo *memo = memo_open(folder, &warning);
	expect_true(warning && strstr(warning, "belongs to another person") != NULL);
	expect_value(memo, MEMO_PLACE, "", "(none)");
	memo_set(memo, MEMO_PLACE, "", "ours");
	expect_true(memo_save(memo, &err));
	expect_kept("{\"version\":1,\"place\":{\"\":\"theirs\"}}");
	memo_close(memo);
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
	struct memo *memo = memo_open(folder, &warning);
	expect_true(warning && strstr(warning, "is no plain file") != NULL);
	memo_set(memo, MEMO_PLACE, "", "ours");
	expect_true(memo_save(memo, &err));
	struct str text = {0};
	expect_true(file_read(elsewhere, 100, &text, &err));
	expect_text(str_text(&text), "precious");
	memo_close(memo);
	free(warning);
	free(elsewhere);
	str_fini(&text);
}

static void test_nowhere(void)
{
	char *warning;
	struct err err = {0};
	struct memo *memo = memo_open(NULL, &warning);
	expect_true(!warning);
	memo_set(memo, MEMO_PLACE, "", "cost");
	expect_value(memo, MEMO_PLACE, "", "cost");
	expect_true(memo_save(memo, &err));
	memo_close(memo);
	memo_close(NULL);
	memo = memo_open("/proc/gavel", &warning);
	expect_true(!warning);
	memo_set(memo, MEMO_PLACE, "", "cost");
	expect_true(!memo_save(memo, &err));
	expect_true(memo_is_changed(memo));
	memo_close(memo);
}

int main(void)
{
	static void (*const TESTS[])(void) = {
		test_bad, test_cut, test_sealed_later, test_foreign, test_link, test_nowhere, NULL};
	return run_tests("ui_memo_file", TESTS);
}
