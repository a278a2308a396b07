#include "view/gate/required.h"

#include "base/file.h"
#include "base/vec.h"
#include "config/gates/gates.h"
#include "findings/gate/words.h"
#include "findings/target.h"
#include "view/address.h"
#include "view/gate/scans.h"

#include <stdlib.h>
#include <string.h>

struct filling {
	struct session *session;
	struct cache *cache;
	struct gate_scans scans;
	int64_t now, begun; // when gavel was told the first thing
	struct arena arena;
	struct err *err;
};

// ---- Gate files ----

const char *const *gate_files(const struct config *config, struct arena *arena)
{
	const char **files = arena_alloc(arena, (config->gate_count + 2) * sizeof *files);
	for (size_t i = 0; i < config->gate_count; i++)
		files[i] = config->gates[i];
	if (config->gate_count || !config->ledger || !*config->ledger)
		return files;
	// One that may be there and cannot be read is told when it is read. A ledger that is not
	// there yet has none.
	struct gates_place place;
	struct err ignored = {0};
	if (gates_place(NULL, config->ledger, arena, &place, &ignored))
		files[0] = place.path;
	else if (file_exists(config->ledger))
		files[0] = arena_printf(arena, "%s/policy/gates.yaml", config->ledger);
	return files;
}

static bool add_fault(struct filling *f, const char *path, const struct gate_file *file)
{
	struct slice problems = str_slice(&file->problems);
	struct slice first = slice_cut(&problems, '\n');
	const char *what =
		first.len ? arena_slice(&f->arena, first) : arena_text(&f->arena, f->err->text);
	if (file->problem_count > 1)
		what = arena_printf(&f->arena, "%s (and %zu more)", what, file->problem_count - 1);
	struct sql_value values[] = {SQL_I(f->now), SQL_T(what), SQL_T(path), SQL_T("scans")};
	err_clear(f->err);
	return cache_run(f->cache, "docket_config", values, 4, f->err);
}

// ---- What one reason is on the docket ----

// A bound one is asked for of any digest or commit; patterns need a working tree.
static struct gate_policy unbound(const struct gate_policy *policy, struct arena *arena)
{
	struct gate_policy out = *policy;
	out.required = arena_alloc(arena, (policy->required_count + 1) * sizeof *out.required);
	for (size_t i = 0; i < policy->required_count; i++) {
		out.required[i] = policy->required[i];
		out.required[i].bind = GATE_BIND_NONE;
	}
	return out;
}

static bool tells(const char *text)
{
	return text && *text;
}

static void add_condition(struct str *out, const char *column, const char *value)
{
	if (!tells(value))
		return;
	str_addf(out, " %s:", column);
	address_add_value(slice_of(value), out);
}

// By the one tool, of a class that is wanted, if one is.
static bool is_kind(const struct gate_scan *scan, const struct gate_requirement *requirement)
{
	const char *tool = requirement->tools.count == 1 ? requirement->tools.at[0] : "";
	return strncmp(scan->tool, tool, strlen(tool)) == 0 &&
	       (!requirement->classes || requirement->classes & 1u << scan->class);
}

// Of the target itself, or of those that it may have meant. False: there is none.
static bool add_targets(const struct filling *f, const char *target, struct str *out)
{
	const char **known = mem_alloc((f->scans.len + 1) * sizeof *known);
	const char *guesses[TARGET_GUESSES];
	size_t count = 0;
	bool is_one = false;
	for (size_t i = 0; i < f->scans.len; i++) {
		known[i] = f->scans.at[i].target;
		is_one = is_one || (known[i] && strcmp(known[i], target) == 0);
	}
	if (is_one)
		add_condition(out, "target", target);
	else
		count = target_guesses(target, known, f->scans.len, guesses);
	for (size_t i = 0; i < count; i++) {
		str_add_text(out, i ? "," : " target:");
		address_add_value(slice_of(guesses[i]), out);
	}
	free(known);
	return is_one || count;
}

// Of the same classes, and by the same tool, as far as any came.
static void add_kind(const struct filling *f, const struct gate_requirement *requirement,
		     struct str *out)
{
	unsigned came = 0;
	bool by_tool = false;
	const char *sign = " class:";
	for (size_t i = 0; i < f->scans.len; i++) {
		came |= 1u << f->scans.at[i].class;
		by_tool = by_tool || is_kind(&f->scans.at[i], requirement);
	}
	for (int class = 0; class < FINDING_CLASSES; class ++) {
		if (!(requirement->classes & came & 1u << class))
			continue;
		str_addf(out, "%s%s", sign, finding_class_name((enum finding_class) class));
		sign = ",";
	}
	if (requirement->tools.count != 1 || !by_tool)
		return;
	str_add_text(out, " tool:");
	address_add_value(slice_of(requirement->tools.at[0]), out);
	str_add_char(out, '*'); // any edition
}

// The scans that the reason is about: those like the one that comes nearest; where none came, what
// else came of the target or of one that it may have meant, or of the kind; else all.
static const char *address_of(const struct filling *f, const struct gate_reason *reason,
			      struct arena *arena)
{
	struct str out = {0};
	str_add_text(&out, "scans");
	if (reason->scan) {
		add_condition(&out, "tool", reason->scan->tool);
		add_condition(&out, "category", reason->scan->category);
		add_condition(&out, "target", reason->scan->target);
	} else if (!tells(reason->target) || !add_targets(f, reason->target, &out)) {
		add_kind(f, reason->requirement, &out);
	}
	const char *address = arena_slice(arena, str_slice(&out));
	str_fini(&out);
	return address;
}

// Of the packs that one scan lacks the first stands for all.
static const char *what_of(const struct gate_input *input, const struct gate_reason *reason,
			   struct arena *arena)
{
	if (reason->rule == GATE_NO_SCAN)
		return gate_missing_words(reason, arena);
	if (!reason->scan)
		return gate_required_words(input, reason, arena);
	return arena_printf(arena, "%s: %s: %s", reason->requirement->name, reason->scan->tool,
			    gate_scan_fault(input, reason, arena));
}

// Since when it is wanted: an old one is due when it became too old; of one that is wrong, when
// it was made; of one that never came, when anything came first.
static bool add_reason(struct filling *f, const struct gate_input *input,
		       const struct gate_reason *reason)
{
	const struct gate_scan *scan = reason->scan;
	int64_t since = scan ? scan->at : f->begun;
	int64_t due = reason->rule == GATE_STALE ? since + reason->requirement->max_age : since;
	const char *place = tells(reason->target)   ? reason->target
			    : scan		    ? scan->target
			    : tells(reason->detail) ? reason->detail
						    : input->policy->name;
	struct sql_value values[] = {SQL_I(due),
				     SQL_T(what_of(input, reason, &f->arena)),
				     SQL_T(place),
				     SQL_I(since),
				     SQL_I(due),
				     SQL_T(address_of(f, reason, &f->arena)),
				     SQL_T(reason->requirement->name)};
	return reason->rule == GATE_NO_TREE ||
	       cache_run(f->cache, "docket_required", values, 7, f->err);
}

static bool add_gate(struct filling *f, const struct gate_policy *gate)
{
	struct gate_policy policy = unbound(gate, &f->arena);
	const struct gate_input input = {
		.policy = &policy,
		.subject = {.now = f->now},
		.scans = f->scans.at,
		.scan_count = f->scans.len,
	};
	struct gate_verdict verdict;
	gate_judge_required(&input, &f->arena, &verdict);
	for (size_t i = 0; i < verdict.reason_count; i++)
		if (!add_reason(f, &input, &verdict.reasons[i]))
			return false;
	return true;
}

// ---- All of it ----

static bool add_file(struct filling *f, const char *path)
{
	struct gate_file file;
	bool read = gates_load(path, &file, f->err);
	bool done = read || add_fault(f, path, &file);
	for (size_t i = 0; read && done && i < file.count; i++)
		done = add_gate(f, &file.gates[i]);
	gates_fini(&file);
	return done;
}

static bool read_begun(struct filling *f)
{
	bool any;
	sqlite3_stmt *row = cache_statement(f->cache, "first_run", NULL, 0);
	bool done = cache_step(f->cache, row, &any, f->err);
	f->begun = any && sqlite3_column_int64(row, 0) ? sqlite3_column_int64(row, 0) : f->now;
	cache_statement_done(row);
	return done;
}

bool required_fill(struct session *session, struct cache *cache, struct err *err)
{
	struct filling f = {.session = session, .cache = cache, .err = err};
	f.now = session_moment(session);
	const char *const *files = gate_files(&session->config, &f.arena);
	bool done = !*files ||
		    (read_begun(&f) && gate_scans_read_standing(cache, &f.arena, &f.scans, err));
	for (; done && *files; files++)
		done = add_file(&f, *files);
	vec_fini(&f.scans);
	arena_fini(&f.arena);
	return done;
}
