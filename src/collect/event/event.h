// Events as they come from EventBridge, S3 and queues: one form for all.
//
//	a document, a list, or documents one after the other (JSON lines)
//	  {"source":…,"detail-type":…}          EventBridge: as it is
//	  {"Records":[{"s3":…}]}                S3's own notification: made into the above
//	  {"Records":[{"body":"…"}]}, {"Messages":[{"Body":"…"}]}    a queue's messages: unwrapped
//	  {"Type":"Notification","Message":"…"}                      a topic's message: unwrapped
//
// Source: "Events" in the EventBridge user guide; "Event message structure" and "EventBridge event
// message structure" in the S3 user guide. Must not: run anything, or know sources.
#ifndef GAVEL_COLLECT_EVENT_EVENT_H
#define GAVEL_COLLECT_EVENT_EVENT_H

#include "base/json.h"

#include <stdint.h>

struct event_reader {
	const char *name; // of the file, for messages
	// Given each event; borrowed. line: where its document begins.
	void (*event)(void *context, json_t *event, int line);
	void (*fault)(void *context, const char *text); // "file:line: why"
	void *context;
};

// Reads all of them. What is malformed is told and passed over.
void event_read(struct slice text, const struct event_reader *reader);

#endif
