#include "base/str.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Memory ----

static void *checked(void *memory)
{
	if (!memory) {
		fputs("gavel: no memory\n", stderr);
		abort();
	}
	return memory;
}

// Left to itself the allocator keeps blocks of up to twice the largest that was freed.
void mem_return_early(void)
{
	enum { LARGE = 128 * 1024, FREE_MOST = 512 * 1024 };
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, FREE_MOST);
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_resize(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *mem_text(const char *text)
{
	return text ? mem_slice(slice_of(text)) : NULL;
}

char *mem_slice(struct slice bytes)
{
	char *copy = mem_resize(NULL, bytes.len + 1);
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	copy[bytes.len] = 0;
	return copy;
}

// ---- Slices ----

bool slice_starts(struct slice a, const char *prefix)
{
	size_t len = strlen(prefix);
	return a.len >= len && memcmp(a.at, prefix, len) == 0;
}

bool slice_ends(struct slice a, const char *suffix)
{
	size_t len = strlen(suffix);
	return a.len >= len && memcmp(a.at + a.len - len, suffix, len) == 0;
}

int slice_compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice a)
{
	while (a.len && is_blank(a.at[0])) {
		a.at++;
		a.len--;
	}
	while (a.len && is_blank(a.at[a.len - 1]))
		a.len--;
	return a;
}

struct slice slice_from(struct slice a, size_t at)
{
	return (struct slice){a.at + at, a.len - at};
}

struct slice slice_cut(struct slice *rest, char separator)
{
	const char *found = rest->len ? memchr(rest->at, separator, rest->len) : NULL;
	struct slice head = *rest;
	if (!found) {
		*rest = (struct slice){0};
		return head;
	}
	head.len = (size_t)(found - head.at);
	*rest = (struct slice){found + 1, rest->len - head.len - 1};
	return head;
}

struct slice slice_word(struct slice *rest)
{
	*rest = slice_trim(*rest);
	struct slice word = {rest->at, 0};
	while (word.len < rest->len && rest->at[word.len] != ' ' && rest->at[word.len] != '\t')
		word.len++;
	if (word.len) // of nothing there is no place to count from
		*rest = (struct slice){rest->at + word.len, rest->len - word.len};
	return word;
}

bool text_is_near(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (!*a && !*b)
		return true;
	bool other = *a && *b && strcmp(a + 1, b + 1) == 0;
	bool more = *a && strcmp(a + 1, b) == 0;
	bool fewer = *b && strcmp(a, b + 1) == 0;
	bool swapped = *a && *b && a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
	return other || more || fewer || swapped;
}

// ---- The builder ----

void str_fini(struct str *s)
{
	free(s->at);
	*s = (struct str){0};
}

void str_grow(struct str *s, size_t more)
{
	size_t need = s->len + more + 1;
	size_t room = s->room ? s->room : 64;
	while (room < need)
		room += room / 2 + 16;
	s->at = mem_resize(s->at, room);
	s->room = room;
}

void str_add_int(struct str *s, int64_t number)
{
	enum { DIGITS_MOST = 19 }; // of a number of 63 bits
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	size_t len = 1;
	for (uint64_t more = 10; len < DIGITS_MOST && rest >= more; more *= 10)
		len++;
	len += number < 0;
	str_reserve(s, len);
	char *at = s->at + s->len;
	s->len += len;
	if (number < 0)
		*at = '-';
	at[len] = 0;
	do
		at[--len] = (char)('0' + rest % 10);
	while (rest /= 10);
}

void str_add_repeat(struct str *s, char c, size_t count)
{
	str_reserve(s, count);
	memset(s->at + s->len, c, count);
	s->len += count;
	s->at[s->len] = 0;
}

void str_addv(struct str *s, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	str_reserve(s, (size_t)len);
	vsnprintf(s->at + s->len, (size_t)len + 1, format, again);
	s->len += (size_t)len;
	va_end(again);
}

void str_addf(struct str *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	str_addv(s, format, args);
	va_end(args);
}

const char *str_text(struct str *s)
{
	str_reserve(s, 0);
	s->at[s->len] = 0;
	return s->at;
}

char *str_take(struct str *s)
{
	char *text = (str_text(s), s->at);
	*s = (struct str){0};
	return text;
}

bool str_equal(const struct str *a, const struct str *b)
{
	return slice_equal(str_slice(a), str_slice(b));
}
