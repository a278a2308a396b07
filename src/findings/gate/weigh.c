#include "findings/gate/gate_private.h"
#include "findings/ids.h"

#include <stdlib.h>
#include <string.h>

// A finding that counts, with what it is grouped by.
struct weighed {
	const struct gate_finding *finding;
	const char *package; // its bare name, lower case
	bool lapsed;	     // it was accepted and is no longer
};

// Findings that are one: the worst of them stands for all.
struct group {
	const struct gate_finding *finding;
	enum finding_level level;
	bool exploited, secret, overdue, lapsed;
	bool runs; // in older images alone
	const char *tools;
	enum gate_rule rule; // GATE_RULES: nothing against it yet
};

struct weighing {
	struct gate_work *work;
	struct gate_verdict *out;
	vec(struct weighed) counted;
	vec(struct group) groups;
};

// ---- One finding: passed, or counted ----

static bool is_accepted(const struct gate_finding *finding, int64_t now)
{
	return gate_tells(finding->acceptance) && !gate_tells(finding->lapsed) &&
	       finding->accepted_until > now;
}

// Whoever wrote the code may have written the claim: never enough for what is critical or is being
// exploited.
static bool is_claim_enough(const struct gate_policy *policy, const struct gate_finding *finding,
			    int64_t now)
{
	bool over =
		finding->claim_until < 0 || (finding->claim_until && finding->claim_until <= now);
	if (!gate_tells(finding->claim) || over || finding->exploited ||
	    finding->level == LEVEL_CRITICAL)
		return false;
	if (finding->class == FINDING_SECRET && !(policy->claims & GATE_CLAIM_SECRETS))
		return false;
	return policy->claims & 1u << finding->level;
}

static const char *package_name(const char *package, struct arena *arena)
{
	struct str name = {0};
	package_add_name(&name, slice_of(package));
	const char *copy = arena_slice(arena, str_slice(&name));
	str_fini(&name);
	return copy;
}

static void count(struct weighing *w, const struct gate_finding *finding)
{
	bool grouped = gate_tells(finding->cve) && gate_tells(finding->package);
	w->out->findings += !finding->advised;
	w->out->unhonoured += finding->hidden;
	w->out->running += !finding->advised && gate_tells(finding->runs_in);
	*vec_push(&w->counted) = (struct weighed){
		.finding = finding,
		.package = grouped ? package_name(finding->package, w->work->arena) : NULL,
		.lapsed = gate_tells(finding->acceptance),
	};
}

static void weigh(struct weighing *w, const struct gate_finding *finding)
{
	const struct gate_input *input = w->work->input;
	int64_t now = input->subject.now;
	if (input->subject.only_new && finding->is_old)
		w->out->old++;
	else if (is_accepted(finding, now))
		gate_add(w->work, GATE_ACCEPTED)->finding = finding;
	else if (is_claim_enough(input->policy, finding, now))
		gate_add(w->work, GATE_CLAIMED)->finding = finding;
	else
		count(w, finding);
}

// ---- Groups ----

// What is no vulnerability of a package is a group of its own.
static int compare_keys(const struct weighed *a, const struct weighed *b)
{
	if (!a->package != !b->package)
		return a->package ? -1 : 1;
	if (!a->package)
		return gate_compare(a->finding->id, b->finding->id);
	int order = gate_compare(a->finding->cve, b->finding->cve);
	order = order ? order : gate_compare(a->package, b->package);
	return order ? order : gate_compare(a->finding->target, b->finding->target);
}

// The worst first.
static int compare_counted(const void *a, const void *b)
{
	const struct weighed *left = a, *right = b;
	int order = compare_keys(left, right);
	order = order ? order : (int)right->finding->level - (int)left->finding->level;
	order = order ? order : (int)right->finding->advised - (int)left->finding->advised;
	order = order ? order : gate_compare(left->finding->tool, right->finding->tool);
	return order ? order : gate_compare(left->finding->id, right->finding->id);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *join_tools(struct weighing *w, size_t from, size_t to)
{
	const char **tools = mem_alloc((to - from) * sizeof *tools);
	struct str text = {0};
	for (size_t i = from; i < to; i++)
		tools[i - from] =
			w->counted.at[i].finding->tool ? w->counted.at[i].finding->tool : "";
	qsort(tools, to - from, sizeof *tools, compare_texts);
	for (size_t i = 0; i < to - from; i++)
		if (*tools[i] && (!i || strcmp(tools[i], tools[i - 1]) != 0))
			str_addf(&text, "%s%s", text.len ? ", " : "", tools[i]);
	const char *joined = arena_slice(w->work->arena, str_slice(&text));
	str_fini(&text);
	free((void *)tools);
	return joined;
}

// A level that a tool gives does not stand for what another could not tell, where the policy allows
// more of it than of the unknown. An advisory that tells no level has not looked.
static bool stays_unknown(const struct gate_policy *policy, const struct gate_finding *worst,
			  const struct gate_finding *last)
{
	const int64_t *class = policy->most[worst->class], *all = policy->most[FINDING_CLASSES];
	enum finding_level level = worst->level;
	int64_t known = class[level] == GATE_UNSAID ? all[level] : class[level];
	int64_t unknown =
		class[LEVEL_UNKNOWN] == GATE_UNSAID ? all[LEVEL_UNKNOWN] : class[LEVEL_UNKNOWN];
	return last->level == LEVEL_UNKNOWN && !last->advised && unknown != GATE_ANY &&
	       (known == GATE_ANY || known > unknown);
}

static void add_group(struct weighing *w, size_t from, size_t to)
{
	const struct gate_input *input = w->work->input;
	struct group group = {
		.finding = w->counted.at[from].finding, .rule = GATE_RULES, .runs = true};
	bool advised = true;
	if (stays_unknown(input->policy, group.finding, w->counted.at[to - 1].finding))
		group.finding = w->counted.at[to - 1].finding;
	group.level = group.finding->level;
	group.tools = to - from == 1 ? group.finding->tool : join_tools(w, from, to);
	for (size_t i = from; i < to; i++) {
		const struct weighed *one = &w->counted.at[i];
		advised &= one->finding->advised;
		group.exploited |= one->finding->exploited;
		group.secret |= one->finding->class == FINDING_SECRET;
		group.lapsed |= one->lapsed;
		group.runs &= gate_tells(one->finding->runs_in);
		group.overdue |= one->finding->due && input->subject.now > one->finding->due &&
				 input->policy->overdue & 1u << one->finding->level;
	}
	w->out->advised += advised;
	*vec_push(&w->groups) = group;
}

static void make_groups(struct weighing *w)
{
	size_t from = 0;
	if (w->counted.len)
		qsort(w->counted.at, w->counted.len, sizeof *w->counted.at, compare_counted);
	for (size_t i = 1; i <= w->counted.len; i++)
		if (i == w->counted.len || compare_keys(&w->counted.at[from], &w->counted.at[i])) {
			add_group(w, from, i);
			from = i;
		}
}

// ---- What is against a group ----

// The row of the policy that a group is counted in.
static int row_of(const struct gate_policy *policy, const struct group *group)
{
	int row;
	gate_most(policy, group->finding->class, group->level, &row);
	return row;
}

static enum gate_rule rule_of(const struct gate_policy *policy, const struct group *group)
{
	if (group->exploited && policy->exploited)
		return GATE_EXPLOITED;
	if (group->secret && policy->secrets)
		return GATE_SECRET;
	if (group->lapsed && policy->acceptances)
		return GATE_ACCEPTANCE;
	return group->overdue ? GATE_OVERDUE : GATE_RULES;
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *left = a, *right = b;
	int order = (int)left->rule - (int)right->rule;
	order = order ? order : (int)right->level - (int)left->level;
	order = order ? order : (int)left->finding->class - (int)right->finding->class;
	order = order ? order : gate_compare(left->finding->target, right->finding->target);
	order = order ? order : gate_compare(left->finding->file, right->finding->file);
	if (!order && left->finding->line != right->finding->line)
		order = left->finding->line < right->finding->line ? -1 : 1;
	order = order ? order : gate_compare(left->finding->cve, right->finding->cve);
	return order ? order : gate_compare(left->finding->id, right->finding->id);
}

static void block(struct weighing *w, const struct group *group, int row, int64_t open)
{
	struct gate_reason *reason = gate_add(w->work, group->rule);
	reason->finding = group->finding;
	reason->tools = group->tools;
	reason->runs = group->runs;
	if (group->rule != GATE_LIMIT)
		return;
	reason->count = open;
	reason->most = w->work->input->policy->most[row][group->level];
	reason->of_class = row != FINDING_CLASSES;
}

// Those that something is against, in order; most are not.
static void keep_blocked(struct weighing *w)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->groups.len; i++)
		if (w->groups.at[i].rule != GATE_RULES)
			w->groups.at[kept++] = w->groups.at[i];
	w->groups.len = kept;
	if (kept)
		qsort(w->groups.at, kept, sizeof *w->groups.at, compare_groups);
}

static void judge_groups(struct weighing *w)
{
	const struct gate_policy *policy = w->work->input->policy;
	int64_t open[FINDING_CLASSES + 1][FINDING_LEVELS] = {{0}};
	for (size_t i = 0; i < w->groups.len; i++)
		open[row_of(policy, &w->groups.at[i])][w->groups.at[i].level]++;
	for (size_t i = 0; i < w->groups.len; i++) {
		struct group *group = &w->groups.at[i];
		int row = row_of(policy, group);
		int64_t most = policy->most[row][group->level];
		group->rule = rule_of(policy, group);
		if (group->rule == GATE_RULES && most >= 0 && open[row][group->level] > most)
			group->rule = GATE_LIMIT;
	}
	keep_blocked(w);
	for (size_t i = 0; i < w->groups.len; i++) {
		int row = row_of(policy, &w->groups.at[i]);
		block(w, &w->groups.at[i], row, open[row][w->groups.at[i].level]);
	}
}

// ---- In an order that is not the input's ----

static int compare_passed(const void *a, const void *b)
{
	const struct gate_reason *left = a, *right = b;
	int order = (int)right->finding->level - (int)left->finding->level;
	order = order ? order : gate_compare(left->finding->target, right->finding->target);
	order = order ? order : gate_compare(left->finding->id, right->finding->id);
	return order ? order : gate_compare(left->finding->tool, right->finding->tool);
}

void gate_weigh_findings(struct gate_work *work, struct gate_verdict *out)
{
	const struct gate_input *input = work->input;
	struct weighing w = {.work = work, .out = out};
	for (size_t i = 0; i < input->finding_count; i++)
		weigh(&w, &input->findings[i]);
	for (size_t i = 0; i < work->reasons.len; i++)
		work->reasons.at[i].runs = gate_tells(work->reasons.at[i].finding->runs_in);
	if (work->reasons.len) // those that passed; nothing else was told yet
		qsort(work->reasons.at, work->reasons.len, sizeof *work->reasons.at,
		      compare_passed);
	make_groups(&w);
	out->open = (int64_t)w.groups.len + input->quiet;
	out->findings += input->quiet_findings;
	out->running += input->quiet_running;
	judge_groups(&w);
	vec_fini(&w.groups);
	vec_fini(&w.counted);
}
