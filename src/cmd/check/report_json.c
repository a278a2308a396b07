#include "cmd/check/report.h"

#include "base/json.h"

#include <string.h>

// ---- gavel.check/1 ----

static void add_facts(struct json_out *json, const struct report_fact *facts, size_t count)
{
	for (size_t i = 0; i < count && facts[i].name; i++)
		json_text(json, facts[i].name, facts[i].value);
}

static void add_row(struct json_out *json, const struct report *report,
		    const struct report_item *item)
{
	json_open_map(json, NULL);
	json_text(json, "kind", report_kind_name(item->kind));
	json_text(json, "rule", item->rule);
	json_text(json, "demand", report_title(report, item->rule));
	json_text(json, "message", item->message);
	json_text(json, "file", item->file);
	if (item->line)
		json_int(json, "line", item->line);
	else
		json_nothing(json, "line");
	json_text(json, "where", item->where);
	json_text(json, "remedy", item->remedy);
	json_text(json, "id", item->id);
	add_facts(json, item->facts, REPORT_ITEM_FACTS);
	json_close_map(json);
}

void report_write_json(const struct report *report, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.check/1");
	json_text(&json, "check", report->check);
	json_text(&json, "verdict", verdict_name(report_verdict(report)));
	for (int kind = 0; kind < REPORT_KINDS; kind++)
		json_int(&json, report_kind_name((enum report_kind)kind),
			 (int64_t)report_count(report, (enum report_kind)kind));
	add_facts(&json, report->facts.at, report->facts.len);
	json_open_list(&json, "rows");
	for (size_t i = 0; i < report->items.len; i++)
		add_row(&json, report, &report->items.at[i]);
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}

// ---- SARIF 2.1.0 (OASIS, 27 March 2020) ----

// §3.11.5: braces are doubled; §3.11.6: what would be a link is none.
static void add_message(struct json_out *json, const char *key, const char *text)
{
	struct str escaped = {0};
	for (const char *c = text; *c; c++) {
		if (*c == '{' || *c == '}')
			str_add_char(&escaped, *c);
		if (*c == ']' && c[1] == '(')
			str_add_char(&escaped, '\\');
		str_add_char(&escaped, *c);
	}
	json_open_map(json, key);
	json_slice(json, "text", str_slice(&escaped));
	json_close_map(json);
	str_fini(&escaped);
}

// A path as a URI reference (RFC 3986): relative, or file:// when it begins at the root.
static void add_uri(struct json_out *json, const char *path)
{
	struct str uri = {0};
	str_add_text(&uri, *path == '/' ? "file://" : "");
	for (const char *c = path; *c; c++) {
		bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			     (*c >= '0' && *c <= '9') || strchr("-._~/", *c);
		if (plain)
			str_add_char(&uri, *c);
		else
			str_addf(&uri, "%%%02X", (unsigned char)*c);
	}
	json_slice(json, "uri", str_slice(&uri));
	str_fini(&uri);
}

static void add_file(struct json_out *json, const char *file, int64_t line)
{
	json_open_map(json, "physicalLocation");
	json_open_map(json, "artifactLocation");
	add_uri(json, file);
	json_close_map(json);
	if (line > 0) {
		json_open_map(json, "region");
		json_int(json, "startLine", line);
		json_close_map(json);
	}
	json_close_map(json);
}

// Code scanning takes no result without an artifact. What is in no file of the repository, and has
// no gate file to be of, has a name of ours: the same in every run, as places must be there.
static void add_location(struct json_out *json, const struct report *report,
			 const struct report_item *item)
{
	struct str name = {0};
	str_addf(&name, "gavel/check/%s", report->check);
	const char *home = report->home ? report->home : str_text(&name);
	json_open_list(json, "locations");
	json_open_map(json, NULL);
	add_file(json, item->file ? item->file : home, item->file ? item->line : 0);
	if (item->where) {
		json_open_list(json, "logicalLocations");
		json_open_map(json, NULL);
		json_text(json, "fullyQualifiedName", item->where);
		json_close_map(json);
		json_close_list(json);
	}
	json_close_map(json);
	json_close_list(json);
	str_fini(&name);
}

static void add_result(struct json_out *json, const struct report *report,
		       const struct report_item *item)
{
	static const char *const LEVELS[REPORT_KINDS] = {"error", "error", "warning", "note"};
	struct str message = {0};
	str_addf(&message, "%s%s%s", item->message, item->remedy ? ": " : "",
		 item->remedy ? item->remedy : "");
	json_open_map(json, NULL);
	json_text(json, "ruleId", item->rule);
	for (size_t i = 0; i < report->rule_count; i++)
		if (strcmp(report->rules[i].id, item->rule) == 0)
			json_int(json, "ruleIndex", (int64_t)i);
	json_text(json, "level", LEVELS[item->kind]);
	add_message(json, "message", str_text(&message));
	str_fini(&message);
	add_location(json, report, item);
	if (item->id) {
		json_open_map(json, "partialFingerprints");
		json_text(json, "gavel/v1", item->id);
		json_close_map(json);
	}
	json_open_map(json, "properties");
	json_text(json, "kind", report_kind_name(item->kind));
	add_facts(json, item->facts, REPORT_ITEM_FACTS);
	json_close_map(json);
	json_close_map(json);
}

static void add_tool(struct json_out *json, const struct report *report)
{
	json_open_map(json, "tool");
	json_open_map(json, "driver");
	json_text(json, "name", "gavel");
	json_text(json, "semanticVersion", GAVEL_VERSION);
	json_open_list(json, "rules");
	for (size_t i = 0; i < report->rule_count; i++) {
		json_open_map(json, NULL);
		json_text(json, "id", report->rules[i].id);
		add_message(json, "shortDescription", report->rules[i].title);
		json_close_map(json);
	}
	json_close_list(json);
	json_close_map(json);
	json_close_map(json);
}

// What could not be seen whole is a run that did not succeed: nobody may close anything by it.
static void add_run(struct json_out *json, const struct report *report)
{
	struct str category = {0};
	str_addf(&category, "gavel/check/%s/", report->check);
	json_open_map(json, "automationDetails");
	json_slice(json, "id", str_slice(&category));
	json_close_map(json);
	str_fini(&category);
	json_open_list(json, "invocations");
	json_open_map(json, NULL);
	json_bool(json, "executionSuccessful", !report_count(report, REPORT_MISSING));
	json_close_map(json);
	json_close_list(json);
	json_open_map(json, "properties");
	json_text(json, "verdict", verdict_name(report_verdict(report)));
	add_facts(json, report->facts.at, report->facts.len);
	json_close_map(json);
}

void report_write_sarif(const struct report *report, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_text(&json, "version", "2.1.0");
	json_open_list(&json, "runs");
	json_open_map(&json, NULL);
	add_tool(&json, report);
	add_run(&json, report);
	json_open_list(&json, "results");
	for (size_t i = 0; i < report->items.len; i++)
		add_result(&json, report, &report->items.at[i]);
	json_close_list(&json);
	json_close_map(&json);
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}
