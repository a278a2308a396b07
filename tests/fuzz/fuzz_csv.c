// Any bytes as CSV, plain or compressed: in whatever pieces they arrive, the records are the same.
//
// The first four bytes say how much each read gives at most, by turns. Reads go through a wrapper
// (the linker's --wrap), because source_read may always give less than there is room for. When the
// first byte is 255, filler records come before a second copy, which then lies across a mebibyte:
// buffers are filled up to powers of two.
#include "plugins/sdk/csv.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The linker's names for the wrapper and for what it wraps.
bool __wrap_source_read(struct source *source, char *bytes, size_t room, size_t *len,
			struct err *err);
bool __real_source_read(struct source *source, char *bytes, size_t room, size_t *len,
			struct err *err);

enum { SIZES = 4, FAR = 255, BOUNDARY = 1 << 20, FILLER = 4096 };
static const uint8_t *sizes; // NULL: all at once
static size_t turn;

bool __wrap_source_read(struct source *source, char *bytes, size_t room, size_t *len,
			struct err *err)
{
	size_t most = sizes ? sizes[turn++ % SIZES] + (size_t)1 : room;
	return __real_source_read(source, bytes, most < room ? most : room, len, err);
}

static void write_all(int fd, const void *bytes, size_t len)
{
	ssize_t put = write(fd, bytes, len);
	assert(put == (ssize_t)len);
}

// A file of `before` bytes of filler records, each FILLER long but the first, and the data.
static int make_file(size_t before, const uint8_t *data, size_t size)
{
	static char filler[FILLER];
	int fd = memfd_create("csv", MFD_CLOEXEC);
	memset(filler, 'f', sizeof filler);
	filler[FILLER - 1] = '\n';
	for (size_t left = before; left;) {
		size_t take = left % FILLER ? left % FILLER : FILLER;
		write_all(fd, filler + FILLER - take, take);
		left -= take;
	}
	write_all(fd, data, size);
	return fd;
}

// The records behind `skip` of them as one text: cells with their lengths, so that nothing in a
// cell can look like its end; then whether it ended well.
static void read_records(int fd, size_t skip, struct str *out)
{
	struct csv *csv = mem_alloc(sizeof *csv);
	struct source *source = NULL;
	struct err err = {0};
	char name[64];
	bool more = true;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	bool good = source_open(AT_FDCWD, name, "t.csv", &source, &err);
	assert(good);
	csv_init(csv, source, "t.csv");
	while ((good = csv_next(csv, &more, &err)) && more) {
		if (skip) {
			skip--;
			continue;
		}
		for (size_t i = 0; i < csv->count; i++) {
			str_addf(out, "%zu:", csv->cells[i].len);
			str_add_slice(out, csv->cells[i]);
		}
		str_add_char(out, '\n');
	}
	assert(good || err.code == ERR_INVALID);
	str_add_text(out, good ? "end" : "bad");
	csv_fini(csv);
	source_close(source);
	free(csv);
}

// What is only looked for at a file's beginning: compression, and a byte order mark.
static bool is_special(struct slice bytes)
{
	return slice_starts(bytes, "\x1f\x8b") || slice_starts(bytes, "PK") ||
	       slice_starts(bytes, "\xef\xbb\xbf");
}

static void check_far(const uint8_t *data, size_t size, size_t offset, const struct str *expected)
{
	struct str far = {0};
	size_t before = BOUNDARY - offset % size, fillers = (before + FILLER - 1) / FILLER;
	fillers -= before % FILLER == 1; // a filler of nothing but its newline is no record
	int fd = make_file(before, data, size);
	sizes = NULL;
	read_records(fd, fillers, &far);
	assert(str_equal(expected, &far));
	str_fini(&far);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = {0}, split = {0};
	if (size <= SIZES)
		return 0;
	struct slice bytes = {(const char *)data + SIZES, size - SIZES};
	int fd = make_file(0, data + SIZES, size - SIZES);
	sizes = NULL;
	read_records(fd, 0, &whole);
	sizes = data;
	turn = 0;
	read_records(fd, 0, &split);
	assert(str_equal(&whole, &split));
	if (data[0] == FAR && !is_special(bytes))
		check_far(data + SIZES, size - SIZES, data[1] | (size_t)data[2] << 8, &whole);
	str_fini(&whole);
	str_fini(&split);
	close(fd);
	return 0;
}
