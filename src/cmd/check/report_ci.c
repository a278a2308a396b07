#include "cmd/check/report.h"

#include "base/utf8.h"

#include <string.h>

// ---- JUnit XML, as Jenkins, GitLab and GitHub's reporters read it ----

// What XML 1.0 cannot hold at all is a mark by then; newlines within a text too.
static void add_xml(struct str *out, const char *text)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	for (size_t i = 0; i < safe.len; i++)
		switch (safe.at[i]) {
		case '&': str_add_text(out, "&amp;"); break;
		case '<': str_add_text(out, "&lt;"); break;
		case '>': str_add_text(out, "&gt;"); break;
		case '"': str_add_text(out, "&quot;"); break;
		default: str_add_char(out, safe.at[i]);
		}
	str_fini(&safe);
}

static void add_place(struct str *out, const struct report_item *item)
{
	if (item->file)
		str_add_text(out, item->file);
	if (item->file && item->line)
		str_addf(out, ":%lld", (long long)item->line);
	if (item->where)
		str_addf(out, "%s%s", item->file ? " " : "", item->where);
}

// A test is known by its name: the message and its place.
static void add_name(struct str *out, const struct report_item *item)
{
	struct str name = {0};
	str_add_text(&name, item->message);
	if (item->file || item->where) {
		str_add_text(&name, " (");
		add_place(&name, item);
		str_add_char(&name, ')');
	}
	add_xml(out, str_text(&name));
	str_fini(&name);
}

static void add_failure(struct str *out, const struct report *report,
			const struct report_item *item)
{
	const char *element = item->kind == REPORT_BLOCK ? "failure" : "error";
	str_addf(out, "    <testcase classname=\"%s.", report->check);
	add_xml(out, item->rule);
	str_add_text(out, "\" name=\"");
	add_name(out, item);
	str_addf(out, "\">\n      <%s type=\"", element);
	add_xml(out, item->rule);
	str_add_text(out, "\" message=\"");
	add_xml(out, item->message);
	str_add_text(out, "\">");
	add_xml(out, report_title(report, item->rule));
	if (item->remedy) {
		str_add_text(out, "\n");
		add_xml(out, item->remedy);
	}
	str_addf(out, "</%s>\n    </testcase>\n", element);
}

static bool is_met(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->items.len; i++)
		if (report->items.at[i].kind <= REPORT_MISSING &&
		    strcmp(report->items.at[i].rule, rule) == 0)
			return false;
	return true;
}

static size_t count_met(const struct report *report)
{
	size_t count = 0;
	for (size_t i = 0; i < report->rule_count; i++)
		count += is_met(report, report->rules[i].id);
	return count;
}

static void add_met(struct str *out, const struct report *report)
{
	for (size_t i = 0; i < report->rule_count; i++) {
		if (!is_met(report, report->rules[i].id))
			continue;
		str_addf(out, "    <testcase classname=\"%s.", report->check);
		add_xml(out, report->rules[i].id);
		str_add_text(out, "\" name=\"");
		add_xml(out, report->rules[i].title);
		str_add_text(out, "\"/>\n");
	}
}

// What decides nothing is no test.
static void add_talk(struct str *out, const struct report *report)
{
	if (!report_count(report, REPORT_WARN) && !report_count(report, REPORT_NOTE))
		return;
	str_add_text(out, "    <system-out>");
	for (size_t i = 0; i < report->items.len; i++) {
		const struct report_item *item = &report->items.at[i];
		if (item->kind < REPORT_WARN)
			continue;
		str_addf(out, "%s: ", report_kind_name(item->kind));
		add_name(out, item);
		str_add_char(out, '\n');
	}
	str_add_text(out, "</system-out>\n");
}

static void add_properties(struct str *out, const struct report *report)
{
	str_addf(out, "    <properties>\n      <property name=\"verdict\" value=\"%s\"/>\n",
		 verdict_name(report_verdict(report)));
	for (size_t i = 0; i < report->facts.len; i++) {
		str_addf(out, "      <property name=\"%s\" value=\"", report->facts.at[i].name);
		add_xml(out, report->facts.at[i].value);
		str_add_text(out, "\"/>\n");
	}
	str_add_text(out, "    </properties>\n");
}

void report_write_junit(const struct report *report, struct str *out)
{
	size_t failures = report_count(report, REPORT_BLOCK);
	size_t errors = report_count(report, REPORT_MISSING);
	size_t tests = failures + errors + count_met(report);
	struct str counts = {0};
	str_addf(&counts, "tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tests, failures, errors);
	str_addf(out,
		 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		 "<testsuites name=\"gavel\" %s>\n"
		 "  <testsuite name=\"gavel check %s\" %s skipped=\"0\">\n",
		 str_text(&counts), report->check, str_text(&counts));
	add_properties(out, report);
	add_met(out, report);
	for (size_t i = 0; i < report->items.len; i++)
		if (report->items.at[i].kind <= REPORT_MISSING)
			add_failure(out, report, &report->items.at[i]);
	add_talk(out, report);
	str_add_text(out, "  </testsuite>\n</testsuites>\n");
	str_fini(&counts);
}

// ---- GitHub workflow commands ----

// Of a message: % and line ends. Of a property also what ends it.
static void add_command_text(struct str *out, const char *text, bool property)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	for (size_t i = 0; i < safe.len; i++) {
		char c = safe.at[i];
		if (c == '%' || (property && (c == ':' || c == ',')))
			str_addf(out, "%%%02X", (unsigned char)c);
		else
			str_add_char(out, c);
	}
	str_fini(&safe);
}

static void add_annotation(struct str *out, const struct report_item *item)
{
	static const char *const COMMANDS[REPORT_KINDS] = {"error", "error", "warning", "notice"};
	str_addf(out, "::%s title=", COMMANDS[item->kind]);
	add_command_text(out, item->rule, true);
	if (item->file) {
		str_add_text(out, ",file=");
		add_command_text(out, item->file, true);
	}
	if (item->file && item->line)
		str_addf(out, ",line=%lld", (long long)item->line);
	str_add_text(out, "::");
	add_command_text(out, item->message, false);
	if (!item->file && item->where) {
		str_add_text(out, "%0Awhere: ");
		add_command_text(out, item->where, false);
	}
	if (item->remedy) {
		str_add_text(out, "%0Ado: ");
		add_command_text(out, item->remedy, false);
	}
	str_add_char(out, '\n');
}

void report_write_github(const struct report *report, struct str *out)
{
	for (size_t i = 0; i < report->items.len; i++)
		add_annotation(out, &report->items.at[i]);
	str_addf(out, "gavel check %s: %s\n", report->check, verdict_name(report_verdict(report)));
}
