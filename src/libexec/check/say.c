#include "libexec/check/check.h"

#include <stdlib.h>
#include <string.h>

static void end_line(struct check_work *work, struct json_out *json)
{
	json_close_map(json);
	str_add_char(work->out, '\n');
}

static void begin_line(struct check_work *work, struct json_out *json, const char *type)
{
	*json = (struct json_out){.to = work->out};
	json_open_map(json, NULL);
	json_text(json, "t", type);
	json_int(json, "at", work->at);
}

static bool is_told(struct check_work *work, const char *rule)
{
	size_t count;
	const struct check_rule *rules = check_rules(work->check, &count);
	uint64_t bit = (uint64_t)1 << (check_rule_find(work->check, rule) - rules);
	bool told = work->told_none & bit;
	work->told_none |= bit;
	return told;
}

void check_result(struct check_work *work, const char *subject, const char *rule,
		  const struct judgement *judgement)
{
	enum { SHOWN = 400 }; // bytes of a text that others wrote
	struct json_out json;
	work->passed += judgement->outcome == OUTCOME_PASS;
	if (judgement->outcome == OUTCOME_PASS ||
	    (judgement->outcome == OUTCOME_NONE && (!judgement->why.len || is_told(work, rule))))
		return;
	begin_line(work, &json, "result");
	json_text(&json, "rule", rule);
	json_text(&json, "outcome", check_outcome_name(judgement->outcome));
	json_int(&json, "line", judgement->line);
	struct slice why = str_slice(&judgement->why), where = slice_of(subject);
	why.len = why.len > SHOWN ? SHOWN : why.len;
	where.len = where.len > SHOWN ? SHOWN : where.len;
	json_slice(&json, "subject", where);
	json_slice(&json, "why", why);
	end_line(work, &json);
}

static void say_short(struct json_out *json, const char *key, const char *text)
{
	enum { SHOWN = 400 }; // bytes of a text that others wrote
	struct slice all = slice_of(text);
	all.len = all.len > SHOWN ? SHOWN : all.len;
	json_slice(json, key, all);
}

void check_needs(struct check_work *work, const struct check_call *call)
{
	struct json_out json;
	begin_line(work, &json, "needs");
	say_short(&json, "path", call->path);
	say_short(&json, "subject", call->subject);
	json_int(&json, "line", call->line);
	json_int(&json, "lacks", call->lacks);
	json_int(&json, "passes", call->passes);
	json_int(&json, "wants", call->wants);
	end_line(work, &json);
}

static void say_end(struct check_work *work)
{
	struct json_out json;
	begin_line(work, &json, "end");
	if (work->kind)
		json_text(&json, "kind", work->kind);
	json_int(&json, "things", work->things);
	json_int(&json, "passed", work->passed);
	json_int(&json, "others", work->others);
	if (work->other_kinds)
		json_text(&json, "other_kinds", work->other_kinds);
	json_int(&json, "takes", work->takes);
	json_int(&json, "gives", work->gives);
	json_bool(&json, "needs_caller", work->needs_caller);
	end_line(work, &json);
}

static void say_error(struct check_work *work, const struct err *err)
{
	struct json_out json;
	begin_line(work, &json, "error");
	json_text(&json, "text", err->text);
	end_line(work, &json);
}

void check_file(enum check_id check, int at, const char *name, struct slice text, struct str *out)
{
	static bool (*const READERS[CHECKS])(struct check_work *, struct err *) = {
		[CHECK_HARDENING] = hardening_read,
		[CHECK_CI] = ci_read,
		[CHECK_HEADERS] = headers_read,
		[CHECK_IAC] = iac_read,
	};
	struct check_work work = {.check = check, .at = at, .name = name, .out = out};
	struct err err = {0};
	struct str bytes = {0};
	str_add_slice(&bytes, text);
	json_to_utf8(&bytes);
	work.text = check_without_bom(str_slice(&bytes));
	if (READERS[check](&work, &err))
		say_end(&work);
	else
		say_error(&work, &err);
	arena_fini(&work.arena);
	str_fini(&bytes);
}
