// Addresses of objects and back, patterns of names, and what stays in the spool.
#include "collect/fetch/place.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- Places ----

static const struct {
	const char *root, *name, *etag;
	int64_t bytes, mtime;
	const char *uri, *place;
} PLACES[] = {
	{"s3://b", "a.csv", "0f", 5, 1, "s3://b/a.csv#etag=0f", "s3://b/a.csv"},
	{"s3://b/x/", "a", "0f-2", 5, 1, "s3://b/x//a#etag=0f-2", "s3://b/x//a"},
	{"s3://b", "a b#etag=1?%20\x01\x7f", "0f", 5, 1,
	 "s3://b/a%20b%23etag=1%3F%2520%01%7F#etag=0f", "s3://b/a b#etag=1?%20\x01\x7f"},
	{"s3://b", "\xc3\xbc/../=+&", "0f", 5, 1, "s3://b/\xc3\xbc/../=+&#etag=0f",
	 "s3://b/\xc3\xbc/../=+&"},
	{"s3://b", "a", "W/\"x y#\"", 5, 1, "s3://b/a#etag=W/\"x%20y%23\"", "s3://b/a"},
	{"s3://b", "a", NULL, 13412, 1545000000, "s3://b/a#modified=1545000000,13412", "s3://b/a"},
	{"https://h/in", "a%20b.csv", "\"1\"", 5, 1, "https://h/in/a%20b.csv#etag=\"1\"",
	 "https://h/in/a%20b.csv"},
};

static void test_places(void)
{
	for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
		struct arena arena = {0};
		struct str shown = {0};
		const struct file_entry file = {PLACES[i].name, PLACES[i].bytes, PLACES[i].mtime,
						PLACES[i].etag};
		struct file_entry back;
		const char *place = NULL;
		const char *uri = place_of_file(PLACES[i].root, &file, &arena);
		expect_text(uri, PLACES[i].uri);
		expect_true(place_parse(uri, &arena, &place, &back));
		expect_text(place, PLACES[i].place);
		expect_text(back.etag ? back.etag : "-", PLACES[i].etag ? PLACES[i].etag : "-");
		expect_int(back.bytes, PLACES[i].etag ? -1 : PLACES[i].bytes);
		place_add(uri, &shown);
		expect_text(str_text(&shown), PLACES[i].place);
		// The same object found again: the very name in the spool.
		char first[SPOOL_NAME], second[SPOOL_NAME];
		size_t root = strlen(place) - strlen(back.name) - 1;
		const char *again = place_of_file(arena_slice(&arena, (struct slice){place, root}),
						  &back, &arena);
		place_spool_name(uri, first);
		place_spool_name(again, second);
		expect_text(second, first);
		str_fini(&shown);
		arena_fini(&arena);
	}
}

static void test_no_places(void)
{
	static const char *const OTHERS[] = {
		"file:///a#etag=1", "s3://b/a", "s3://b/a#etag", "https://h/a?x#y", "s3://b#etag=1",
		"/s3://b/a#etag=1", "",
	};
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		struct arena arena = {0};
		struct file_entry entry;
		const char *place;
		if (!test_count(!place_parse(OTHERS[i], &arena, &place, &entry)))
			fprintf(stderr, "collect_fetch: %s is taken for a place\n", OTHERS[i]);
		arena_fini(&arena);
	}
}

static void test_secrets(void)
{
	struct arena arena = {0};
	expect_text(place_shown("https://h/a?sig=secret#part", &arena), "https://h/a");
	expect_text(place_shown("https://h/a#secret", &arena), "https://h/a");
	expect_text(place_shown("https://user:secret@h:8443/a@b", &arena),
		    "https://\xe2\x80\xa6@h:8443/a@b");
	expect_text(place_shown("ftp://user:sec@ret@h", &arena), "ftp://\xe2\x80\xa6@h");
	// A password with what ends an authority, and what no password is.
	expect_text(place_shown("http://user:hun/ter2@h/a", &arena), "http://\xe2\x80\xa6@h/a");
	expect_text(place_shown("http://user:123456/s@h", &arena), "http://\xe2\x80\xa6@h");
	expect_text(place_shown("http://user:hun?ter2@h/a?x@y", &arena), "http://\xe2\x80\xa6@");
	expect_text(place_shown("http://user:hun#ter2@h", &arena), "http://\xe2\x80\xa6@");
	expect_text(place_shown("http://h:8080/a@b", &arena), "http://h:8080/a@b");
	expect_text(place_shown("http://h/a:b@c", &arena), "http://h/a:b@c");
	expect_text(place_shown("http://[::1]:80/a@b", &arena), "http://[::1]:80/a@b");
	expect_text(place_shown("http://[::1]/a@b", &arena), "http://[::1]/a@b");
	expect_text(place_shown("http://h:/a@b", &arena), "http://h:/a@b");
	expect_text(place_shown("s3://b/a?b#c", &arena), "s3://b/a?b#c");
	arena_fini(&arena);
}

static void test_sources(void)
{
	struct source_config sources[] = {
		{.name = "all", .path = "s3://b"},
		{.name = "in", .path = "s3://b/in/"},
		{.name = "file", .path = "https://h/x.csv?sig=1"},
		{.name = "local", .path = "/s3"},
		{.name = "none"},
	};
	const struct config config = {.sources = sources, .source_count = 5};
	static const struct {
		const char *place, *source;
	} CASES[] = {
		{"s3://b/a", "all"},	     {"s3://b/in/a", "in"}, {"s3://b/in", "in"},
		{"s3://b/index", "all"},     {"s3://bb/in/a", "-"}, {"https://h/x.csv", "file"},
		{"https://h/x.csv.gz", "-"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const struct source_config *found = place_source(&config, CASES[i].place);
		expect_text(found ? found->name : "-", CASES[i].source);
	}
}

// ---- Patterns ----

static void test_patterns(void)
{
	static const struct {
		const char *include, *exclude, *name;
		bool wanted;
	} CASES[] = {
		{NULL, NULL, "a", true},
		{"*.csv", NULL, "x/a.csv", true},
		{"*.csv", NULL, "a.csv.gz", false},
		{"*.gz  *.csv", NULL, "a.csv", true},
		{"x/*", "x/old/*", "x/old/a", false},
		{"x/*", "x/old/*", "x/new/a", true},
		{NULL, "*.tmp", "a.tmp", false},
		{NULL, "*.tmp", "a.tmp.csv", true},
		{"a?b", NULL, "a b", true},
		{"", NULL, "a", false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const struct files_filter filter = {.include = CASES[i].include,
						    .exclude = CASES[i].exclude};
		if (!test_count(files_wanted(&filter, CASES[i].name) == CASES[i].wanted))
			fprintf(stderr, "collect_fetch: %s wrongly chosen\n", CASES[i].name);
	}
}

// ---- The spool ----

enum { NOW = 2000000, SMALL = 1000, LARGE = SPOOL_SMALL + 1 };

// Files by one letter: the name is that letter 64 times; a capital is the part of it.
struct spooled {
	char letter;
	int bytes;
	int64_t age;
};

static void make(int folder, const struct spooled *file)
{
	char name[80] = {0};
	bool part = file->letter < 'a';
	memset(name, file->letter | 32, SPOOL_NAME - 1);
	if (part)
		memcpy(name + SPOOL_NAME - 1, ".part", 6);
	int fd = openat(folder, name, O_WRONLY | O_CREAT, 0600);
	const struct timespec times[2] = {{.tv_sec = NOW - file->age}, {.tv_sec = NOW - file->age}};
	expect_int(ftruncate(fd, file->bytes), 0);
	expect_int(futimens(fd, times), 0);
	close(fd);
}

static void left(int folder, const struct spooled *files, size_t count, char *out)
{
	for (size_t i = 0; i < count; i++) {
		char name[80] = {0};
		struct stat s;
		memset(name, files[i].letter | 32, SPOOL_NAME - 1);
		if (files[i].letter < 'a')
			memcpy(name + SPOOL_NAME - 1, ".part", 6);
		if (fstatat(folder, name, &s, 0) == 0)
			*out++ = files[i].letter;
	}
	*out = 0;
}

static const struct {
	const char *what;
	struct spooled files[6];
	const char *listed; // NULL: nobody knows
	int64_t seconds, bytes;
	const char *left;
} PRUNES[] = {
	{"nothing old", {{'a', LARGE, 5}, {'b', SMALL, 5}}, "ab", 10, -1, "ab"},
	{"a large one grows old", {{'a', LARGE, 15}, {'b', LARGE, 5}}, "ab", 10, -1, "b"},
	{"a small one stays", {{'a', SMALL, 15}, {'b', SMALL, 5}}, "ab", 10, -1, "ab"},
	{"unless it is not listed", {{'a', SMALL, 5}, {'b', SMALL, 5}}, "b", 10, -1, "b"},
	{"or nobody knows", {{'a', SMALL, 15}, {'b', SMALL, 5}}, NULL, 10, -1, "b"},
	{"a beginning that is listed", {{'A', SMALL, 5}, {'B', SMALL, 5}}, "a", 10, -1, "A"},
	{"a beginning grows old", {{'A', SMALL, 15}}, "a", 10, -1, ""},
	{"too much: the oldest goes", {{'a', LARGE, 2}, {'b', LARGE, 3}}, "ab", -1, LARGE, "a"},
	{"small ones go last", {{'a', SMALL, 9}, {'b', LARGE, 1}}, "ab", -1, LARGE, "a"},
	{"none at all", {{'a', SMALL, 9}, {'b', LARGE, 1}}, "ab", -1, 0, ""},
	{"just enough", {{'a', SMALL, 9}, {'b', SMALL, 1}}, "ab", -1, 2 * SMALL, "ab"},
};

static void test_prune(const char *folder)
{
	for (size_t i = 0; i < sizeof PRUNES / sizeof *PRUNES; i++) {
		struct err err;
		struct map listed = {0};
		char got[8], name[SPOOL_NAME] = {0}, path[200];
		size_t count = 0;
		snprintf(path, sizeof path, "%s/%zu", folder, i);
		int fd = spool_open(path, &err);
		while (count < 6 && PRUNES[i].files[count].letter)
			make(fd, &PRUNES[i].files[count++]);
		close(openat(fd, "of-somebody-else", O_WRONLY | O_CREAT, 0600));
		for (const char *c = PRUNES[i].listed; c && *c; c++) {
			memset(name, *c, SPOOL_NAME - 1);
			map_put(&listed, slice_of(name), NULL);
		}
		spool_prune(fd, &(struct spool_keeping){PRUNES[i].listed ? &listed : NULL,
							PRUNES[i].seconds, PRUNES[i].bytes, NOW});
		left(fd, PRUNES[i].files, count, got);
		if (!test_count(!strcmp(got, PRUNES[i].left)))
			fprintf(stderr, "collect_fetch: %s: left '%s'\n", PRUNES[i].what, got);
		expect_int(faccessat(fd, "of-somebody-else", F_OK, 0), 0);
		map_fini(&listed);
		close(fd);
	}
}

static void test_measure(const char *folder)
{
	struct err err;
	char path[200];
	snprintf(path, sizeof path, "%s/measure", folder);
	int fd = spool_open(path, &err);
	const struct spooled files[] = {{'a', 7, 1}, {'b', 8, 1}, {'C', 9, 1}};
	for (size_t i = 0; i < 3; i++)
		make(fd, &files[i]);
	expect_int(symlinkat("/etc/passwd", fd,
			     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"),
		   0);
	struct spool_size size = spool_measure(path);
	expect_int(size.files, 2);
	expect_int(size.bytes, 15);
	expect_int(size.part_files, 1);
	expect_int(size.part_bytes, 9);
	size = spool_measure("/nowhere/at/all");
	expect_int(size.files, 0);
	close(fd);
}

int main(void)
{
	char folder[] = "/tmp/gavel-fetch-XXXXXX", command[100];
	test_places();
	test_no_places();
	test_secrets();
	test_sources();
	test_patterns();
	expect_true(mkdtemp(folder) != NULL);
	test_prune(folder);
	test_measure(folder);
	snprintf(command, sizeof command, "rm -r %s", folder);
	expect_int(system(command), 0);
	return test_done("collect_fetch");
}
