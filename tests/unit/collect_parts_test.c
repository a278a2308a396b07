// The small parts of collecting: which format is picked, which files are walked, how long a
// failing source waits, how a place in a file reads.
#include "base/file.h"
#include "collect/detect.h"
#include "collect/stream/notes.h"
#include "store/source_state.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect(bool good, const char *what, const char *got)
{
	if (!test_count(good))
		fprintf(stderr, "collect_parts: %s: got '%s'\n", what, got);
}

// ---- detect ----

#define ANSWER(p, f, s)                                                                            \
	{                                                                                          \
		.plugin = {p, "/" p}, .format = f, .why = "w", .score = s                          \
	}

static const struct {
	const char *name;
	struct detection answers[4];
	size_t count;
	const char *format, *error; // one of them
} PICKS[] = {
	{"nobody answers",
	 {{.score = 0}},
	 0,
	 NULL,
	 "x.csv: no collector knows this format; name one with --as FORMAT"},
	{"too low",
	 {ANSWER("a", "f", 49)},
	 1,
	 NULL,
	 "x.csv: no collector knows this format; name one with --as FORMAT"},
	{"just enough", {ANSWER("a", "f", 50)}, 1, "f", NULL},
	{"a clear best",
	 {ANSWER("a", "f", 70), ANSWER("b", "g", 90), ANSWER("c", "h", 79)},
	 3,
	 "g",
	 NULL},
	{"ten apart is too near",
	 {ANSWER("a", "f", 80), ANSWER("b", "g", 90)},
	 2,
	 NULL,
	 "x.csv: more than one format fits: g (b, score 90: w), f (a, score 80: w); say which with "
	 "--as FORMAT"},
	{"two formats of one collector",
	 {ANSWER("a", "f", 90), ANSWER("a", "g", 90)},
	 2,
	 NULL,
	 "x.csv: more than one format fits: f (a, score 90: w), g (a, score 90: w); say which with "
	 "--as FORMAT"},
	{"one format of two collectors",
	 {ANSWER("a", "f", 90), ANSWER("b", "f", 85)},
	 2,
	 NULL,
	 "x.csv: more than one format fits: f (a, score 90: w), f (b, score 85: w); say which with "
	 "--as FORMAT"},
	{"the same said twice", {ANSWER("a", "f", 90), ANSWER("a", "f", 85)}, 2, "f", NULL},
};

static void check_pick(size_t i)
{
	struct detection answers[4], found = {0};
	struct err err = {0};
	memcpy(answers, PICKS[i].answers, sizeof answers);
	bool ok = detect_pick("x.csv", answers, PICKS[i].count, &found, &err);
	bool good = PICKS[i].format ? ok && !strcmp(found.format, PICKS[i].format)
				    : !ok && !strcmp(err.text, PICKS[i].error);
	expect(good, PICKS[i].name, ok ? found.format : err.text);
}

// ---- state ----

static void check_state(const char *folder)
{
	static const int64_t WAITS[] = {0, 30, 60, 120, 240, 480, 900, 900};
	struct arena arena = {0};
	struct err err = {0};
	struct source_state state = {.last_run = 5,
				     .failures = 2,
				     .next_try = 65,
				     .error = "a\"b\n"},
			    read;
	int first = -1, second = -1;
	for (size_t i = 0; i < sizeof WAITS / sizeof *WAITS; i++)
		expect(state_backoff((int64_t)i, STATE_BACKOFF_FIRST) == WAITS[i], "back-off",
		       "another");
	expect(state_backoff(INT64_MAX, STATE_BACKOFF_PASSING) == 900, "back-off for ever",
	       "another");
	struct source_state passing = {0};
	state_note_end(&passing, 100, 1, &(struct err){.code = ERR_INCOMPLETE});
	expect(passing.next_try == 105, "what came incomplete is tried again soon", "later");
	state.log[0].level = "E";
	state.log[0].text = "full";
	state.log_count = 1;
	expect(state_load(folder, "s", &arena, &read, &err) && !read.last_run,
	       "a source that never ran", err.text);
	expect(state_save(folder, "s", &state, &err), "save", err.text);
	expect(state_load(folder, "s", &arena, &read, &err) && read.last_run == 5 &&
		       read.failures == 2 && read.next_try == 65 && read.log_count == 1 &&
		       !strcmp(read.error, "a\"b\n") && !strcmp(read.log[0].text, "full"),
	       "load", err.text);
	expect(state_lock(folder, "s", false, &first, &err), "lock", err.text);
	expect(!state_lock(folder, "s", false, &second, &err) && err.code == ERR_BUSY,
	       "the same source again", err.text);
	expect(state_lock(folder, "t", false, &second, &err), "another source", err.text);
	close(first);
	close(second);
	arena_fini(&arena);
}

// ---- files ----

static void touch(const char *folder, const char *name)
{
	struct err err = {0};
	char *path = file_join(folder, name), *parent = file_folder(path);
	if (!file_make_folders(parent, 0700, &err) || !file_write(path, SLICE("x"), 0600, &err))
		abort();
	free(path);
	free(parent);
}

static void check_files(const char *folder)
{
	struct arena arena = {0};
	struct file_list list;
	struct err err = {0};
	struct str names = {0};
	char *bill = file_join(folder, "b/c.csv"), *link = file_join(folder, "link");
	touch(folder, "b/c.csv");
	touch(folder, "b.csv");
	touch(folder, "a\xff");
	touch(folder, "b/a/z");
	if (symlink("/etc", link) < 0)
		abort();
	bool ok = files_walk(folder, NULL, &arena, &list, &err);
	for (size_t i = 0; ok && i < list.count; i++)
		str_addf(&names, "%s ", list.files[i].name);
	expect(ok && !strcmp(str_text(&names), "b.csv b/a/z b/c.csv "), "a walk", str_text(&names));
	expect(ok && list.links == 1 && list.unnamed == 1, "what is left out", err.text);
	ok = files_walk(bill, NULL, &arena, &list, &err);
	expect(ok && list.count == 1 && !strcmp(list.files[0].name, "c.csv") &&
		       slice_ends(slice_of(list.root), "/b") && !list.folder,
	       "one file", err.text);
	expect(!files_walk("/dev/null", NULL, &arena, &list, &err) && err.code == ERR_INVALID,
	       "a device", err.text);
	expect(!files_walk("/nowhere/at/all", NULL, &arena, &list, &err) &&
		       err.code == ERR_NOT_FOUND,
	       "nothing", err.text);
	str_fini(&names);
	arena_fini(&arena);
	free(bill);
	free(link);
}

// ---- notes ----

static void check_uri(const char *uri, const char *expected)
{
	struct str path = {0};
	uri_add_path(uri, &path);
	expect(!strcmp(str_text(&path), expected), uri, str_text(&path));
	str_fini(&path);
}

int main(void)
{
	char folder[] = "/tmp/gavel-parts-XXXXXX", archive[64];
	struct err err = {0};
	if (!mkdtemp(folder))
		abort();
	for (size_t i = 0; i < sizeof PICKS / sizeof *PICKS; i++)
		check_pick(i);
	check_files(folder);
	snprintf(archive, sizeof archive, "%s/archive", folder);
	check_state(archive);
	check_uri("file:///a%20b/%c3%A4.csv", "/a b/\xc3\xa4.csv");
	check_uri("file:///100%/a%2", "/100%/a%2");
	check_uri("s3://bucket/a%20b", "s3://bucket/a%20b");
	check_uri("/plain/a%20b", "/plain/a%20b");
	expect(file_remove_tree(folder, &err), "clean up", err.text);
	return test_done("collect_parts");
}
