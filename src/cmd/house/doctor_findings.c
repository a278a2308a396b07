// The files that gavel.yaml names for findings: gates and owners.
#include "cmd/house/doctor.h"

#include "config/gates/gates.h"
#include "config/owners.h"
#include "findings/target.h"
#include "view/gate/required.h"
#include "view/gate/targets.h"

#include <string.h>

// Lines of problems, each by itself.
static void say_problems(struct doctor *doctor, struct slice problems)
{
	while (problems.at) {
		struct slice one = slice_cut(&problems, '\n');
		doctor_say(doctor, DOCTOR_PROBLEM, "%.*s", (int)one.len, one.at);
	}
}

// What scans are of; nothing without a cache that can be read.
static struct gate_words known_targets(struct doctor *doctor)
{
	struct gate_words known = {0};
	struct cache *cache = NULL;
	struct err ignored = {0};
	if (!cache_open(doctor->config->cache, CACHE_READ, &cache, &ignored) ||
	    !gate_targets_read(cache, &doctor->arena, &known, &ignored))
		known.count = 0;
	cache_close(cache);
	return known;
}

typedef bool target_test(const char *named, const char *target);

static bool is_told(const struct doctor *doctor, const char *text)
{
	for (size_t i = 0; i < doctor->findings.len; i++)
		if (strcmp(doctor->findings.at[i].text, text) == 0)
			return true;
	return false;
}

// A name that nothing bears is told once there are scans; once, of gates that are like each other.
static void check_target(struct doctor *doctor, const struct gate_words *known, const char *place,
			 const char *named, target_test *fits)
{
	bool any = !known->count;
	for (size_t i = 0; !any && i < known->count; i++)
		any = fits(named, known->at[i]);
	const char *near = target_guess(named, known->at, known->count, &doctor->arena);
	const char *text =
		arena_printf(&doctor->arena, "%s: no scan is of the target %s", place, named);
	if (any || is_told(doctor, text))
		return;
	doctor_say(doctor, DOCTOR_NOTE, "%s", text);
	if (near)
		doctor_advise(doctor, "did you mean %s?", near);
}

static bool is_same(const char *named, const char *target)
{
	return strcmp(named, target) == 0;
}

static void check_required(struct doctor *doctor, const struct gate_words *known,
			   const struct gate_policy *gate)
{
	for (size_t i = 0; i < gate->required_count; i++) {
		const struct gate_requirement *required = &gate->required[i];
		const char *place =
			arena_printf(&doctor->arena, "%s:%d", gate->file, required->line);
		for (size_t t = 0; t < required->targets.count; t++)
			check_target(doctor, known, place, required->targets.at[t], is_same);
	}
}

static void check_gate(struct doctor *doctor, const struct gate_words *known, const char *path)
{
	struct gate_file file;
	struct err err = {0};
	size_t required = 0;
	bool done = gates_load(path, &file, &err);
	for (size_t i = 0; done && i < file.count; i++)
		required += file.gates[i].required_count;
	if (done)
		doctor_say(doctor, DOCTOR_OK, "%s: %zu gate%s, %zu required scan%s", path,
			   file.count, file.count == 1 ? "" : "s", required,
			   required == 1 ? "" : "s");
	else if (file.problem_count)
		say_problems(doctor, str_slice(&file.problems));
	else
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
	if (!done)
		doctor_advise(doctor, "mend it; until then the docket misses what it requires");
	for (size_t i = 0; done && i < file.count; i++)
		check_required(doctor, known, &file.gates[i]);
	gates_fini(&file);
}

void doctor_gates(struct doctor *doctor)
{
	const char *const *files = gate_files(doctor->config, &doctor->arena);
	const struct gate_words known = known_targets(doctor);
	for (; *files; files++)
		check_gate(doctor, &known, *files);
}

static void check_owners(struct doctor *doctor, const struct owners *owners)
{
	const struct gate_words known = known_targets(doctor);
	for (size_t i = 0; i < owners->count; i++) {
		const struct owner_rule *rule = &owners->rules[i];
		const char *place = arena_printf(&doctor->arena, "%s:%d", rule->file, rule->line);
		for (size_t t = 0; t < rule->targets.count; t++)
			check_target(doctor, &known, place, rule->targets.at[t], owner_target_fits);
	}
}

void doctor_owners(struct doctor *doctor)
{
	struct owners_files *files = owners_files_new(doctor->config);
	const struct owners_state *state = owners_files_read(files);
	for (size_t i = 0; i < state->problem_count; i++)
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", state->problems[i]);
	if (state->problem_count)
		doctor_advise(doctor, "mend it; what cannot be read makes nobody an owner");
	else if (state->owners.count)
		doctor_say(doctor, DOCTOR_OK, "%zu rule%s, every file of theirs is read whole",
			   state->owners.count, state->owners.count == 1 ? "" : "s");
	check_owners(doctor, &state->owners);
	owners_files_free(files);
}
