// Any bytes as a file of events: each is told or complained of, and judged by patterns.
#include "collect/event/event.h"
#include "collect/event/pattern.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char PATTERN[] =
	"{source: [aws.s3, {prefix: org}], detail: {bucket: {name: [{anything-but: [a, b]}]}, "
	"object: {key: [{suffix: gz}], size: [5, {exists: false}]}}}";

struct judging {
	struct source_config named, placed;
};

static void on_event(void *context, json_t *event, int line)
{
	const struct judging *judging = context;
	assert(line > 0 && json_is_string(json_object_get(event, "source")) &&
	       json_is_string(json_object_get(event, "detail-type")));
	pattern_wants(&judging->named, event);
	pattern_wants(&judging->placed, event);
}

static void on_fault(void *context, const char *text)
{
	(void)context;
	assert(strncmp(text, "f:", 2) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct yaml_node *on = NULL;
	struct err err;
	struct judging judging = {.placed = {.path = "s3://bills/cur"}};
	struct event_reader reader = {"f", on_event, on_fault, &judging};
	if (!yaml_parse("p", slice_of(PATTERN), &arena, &on, &err))
		abort();
	judging.named.on = on;
	event_read((struct slice){(const char *)data, size}, &reader);
	arena_fini(&arena);
	return 0;
}
