#include "cmd/house/config_check.h"

#include "base/utf8.h"
#include "config/gates/gates.h"
#include "view/gate/required.h"

#include <stdio.h>

// The last problem is the command's own, which is told by who runs it.
static bool say(const char *problem, struct err *err)
{
	struct str safe = {0};
	if (err->code != ERR_NONE) {
		utf8_add_safe(&safe, slice_of(err->text), false);
		fprintf(stderr, "gavel: %s\n", str_text(&safe));
		str_fini(&safe);
	}
	return err_set(err, ERR_INVALID, "%s", problem);
}

static bool check_gate(const char *path, struct arena *arena, struct err *err)
{
	struct gate_file file;
	struct err why = {0};
	bool done = gates_load(path, &file, &why);
	struct slice problems = str_slice(&file.problems);
	while (!done && problems.len)
		say(arena_slice(arena, slice_cut(&problems, '\n')), err);
	if (!done && !file.problem_count)
		say(why.text, err);
	gates_fini(&file);
	return done;
}

bool config_check_files(struct session *session, struct err *err)
{
	struct arena arena = {0};
	bool done = true;
	err_clear(err);
	for (const char *const *path = gate_files(&session->config, &arena); *path; path++)
		done = check_gate(*path, &arena, err) && done;
	const struct owners_state *owners = session_owners(session);
	for (size_t i = 0; i < owners->problem_count; i++)
		done = say(owners->problems[i], err);
	arena_fini(&arena);
	return done;
}
