// Files that call each other: an action has the role of its caller's job, a called workflow has no
// more permissions than its caller.
#include "cmd/inspect/inspect.h"
#include "findings/check/ci.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH = 10 }; // of calls: GitHub has ten for actions and workflows

// ---- The calls of one job or action; they stand one behind the other ----

struct calls {
	size_t from, to;
	int64_t takes, gives;
	bool unread; // one of what is called, which may do anything
};

static struct calls next_calls(const struct inspection *inspection, size_t from)
{
	const struct inspection_need *first = &inspection->needs.at[from];
	struct calls calls = {.from = from, .to = from, .takes = first->wants};
	for (; calls.to < inspection->needs.len; calls.to++) {
		const struct inspection_need *need = &inspection->needs.at[calls.to];
		if (need->file != first->file || strcmp(need->subject, first->subject) != 0)
			break;
		calls.unread |= need->called == INSPECTION_UNREAD;
		if (need->called == INSPECTION_UNREAD)
			continue;
		calls.takes |= inspection->files.at[need->called].takes;
		calls.gives |= inspection->files.at[need->called].gives;
	}
	return calls;
}

// What is called by an action, or by a workflow that is called, is asked of their callers. True
// when that is more than was known.
static bool pass_on(struct inspection *inspection, const struct calls *calls)
{
	const struct inspection_need *need = &inspection->needs.at[calls->from];
	struct inspected *file = &inspection->files.at[need->file];
	int64_t takes = file->takes | (calls->takes & need->passes & ~calls->gives);
	int64_t gives = file->gives | (calls->gives & need->passes);
	bool more = takes != file->takes || gives != file->gives;
	file->takes = takes;
	file->gives = gives;
	return more;
}

static bool pass_all_on(struct inspection *inspection)
{
	bool more = false;
	for (size_t at = 0; at < inspection->needs.len;) {
		struct calls calls = next_calls(inspection, at);
		more |= pass_on(inspection, &calls);
		at = calls.to;
	}
	return more;
}

// ---- What is not handed on ----

static const struct {
	enum ci_loan loan;
	const char *rule, *why;
} LOANS[] = {
	{CI_ROLE, "oidc-role", "neither it nor what it calls assumes a role by OIDC"},
	{CI_TOKEN, "oidc-permission", "calls what asks for a token, and lacks id-token: write"},
};

static void judge_calls(struct inspection *inspection, const struct calls *calls)
{
	const struct inspection_need *need = &inspection->needs.at[calls->from];
	int64_t missing = calls->takes & need->lacks & ~calls->gives;
	for (size_t i = 0; i < sizeof LOANS / sizeof *LOANS; i++) {
		bool may_be_given = LOANS[i].loan == CI_ROLE && calls->unread;
		if (!(missing & LOANS[i].loan) || may_be_given)
			continue;
		*vec_push(&inspection->results) = (struct inspection_result){
			.file = need->file,
			.rule = check_rule_find(CHECK_CI, LOANS[i].rule),
			.outcome = OUTCOME_FAIL,
			.line = need->line,
			.subject = need->subject,
			.why = arena_printf(&inspection->arena, "%s: %s", LOANS[i].why, need->path),
		};
	}
}

// Those whose permissions are their callers'.
static void judge_uncalled(struct inspection *inspection)
{
	bool *called = mem_alloc(inspection->files.len + 1);
	for (size_t i = 0; i < inspection->needs.len; i++)
		if (inspection->needs.at[i].called != INSPECTION_UNREAD)
			called[inspection->needs.at[i].called] = true;
	for (size_t i = 0; i < inspection->files.len; i++) {
		if (!inspection->files.at[i].needs_caller || called[i])
			continue;
		*vec_push(&inspection->results) = (struct inspection_result){
			.file = i,
			.rule = check_rule_find(CHECK_CI, "oidc-permission"),
			.outcome = OUTCOME_UNSEEN,
			.subject = "",
			.why = "its callers have the permissions, and none of them was read",
		};
	}
	free(called);
}

void inspection_settle_needs(struct inspection *inspection)
{
	inspection_find_called(inspection);
	for (int depth = 0; depth < DEPTH && pass_all_on(inspection); depth++)
		;
	for (size_t at = 0; at < inspection->needs.len;) {
		struct calls calls = next_calls(inspection, at);
		judge_calls(inspection, &calls);
		at = calls.to;
	}
	judge_uncalled(inspection);
}

void inspection_report_needs(const struct inspection *inspection, struct report *report,
			     const char *rule)
{
	for (size_t i = 0; i < inspection->needs.len; i++) {
		const struct inspection_need *need = &inspection->needs.at[i];
		const char *file = inspection->files.at[need->file].name;
		if (need->called != INSPECTION_UNREAD)
			continue;
		*report_add(report) = (struct report_item){
			.rule = rule,
			.kind = REPORT_MISSING,
			.message = report_textf(report, "calls %s, which was not read",
						*need->path ? need->path : "./"),
			.file = file,
			.line = need->line,
			.remedy = "check the whole repository, or its .github",
			.id = report_textf(report, "%s/%s/%s/%s", report->check, rule, file,
					   need->path),
		};
	}
}
