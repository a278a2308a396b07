#include "config/gates/gates.h"

#include <errno.h>
#include <sys/stat.h>

// Where the gate file of a ledger is looked for, from the outside in.
static const char *const STEPS[] = {"", "/policy", "/policy/gates.yaml"};
enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS };

// Only what is certainly not there is not there: a link that leads nowhere, or a folder that cannot
// be read, may hide a stricter gate.
static bool look(const char *path, bool *there, struct err *err)
{
	struct stat s;
	*there = lstat(path, &s) == 0;
	if (!*there)
		return errno == ENOENT || err_errno(err, "%s", path);
	return stat(path, &s) == 0 || err_errno(err, "%s", path);
}

static bool refuse_other_name(const char *ledger, struct arena *arena, struct err *err)
{
	const char *other = arena_printf(arena, "%s/policy/gates.yml", ledger);
	bool there = false;
	if (!look(other, &there, err))
		return false;
	return !there || err_set(err, ERR_INVALID, "%s: it is not read; name it gates.yaml", other);
}

bool gates_place(const char *told, const char *ledger, struct arena *arena, struct gates_place *out,
		 struct err *err)
{
	bool there = true;
	*out = (struct gates_place){.path = told};
	if (told || !*ledger)
		return true;
	for (size_t i = 0; there && i < STEP_COUNT; i++) {
		out->path = arena_printf(arena, "%s%s", ledger, STEPS[i]);
		if (!look(out->path, &there, err))
			return err_wrap(err, "the ledger's gate file");
		if (!i && !there)
			return err_set(err, ERR_INVALID,
				       "ledger %s: there is no such folder; mend `ledger` in the "
				       "configuration, or name a gate file with --gate",
				       ledger);
	}
	if (there)
		return true;
	out->missing = arena_printf(arena, "%s%s", ledger, STEPS[STEP_COUNT - 1]);
	out->path = NULL;
	return refuse_other_name(ledger, arena, err);
}
