#include "share/demo/bill.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "share/demo/bill_columns.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define REPORT "qd-hourly"

struct delivery {
	const struct bill_month *month;
	bool has_net;
	struct str text; // the CSV
	int64_t rows;
	char assembly[40], period[24];
};

static void add_row(void *context, const struct bill_line *line)
{
	struct delivery *d = context;
	struct bill_row row = {d->month, line, d->rows++};
	const char *separator = "";
	for (size_t i = 0; i < BILL_COLUMN_COUNT; i++) {
		if (BILL_COLUMNS[i].only_net && !d->has_net)
			continue;
		str_add_text(&d->text, separator);
		BILL_COLUMNS[i].add(&d->text, &row, &BILL_COLUMNS[i]);
		separator = ",";
	}
	str_add_char(&d->text, '\n');
}

static void add_header(struct delivery *d)
{
	const char *separator = "";
	for (size_t i = 0; i < BILL_COLUMN_COUNT; i++) {
		if (BILL_COLUMNS[i].only_net && !d->has_net)
			continue;
		str_addf(&d->text, "%s%s/%s", separator, BILL_COLUMNS[i].category,
			 BILL_COLUMNS[i].name);
		separator = ",";
	}
	str_add_char(&d->text, '\n');
}

static void add_compact_time(struct str *out, int64_t time)
{
	struct civil c = clock_to_civil(time);
	str_addf(out, "%04d%02d%02dT000000.000Z", c.year, c.month, c.day);
}

static void add_manifest_columns(struct json_out *json, bool has_net)
{
	json_open_list(json, "columns");
	for (size_t i = 0; i < BILL_COLUMN_COUNT; i++) {
		if (BILL_COLUMNS[i].only_net && !has_net)
			continue;
		json_open_map(json, NULL);
		json_text(json, "category", BILL_COLUMNS[i].category);
		json_text(json, "name", BILL_COLUMNS[i].name);
		json_text(json, "type", BILL_COLUMNS[i].type);
		json_close_map(json);
	}
	json_close_list(json);
}

static void add_manifest(struct str *out, const struct delivery *d)
{
	struct json_out json = {.to = out};
	struct str text = {0};
	json_open_map(&json, NULL);
	json_text(&json, "assemblyId", d->assembly);
	json_text(&json, "account", "012345678901");
	add_manifest_columns(&json, d->has_net);
	json_text(&json, "charset", "UTF-8");
	json_text(&json, "compression", "GZIP");
	json_text(&json, "contentType", "text/csv");
	json_text(&json, "reportName", REPORT);
	json_open_map(&json, "billingPeriod");
	add_compact_time(&text, d->month->month);
	json_text(&json, "start", str_text(&text));
	str_clear(&text);
	add_compact_time(&text, clock_add_months(d->month->month, 1));
	json_text(&json, "end", str_text(&text));
	json_close_map(&json);
	json_text(&json, "bucket", "qd-billing");
	json_open_list(&json, "reportKeys");
	str_clear(&text);
	str_addf(&text, "cur/%s/%s/%s/%s-00001.csv.gz", REPORT, d->period, d->assembly, REPORT);
	json_text(&json, NULL, str_text(&text));
	json_close_list(&json);
	json_open_list(&json, "additionalArtifactKeys");
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
	str_fini(&text);
}

static bool write_gzip(const char *path, struct slice text, struct err *err)
{
	gzFile file = gzopen(path, "wb6");
	if (!file)
		return err_errno(err, "%s", path);
	bool written = gzwrite(file, text.at, (unsigned)text.len) == (int)text.len;
	if (gzclose(file) != Z_OK || !written)
		return err_set(err, ERR_IO, "%s: cannot be written", path);
	return true;
}

// As a copy that broke off leaves it.
static bool cut_file(const char *path, struct err *err)
{
	struct stat s;
	if (stat(path, &s) < 0 || truncate(path, s.st_size * 3 / 4) < 0)
		return err_errno(err, "%s", path);
	return true;
}

static bool set_time(const char *path, int64_t time, struct err *err)
{
	struct timespec times[2] = {{.tv_sec = time}, {.tv_sec = time}};
	if (utimensat(AT_FDCWD, path, times, 0) < 0)
		return err_errno(err, "%s", path);
	return true;
}

// Names follow from the content's place, so that the same story gives the same files.
static void name_delivery(struct delivery *d, int assembly)
{
	struct civil from = clock_to_civil(d->month->month);
	struct civil to = clock_to_civil(clock_add_months(d->month->month, 1));
	snprintf(d->period, sizeof d->period, "%04d%02d01-%04d%02d01", from.year, from.month,
		 to.year, to.month);
	char hex[DIGEST_HEX];
	struct str seed = {0};
	str_addf(&seed, "%s %s %d", REPORT, d->period, assembly);
	digest_bytes(seed.at, seed.len, hex);
	str_fini(&seed);
	snprintf(d->assembly, sizeof d->assembly, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
		 hex + 12, hex + 16, hex + 20);
}

static bool write_file(const char *folder, const char *name, const struct delivery *d,
		       struct err *err)
{
	char *path = file_join(folder, name);
	struct str manifest = {0};
	bool gzip = slice_ends(slice_of(name), ".gz");
	bool done;
	if (gzip) {
		done = write_gzip(path, str_slice(&d->text), err) &&
		       (!d->month->cut || cut_file(path, err));
	} else {
		add_manifest(&manifest, d);
		done = file_write(path, str_slice(&manifest), 0644, err);
	}
	done = done && set_time(path, d->month->delivered, err);
	str_fini(&manifest);
	free(path);
	return done;
}

bool bill_write(const char *root, const struct bill_month *month, int assembly, int64_t net_from,
		struct err *err)
{
	struct delivery d = {.month = month, .has_net = month->month >= net_from};
	name_delivery(&d, assembly);
	add_header(&d);
	bill_generate(month, add_row, &d);

	struct str folder = {0};
	str_addf(&folder, "%s/%s/%s/%s", root, REPORT, d.period, d.assembly);
	char *period = file_folder(str_text(&folder));
	bool done = file_make_folders(str_text(&folder), 0755, err) &&
		    write_file(str_text(&folder), REPORT "-00001.csv.gz", &d, err) &&
		    write_file(str_text(&folder), REPORT "-Manifest.json", &d, err) &&
		    write_file(period, REPORT "-Manifest.json", &d, err);
	free(period);
	str_fini(&folder);
	str_fini(&d.text);
	return done;
}
