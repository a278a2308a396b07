#include "cmd/upkeep/cmd_index.h"

#include "cmd/terminal/interrupt.h"
#include "cmd/terminal/progress.h"
#include "store/upkeep/index.h"

#include <sys/resource.h>

enum { NAP_MS = 30, LOWEST = 19 };

static bool tell(void *context, const char *what, int64_t done, int64_t total)
{
	progress_show(context, what, done, total, "findings");
	return interrupt_keep_going(NULL);
}

bool index_run(struct invocation *invocation, struct err *err)
{
	const struct config *config = &invocation->session->config;
	bool background = invocation_option(invocation, "background");
	struct progress progress = {0};
	struct interrupt interrupt;
	struct finder_state state;
	struct index_options options = {.progress = {tell, &progress},
					.nap_ms = background ? NAP_MS : 0,
					.waits = !background};
	if (background)
		setpriority(PRIO_PROCESS, 0, LOWEST);
	progress_start(&progress);
	interrupt_hold(&interrupt);
	bool done = cache_index(config->cache, config->archive, &options, &state, err);
	interrupt_release(&interrupt);
	progress_clear(&progress);
	if (done && state.total > state.indexed)
		str_addf(&invocation->out, "%s: another is at it\n", config->cache);
	else if (done)
		str_addf(&invocation->out, "%s: the texts of %lld findings are indexed\n",
			 config->cache, (long long)state.total);
	return done;
}

const struct option INDEX_OPTIONS[INDEX_OPTION_COUNT] = {
	{"background", OPTION_FLAG, NULL, "behind all else, leaving time to others"},
};
