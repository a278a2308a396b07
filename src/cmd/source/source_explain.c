#include "cmd/source/source.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "findings/identity.h"
#include "findings/name.h"
#include "view/format.h"
#include "view/view.h"

#include <ctype.h>
#include <stdlib.h>

// What is said of one finding, or of the scans of one run.
struct explaining {
	struct invocation *invocation;
	struct arena arena;
	const char *filter;	// of views sightings and finding_events
	struct result warnings; // of the run
};

static bool ask(struct explaining *x, const char *address, struct result *out, struct err *err)
{
	const struct view *view;
	struct select select;
	return address_parse(slice_of(address), &x->arena, &view, &select, err) &&
	       view_run(x->invocation->session, &select, &x->arena, out, err);
}

static bool sightings(struct explaining *x, struct result *out, struct err *err)
{
	return ask(x,
		   arena_printf(&x->arena,
				"sightings %s cols:at,scan,reason,by_print,severity,rule,ids,place,"
				"finding,report%s sort:at",
				x->filter, x->invocation->json ? ",report_sha256,run" : ""),
		   out, err);
}

static bool events(struct explaining *x, struct result *out, struct err *err)
{
	return ask(x,
		   arena_printf(&x->arena,
				"finding_events %s cols:at,kind,old,new,since,finding sort:at",
				x->filter),
		   out, err);
}

// ---- Under which names ----

// What it was called in any scan, each name once.
struct names {
	vec(const char *) of;
};

static void add_name(struct explaining *x, struct names *names, struct slice name)
{
	for (size_t i = 0; i < names->of.len; i++)
		if (slice_is(name, names->of.at[i]))
			return;
	if (name.len)
		*vec_push(&names->of) = arena_slice(&x->arena, name);
}

// The first is what it is called now.
static void collect_names(struct explaining *x, const struct result *finding,
			  const struct result *seen, struct names *out)
{
	size_t rule = result_place(seen, "rule"), ids = result_place(seen, "ids");
	add_name(x, out, slice_of(result_at(finding, 0, result_place(finding, "rule"))->text));
	for (size_t row = 0; row < seen->row_count; row++) {
		struct slice all = slice_of(result_at(seen, row, ids)->text);
		add_name(x, out, slice_of(result_at(seen, row, rule)->text));
		while (all.len)
			add_name(x, out, slice_word(&all));
	}
}

// ---- As text ----

static void tell_table(struct explaining *x, const char *heading, const struct result *result)
{
	struct str *out = &x->invocation->out;
	str_addf(out, "\n%s\n", heading);
	format_table(x->invocation->session, result, out);
}

static void tell_names(struct explaining *x, const struct result *finding,
		       const struct result *seen)
{
	struct str *out = &x->invocation->out;
	struct names names = {0};
	collect_names(x, finding, seen, &names);
	for (size_t i = 1; i < names.of.len; i++) {
		str_add_text(out, i == 1 ? "It is also known as: " : ", ");
		utf8_add_safe(out, slice_of(names.of.at[i]), false);
	}
	str_add_text(out, names.of.len > 1 ? ".\n" : "");
	vec_fini(&names.of);
}

// That the newest scan did not look at it.
static bool tell_left(struct explaining *x, const struct result *finding, struct err *err)
{
	struct result left;
	const char *id = result_at(finding, 0, result_place(finding, "id"))->text;
	if (!ask(x, arena_printf(&x->arena, "findings id:%s cols:left_open", id), &left, err))
		return false;
	const char *why = result_at(&left, 0, 0)->text;
	if (why) {
		str_add_text(&x->invocation->out, "The newest scan did not look at it: ");
		utf8_add_safe(&x->invocation->out, slice_of(why), false);
		str_add_text(&x->invocation->out, ".\n");
	}
	return true;
}

static bool tell_identity(struct explaining *x, const struct result *finding, struct err *err)
{
	struct str *out = &x->invocation->out;
	enum finding_class class = FINDING_CODE;
	const struct value *word = result_at(finding, 0, result_place(finding, "class"));
	if (!finding_class_read(slice_of(word->text), &class))
		return err_set(err, ERR_CORRUPT, "unknown class '%s'", word->text);
	format_table(x->invocation->session, finding, out);
	str_addf(out, "\nIt is the same finding as long as these are the same: %s.\n",
		 identity_rule(class));
	return tell_left(x, finding, err);
}

static bool tell(struct explaining *x, const struct result *finding, struct err *err)
{
	struct result seen, became;
	if (!sightings(x, &seen, err) || !events(x, &became, err) ||
	    (finding && !tell_identity(x, finding, err)))
		return false;
	if (finding)
		tell_names(x, finding, &seen);
	tell_table(x, "Seen, and by what it was known again:", &seen);
	tell_table(x, "What became of it:", &became);
	return true;
}

// ---- As JSON ----

static void add_value(struct json_out *json, const char *name, const struct column *column,
		      const struct value *value)
{
	char time[32];
	if (value->text && column->kind == COLUMN_TIME)
		json_text(json, name, clock_format(value->integer, time));
	else if (value->text && column->kind == COLUMN_BOOL)
		json_bool(json, name, value->integer != 0);
	else
		json_text(json, name, value->text);
}

static void add_rows(struct json_out *json, const char *name, const struct result *result)
{
	json_open_list(json, name);
	for (size_t row = 0; row < result->row_count; row++) {
		json_open_map(json, NULL);
		for (size_t i = 0; i < result->column_count; i++)
			add_value(json, result->columns[i].name, result->columns[i].column,
				  result_at(result, row, i));
		json_close_map(json);
	}
	json_close_list(json);
}

static void add_names(struct explaining *x, struct json_out *json, const struct result *finding,
		      const struct result *seen)
{
	struct names names = {0};
	collect_names(x, finding, seen, &names);
	json_open_list(json, "known_as");
	for (size_t i = 1; i < names.of.len; i++)
		json_text(json, NULL, names.of.at[i]);
	json_close_list(json);
	vec_fini(&names.of);
}

static bool tell_json(struct explaining *x, const struct result *finding, struct err *err)
{
	struct result seen, became;
	struct json_out json = {.to = &x->invocation->out};
	if (!sightings(x, &seen, err) || !events(x, &became, err))
		return false;
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.explain/1");
	if (finding) {
		add_rows(&json, "finding", finding);
		add_names(x, &json, finding, &seen);
	} else
		add_rows(&json, "warnings", &x->warnings);
	add_rows(&json, "sightings", &seen);
	add_rows(&json, "events", &became);
	json_close_map(&json);
	str_add_char(json.to, '\n');
	return true;
}

// ---- One of the two ----

static bool explain(struct explaining *x, const struct result *finding, struct err *err)
{
	return (x->invocation->json ? tell_json : tell)(x, finding, err);
}

static bool explain_finding(struct explaining *x, const char *id, struct err *err)
{
	struct result finding;
	x->filter = arena_printf(&x->arena, "finding:%s", id);
	const char *address = arena_printf(
		&x->arena, "findings id:%s cols:id,severity,state,class,tool,rule,title,target%s",
		id, x->invocation->json ? ",left_open" : "");
	if (!ask(x, address, &finding, err))
		return false;
	if (!finding.row_count)
		return err_set(err, ERR_NOT_FOUND, "there is no finding %s; `gavel show findings`",
			       id);
	return explain(x, &finding, err);
}

// What its scans left open without a look.
static void tell_uncovered(struct explaining *x, const struct result *scans)
{
	struct str *out = &x->invocation->out;
	enum { TOOL, TARGET, UNCOVERED, WHY };
	for (size_t row = 0; row < scans->row_count; row++) {
		if (x->invocation->json || !result_at(scans, row, UNCOVERED)->integer)
			continue;
		utf8_add_safe(out, slice_of(result_at(scans, row, TOOL)->text), false);
		str_add_text(out, " of ");
		utf8_add_safe(out, slice_of(result_at(scans, row, TARGET)->text), false);
		str_add_text(out, ": ");
		utf8_add_safe(out, slice_of(result_at(scans, row, WHY)->text), false);
		str_add_text(out, ".\n");
	}
}

static bool find_warnings(struct explaining *x, const char *run, struct err *err)
{
	return ask(x, arena_printf(&x->arena, "log run:%s level:warn cols:text,time", run),
		   &x->warnings, err);
}

// What was not shown, left out or assumed.
static void tell_warnings(struct explaining *x)
{
	struct str *out = &x->invocation->out;
	for (size_t row = 0; !x->invocation->json && row < x->warnings.row_count; row++) {
		str_add_text(out, "warned: ");
		utf8_add_safe(out, slice_of(result_at(&x->warnings, row, 0)->text), false);
		str_add_char(out, '\n');
	}
}

static bool explain_run(struct explaining *x, const char *run, struct err *err)
{
	struct result scans;
	x->filter = arena_printf(&x->arena, "run:%s", run);
	if (!ask(x, arena_printf(&x->arena, "scans run:%s cols:tool,target,uncovered,why", run),
		 &scans, err))
		return false;
	tell_uncovered(x, &scans);
	if (!find_warnings(x, run, err))
		return false;
	tell_warnings(x);
	if (!scans.row_count)
		return err_set(err, ERR_NOT_FOUND, "run %s has no scan; `gavel show runs`", run);
	return explain(x, NULL, err);
}

static bool is_number(const char *text)
{
	while (isdigit((unsigned char)*text))
		text++;
	return !*text;
}

bool source_explain_run(struct invocation *invocation, struct err *err)
{
	struct explaining x = {.invocation = invocation};
	const char *what = invocation->argument_count == 1 ? invocation->arguments[0] : "";
	int64_t number;
	bool done;
	if (*what && is_number(what))
		done = explain_run(&x, what, err);
	else if (finding_name_read(slice_of(what), &number))
		done = explain_finding(&x, what, err);
	else
		done = err_set(
			err, ERR_INVALID,
			"name one finding as in `gavel show findings`, F-…, or one run by its "
			"number");
	arena_fini(&x.arena);
	return done;
}
