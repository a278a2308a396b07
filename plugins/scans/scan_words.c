#include "plugins/scans/scan_private.h"

enum {
	SEEN = 1 << 16,		     // hashes remembered; a newer one takes an older one's place
	KEPT_MOST = 8 * 1024 * 1024, // of texts with ids; what comes then stands in place
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

static void put_key(struct str *line, const char *key)
{
	str_add_text(line, ",\"");
	str_add_text(line, key);
	str_add_text(line, "\":");
}

void scan_put_word(struct scan_file *file, struct str *line, const char *key, struct slice text)
{
	struct scan_words *words = &file->state->run->words;
	if (!text.len)
		return;
	if (!words->seen)
		words->seen = mem_alloc(SEEN * sizeof *words->seen);
	put_key(line, key);
	if (words->kept < KEPT_MOST && repeats(words, text)) {
		size_t before = words->out->strings.len;
		str_add_int(line, plug_string(words->out, text));
		words->kept += words->out->strings.len > before ? text.len : 0;
		return;
	}
	str_add_char(line, '"');
	json_add_escaped(line, text);
	str_add_char(line, '"');
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
