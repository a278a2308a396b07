#include "cmd/terminal/warnings.h"

#include <stdio.h>
#include <string.h>

void warnings_say(struct warnings *w, char level, const char *text)
{
	progress_clear(w->progress);
	fprintf(stderr, "%s: %s\n", level == 'E' ? "error" : "warning", text);
}

void warnings_say_held(struct warnings *w)
{
	if (w->held.len)
		warnings_say(w, 'E', str_text(&w->held));
	str_fini(&w->held);
}

// "FILE: WORDS", else all of it.
static struct slice words_of(const char *text)
{
	const char *at = strstr(text, ": ");
	return slice_of(at ? at + 2 : text);
}

static void warn(struct warnings *w, const char *text)
{
	bool first;
	int64_t *again = map_put(&w->said, words_of(text), &first);
	*again += !first;
	if (first)
		warnings_say(w, 'W', text);
}

void warnings_add(struct warnings *w, char level, const char *text)
{
	if (level == 'E' || level == 'W')
		warnings_say_held(w);
	if (level == 'E')
		str_add_text(&w->held, text);
	else if (level == 'W')
		warn(w, text);
}

void warnings_end(struct warnings *w)
{
	for (size_t i = 0; i < w->said.len; i++) {
		struct str text = {0};
		const struct map_entry *entry = &w->said.entries[i];
		str_addf(&text, "%lld more: %s", (long long)entry->value, entry->key);
		if (entry->value)
			warnings_say(w, 'W', str_text(&text));
		str_fini(&text);
	}
	map_fini(&w->said);
}
