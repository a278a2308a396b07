#include "plugins/scans/scan_private.h"

#include <string.h>

enum {
	SEEN = 1 << 16,		     // hashes remembered; a newer one takes an older one's place
	KEPT_MOST = 8 * 1024 * 1024, // of texts with ids; what is new then stands in place
};

// Whether the text is worth an id: it was seen before.
static bool repeats(struct scan_words *words, struct slice text)
{
	uint64_t hash = hash_bytes(text.at, text.len);
	uint64_t *place = &words->seen[hash % SEEN];
	bool again = *place == hash;
	*place = hash;
	return again;
}

static struct scan_word *last_word(struct scan_words *words, const char *key)
{
	return &words->last[(uintptr_t)key / 4 % SCAN_LAST];
}

static bool is_last(const struct scan_word *last, const char *key, struct slice text)
{
	return last->key == key && last->len == text.len &&
	       memcmp(last->text, text.at, text.len) == 0;
}

static void keep_last(struct scan_word *last, const char *key, struct slice text, int64_t id)
{
	if (text.len > sizeof last->text)
		return;
	last->key = key;
	last->id = id;
	last->len = text.len;
	memcpy(last->text, text.at, text.len);
}

int64_t scan_plain_word(struct scan_words *words, const char *key, struct slice text)
{
	struct scan_word *last = last_word(words, key);
	bool again = is_last(last, key, text);
	int64_t id = again ? last->id : plug_known_string(words->out, text);
	if (id <= 0 || (size_t)id > words->plain.len || !words->plain.at[id - 1])
		return 0;
	if (!again)
		keep_last(last, key, text, id);
	return id;
}

void scan_set_plain(struct scan_words *words, int64_t id)
{
	while (words->plain.len < (size_t)id)
		*vec_push(&words->plain) = false;
	words->plain.at[id - 1] = true;
}

int64_t scan_put_word(struct scan_file *file, struct str *line, const char *key, struct slice text)
{
	if (!text.len)
		return 0;
	str_add_text(line, ",\"");
	str_add_text(line, key);
	str_add_text(line, "\":");
	return scan_put_value(file, line, key, text);
}

int64_t scan_put_value(struct scan_file *file, struct str *line, const char *key, struct slice text)
{
	struct scan_words *words = &file->state->run->words;
	if (!words->seen)
		words->seen = mem_alloc(SEEN * sizeof *words->seen);
	struct scan_word *last = last_word(words, key);
	if (is_last(last, key, text)) {
		str_add_int(line, last->id);
		return last->id;
	}
	int64_t id = plug_known_string(words->out, text);
	if (!id && words->kept < KEPT_MOST && repeats(words, text)) {
		id = plug_string(words->out, text);
		words->kept += text.len;
	}
	if (id) {
		str_add_int(line, id);
		keep_last(last, key, text, id);
		return id;
	}
	str_add_char(line, '"');
	json_add_escaped(line, text);
	str_add_char(line, '"');
	return 0;
}

void scan_put_rows(struct scan_file *file, struct str *line, int64_t row)
{
	str_add_text(line, ",\"rows\":[");
	str_add_int(line, file->input);
	for (int i = 0; i < 2; i++) {
		str_add_char(line, ',');
		str_add_int(line, row);
	}
	str_add_char(line, ']');
}
