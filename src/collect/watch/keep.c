#include "collect/watch/keep.h"

#include "base/clock.h"
#include "store/source_state.h"
#include "store/upkeep/prune.h"

#include <unistd.h>

bool keep_source(const struct config *config, struct source_config *out)
{
	struct err ignored;
	*out = (struct source_config){.name = KEEP_NAME};
	return (config->keep_seconds || config->keep_runs) &&
	       schedule_add_every(&out->schedule, SLICE("1d"), &ignored);
}

static bool prune(const struct config *config, int64_t now, struct err *err)
{
	struct prune_options options = {
		.before = config->keep_seconds ? now - config->keep_seconds : INT64_MAX,
		.newest = config->keep_runs,
		.now = now,
	};
	return prune_and_renew(config, &options, err);
}

bool keep_run(const struct config *config, int64_t now, struct err *err)
{
	struct arena arena = {0};
	struct source_state state;
	struct err why = {0};
	int lock;
	if (!state_lock(config->archive, KEEP_NAME, false, &lock, err))
		return false;
	state_load(config->archive, KEEP_NAME, &arena, &state, &why);
	int64_t from_ms = clock_monotonic_ms();
	bool done = prune(config, now, err);
	why = done ? (struct err){0} : *err;
	state_note_end(&state, now, (clock_monotonic_ms() - from_ms) / 1000, &why);
	done = state_save(config->archive, KEEP_NAME, &state, done ? err : &why) && done;
	close(lock);
	arena_fini(&arena);
	return done;
}
