// How the fleet tools' image is built, by Dockle, and what it is built on, by pip-audit.
#include "share/demo/scans/lives.h"

// ---- Dockle ----

static const struct point {
	const char *code, *title, *level, *alert;
	struct life life;
} POINTS[] = {
	{"CIS-DI-0001",
	 "Create a user for the container",
	 "WARN",
	 "Last user should not be root",
	 {0, 4, 8}},
	{"CIS-DI-0010",
	 "Do not store credential in environment variables/files",
	 "FATAL",
	 "Suspicious ENV key found : LABEL_API_TOKEN",
	 {0, 6, NEVER}},
	{"CIS-DI-0008",
	 "Confirm safety of setuid/setgid files",
	 "INFO",
	 "setuid file: urwxr-xr-x usr/bin/chsh",
	 {0, WEEKS, NEVER}},
	{"DKL-DI-0005",
	 "Clear apt-get caches",
	 "FATAL",
	 "Use 'rm -rf /var/lib/apt/lists' after 'apt-get install'",
	 {3, WEEKS, NEVER}},
};

static int add_points(struct json_out *json, int week)
{
	int fatal = 0;
	json_open_list(json, "details");
	for (size_t i = 0; i < sizeof POINTS / sizeof *POINTS; i++) {
		if (!life_seen(&POINTS[i].life, week))
			continue;
		json_open_map(json, NULL);
		json_text(json, "code", POINTS[i].code);
		json_text(json, "title", POINTS[i].title);
		json_text(json, "level", POINTS[i].level);
		json_open_list(json, "alerts");
		json_text(json, NULL, POINTS[i].alert);
		json_close_list(json);
		json_close_map(json);
		fatal += POINTS[i].level[0] == 'F';
	}
	json_close_list(json);
	return fatal;
}

static bool dockle_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	int fatal = add_points(&json, week);
	json_open_map(&json, "summary");
	json_int(&json, "fatal", fatal);
	json_int(&json, "pass", 12);
	json_int(&json, "skip", 0);
	json_close_map(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"tools", "dockle", "json", false}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

// ---- pip-audit ----

static const struct library {
	const char *name, *version, *id, *cve, *fixed, *about;
	struct life life;
} LIBRARIES[] = {
	{"jinja2",
	 "3.1.2",
	 "GHSA-h5c8-rqwp-cp95",
	 "CVE-2024-22195",
	 "3.1.3",
	 "The xmlattr filter lets keys with blanks through.",
	 {0, 5, NEVER}},
	{"requests",
	 "2.30.0",
	 "PYSEC-2023-74",
	 "CVE-2023-32681",
	 "2.31.0",
	 "A proxy's password is sent to the server behind it.",
	 {0, WEEKS, NEVER}},
	{"cryptography",
	 "41.0.3",
	 "PYSEC-2023-254",
	 "CVE-2023-49083",
	 "41.0.6",
	 "PKCS7 certificates can lead to a NULL pointer.",
	 {3, WEEKS, NEVER}},
};

static void add_library(struct json_out *json, const struct library *l, int week)
{
	json_open_map(json, NULL);
	json_text(json, "name", l->name);
	json_text(json, "version", life_seen(&l->life, week) ? l->version : l->fixed);
	json_open_list(json, "vulns");
	if (life_seen(&l->life, week)) {
		json_open_map(json, NULL);
		json_text(json, "id", l->id);
		json_open_list(json, "fix_versions");
		json_text(json, NULL, l->fixed);
		json_close_list(json);
		json_open_list(json, "aliases");
		json_text(json, NULL, l->cve);
		json_close_list(json);
		json_text(json, "description", l->about);
		json_close_map(json);
	}
	json_close_list(json);
	json_close_map(json);
}

static bool pip_audit_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_open_list(&json, "dependencies");
	for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES; i++)
		add_library(&json, &LIBRARIES[i], week);
	json_close_list(&json);
	json_open_list(&json, "fixes");
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"tools", "pip-audit", "json", false},
			       week, &text, err);
	str_fini(&text);
	return done;
}

bool setup_write(const struct estate *estate, struct err *err)
{
	for (int week = 0; week < week_count(estate); week++)
		if (!dockle_write(estate, week, err) || !pip_audit_write(estate, week, err))
			return false;
	return true;
}
