// The files that gavel.yaml names for findings: gates and owners.
#include "cmd/house/doctor.h"

#include "config/gates/gates.h"
#include "config/owners.h"
#include "view/gate/required.h"

// Lines of problems, each by itself.
static void say_problems(struct doctor *doctor, struct slice problems)
{
	while (problems.at) {
		struct slice one = slice_cut(&problems, '\n');
		doctor_say(doctor, DOCTOR_PROBLEM, "%.*s", (int)one.len, one.at);
	}
}

static void check_gate(struct doctor *doctor, const char *path)
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
	gates_fini(&file);
}

void doctor_gates(struct doctor *doctor)
{
	const char *const *files = gate_files(doctor->config, &doctor->arena);
	for (; *files; files++)
		check_gate(doctor, *files);
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
	owners_files_free(files);
}
