#include "cmd/cost/lines_check.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// The sums of one measure: of the lines, of what is shown, and what lies between.
struct compared {
	char lines[DECIMAL_TEXT], shown[DECIMAL_TEXT], difference[DECIMAL_TEXT];
};

static struct compared compare(const struct decimal *lines, const struct decimal *shown)
{
	struct compared texts;
	struct decimal difference = *lines;
	decimal_sub(&difference, shown);
	decimal_format(lines, texts.lines);
	decimal_format(shown, texts.shown);
	decimal_format(&difference, texts.difference);
	return texts;
}

static void say_measure(const char *name, const char *currency, const struct compared *c,
			struct str *out)
{
	bool same = !strcmp(c->difference, "0");
	str_addf(out, "Σ %s of the lines %s%s%s %s shown", name, c->lines, *currency ? " " : "",
		 currency, same ? "=" : "≠");
	if (!same)
		str_addf(out, " %s", c->shown);
	str_addf(out, ", difference %s\n", c->difference);
}

void lines_check_say(const struct lines_report *report)
{
	struct str out = {0};
	for (size_t i = 0; i < report->sum_count; i++) {
		const struct lines_sum *s = &report->sums[i];
		struct compared unblended = compare(&s->unblended, &s->shown_unblended);
		struct compared amortized = compare(&s->amortized, &s->shown_amortized);
		say_measure("unblended", s->currency, &unblended, &out);
		say_measure("amortized", s->currency, &amortized, &out);
		str_addf(&out, "%lld of %lld line items, of %lld cells\n", (long long)s->lines,
			 (long long)s->shown_lines, (long long)report->cells);
	}
	for (size_t i = 0; i < report->input_count; i++)
		if (report->inputs[i].fault)
			str_addf(&out, "not read: %s\n", report->inputs[i].fault);
	struct str safe = {0};
	for (struct slice rest = str_slice(&out); rest.len;) {
		utf8_add_safe(&safe, slice_cut(&rest, '\n'), false);
		str_add_char(&safe, '\n');
	}
	fputs(str_text(&safe), stderr);
	str_fini(&safe);
	str_fini(&out);
}

static void json_measure(struct json_out *json, const char *name, const struct compared *c)
{
	json_open_map(json, name);
	json_text(json, "lines", c->lines);
	json_text(json, "shown", c->shown);
	json_text(json, "difference", c->difference);
	json_close_map(json);
}

static void json_sums(struct json_out *json, const struct lines_report *report)
{
	json_open_list(json, "check");
	for (size_t i = 0; i < report->sum_count; i++) {
		const struct lines_sum *s = &report->sums[i];
		struct compared unblended = compare(&s->unblended, &s->shown_unblended);
		struct compared amortized = compare(&s->amortized, &s->shown_amortized);
		json_open_map(json, NULL);
		json_text(json, "currency", *s->currency ? s->currency : NULL);
		json_int(json, "lines", s->lines);
		json_int(json, "shown_lines", s->shown_lines);
		json_measure(json, "unblended", &unblended);
		json_measure(json, "amortized", &amortized);
		json_close_map(json);
	}
	json_close_list(json);
}

static void json_inputs(struct json_out *json, const struct lines_report *report)
{
	json_open_list(json, "inputs");
	for (size_t i = 0; i < report->input_count; i++) {
		const struct lines_input *input = &report->inputs[i];
		json_open_map(json, NULL);
		json_text(json, "file", input->file);
		json_int(json, "run", input->run);
		json_int(json, "input", input->input);
		json_int(json, "lines", input->lines);
		json_text(json, "fault", input->fault);
		json_close_map(json);
	}
	json_close_list(json);
}

void lines_check_json(struct json_out *json, const struct lines_report *report)
{
	json_sums(json, report);
	json_inputs(json, report);
}
