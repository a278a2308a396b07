// Any bytes as CSV: wherever the reader's buffer ends, the records are the same.
//
// The first two bytes say how far before a mebibyte the rest begins in a second file, behind
// filler records; buffers are filled at powers of two, so some refill falls into it.
#include "plugins/sdk/csv.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BOUNDARY = 1 << 20, FILLER = 4096 }; // a filler record is this long with its newline

static void write_all(int fd, const void *bytes, size_t len)
{
	ssize_t put = write(fd, bytes, len);
	assert(put == (ssize_t)len);
}

// A file of `before` bytes of filler records and the data.
static int make_file(size_t before, const uint8_t *data, size_t size)
{
	static char filler[FILLER];
	int fd = memfd_create("csv", MFD_CLOEXEC);
	memset(filler, 'f', sizeof filler);
	filler[FILLER - 1] = '\n';
	for (size_t left = before; left;) {
		size_t take = left < FILLER ? left : FILLER;
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
	       slice_starts(bytes, "\xef\xbb\xbf") || slice_starts(bytes, "PAR1");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3 || is_special((struct slice){(const char *)data + 2, size - 2}))
		return 0;
	size_t before = BOUNDARY - (data[0] | (size_t)data[1] << 8) % (size - 2);
	struct str whole = {0}, split = {0};
	int fd = make_file(0, data + 2, size - 2);
	int far = make_file(before, data + 2, size - 2);
	read_records(fd, 0, &whole);
	read_records(far, (before + FILLER - 1) / FILLER, &split);
	assert(str_equal(&whole, &split));
	str_fini(&whole);
	str_fini(&split);
	close(fd);
	close(far);
	return 0;
}
