#include "view/text_index.h"

#include "base/proc.h"
#include "store/finder/finder.h"
#include "store/upkeep/index.h"

#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

int text_index_percent(struct session *session, const struct select *select)
{
	struct cache *cache;
	struct finder_state state;
	struct err ignored = {0};
	if (session->as_of || !select_is_hinted(select) ||
	    !session_cache(session, &cache, &ignored) || !finder_state(cache, &state, &ignored) ||
	    !finder_is_behind(&state))
		return 100;
	return finder_percent(&state);
}

// ---- Built by another ----

static bool is_wanted(const struct config *config)
{
	struct cache *cache = NULL;
	struct finder_state state = {0};
	struct err ignored = {0};
	bool behind = access(config->cache, W_OK) == 0 &&
		      cache_open(config->cache, CACHE_READ, &cache, &ignored) &&
		      finder_state(cache, &state, &ignored) && finder_is_behind(&state);
	cache_close(cache);
	return behind && !cache_is_indexed_now(config->archive);
}

// A child of nobody: its parent ends at once, and a session of its own keeps it from the end of
// ours.
static int leave(const void *context)
{
	(void)context;
	pid_t pid = fork();
	if (pid > 0)
		_exit(0);
	if (pid < 0 || setsid() < 0 || prctl(PR_SET_PDEATHSIG, 0) < 0)
		return errno;
	return 0;
}

void text_index_start(const struct config *config)
{
	struct arena arena = {0};
	struct err ignored = {0};
	struct proc proc;
	if (!is_wanted(config))
		return;
	const char *words[] = {"/proc/self/exe",
			       arena_printf(&arena, "--cache=%s", config->cache),
			       arena_printf(&arena, "--archive=%s", config->archive),
			       "cache",
			       "index",
			       "--background",
			       NULL};
	struct proc_options options = {
		.argv = words, .in = PROC_NULL, .out = PROC_NULL, .err = PROC_NULL, .enter = leave};
	if (proc_start(&options, &proc, &ignored))
		proc_wait(&proc);
	arena_fini(&arena);
}
