// The scan of 64 bytes at a time against a reader of one byte at a time, on records made at
// random of the bytes that matter, in each way of scanning by turns: the same cells, or bad from
// the same row on.
#include "plugins/sdk/csv.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROUNDS = 1500, BYTES_MOST = 700 };

static uint64_t next(uint64_t *state) // xorshift64 (Marsaglia 2003)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

// ---- RFC 4180 section 2, a byte at a time ----

struct plain {
	const char *at, *end;
	struct str *out;
};

static void put_cell(struct plain *p, const char *from, size_t len, bool quoted)
{
	str_add_char(p->out, '[');
	for (size_t i = 0; i < len; i++) {
		str_add_char(p->out, from[i]);
		i += quoted && from[i] == '"';
	}
	str_add_char(p->out, ']');
}

// One cell; false when its quotes are wrong.
static bool plain_cell(struct plain *p)
{
	const char *from = p->at;
	if (p->at == p->end || *p->at != '"') {
		while (p->at < p->end && *p->at != ',' && *p->at != '\n')
			p->at++;
		bool last = p->at == p->end || *p->at == '\n';
		size_t len = (size_t)(p->at - from);
		put_cell(p, from, len - (last && len && from[len - 1] == '\r'), false);
		return true;
	}
	for (p->at++; p->at < p->end; p->at++) {
		if (*p->at != '"')
			continue;
		if (p->at + 1 < p->end && p->at[1] == '"') {
			p->at++;
			continue;
		}
		put_cell(p, from + 1, (size_t)(p->at - from - 1), true);
		p->at++;
		p->at += p->at < p->end && *p->at == '\r';
		return p->at == p->end || *p->at == ',' || *p->at == '\n';
	}
	return false;
}

static void read_plain(const char *bytes, size_t len, struct str *out)
{
	struct plain p = {bytes, bytes + len, out};
	while (p.at < p.end) {
		size_t start = out->len;
		bool good = plain_cell(&p), more = good && p.at < p.end && *p.at == ',';
		while (more) {
			p.at++;
			good = plain_cell(&p);
			more = good && p.at < p.end && *p.at == ',';
		}
		if (!good) {
			out->len = start;
			str_add_text(out, "bad");
			return;
		}
		p.at += p.at < p.end;
		if (out->len - start == 2) // a blank line is no record
			out->len = start;
		else
			str_add_char(out, '\n');
	}
}

// ---- The reader ----

// What is called plain is: printable ASCII and newlines.
static bool is_plain(struct slice record)
{
	for (size_t i = 0; i < record.len; i++)
		if (record.at[i] != '\n' &&
		    (record.at[i] < ' ' || (unsigned char)record.at[i] > 0x7f))
			return false;
	return true;
}

static int plain_records;

// Three columns of five are made later, from the second record on.
static void want_later(struct csv *csv)
{
	static enum csv_use uses[CSV_CELLS];
	for (size_t i = 0; i < CSV_CELLS; i++)
		uses[i] = i % 5 < 2 ? CSV_CELL : CSV_LATER;
	csv_want(csv, uses, CSV_CELLS);
}

// Makes the record's other cells: they are what stands in the spans.
static void make_later(struct csv *csv)
{
	struct str bytes = {0}, cells = {0};
	for (size_t i = 0; i < csv->span_count && csv->later[i].first < csv->count; i++) {
		str_clear(&bytes);
		str_add_text(&bytes, "x,"); // a cell in front, so that no line is a blank one
		str_add_slice(&bytes, csv->spans[i]);
		str_add_char(&bytes, '\r'); // taken off again: what ends a line is no cell's
		read_plain(bytes.at, bytes.len, &cells);
	}
	csv_later(csv);
	str_clear(&bytes);
	for (size_t i = 0; i < csv->span_count && csv->later[i].first < csv->count; i++) {
		str_add_text(&bytes, "[x]");
		for (size_t at = csv->later[i].first; at <= csv->later[i].last; at++)
			if (at < csv->count)
				put_cell(&(struct plain){.out = &bytes}, csv->cells[at].at,
					 csv->cells[at].len, false);
		str_add_char(&bytes, '\n');
	}
	expect_true(str_equal(&bytes, &cells));
	str_fini(&bytes);
	str_fini(&cells);
}

static void read_scanned(const char *bytes, size_t len, enum csv_scan_way way, struct str *out)
{
	struct csv *csv = mem_alloc(sizeof *csv);
	struct source *source = NULL;
	struct err err;
	char name[64];
	bool good, more;
	int fd = memfd_create("csv", MFD_CLOEXEC);
	expect_true(write(fd, bytes, len) == (ssize_t)len);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	expect_true(source_open(AT_FDCWD, name, "t.csv", &source, &err));
	csv_init(csv, source, "t.csv");
	csv_scan_use(&csv->scan, way);
	while ((good = csv_next(csv, &more, &err)) && more) {
		if (csv->wanted)
			make_later(csv);
		for (size_t i = 0; i < csv->count; i++) {
			str_add_char(out, '[');
			str_add_slice(out, csv->cells[i]);
			str_add_char(out, ']');
		}
		str_add_char(out, '\n');
		expect_true(!csv->plain || is_plain(csv->record));
		plain_records += csv->plain;
		if (len % 2 && !csv->wanted)
			want_later(csv);
	}
	str_add_text(out, good ? "" : "bad");
	csv_fini(csv);
	source_close(source);
	free(csv);
	close(fd);
}

// Mostly well-formed: whole cells of many kinds between separators, and now and then any byte.
static size_t make_bytes(uint64_t *state, char *bytes)
{
	static const char *const CELLS[] = {
		"",
		"a",
		"0.0",
		"word",
		"\"q\"",
		"\"a,b\"",
		"\"a\"\"b\"",
		"\"\"",
		"\"x\ny\"",
		"\"\"\"\"\"\"",
		"a longer cell",
		"\r",
		"\xc3\xa4",
		",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"};
	static const char ANY[] = "\",\n\rx";
	size_t len = 0;
	bool wild = next(state) % 4 == 0;
	size_t most = 1 + next(state) % (BYTES_MOST - 70);
	while (len < most) {
		const char *cell = CELLS[next(state) % (sizeof CELLS / sizeof *CELLS)];
		memcpy(bytes + len, cell, strlen(cell));
		len += strlen(cell);
		if (wild && next(state) % 8 == 0)
			bytes[len++] = ANY[next(state) % 5];
		uint64_t dice = next(state) % 12;
		if (dice == 0)
			bytes[len++] = '\r';
		bytes[len++] = dice < 2 ? '\n' : ',';
	}
	return len - next(state) % 2;
}

int main(void)
{
	uint64_t state = 4180;
	for (int i = 0; i < ROUNDS; i++) {
		char bytes[BYTES_MOST + 8];
		struct str got = {0}, want = {0};
		size_t len = make_bytes(&state, bytes);
		read_plain(bytes, len, &want);
		read_scanned(bytes, len, (enum csv_scan_way)(i % 4), &got);
		if (!test_count(str_equal(&got, &want)))
			fprintf(stderr, "sdk_csv_scan: round %d:\n%.*s\nwant %s\ngot %s\n", i,
				(int)len, bytes, str_text(&want), str_text(&got));
		str_fini(&got);
		str_fini(&want);
	}
	expect_true(plain_records > 0);
	return test_done("sdk_csv_scan");
}
