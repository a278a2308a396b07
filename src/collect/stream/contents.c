#include "collect/stream/contents.h"

#include <stdlib.h>

static uint64_t hash_word(const void *context, int64_t id)
{
	const struct contents *contents = context;
	bool known = id > 0 && (size_t)id <= contents->words.len;
	return known ? contents->words.at[id - 1] : key64_of((struct slice){0});
}

static void add_string(struct contents *contents, const struct json_record *record)
{
	const struct json_field *text = json_find(record, "v");
	contents->late = contents->late || !contents->has_scans;
	if (contents->late || !text)
		return;
	str_clear(&contents->scratch);
	json_add_unescaped(&contents->scratch, text);
	*vec_push(&contents->words) = key64_of(str_slice(&contents->scratch));
}

static bool is_scan_line(const struct json_record *record)
{
	const struct json_field *type = json_find(record, "t");
	return type && slice_is(type->raw, "scan");
}

static const struct key128 *add_record(struct contents *contents, const struct protocol_line *line)
{
	struct content_words words = {hash_word, contents};
	while (contents->of.len <= (size_t)line->scope)
		*vec_push(&contents->of) = (struct content_sum){0};
	contents->last = content_of(&line->record, &words, &contents->scratch);
	struct content_sum *of = &contents->of.at[line->scope];
	key128_add(&of->all, contents->last);
	if (is_scan_line(&line->record))
		of->scan = contents->last;
	return &contents->last;
}

static bool is_scan(const struct json_record *record)
{
	const struct json_field *kind = json_find(record, "kind");
	return kind && slice_is(kind->raw, "scan");
}

const struct key128 *contents_add(struct contents *contents, const struct protocol_line *line)
{
	if (line->kind == LINE_SCOPE)
		contents->has_scans = contents->has_scans || is_scan(&line->record);
	else if (line->kind == LINE_STRING)
		add_string(contents, &line->record);
	else if (line->kind == LINE_RECORD && contents->has_scans && !contents->late)
		return add_record(contents, line);
	return NULL;
}

static struct content_sum sum_of(const struct contents *contents, size_t scope)
{
	return scope < contents->of.len ? contents->of.at[scope] : (struct content_sum){0};
}

bool contents_of(const struct contents *contents, size_t scope, struct key128 *out)
{
	*out = sum_of(contents, scope).all;
	return contents->has_scans && !contents->late;
}

bool contents_of_scan(const struct contents *contents, size_t scope, struct key128 *out)
{
	*out = sum_of(contents, scope).scan;
	return contents->has_scans && !contents->late;
}

void contents_fini(struct contents *contents)
{
	vec_fini(&contents->words);
	vec_fini(&contents->of);
	str_fini(&contents->scratch);
}
