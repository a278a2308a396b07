#include "store/fold/fold.h"
#include "store/fold/queue.h"

#include <string.h>

// An archived run is unpacked, checked against its digest and read as JSON in a thread of its own,
// while the lines before are folded.
enum { COMING = 8, NEAR = 4 }; // lines ahead of the one that is folded

struct reading {
	struct archive *archive;
	const struct archive_entry *entry;
	struct queue *queue;
	int64_t skip; // lines, from the first, that were folded already
};

static bool add_line(void *context, struct slice line, struct err *err)
{
	struct reading *reading = context;
	return reading->skip-- > 0 || queue_add(reading->queue, line, err);
}

static void *read_lines(void *context)
{
	struct reading *reading = context;
	struct err err = {0};
	bool done = archive_read(reading->archive, reading->entry, add_line, reading, &err);
	queue_end(reading->queue, done ? NULL : &err);
	return NULL;
}

static bool fold_batch(struct fold *fold, const struct batch *batch, struct err *err)
{
	for (size_t i = 0; i < batch->count; i++) {
		fold->content = batch->contents[i];
		fold->coming = batch->contents[i + COMING < batch->count ? i + COMING : i];
		fold->near = batch->contents[i + NEAR < batch->count ? i + NEAR : i];
		if (!fold_record(fold, &batch->records[i], err))
			return false;
	}
	fold->content = (struct key128){0};
	if (!batch->failed)
		return true;
	fold->line += (int64_t)(batch->lines - batch->count);
	*err = batch->err;
	return false;
}

bool fold_queue(struct fold *fold, struct queue *queue, struct err *err)
{
	bool done = true, last = false;
	while (done && !last) {
		struct batch *batch = queue_next(queue);
		if (!batch)
			return err_set(err, ERR_INTERRUPTED, "no more lines come");
		done = fold_batch(fold, batch, err);
		last = batch->last;
		queue_give_back(queue, batch);
	}
	queue_stop(queue);
	return done;
}

bool fold_lines(struct fold *fold, struct archive *archive, struct err *err)
{
	struct reading reading = {archive, fold->entry, queue_new(), fold->line};
	pthread_t thread;
	int fault = pthread_create(&thread, NULL, read_lines, &reading);
	bool done = fault ? err_set(err, ERR_IO, "no thread can be started: %s", strerror(fault))
			  : fold_queue(fold, reading.queue, err);
	if (!fault)
		pthread_join(thread, NULL);
	queue_free(reading.queue);
	return done;
}
