#include "collect/publish.h"

#include "base/clock.h"
#include "collect/preview/preview.h"
#include "store/source_state.h"
#include "store/upkeep/index.h"

#include <time.h>
#include <unistd.h>

// A run of many lines is folded while they come, so that little is left to do at the end. Small
// ones are not worth a thread.
enum {
	HEAD_BYTES = 256 * 1024, // of lines that wait until it is known to be a large one
	IDLE_MS = 200,		 // others may be waiting for the cache
	MOST_MS = 30 * 1000,	 // even while lines come
};

static void give_up_live(struct publish *p)
{
	cache_live_drop(p->live);
	p->live = NULL;
}

static void give_up(struct publish *p)
{
	give_up_live(p);
	p->live_over = true;
	str_fini(&p->head);
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
}

static bool add_head(struct publish *p)
{
	struct err ignored;
	struct slice rest = str_slice(&p->head);
	while (rest.len)
		if (!cache_live_add(p->live, slice_cut(&rest, '\n'), &ignored))
			return false;
	str_fini(&p->head);
	return true;
}

// Needs the lock that publish_run takes; when another has it, that is no time to wait, but for the
// moment that who builds the text index takes.
static bool take_lock(struct publish *p)
{
	enum { TRIES = 30 };
	static const struct timespec NAP = {0, 10000000};
	const char *archive = p->with.config->archive;
	struct err ignored;
	for (int i = 0; i < TRIES; i++) {
		if (state_lock(archive, "", false, &p->lock, &ignored))
			return true;
		if (!cache_is_indexed_now(archive))
			break;
		nanosleep(&NAP, NULL);
	}
	p->lock = -1;
	return false;
}

static void begin(struct publish *p)
{
	const struct config *config = p->with.config;
	if (take_lock(p))
		p->live = cache_live_begin(config->cache, p->archive);
	p->begun_ms = clock_monotonic_ms();
	if (!p->live || !add_head(p))
		give_up(p);
}

// What an end decides waits until the run is accepted: that line, and all behind it, are folded
// then.
static void feed(struct publish *p, const struct protocol_line *line, struct slice text,
		 const struct key128 *content)
{
	p->live_over = p->live_over || line->kind == LINE_END;
	if (p->live_over && p->live)
		cache_live_keep(p->live, text);
	if (p->live_over)
		return;
	if (p->live) {
		if (!cache_live_put(p->live, text, &line->record, content))
			give_up(p);
	} else {
		str_add_slice(&p->head, text);
		str_add_char(&p->head, '\n');
		if (p->head.len >= HEAD_BYTES)
			begin(p);
	}
	p->fed = true;
}

bool publish_line(struct publish *p, const struct protocol_line *line, struct slice text,
		  struct err *err)
{
	const struct key128 *content = contents_add(&p->contents, line);
	preview_add(p, line, text);
	if (!p->sink)
		return true;
	feed(p, line, text, content);
	return archive_run_add(p->sink, text, err);
}

void publish_idle(struct publish *p)
{
	int64_t now = p->live ? clock_monotonic_ms() : 0;
	if (p->fed) // who folds may have kept us waiting
		p->fed_ms = now;
	p->fed = false;
	if (p->live && (now - p->fed_ms >= IDLE_MS || now - p->begun_ms >= MOST_MS))
		give_up(p);
}

bool publish_live_commit(struct publish *p, struct err *err)
{
	if (!p->live)
		return true;
	cache_close(p->cache);
	p->cache = NULL;
	if (!cache_live_commit(p->live, p->archive))
		give_up_live(p);
	return cache_open(p->with.config->cache, CACHE_WRITE, &p->cache, err);
}

void publish_live_end(struct publish *p)
{
	give_up(p);
}
