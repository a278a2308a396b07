#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"

#include "plugins/sdk/csv.h"
#include "plugins/sdk/input.h"

#include <string.h>
#include <unistd.h>

// "#model_version:v2025.03.14,score_date:2026-08-01T00:00:00+0000": the date.
static int64_t score_date(struct scan_file *file, struct slice line)
{
	const char *date = line.len ? memmem(line.at, line.len, "score_date:", 11) : NULL;
	if (!date)
		return 0;
	struct slice rest = {date + 11, line.len - (size_t)(date + 11 - line.at)};
	return scan_made(file, slice_cut(&rest, ','));
}

// The comment is two cells, the header three.
static bool read_epss_head(struct csv *csv, struct scan_file *file, int64_t *at, struct err *err)
{
	bool more;
	*at = 0;
	if (!csv_next(csv, &more, err))
		return false;
	if (more && csv->count && slice_starts(csv->cells[0], "#")) {
		*at = score_date(file, csv->record);
		if (!csv_next(csv, &more, err))
			return false;
	}
	return (more && csv->count >= 3 && slice_is(csv->cells[0], "cve") &&
		slice_is(csv->cells[1], "epss") && slice_is(csv->cells[2], "percentile")) ||
	       err_set(err, ERR_INVALID, "%s:%lld: is not the header cve,epss,percentile",
		       file->name, (long long)csv->row);
}

// A plain file whose last line has no end was cut short, be it within a number.
static bool is_cut(const struct scan_file *file)
{
	struct err ignored;
	char first[2] = "", last = '\n';
	int fd = input_open(file->request, file->name, &ignored);
	off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	bool read = end > 1 && pread(fd, first, 2, 0) == 2 && pread(fd, &last, 1, end - 1) == 1;
	if (fd >= 0)
		close(fd);
	return read && (*first == '#' || *first == 'c') && last != '\n';
}

static bool read_epss_rows(struct csv *csv, struct stock *stock, struct err *err)
{
	bool more = true;
	size_t cells = 3;
	while (csv_next(csv, &more, err) && more) {
		cells = csv->count;
		stock->at = csv->row;
		if (cells == 3)
			stock_epss(stock, csv->cells[0], csv->cells[1], csv->cells[2]);
		else
			stock_reject(stock, "is not cve,epss,percentile", csv->record);
	}
	if (more) {
		stock_end(stock, err->text);
		return false;
	}
	bool cut = cells != 3 || is_cut(stock->file);
	stock_end(stock, cut ? "the last row is cut short" : stock_why_empty(stock));
	return true;
}

static bool read_epss_csv(struct scan_file *file, struct err *err)
{
	struct csv csv;
	struct stock stock;
	struct slice key[STOCK_KEY] = {SLICE("epss"), {"", 0}};
	int64_t at;
	csv_init(&csv, file->source, file->name);
	bool done = read_epss_head(&csv, file, &at, err);
	if (done) {
		stock_begin(&stock, file, "epss", key, (struct stock_version){.at = at});
		done = read_epss_rows(&csv, &stock, err);
	}
	csv_fini(&csv);
	return done;
}

static int detect_epss_csv(const struct scan_sniff *sniff)
{
	struct slice rest = sniff->head, line = slice_trim(slice_cut(&rest, '\n'));
	if (slice_starts(line, "#model_version:"))
		line = slice_trim(slice_cut(&rest, '\n'));
	return slice_is(line, "cve,epss,percentile") ? 100 : 0;
}

const struct scan_format FORMAT_EPSS_CSV = {
	.name = "epss-csv",
	.title = "EPSS scores as CSV, as FIRST publishes them each day",
	.detect = detect_epss_csv,
	.read = read_epss_csv,
};
