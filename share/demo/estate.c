// demo-estate: writes the files of a fictional driving-perception company, Quillon Drive, in
// the formats that the real sources deliver; the same seed and time give the same bytes.
#include "share/demo/estate.h"
#include "share/demo/bill.h"

#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS = 13, LAG_DAYS = 1, SIXTH = 6 * DAY_SECONDS };

static const struct source {
	const char *name, *plugin, *folder, *every;
	const char *more; // further lines of the source, or NULL
	int stage;	  // from which on it is configured
} SOURCES[] = {
	{"bill", "cur", "cur", "6h", NULL, 1},
	{"labels", "focus", "focus", "1d", NULL, 1},
	{"sast", "scans", "scans/sast", "1d", NULL, 1},
	{"tools", "scans", "scans/tools", "1d", "    target: quillon/fleet-tools\n", 1},
	{"secrets", "scans", "scans/secrets", "1d",
	 "    target: quillon/perception\n    format: gitleaks\n", 1},
	{"images", "scans", "scans/images", "1d", NULL, 1},
	{"sbom", "scans", "scans/sbom", "1d", NULL, 1},
	{"iac", "scans", "scans/iac", "1d", "    target: quillon/terraform\n", 1},
	{"posture", "scans", "scans/posture", "6h", NULL, 1},
	{"web", "scans", "scans/web", "7d", NULL, 1},
	{"load", "scans", "scans/load", "7d", "    target: inference gateway\n", 1},
	{"intel", "scans", "scans/intel", "1d", NULL, 1},
	{"running", "scans", "scans/running", "6h", "    target: serving\n", 1},
	// Since last night's change of the configuration: nobody has mounted that folder here yet.
	{"leases", "focus", "leases", "1d", NULL, STAGE_TROUBLED},
};

static const char ACCOUNTS[] = "\"012345678901\": quillon-payer\n"
			       "\"210000000001\": training\n"
			       "\"210000000002\": serving\n"
			       "\"210000000003\": data-lake\n"
			       "\"210000000004\": sandbox\n";

// A closed month is delivered again on the sixth with support, tax and corrections. The last
// closed month and this one have been delivered again since the morning of stage 1.
static bool write_month(const struct estate *estate, int64_t month, struct err *err)
{
	int64_t first = clock_add_months(clock_month(estate->now), 1 - MONTHS);
	int64_t next = clock_add_months(month, 1);
	bool closed = next <= clock_month(estate->now);
	bool recent = month >= clock_add_months(clock_month(estate->now), -1);
	struct bill_month m = {
		.month = month, .now = estate->now, .first = first, .seed = estate->seed};
	bool second = !recent || estate->stage > 1;
	m.until =
		closed ? next
		       : clock_day(estate->now) - (second ? LAG_DAYS - 1 : LAG_DAYS) * DAY_SECONDS;
	if (m.until <= month)
		return true;
	m.final = closed && second;
	m.delivered = closed ? next + (second ? SIXTH : DAY_SECONDS)
			     : estate->now - (second ? 3 : 9) * 3600;
	if (m.delivered > estate->now)
		m.delivered = estate->now - 2 * 3600;
	int64_t net_from = clock_add_months(first, 7);
	char *root = file_join(estate->folder, "cur");
	bool done = bill_write(root, &m, second ? 2 : 1, net_from, err);
	// An hour ago the month before the last was delivered again, but not to the end.
	if (estate->stage >= STAGE_TROUBLED &&
	    month == clock_add_months(clock_month(estate->now), -2)) {
		m.delivered = estate->now - 3600;
		m.cut = true;
		done = done && bill_write(root, &m, 3, net_from, err);
	}
	free(root);
	return done;
}

static bool cur_write(const struct estate *estate, struct err *err)
{
	for (int back = MONTHS - 1; back >= 0; back--)
		if (!write_month(estate, clock_add_months(clock_month(estate->now), -back), err))
			return false;
	return true;
}

static void add_source(struct str *text, const struct estate *estate, const struct source *s)
{
	str_addf(text, "  %s:\n    plugin: %s\n    path: %s/%s\n    every: %s\n%s", s->name,
		 s->plugin, estate->folder, s->folder, s->every, s->more ? s->more : "");
}

static bool config_write(const struct estate *estate, struct err *err)
{
	struct str text = {0};
	char *config = file_join(estate->folder, "gavel.yaml");
	char *accounts = file_join(estate->folder, "accounts.yaml");
	str_add_text(&text, "# The demo estate of Quillon Drive, a fictional company.\nsources:\n");
	for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++)
		if (SOURCES[i].stage <= estate->stage)
			add_source(&text, estate, &SOURCES[i]);
	bool done = file_write(config, str_slice(&text), 0600, err) &&
		    file_write(accounts, SLICE(ACCOUNTS), 0600, err);
	free(config);
	free(accounts);
	str_fini(&text);
	return done;
}

static const struct part {
	const char *name;
	bool (*write)(const struct estate *estate, struct err *err);
} PARTS[] = {
	{"configuration", config_write},
	{"AWS bill", cur_write},
	{"label vendor's invoices", focus_write},
	{"scans", scans_write},
};

bool estate_write(const struct estate *estate, struct err *err)
{
	if (!file_make_folders(estate->folder, 0755, err))
		return false;
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
		if (!PARTS[i].write(estate, err))
			return err_wrap(err, "%s", PARTS[i].name);
	return true;
}

static bool read_options(int argc, char **argv, struct estate *estate, struct err *err)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		const char *value = argv[i + 1];
		if (strcmp(argv[i], "--out") == 0)
			estate->folder = value;
		else if (strcmp(argv[i], "--seed") == 0)
			estate->seed = strtoull(value, NULL, 10);
		else if (strcmp(argv[i], "--stage") == 0)
			estate->stage = atoi(value);
		else if (strcmp(argv[i], "--now") != 0 ||
			 !clock_parse(slice_of(value), &estate->now, err))
			return err_set(err, ERR_INVALID, "demo-estate: cannot use %s %s", argv[i],
				       value);
	}
	if (!estate->folder || argc % 2 == 0)
		return err_set(
			err, ERR_INVALID,
			"usage: demo-estate --out DIR [--now TIME] [--seed N] [--stage 1|2|3]");
	return true;
}

int main(int argc, char **argv)
{
	struct err err = {0};
	struct estate estate = {.now = clock_now(), .seed = 7, .stage = 2};
	if (!read_options(argc, argv, &estate, &err) || !estate_write(&estate, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return err.code == ERR_INVALID ? 2 : 1;
	}
	return 0;
}
