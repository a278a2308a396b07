// Any bytes as CSV, plain or compressed: in whatever pieces they arrive, the records are the same.
//
// The first four bytes say how much each read gives at most, by turns. Reads go through a wrapper
// (the linker's --wrap), because source_read may always give less than there is room for.
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

enum { SIZES = 4 };
static const uint8_t *sizes; // NULL: all at once
static size_t turn;

bool __wrap_source_read(struct source *source, char *bytes, size_t room, size_t *len,
			struct err *err)
{
	size_t most = sizes ? sizes[turn++ % SIZES] + (size_t)1 : room;
	return __real_source_read(source, bytes, most < room ? most : room, len, err);
}

static int make_file(const uint8_t *data, size_t size)
{
	int fd = memfd_create("csv", MFD_CLOEXEC);
	ssize_t put = write(fd, data, size);
	assert(put == (ssize_t)size);
	return fd;
}

// The records as one text: cells with their lengths, so that nothing in a
// cell can look like its end; then whether it ended well.
static void read_records(int fd, struct str *out)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = {0}, split = {0};
	if (size < SIZES)
		return 0;
	int fd = make_file(data + SIZES, size - SIZES);
	sizes = NULL;
	read_records(fd, &whole);
	sizes = data;
	turn = 0;
	read_records(fd, &split);
	assert(str_equal(&whole, &split));
	str_fini(&whole);
	str_fini(&split);
	close(fd);
	return 0;
}
