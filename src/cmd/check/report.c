#include "cmd/check/report.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *heading;
} KINDS[REPORT_KINDS] = {
	[REPORT_BLOCK] = {"block", "BLOCK  "},
	[REPORT_MISSING] = {"missing", "MISSING"},
	[REPORT_WARN] = {"warn", "warn   "},
	[REPORT_NOTE] = {"note", "note   "},
};

const char *report_kind_name(enum report_kind kind)
{
	return KINDS[kind].name;
}

// ---- Building ----

struct report_item *report_add(struct report *report)
{
	struct report_item *item = vec_push(&report->items);
	*item = (struct report_item){0};
	return item;
}

void report_fact(struct report *report, const char *name, const char *value)
{
	if (value)
		*vec_push(&report->facts) = (struct report_fact){name, value};
}

const char *report_textf(struct report *report, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	const char *kept = arena_slice(&report->arena, str_slice(&text));
	str_fini(&text);
	return kept;
}

size_t report_count(const struct report *report, enum report_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < report->items.len; i++)
		count += report->items.at[i].kind == kind;
	return count;
}

enum verdict report_verdict(const struct report *report)
{
	if (report_count(report, REPORT_BLOCK))
		return VERDICT_FAIL;
	return report_count(report, REPORT_MISSING) ? VERDICT_INCOMPLETE : VERDICT_PASS;
}

const char *report_title(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->rule_count; i++)
		if (strcmp(report->rules[i].id, rule) == 0)
			return report->rules[i].title;
	return "";
}

void report_fini(struct report *report)
{
	vec_fini(&report->items);
	vec_fini(&report->facts);
	arena_fini(&report->arena);
}

// By kind; within a kind the caller's order stays.
static void sort_items(struct report *report)
{
	struct report_item *sorted = mem_alloc((report->items.len + 1) * sizeof *report->items.at);
	size_t at = 0;
	for (int kind = 0; kind < REPORT_KINDS; kind++)
		for (size_t i = 0; i < report->items.len; i++)
			if ((int)report->items.at[i].kind == kind)
				sorted[at++] = report->items.at[i];
	free(report->items.at);
	report->items.at = sorted;
	report->items.room = report->items.len + 1;
}

// ---- Text ----

// Safe for a terminal and for a CI's log, where "##" may begin a command.
static void add_shown(struct str *out, const char *text)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	for (size_t i = 0; i < safe.len; i++)
		if (i && safe.at[i] == '#' && safe.at[i - 1] == '#')
			str_add_text(out, "<U+0023>");
		else
			str_add_char(out, safe.at[i]);
	str_fini(&safe);
}

static void add_place(struct str *out, const struct report_item *item)
{
	if (item->file)
		add_shown(out, item->file);
	if (item->file && item->line)
		str_addf(out, ":%lld", (long long)item->line);
	if (item->file && item->where)
		str_add_text(out, "  ");
	if (item->where)
		add_shown(out, item->where);
}

static void add_item(struct str *out, const struct report_item *item)
{
	str_addf(out, "\n%s  %s: ", KINDS[item->kind].heading, item->rule);
	add_shown(out, item->message);
	if (item->file || item->where)
		str_add_text(out, "\n         where  ");
	add_place(out, item);
	if (item->remedy) {
		str_add_text(out, "\n         do     ");
		add_shown(out, item->remedy);
	}
	str_add_char(out, '\n');
}

static void add_verdict(struct str *out, const struct report *report)
{
	const char *separator = "  ";
	str_addf(out, "check %s: %s", report->check, verdict_name(report_verdict(report)));
	for (int kind = 0; kind < REPORT_KINDS; kind++) {
		size_t count = report_count(report, (enum report_kind)kind);
		if (count)
			str_addf(out, "%s%zu %s", separator, count, KINDS[kind].name);
		separator = count ? ", " : separator;
	}
	str_add_char(out, '\n');
}

static void write_text(const struct report *report, struct str *out)
{
	add_verdict(out, report);
	for (size_t i = 0; i < report->facts.len; i++) {
		str_addf(out, "%-8s ", report->facts.at[i].name);
		add_shown(out, report->facts.at[i].value);
		str_add_char(out, '\n');
	}
	for (size_t i = 0; i < report->items.len; i++)
		add_item(out, &report->items.at[i]);
}

// ---- On the command line ----

static const struct form {
	const char *option;
	void (*write)(const struct report *report, struct str *out);
} FORMS[] = {
	{"sarif", report_write_sarif},
	{"junit", report_write_junit},
	{"github", report_write_github},
};
enum { FORM_COUNT = sizeof FORMS / sizeof *FORMS };

bool report_check_form(const struct invocation *invocation, struct err *err)
{
	const char *first = invocation->json ? "json" : NULL;
	for (size_t i = 0; i < FORM_COUNT; i++) {
		if (!invocation_option(invocation, FORMS[i].option))
			continue;
		if (first)
			return err_set(err, ERR_INVALID, "--%s and --%s: one form at a time", first,
				       FORMS[i].option);
		first = FORMS[i].option;
	}
	return true;
}

static void write_form(const struct report *report, struct invocation *invocation)
{
	struct str *out = &invocation->out;
	for (size_t i = 0; i < FORM_COUNT; i++)
		if (invocation_option(invocation, FORMS[i].option)) {
			FORMS[i].write(report, out);
			return;
		}
	(invocation->json ? report_write_json : write_text)(report, out);
}

bool report_end(struct report *report, struct invocation *invocation, struct err *err)
{
	static const enum err_code CODES[] = {
		[VERDICT_PASS] = ERR_NONE,
		[VERDICT_FAIL] = ERR_CHECK,
		[VERDICT_INCOMPLETE] = ERR_INCOMPLETE,
	};
	enum err_code code = CODES[report_verdict(report)];
	sort_items(report);
	write_form(report, invocation);
	report_fini(report);
	return code == ERR_NONE || err_set(err, code, "%s", "");
}
