#include "cmd/sync/sync_watch.h"

#include "base/clock.h"
#include "collect/watch/watch.h"
#include "store/source_state.h"

#include <stdlib.h>
#include <string.h>

// A value that an option set, copied: the configuration it stands in is replaced by a reload.
static char *given(const struct config *config, const char *key, const char *option)
{
	for (size_t i = 0; i < config->value_count; i++)
		if (strcmp(config->values[i].key, key) == 0 &&
		    strcmp(config->values[i].origin, option) == 0)
			return mem_text(config->values[i].value);
	return NULL;
}

bool sync_watch(struct invocation *invocation, const struct collect_options *options,
		struct err *err)
{
	struct session *session = invocation->session;
	if (invocation->argument_count)
		return err_set(err, ERR_INVALID,
			       "sync: --watch runs every source that has a schedule; name none");
	if (clock_is_fixed())
		return err_set(err, ERR_INVALID,
			       "sync: --watch goes by the real clock; leave out "
			       "--now");
	char *cache = given(&session->config, "cache", "--cache");
	char *archive = given(&session->config, "archive", "--archive");
	struct watch_options watch = {
		.overrides = {session->config_file, cache, archive},
		.collect = options,
	};
	bool done = watch_run(&session->config, &watch, err);
	free(cache);
	free(archive);
	return done;
}

void sync_due(const struct session *session, struct arena *arena, const char ***names,
	      size_t *count)
{
	const struct config *config = &session->config;
	*names = arena_alloc(arena, (config->source_count + 1) * sizeof **names);
	*count = 0;
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		struct source_state state;
		struct err ignored; // a state that cannot be read is a source that never ran
		state_load(config->archive, source->name, arena, &state, &ignored);
		struct source_due due = source_due(source, &state, session->now);
		if (due.next && due.next <= session->now)
			(*names)[(*count)++] = source->name;
	}
}
