#include "plugins/bill/subjects.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

void subjects_fini(struct subjects *subjects)
{
	vec_fini(&subjects->all);
	free(subjects->slots);
	arena_fini(&subjects->bytes);
	*subjects = (struct subjects){.slots = NULL};
}

// Spans are hashed each for itself, so that the processor can work on several of them at a time.
static uint64_t hash_spans(const struct slice *spans, size_t count)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < count; i++)
		hash = (hash << 7 | hash >> 57) + hash_bytes(spans[i].at, spans[i].len);
	return hash * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t load(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return word;
}

// memcmp without a call: most spans are short.
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
	uint64_t differ = 0;
	if (len < sizeof differ) {
		for (size_t i = 0; i < len; i++)
			differ |= (uint64_t)(a[i] ^ b[i]);
		return !differ;
	}
	size_t last = len - sizeof differ;
	for (size_t i = 0; i < last; i += sizeof differ)
		differ |= load(a + i) ^ load(b + i);
	return !(differ | (load(a + last) ^ load(b + last)));
}

static bool is_subject(const struct subject *subject, const struct slice *spans, size_t count)
{
	const char *at = subject->bytes;
	for (size_t i = 0; i < count; i++) {
		uint64_t len = load(at);
		at += sizeof len;
		if (len != spans[i].len || !same_bytes(at, spans[i].at, len))
			return false;
		at += len;
	}
	return true;
}

static const char *copy_spans(struct arena *bytes, const struct slice *spans, size_t count)
{
	size_t room = 0;
	for (size_t i = 0; i < count; i++)
		room += sizeof(uint64_t) + spans[i].len;
	char *copy = arena_alloc(bytes, room), *to = copy;
	for (size_t i = 0; i < count; i++) {
		uint64_t len = spans[i].len;
		memcpy(to, &len, sizeof len);
		if (len)
			memcpy(to + sizeof len, spans[i].at, len);
		to += sizeof len + len;
	}
	return copy;
}

static void grow(struct subjects *subjects)
{
	size_t count = subjects->slot_count ? subjects->slot_count * 2 : 256;
	free(subjects->slots);
	subjects->slots = mem_alloc(count * sizeof *subjects->slots);
	subjects->slot_count = count;
	for (size_t i = 0; i < subjects->all.len; i++) {
		size_t at = subjects->all.at[i].hash >> 32;
		while (subjects->slots[at & (count - 1)])
			at++;
		subjects->slots[at & (count - 1)] = (uint32_t)i + 1;
	}
}

uint32_t *subjects_put(struct subjects *subjects, const struct slice *spans, size_t count)
{
	if (subjects->all.len * 2 >= subjects->slot_count)
		grow(subjects);
	uint64_t hash = hash_spans(spans, count);
	uint32_t *slot;
	for (size_t at = hash >> 32; *(slot = &subjects->slots[at & (subjects->slot_count - 1)]);
	     at++) {
		struct subject *known = &subjects->all.at[*slot - 1];
		if (known->hash == hash && is_subject(known, spans, count))
			return &known->group;
	}
	struct subject *made = vec_push(&subjects->all);
	*made = (struct subject){.hash = hash, .bytes = copy_spans(&subjects->bytes, spans, count)};
	*slot = (uint32_t)subjects->all.len;
	return &made->group;
}
