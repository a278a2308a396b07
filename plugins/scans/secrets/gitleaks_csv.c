// Gitleaks' CSV. It has no end mark: a cut file cannot be told from a whole one, and closes
// nothing. Source: gitleaks, report/csv.go.
#include "plugins/scans/secrets/leak.h"
#include "plugins/sdk/csv.h"

#include <stddef.h>
#include <stdlib.h>

static int detect(const struct scan_sniff *sniff)
{
	return slice_starts(sniff->head, "RuleID,Commit,File,") ? 100 : 0;
}

static const struct {
	const char *name;
	size_t offset;
} TEXTS[] = {
	{"RuleID", offsetof(struct leak, rule)},       {"Commit", offsetof(struct leak, commit)},
	{"File", offsetof(struct leak, file)},	       {"Secret", offsetof(struct leak, secret)},
	{"Fingerprint", offsetof(struct leak, print)}, {"Link", offsetof(struct leak, link)},
};
enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS, LINE = TEXT_COUNT, END_LINE, COLUMNS };

struct table {
	struct scan_file *file;
	struct csv csv;
	size_t columns[COLUMNS]; // index + 1; 0: there is none
};

static const char *name_of(size_t column)
{
	return column == LINE ? "StartLine" : column == END_LINE ? "EndLine" : TEXTS[column].name;
}

static void take_header(struct table *table)
{
	for (size_t i = 0; i < COLUMNS; i++)
		for (size_t k = 0; k < table->csv.count; k++)
			if (slice_is(table->csv.cells[k], name_of(i)))
				table->columns[i] = k + 1;
}

static struct slice cell(const struct table *table, size_t column)
{
	size_t at = table->columns[column];
	return at && at <= table->csv.count ? table->csv.cells[at - 1] : (struct slice){0};
}

static int64_t number(struct slice text)
{
	struct node node = {.kind = NODE_TEXT, .text = text};
	return node_int(&node, "", 0);
}

static bool add(struct table *table, struct err *err)
{
	struct leak leak = {.line = number(cell(table, LINE)),
			    .end_line = number(cell(table, END_LINE))};
	struct arena arena = {0};
	for (size_t i = 0; i < TEXT_COUNT; i++)
		*(struct slice *)(void *)((char *)&leak + TEXTS[i].offset) = cell(table, i);
	if (!leak.rule.len || !leak.file.len)
		return err_set(err, ERR_INVALID, "%s: row %lld has no rule or no file",
			       table->file->name, (long long)table->csv.row);
	bool good = leak_add(table->file, &leak, &arena, err);
	arena_fini(&arena);
	return good;
}

static bool read_rows(struct table *table, struct err *err)
{
	bool more;
	while (csv_next(&table->csv, &more, err)) {
		if (!more)
			return true;
		if (table->csv.row == 1)
			take_header(table);
		else if (!table->csv.blank && !add(table, err))
			return false;
	}
	return false;
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct table *table = mem_alloc(sizeof *table);
	table->file = file;
	csv_init(&table->csv, file->source, file->name);
	bool good = leak_begin(file, "the table has no end mark; gitleaks -f json has one", err) &&
		    read_rows(table, err) && scan_end(file, NULL, err);
	csv_fini(&table->csv);
	free(table);
	return good;
}

const struct scan_format FORMAT_GITLEAKS_CSV = {
	.name = "gitleaks-csv",
	.title = "Gitleaks CSV",
	.detect = detect,
	.read = read_report,
};
