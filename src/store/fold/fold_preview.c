#include "store/fold/fold.h"

#include "base/file.h"

#include <stdlib.h>

struct cache_preview {
	struct cache *cache;
	struct cache *before; // in one reading from the copying on; NULL: there is none
	struct fold fold;
	struct fold_options options;
	struct archive_entry entry;
	struct err fault;		    // of the first line that could not be folded
	vec(struct scope_outcome) outcomes; // good while the fold is
};

static void keep_outcome(void *context, const struct scope_outcome *outcome)
{
	struct cache_preview *p = context;
	*vec_push(&p->outcomes) = *outcome;
}

// All of a database into another one; readers and writers of the first are not disturbed.
static bool copy(struct cache *from, struct cache *to, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (!backup)
		return cache_fail(to, err);
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup) == SQLITE_OK || cache_fail(to, err);
}

static bool copy_file(const char *path, struct cache_preview *p, struct err *err)
{
	int64_t last;
	return !file_exists(path) ||
	       (cache_open(path, CACHE_READ, &p->before, err) &&
		cache_execute(p->before, "BEGIN", err) && cache_last_run(p->before, &last, err) &&
		copy(p->before, p->cache, err));
}

bool cache_preview_begin(const char *path, int64_t now, struct cache_preview **out, struct err *err)
{
	int64_t last = 0;
	struct cache_preview *p = mem_alloc(sizeof *p);
	bool done = cache_open_file("", CACHE_WRITE, &p->cache, err) && copy_file(path, p, err) &&
		    cache_last_run(p->cache, &last, err);
	p->entry = (struct archive_entry){.number = last + 1,
					  .sha256 = "",
					  .source = "import",
					  .plugin = "",
					  .version = "",
					  .started = now,
					  .finished = now};
	p->options = (struct fold_options){.outcome = keep_outcome, .outcome_context = p};
	p->fold = (struct fold){.cache = p->cache, .entry = &p->entry, .options = &p->options};
	done = done && fold_begin_run(&p->fold, err) && fold_load_texts(&p->fold, err);
	*out = done ? p : NULL;
	if (!done)
		cache_preview_free(p);
	return done;
}

void cache_preview_line(struct cache_preview *p, const struct json_record *record)
{
	if (p->fault.code == ERR_NONE)
		fold_record(&p->fold, record, &p->fault);
}

bool cache_preview_end(struct cache_preview *p, struct cache **cache, int64_t *run, struct err *err)
{
	*cache = p->cache;
	*run = p->entry.number;
	if (p->fault.code != ERR_NONE) {
		*err = p->fault;
		return false;
	}
	return fold_end_run(&p->fold, err);
}

struct cache *cache_preview_before(const struct cache_preview *p)
{
	return p->before;
}

void cache_preview_tell(const struct cache_preview *p, const struct fold_options *options)
{
	for (size_t i = 0; i < p->outcomes.len; i++)
		options->outcome(options->outcome_context, &p->outcomes.at[i]);
}

void cache_preview_free(struct cache_preview *p)
{
	if (!p)
		return;
	if (p->cache)
		cache_rollback(p->cache);
	if (p->before)
		cache_rollback(p->before);
	cache_close(p->before);
	fold_fini(&p->fold);
	vec_fini(&p->outcomes);
	cache_close(p->cache);
	free(p);
}
