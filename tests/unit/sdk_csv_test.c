// CSV records: the rules of RFC 4180 section 2, one row per rule, and records across refills.
#include "plugins/sdk/csv.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// All records of a file with these bytes: "cell|cell/cell|cell", behind them "!" when it is bad.
static void read_all(struct slice bytes, struct str *out)
{
	struct csv *csv = mem_alloc(sizeof *csv);
	struct source *source = NULL;
	struct err err;
	char name[64];
	bool more = true;
	int fd = memfd_create("csv", MFD_CLOEXEC);
	expect_true(write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	expect_true(source_open(AT_FDCWD, name, "t.csv", &source, &err));
	csv_init(csv, source, "t.csv");
	bool good;
	while ((good = csv_next(csv, &more, &err)) && more) {
		for (size_t i = 0; i < csv->count; i++) {
			str_add_text(out, i ? "|" : out->len ? "/" : "");
			str_add_slice(out, csv->cells[i]);
		}
	}
	str_add_text(out, good ? "" : "!");
	csv_fini(csv);
	source_close(source);
	free(csv);
	close(fd);
}

static const struct {
	const char *bytes, *records;
} CASES[] = {
	{"a,b\n1,2\n", "a|b/1|2"},
	{"a,b\n1,2", "a|b/1|2"},
	{"a,b\r\n1,2\r\n", "a|b/1|2"},
	{"\"a\",\"b,c\"\n", "a|b,c"},
	{"\"two\nlines\",x\n", "two\nlines|x"},
	{"\"say \"\"hi\"\"\",x\n", "say \"hi\"|x"},
	{"\"\"\"\",\"\"\n", "\"|"},
	{",,\n", "||"},
	{"a,b\n\n1,2\n", "a|b/1|2"},
	{"\xef\xbb\xbf"
	 "a,b\n",
	 "a|b"},
	{"", ""},
	{"a,\"b\n", "!"},
	{"\"a\"b,c\n", "!"},
};

// A record that begins before and ends behind the first MiB comes whole, its quotes folded once.
static void test_refill(void)
{
	struct str bytes = {0}, want = {0}, got = {0};
	for (size_t i = 0; i < (1 << 20) - 5; i++) {
		str_add_char(&bytes, i % 64 == 63 ? '\n' : 'x');
		if (i < (1 << 20) - 6 || i % 64 != 63)
			str_add_char(&want, i % 64 == 63 ? '/' : 'x');
	}
	str_add_text(&bytes, ",\"q\"\"uote\"\"d\",z\n");
	str_add_text(&want, "|q\"uote\"d|z");
	read_all(str_slice(&bytes), &got);
	expect_true(strcmp(str_text(&got), str_text(&want)) == 0);
	str_fini(&bytes);
	str_fini(&want);
	str_fini(&got);
}

int main(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str got = {0};
		read_all(slice_of(CASES[i].bytes), &got);
		expect_text(str_text(&got), CASES[i].records);
		str_fini(&got);
	}
	test_refill();
	return test_done("sdk_csv");
}
