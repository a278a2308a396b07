// What the world says of flaws: the catalogue of those that are used, and how likely that is.
#include "share/demo/scans/lives.h"

#include "base/clock.h"

#include <string.h>

static const struct known {
	const char *cve, *vendor, *product, *name, *added, *due, *ransomware;
} KNOWN[] = {
	{"CVE-2021-44228", "Apache", "Log4j2", "Log4j2 remote code execution", "2021-12-10",
	 "2021-12-24", "Known"},
	{"CVE-2023-4863", "Google", "Chromium WebP", "WebP heap buffer overflow", "2023-09-13",
	 "2023-10-04", "Unknown"},
	{"CVE-2023-4911", "GNU", "GNU C Library", "Dynamic loader buffer overflow", "2023-11-21",
	 "2023-12-12", "Unknown"},
};

static bool kev_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_text(&json, "title", "CISA Catalog of Known Exploited Vulnerabilities");
	json_text(&json, "catalogVersion", "demo");
	json_time(&json, "dateReleased", week_time(estate, week));
	json_int(&json, "count", sizeof KNOWN / sizeof *KNOWN);
	json_open_list(&json, "vulnerabilities");
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "cveID", KNOWN[i].cve);
		json_text(&json, "vendorProject", KNOWN[i].vendor);
		json_text(&json, "product", KNOWN[i].product);
		json_text(&json, "vulnerabilityName", KNOWN[i].name);
		json_text(&json, "dateAdded", KNOWN[i].added);
		json_text(&json, "requiredAction", "Update as the vendor says.");
		json_text(&json, "dueDate", KNOWN[i].due);
		json_text(&json, "knownRansomwareCampaignUse", KNOWN[i].ransomware);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"intel", "kev", "json", true}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

// Scores as they could be; the real ones change every day.
static bool epss_write(const struct estate *estate, int week, struct err *err)
{
	static const char ROWS[] = "CVE-2021-44228,0.94358,0.99958\n"
				   "CVE-2023-4863,0.93990,0.99880\n"
				   "CVE-2023-4911,0.63100,0.98300\n"
				   "CVE-2023-38545,0.26100,0.96200\n"
				   "CVE-2023-1177,0.92800,0.99700\n"
				   "CVE-2022-45907,0.01900,0.88100\n"
				   "CVE-2024-23334,0.93500,0.99800\n"
				   "CVE-2023-5363,0.00900,0.82000\n"
				   "CVE-2023-45853,0.01500,0.86000\n"
				   "CVE-2023-25577,0.00600,0.77000\n";
	struct str text = {0};
	char day[32];
	str_addf(&text, "#model_version:v2025.03.14,score_date:%sT00:00:00+0000\n",
		 clock_format_day(week_time(estate, week), day));
	str_add_text(&text, "cve,epss,percentile\n");
	str_add_text(&text, ROWS);
	bool done = scan_write(estate, &(struct scan_name){"intel", "epss", "csv", true}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

bool intel_write(const struct estate *estate, struct err *err)
{
	int week = week_count(estate) - 1;
	return kev_write(estate, week, err) && epss_write(estate, week, err);
}
