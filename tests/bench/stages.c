// The collector's way, stage by stage, for telling where the time goes:
//
//	stages inflate FILE    bytes out of the source
//	stages scan FILE       and records out of the bytes, none of their cells
//
// What the collector itself takes on top is cells and sending.
#include "plugins/sdk/csv.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool inflate(struct source *source, const char *name, int64_t *count, struct err *err)
{
	enum { ROOM = 1 << 20 };
	char *bytes = mem_alloc(ROOM);
	size_t got = 1;
	bool done = true;
	(void)name;
	while (done && got) {
		done = source_read(source, bytes, ROOM, &got, err);
		*count += (int64_t)got;
	}
	free(bytes);
	return done;
}

static bool scan(struct source *source, const char *name, int64_t *count, struct err *err)
{
	struct csv *csv = mem_alloc(sizeof *csv);
	bool more = true, done = true;
	csv_init(csv, source, name);
	csv_want(csv, NULL, 0);
	while (done && more)
		done = csv_next(csv, &more, err);
	*count = csv->row;
	csv_fini(csv);
	free(csv);
	return done;
}

int main(int argc, char **argv)
{
	struct source *source = NULL;
	struct err err = {0};
	int64_t count = 0;
	bool whole = argc == 3 && strcmp(argv[1], "scan") == 0;
	if (argc != 3 || (!whole && strcmp(argv[1], "inflate") != 0)) {
		fputs("usage: stages inflate|scan FILE\n", stderr);
		return 2;
	}
	bool done = source_open(AT_FDCWD, argv[2], argv[2], &source, &err) &&
		    (whole ? scan : inflate)(source, argv[2], &count, &err);
	source_close(source);
	if (!done)
		fprintf(stderr, "stages: %s\n", err.text);
	printf("%lld\n", (long long)count);
	return !done;
}
