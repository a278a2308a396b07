#include "store/fold/queue.h"

#include <stdlib.h>

enum { BYTES = 256 * 1024 }; // of a batch's lines, but for a single one that is longer

struct queue *queue_new(void)
{
	struct queue *queue = mem_alloc(sizeof *queue);
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->filled_one, NULL);
	pthread_cond_init(&queue->freed_one, NULL);
	return queue;
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	for (size_t i = 0; i < QUEUE_RING; i++)
		str_fini(&queue->ring[i].text);
	pthread_cond_destroy(&queue->filled_one);
	pthread_cond_destroy(&queue->freed_one);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

// ---- Who has lines ----

// The batch to fill, once it is free; NULL when nobody takes it.
static struct batch *wait_for_room(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->filled - queue->freed == QUEUE_RING && !queue->stopped)
		pthread_cond_wait(&queue->freed_one, &queue->lock);
	struct batch *batch = queue->stopped ? NULL : &queue->ring[queue->filled % QUEUE_RING];
	pthread_mutex_unlock(&queue->lock);
	return batch;
}

static void hand_over(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->filled++;
	pthread_cond_signal(&queue->filled_one);
	pthread_mutex_unlock(&queue->lock);
}

static bool is_full(const struct batch *batch, size_t more)
{
	return batch->count == QUEUE_RECORDS || (batch->count && batch->text.len + more > BYTES);
}

// Copies the line into a batch that has room for it; NULL when nobody takes it.
static struct batch *copy_line(struct queue *queue, struct slice line, const char **copy)
{
	struct batch *batch = wait_for_room(queue);
	if (batch && is_full(batch, line.len)) {
		hand_over(queue);
		batch = wait_for_room(queue);
	}
	if (!batch)
		return NULL;
	if (!batch->count)
		str_reserve(&batch->text, line.len > BYTES ? line.len : BYTES);
	*copy = batch->text.at + batch->text.len;
	str_add_slice(&batch->text, line);
	batch->lines++;
	return batch;
}

bool queue_add(struct queue *queue, struct slice line, struct err *err)
{
	const char *copy;
	struct batch *batch = copy_line(queue, line, &copy);
	if (!batch)
		return err_set(err, ERR_INTERRUPTED, "the lines are not folded any more");
	if (!json_read_flat((struct slice){copy, line.len}, &batch->records[batch->count], err))
		return false;
	batch->contents[batch->count++] = (struct key128){0};
	return true;
}

static struct slice moved(struct slice part, const char *from, const char *to)
{
	return (struct slice){to + (part.at - from), part.len};
}

bool queue_put(struct queue *queue, struct slice line, const struct json_record *record,
	       const struct key128 *content)
{
	const char *copy;
	struct batch *batch = copy_line(queue, line, &copy);
	if (!batch)
		return false;
	batch->contents[batch->count] = content ? *content : (struct key128){0};
	struct json_record *to = &batch->records[batch->count++];
	to->count = record->count;
	for (size_t i = 0; i < record->count; i++) {
		to->fields[i] = record->fields[i];
		to->fields[i].key = moved(record->fields[i].key, line.at, copy);
		to->fields[i].raw = moved(record->fields[i].raw, line.at, copy);
	}
	return true;
}

void queue_end(struct queue *queue, const struct err *fault)
{
	struct batch *batch = wait_for_room(queue);
	if (!batch)
		return;
	batch->last = true;
	batch->failed = fault != NULL;
	if (fault)
		batch->err = *fault;
	hand_over(queue);
}

// ---- Who takes them ----

struct batch *queue_next(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->filled == queue->freed && !queue->stopped)
		pthread_cond_wait(&queue->filled_one, &queue->lock);
	struct batch *batch = queue->stopped ? NULL : &queue->ring[queue->freed % QUEUE_RING];
	pthread_mutex_unlock(&queue->lock);
	return batch;
}

void queue_give_back(struct queue *queue, struct batch *batch)
{
	str_clear(&batch->text);
	batch->count = batch->lines = 0;
	pthread_mutex_lock(&queue->lock);
	queue->freed++;
	pthread_cond_signal(&queue->freed_one);
	pthread_mutex_unlock(&queue->lock);
}

void queue_stop(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->stopped = true;
	pthread_cond_signal(&queue->freed_one);
	pthread_cond_signal(&queue->filled_one);
	pthread_mutex_unlock(&queue->lock);
}
