// Two string types: `struct slice`, a borrowed view, and `struct str`, a
// growing builder that owns its bytes.
//
// Must not: know any encoding (see utf8.h) or any format (see json.h).
#ifndef GAVEL_BASE_STR_H
#define GAVEL_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Bytes that someone else owns; may hold NUL; at == NULL only when len == 0.
struct slice {
	const char *at;
	size_t len;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

// What is asked of every byte and field of a large report stands here, to be part of who asks.

static inline struct slice slice_of(const char *text) // NULL gives an empty slice
{
	return (struct slice){text, text ? strlen(text) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || (*a.at == *b.at && memcmp(a.at, b.at, a.len) == 0));
}

// Names in a table mostly differ in their first byte; the length of the others is found out then.
static inline bool slice_is(struct slice a, const char *text)
{
	return a.len ? *a.at == *text && slice_equal(a, slice_of(text)) : !*text;
}

struct slice slice_from(struct slice a, size_t at); // what stands there and behind
bool slice_starts(struct slice a, const char *prefix);
bool slice_ends(struct slice a, const char *suffix);
int slice_compare(struct slice a, struct slice b); // by bytes, shorter first
struct slice slice_trim(struct slice a);	   // blanks, tabs, CR, LF off both ends
// Cuts `rest` at the first `separator`: returns what stands before it, leaves
// what stands after; with none, returns all and leaves rest empty with at NULL.
struct slice slice_cut(struct slice *rest, char separator);
// The next word, up to a blank or a tab, and moves rest behind it; empty at the end.
struct slice slice_word(struct slice *rest);

// One slip of the pen apart: a letter too many, too few, other, or two swapped; or the same. For
// "did you mean".
bool text_is_near(const char *a, const char *b);

// A growing byte buffer. `at` is NUL-terminated whenever len > 0 or after
// str_text; zero-initialised is empty and valid.
struct str {
	char *at;
	size_t len;
	size_t room;
};

void str_fini(struct str *s);
void str_grow(struct str *s, size_t more); // for str_reserve

static inline void str_clear(struct str *s) // length 0, memory kept
{
	s->len = 0;
	if (s->at)
		s->at[0] = 0;
}

static inline void str_reserve(struct str *s, size_t more)
{
	if (s->room - s->len <= more || !s->at) // there is room for a NUL behind
		str_grow(s, more);
}

static inline void str_add(struct str *s, const char *bytes, size_t len)
{
	str_reserve(s, len);
	if (bytes) // NULL: of no length
		memcpy(s->at + s->len, bytes, len);
	s->len += len;
	s->at[s->len] = 0;
}

static inline void str_add_slice(struct str *s, struct slice bytes)
{
	str_add(s, bytes.at, bytes.len);
}

static inline void str_add_text(struct str *s, const char *text)
{
	str_add(s, text, strlen(text));
}

static inline void str_add_char(struct str *s, char c)
{
	str_add(s, &c, 1);
}

void str_add_int(struct str *s, int64_t number); // in decimal digits
void str_add_repeat(struct str *s, char c, size_t count);
void str_addf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_addv(struct str *s, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
static inline struct slice str_slice(const struct str *s)
{
	return (struct slice){s->at, s->len};
}

const char *str_text(struct str *s); // NUL-terminated, never NULL; owned by s
char *str_take(struct str *s);	     // the caller owns the text and frees it; s is empty
bool str_equal(const struct str *a, const struct str *b);

// malloc family that aborts when there is no memory; nobody checks.
void *mem_alloc(size_t size); // zeroed
void *mem_resize(void *old, size_t size);
char *mem_text(const char *text);    // a copy; NULL stays NULL
char *mem_slice(struct slice bytes); // a NUL-terminated copy
// For main: what is large goes back to the system as soon as it is free.
void mem_return_early(void);

#endif
