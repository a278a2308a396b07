#include "store/fold/fold.h"
#include "store/fold/queue.h"
#include "store/upkeep/beside.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

enum { REST_BYTES = 256 * 1024 }; // of lines that wait for the commit

struct cache_live {
	struct cache *cache; // the thread's while it runs
	struct cache *held;  // whose place a new file takes at the end, or NULL
	char *path;	     // of that
	struct fold fold;
	struct fold_options options;
	struct archive_entry entry; // as far as it is known before the end
	struct queue *queue;	    // NULL once its lines are folded
	pthread_t thread;
	bool running, failed;
	struct str rest;		    // the lines from the first `end` on
	int64_t kept;			    // how many of them are in `rest`
	vec(struct scope_outcome) outcomes; // told once they hold
};

static void *fold_stream(void *context)
{
	struct cache_live *live = context;
	struct err ignored = {0}; // the fold from the archive meets it again, and tells it
	live->failed = !fold_queue(&live->fold, live->queue, &ignored);
	return NULL;
}

static void keep_outcome(void *context, const struct scope_outcome *outcome)
{
	struct cache_live *live = context;
	*vec_push(&live->outcomes) = *outcome;
}

// Nothing is in the cache yet: what goes into a new file needs no journal, and is written once
// instead of three times. The old one's write lock is held until it is in its place.
static bool go_beside(struct cache_live *live, const char *path, struct err *err)
{
	live->held = live->cache;
	live->cache = NULL;
	live->path = mem_text(path);
	if (!beside_open(path, CACHE_NEW, &live->cache, err))
		return false;
	live->fold.cache = live->cache;
	return fold_begin_run(&live->fold, err);
}

// Nobody is waited for: who cannot begin at once folds from the archive later.
static bool begin(struct cache_live *live, const char *path, struct archive *archive,
		  struct err *err)
{
	int64_t last;
	size_t count = archive_count(archive);
	int64_t newest = count ? archive_entry(archive, count - 1)->number : 0;
	live->entry.number = newest + 1;
	live->fold = (struct fold){
		.cache = live->cache, .entry = &live->entry, .options = &live->options};
	sqlite3_busy_timeout(cache_handle(live->cache), 0);
	if (!fold_begin_run(&live->fold, err))
		return false;
	beside_remove(path); // what one left that was killed
	return fold_position(live->cache, archive, &last, err) && last == newest &&
	       (newest || go_beside(live, path, err)) && fold_load_texts(&live->fold, err) &&
	       pthread_create(&live->thread, NULL, fold_stream, live) == 0;
}

struct cache_live *cache_live_begin(const char *path, struct archive *archive)
{
	struct cache_live *live = mem_alloc(sizeof *live);
	struct err ignored;
	live->options.outcome = keep_outcome;
	live->options.outcome_context = live;
	live->queue = queue_new();
	live->running = archive_refresh(archive, &ignored) &&
			cache_open(path, CACHE_WRITE, &live->cache, &ignored) &&
			begin(live, path, archive, &ignored);
	if (live->running)
		return live;
	cache_live_drop(live);
	return NULL;
}

bool cache_live_add(struct cache_live *live, struct slice line, struct err *err)
{
	return queue_add(live->queue, line, err);
}

bool cache_live_put(struct cache_live *live, struct slice line, const struct json_record *record,
		    const struct key128 *content)
{
	return queue_put(live->queue, line, record, content);
}

void cache_live_keep(struct cache_live *live, struct slice line)
{
	if (live->rest.len + line.len >= REST_BYTES)
		return;
	live->kept++;
	str_add_slice(&live->rest, line);
	str_add_char(&live->rest, '\n');
}

static void join(struct cache_live *live)
{
	if (!live->running)
		return;
	queue_end(live->queue, NULL);
	pthread_join(live->thread, NULL);
	queue_free(live->queue);
	live->queue = NULL;
	live->running = false;
}

static void let_go(struct cache **cache)
{
	if (*cache)
		cache_rollback(*cache);
	cache_close(*cache);
	*cache = NULL;
}

void cache_live_drop(struct cache_live *live)
{
	if (!live)
		return;
	if (live->running)
		queue_stop(live->queue);
	join(live);
	let_go(&live->cache);
	if (live->path)
		beside_remove(live->path);
	let_go(&live->held);
	fold_fini(&live->fold);
	vec_fini(&live->outcomes);
	str_fini(&live->rest);
	queue_free(live->queue);
	free(live->path);
	free(live);
	malloc_trim(0); // else who is started next begins with it
}

// What was stored before the run was accepted did not know when that would be.
static bool set_time(struct cache_live *live, struct err *err)
{
	struct sql_value values[] = {SQL_I(live->entry.number), SQL_I(live->fold.entry->finished)};
	return cache_run(live->cache, "publish_scopes", values, 2, err);
}

static bool fold_rest(struct cache_live *live, struct archive *archive, struct err *err)
{
	struct json_record record;
	struct slice rest = str_slice(&live->rest);
	if (live->fold.line + live->kept != live->fold.entry->lines)
		return fold_lines(&live->fold, archive, err);
	while (rest.len)
		if (!json_read_flat(slice_cut(&rest, '\n'), &record, err) ||
		    !fold_record(&live->fold, &record, err))
			return false;
	return true;
}

// What is in the new file is on its way to the disk while the rest is folded. Closing a descriptor
// takes SQLite's locks with it, which nobody asks for: the file is ours alone.
static void *write_out(void *context)
{
	int fd = *(const int *)context;
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	close(fd);
	return NULL;
}

struct writing {
	int fd;
	pthread_t thread;
	bool runs;
};

static void begin_writing(const struct cache_live *live, struct writing *writing)
{
	const char *path = sqlite3_db_filename(cache_handle(live->cache), "main");
	writing->fd = live->held ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	writing->runs = writing->fd >= 0 &&
			pthread_create(&writing->thread, NULL, write_out, &writing->fd) == 0;
	if (writing->fd >= 0 && !writing->runs)
		close(writing->fd);
}

static bool commit(struct cache_live *live, struct archive *archive, struct err *err)
{
	return set_time(live, err) && fold_rest(live, archive, err) &&
	       fold_end_run(&live->fold, err) && cache_execute(live->cache, "COMMIT", err);
}

static bool put_in_place(struct cache_live *live, struct err *err)
{
	struct cache *made = live->cache;
	if (!live->held)
		return true;
	live->cache = NULL;
	let_go(&live->held);
	return beside_place(made, live->path, err);
}

bool cache_live_commit(struct cache_live *live, struct archive *archive)
{
	struct err ignored;
	struct writing writing;
	join(live);
	begin_writing(live, &writing);
	size_t count = archive_count(archive);
	live->fold.entry = archive_entry(archive, count - 1);
	bool done = !live->failed && live->fold.entry->number == live->entry.number &&
		    commit(live, archive, &ignored);
	if (writing.runs)
		pthread_join(writing.thread, NULL);
	done = done && put_in_place(live, &ignored);
	let_go(&live->cache);
	let_go(&live->held);
	return done;
}

void cache_live_tell(const struct cache_live *live, const struct fold_options *options)
{
	for (size_t i = 0; i < live->outcomes.len; i++)
		options->outcome(options->outcome_context, &live->outcomes.at[i]);
}
