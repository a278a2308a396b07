// The running services' scans: ZAP every fourth week, k6 in the last two.
#include "share/demo/scans/lives.h"

#include "base/clock.h"

static const struct alert {
	const char *plugin, *name, *risk, *uri, *param, *cwe;
	struct life life;
} ALERTS[] = {
	{"10038",
	 "Content Security Policy (CSP) Header Not Set",
	 "2",
	 "/",
	 "",
	 "693",
	 {0, WEEKS, NEVER}},
	{"40012",
	 "Cross Site Scripting (Reflected)",
	 "3",
	 "/review/search",
	 "q",
	 "79",
	 {1, 7, NEVER}},
	{"10035",
	 "Strict-Transport-Security Header Not Set",
	 "1",
	 "/login",
	 "",
	 "319",
	 {0, 4, NEVER}},
	{"10202",
	 "Absence of Anti-CSRF Tokens",
	 "2",
	 "/review/42/accept",
	 "",
	 "352",
	 {5, WEEKS, NEVER}},
};

static void add_alert(struct json_out *json, const struct alert *a)
{
	struct str uri = {0};
	str_addf(&uri, "https://label.quillon.example%s", a->uri);
	json_open_map(json, NULL);
	json_text(json, "pluginid", a->plugin);
	json_text(json, "alertRef", a->plugin);
	json_text(json, "alert", a->name);
	json_text(json, "name", a->name);
	json_text(json, "riskcode", a->risk);
	json_text(json, "confidence", "2");
	json_text(json, "desc", "<p>…</p>");
	json_open_list(json, "instances");
	json_open_map(json, NULL);
	json_text(json, "uri", str_text(&uri));
	json_text(json, "method", "GET");
	json_text(json, "param", a->param);
	json_close_map(json);
	json_close_list(json);
	json_text(json, "count", "1");
	json_text(json, "cweid", a->cwe);
	json_close_map(json);
	str_fini(&uri);
}

static bool zap_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_text(&json, "@programName", "ZAP");
	json_text(&json, "@version", "2.15.0");
	json_time(&json, "created", week_time(estate, week) + 5400);
	json_open_list(&json, "site");
	json_open_map(&json, NULL);
	json_text(&json, "@name", "https://label.quillon.example");
	json_text(&json, "@host", "label.quillon.example");
	json_text(&json, "@port", "443");
	json_text(&json, "@ssl", "true");
	json_open_list(&json, "alerts");
	for (size_t i = 0; i < sizeof ALERTS / sizeof *ALERTS; i++)
		if (life_seen(&ALERTS[i].life, week))
			add_alert(&json, &ALERTS[i]);
	json_close_list(&json);
	json_close_map(&json);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"web", "zap", "json", false}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

// ---- k6, as handleSummary writes it ----

static void add_trend(struct json_out *json, const char *p95, const char *limit, bool ok)
{
	json_open_map(json, "http_req_duration");
	json_text(json, "type", "trend");
	json_text(json, "contains", "time");
	json_open_map(json, "values");
	json_raw(json, "avg", SLICE("41.2"));
	json_raw(json, "p(95)", slice_of(p95));
	json_close_map(json);
	json_open_map(json, "thresholds");
	json_open_map(json, limit);
	json_bool(json, "ok", ok);
	json_close_map(json);
	json_close_map(json);
	json_close_map(json);
}

static bool k6_write(const struct estate *estate, int week, bool ok, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_open_map(&json, "root_group");
	json_text(&json, "name", "");
	json_close_map(&json);
	json_open_map(&json, "metrics");
	add_trend(&json, ok ? "83.5" : "131.9", "p(95)<120", ok);
	json_open_map(&json, "http_reqs");
	json_text(&json, "type", "counter");
	json_text(&json, "contains", "default");
	json_open_map(&json, "values");
	json_int(&json, "count", 48210);
	json_raw(&json, "rate", SLICE("160.7"));
	json_close_map(&json);
	json_close_map(&json);
	json_close_map(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"load", "k6", "json", false}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

bool service_write(const struct estate *estate, struct err *err)
{
	for (int week = 0; week < week_count(estate); week++) {
		if (week % 4 == 1 && !zap_write(estate, week, err))
			return false;
		if (week >= WEEKS - 2 && !k6_write(estate, week, week == WEEKS - 1, err))
			return false;
	}
	return true;
}
