// Lines of a run on their way from the thread that has them to the one that folds them, in batches
// and already read as JSON.
//
//	queue_add, queue_put --> [ batch | batch | batch ] --queue_next, queue_give_back-->
//
// Private to the fold. Must not: know what a line means.
#ifndef GAVEL_STORE_FOLD_QUEUE_H
#define GAVEL_STORE_FOLD_QUEUE_H

#include "base/json.h"
#include "findings/hash.h"

#include <pthread.h>

enum { QUEUE_RING = 4, QUEUE_RECORDS = 64 };

struct batch {
	struct str text; // the lines, which do not move while records point at them
	struct json_record records[QUEUE_RECORDS];
	struct key128 contents[QUEUE_RECORDS]; // of each; zero: not known
	size_t count, lines; // lines: one more than records when the last could not be read
	bool last, failed;   // failed: with `err`, behind the records
	struct err err;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled_one, freed_one;
	size_t filled, freed; // batches since the start
	bool stopped;
	struct batch ring[QUEUE_RING];
};

struct queue *queue_new(void);
void queue_free(struct queue *queue); // NULL is fine

// Who has lines. False with ERR_INVALID when it is no JSON, with ERR_INTERRUPTED once nobody takes
// lines any more.
bool queue_add(struct queue *queue, struct slice line, struct err *err);
// The same for a line that was read as `record`, with what it says or NULL; false once nobody takes
// lines any more.
bool queue_put(struct queue *queue, struct slice line, const struct json_record *record,
	       const struct key128 *content);
// After the last line; `fault`: what was wrong then, or NULL.
void queue_end(struct queue *queue, const struct err *fault);

// Who takes them: waits for the next batch; NULL once it was stopped. The one that is `last` has to
// be given back too.
struct batch *queue_next(struct queue *queue);
void queue_give_back(struct queue *queue, struct batch *batch);
// Either of the two: neither waits for the other any more.
void queue_stop(struct queue *queue);

#endif
