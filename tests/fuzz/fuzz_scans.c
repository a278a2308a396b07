// Any bytes as a report of any format: the first line names it and the rest is the file, else all
// of it is, and its content says. It is read or refused; all lines are of the protocol; what is
// read has as many ends as scopes; and a report that was cut is never told as a whole scan with
// other findings than the whole one. (Lists of exceptions and of scores may be cut: they close
// nothing.) At the end it tells how many formats were read; one of the table that no seed reads is
// a fault.
//
// FUZZ_FORMAT=NAME makes it the target of that format: what names another is passed over, and all
// else is read as it. FUZZ_FORMAT=list prints the names.
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/plug.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static const struct scan_format *only; // of FUZZ_FORMAT; NULL: each as its bytes say

static const struct scan_format *format_called(struct slice name)
{
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		if (slice_is(name, SCAN_FORMATS[i]->name))
			return SCAN_FORMATS[i];
	return NULL;
}

static const struct scan_format *format_of(struct slice *bytes)
{
	struct slice rest = *bytes;
	const struct scan_format *format = format_called(slice_cut(&rest, '\n'));
	if (format)
		*bytes = rest;
	return format ? format : only;
}

// ---- What was read ----

static long readings[256]; // of each format in the table, under its name

static void count(const struct scan_format *format, bool done)
{
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		readings[i] += SCAN_FORMATS[i] == format && (done || !format->title);
}

static void tell(void)
{
	size_t reached = 0;
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++) {
		reached += readings[i] > 0;
		if (!readings[i] && (!only || only == SCAN_FORMATS[i]))
			fprintf(stderr, "fuzz_scans: no seed is read as %s\n",
				SCAN_FORMATS[i]->name);
	}
	fprintf(stderr, "fuzz_scans: %zu of %zu formats read\n", reached, SCAN_FORMAT_COUNT);
	if (reached < (only ? 1 : SCAN_FORMAT_COUNT))
		_exit(1);
}

static void list_formats(void)
{
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		puts(SCAN_FORMATS[i]->name);
	exit(0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	assert(SCAN_FORMAT_COUNT <= sizeof readings / sizeof *readings);
	const char *name = getenv("FUZZ_FORMAT");
	if (name && !strcmp(name, "list"))
		list_formats();
	only = name ? format_called(slice_of(name)) : NULL;
	assert(!name || only);
	return atexit(tell);
}

// ---- One reading ----

static struct place {
	char name[40];
	int folder, file, out;
} place;

static void place_open(void)
{
	strcpy(place.name, "/dev/shm/gavel-fuzz.XXXXXX");
	const char *folder = mkdtemp(place.name);
	assert(folder);
	place.out = memfd_create("out", MFD_CLOEXEC);
	place.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	place.file = openat(place.folder, "f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert(place.folder >= 0 && place.file >= 0 && place.out >= 0);
}

// After every input: libFuzzer leaves without a word.
static void place_close(void)
{
	unlinkat(place.folder, "f", 0);
	rmdir(place.name);
	close(place.out);
	close(place.file);
	close(place.folder);
}

static void put_file(struct slice bytes)
{
	bool good =
		!ftruncate(place.file, 0) && !ftruncate(place.out, 0) &&
		lseek(place.out, 0, SEEK_SET) == 0 &&
		pwrite(place.file, bytes.at ? bytes.at : "", bytes.len, 0) == (ssize_t)bytes.len;
	assert(good);
}

static void take_lines(struct str *out)
{
	off_t len = lseek(place.out, 0, SEEK_END);
	str_clear(out);
	str_reserve(out, (size_t)len + 1);
	ssize_t got = pread(place.out, out->at, (size_t)len, 0);
	assert(got == len);
	out->len = (size_t)len;
}

static bool read_bytes(const struct scan_format *format, struct slice bytes, struct str *lines)
{
	struct plug_file input = {.name = "f", .bytes = (int64_t)bytes.len};
	struct plug_request request = {.source = "fuzz", .root = "/fuzz", .now = 1000000000};
	struct plug_out out = {0};
	struct scan_run run;
	struct err err = {0};
	put_file(bytes);
	request.root_fd = place.folder;
	request.files = &input;
	request.file_count = 1;
	request.config = json_object();
	request.whole = json_pack("{s:s}", "secrets_key", "00112233445566778899aabbccddeeff");
	out.fd = place.out;
	scan_run_begin(&run, &request, &out);
	bool done = scan_read_file(&run, &input, format, &err);
	assert(done || err.code != ERR_NONE);
	scan_run_end(&run);
	plug_flush(&out);
	take_lines(lines);
	str_fini(&out.buffer);
	map_fini(&out.strings);
	map_fini(&out.claimed);
	json_decref(request.config);
	json_decref(request.whole);
	arena_fini(&request.arena);
	return done;
}

// ---- What it said ----

struct said {
	size_t scopes, others, ends, complete, partial; // others: scopes that are no scans
};

static bool holds(struct slice text, const char *word)
{
	return text.len && memmem(text.at, text.len, word, strlen(word));
}

static struct said check_lines(struct slice text)
{
	static struct json_record record;
	struct said said = {0};
	struct err err;
	while (text.len) {
		struct slice line = slice_cut(&text, '\n');
		bool flat = json_read_flat(line, &record, &err);
		assert(flat && line.len <= 64 * 1024);
		const struct json_field *kind = json_find(&record, "t");
		assert(kind);
		said.scopes += slice_is(kind->raw, "scope");
		said.others += slice_is(kind->raw, "scope") && !holds(line, "\"kind\":\"scan\"");
		said.ends += slice_is(kind->raw, "end");
		said.complete += slice_is(kind->raw, "end") && holds(line, "\"complete\":true");
		said.partial += slice_is(kind->raw, "scan") && holds(line, "\"partial\":");
		// A list of exceptions that was cut hides less, and closes nothing.
		said.partial += slice_is(kind->raw, "scope") && holds(line, "\"exceptions\"");
	}
	return said;
}

// All but the inputs' own sizes and digests.
static void strip_inputs(struct str *lines)
{
	struct str rest = {0};
	for (struct slice text = str_slice(lines); text.len;) {
		struct slice line = slice_cut(&text, '\n');
		if (!slice_starts(line, "{\"t\":\"input\""))
			str_add_slice(&rest, line);
	}
	str_fini(lines);
	*lines = rest;
}

// Lines without anything that ends the last of them: cut between two, such a file is a whole one.
static bool is_endless(struct slice lines)
{
	return holds(lines, "\"format\":\"spdx-tag-value\"") || holds(lines, "\"kind\":\"epss\"");
}

static void check_cut(const struct scan_format *format, struct slice bytes, size_t len,
		      struct str *whole)
{
	struct str lines = {0};
	bool done = read_bytes(format, (struct slice){bytes.at, len}, &lines);
	struct said said = check_lines(str_slice(&lines));
	if (done && said.complete > said.partial && !is_endless(str_slice(&lines))) {
		strip_inputs(whole);
		strip_inputs(&lines);
		assert(str_equal(whole, &lines));
	}
	str_fini(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct str lines = {0};
	const struct scan_format *format = format_of(&bytes);
	if (only && format != only)
		return 0;
	place_open();
	bool done = read_bytes(format, bytes, &lines);
	struct said said = check_lines(str_slice(&lines));
	count(format, done);
	assert(!done || said.scopes == said.ends);
	assert(done || !said.complete);
	// Of nothing at all git-secrets' report may be whole.
	size_t cut = bytes.len ? hash_bytes(bytes.at, bytes.len) % bytes.len : 0;
	if (!said.others && said.complete > said.partial && cut)
		check_cut(format, bytes, cut, &lines);
	str_fini(&lines);
	place_close();
	return 0;
}
