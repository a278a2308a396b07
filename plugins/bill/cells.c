#include "plugins/bill/cells.h"

#include "base/clock.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { TAGS = 7, PRODUCT = 10, SEPARATOR = 0x1f };

const char *const CELL_NAMES[CELL_TEXTS] = {"account",	  "service",   "region",   "line_type",
					    "usage_type", "operation", "resource", "tags",
					    "currency",	  "unit",      "product",  "entity"};

static const enum bill_field KEY_FIELDS[CELL_TEXTS] = {
	FIELD_ACCOUNT,	  FIELD_SERVICE,   FIELD_REGION,   FIELD_LINE_TYPE,
	FIELD_USAGE_TYPE, FIELD_OPERATION, FIELD_RESOURCE, FIELD_TAGS /* made */,
	FIELD_CURRENCY,	  FIELD_UNIT,	   FIELD_PRODUCT,  FIELD_ENTITY};

void cells_fini(struct cells *cells)
{
	map_fini(&cells->keys);
	map_fini(&cells->tagsets);
	for (size_t i = 0; i < cells->sets.len; i++)
		free(cells->sets.at[i]);
	vec_fini(&cells->sets);
	vec_fini(&cells->all);
	vec_fini(&cells->rows);
	str_fini(&cells->key);
}

// ---- Tags ----

static void put_tag(json_t *set, const char *key, struct slice value)
{
	if (value.len && !json_object_get(set, key))
		json_object_set_new(set, key, json_stringn(value.at, value.len));
}

// Legacy: a column per tag.
static void put_columns(json_t *set, const struct record_layout *layout, const struct slice *row)
{
	for (size_t i = 0; i < layout->tags.len; i++) {
		const struct tag_column *tag = &layout->tags.at[i];
		if (tag->index >= layout->column_count)
			continue;
		char *key = mem_slice(tag->key);
		put_tag(set, key, row[tag->index]);
		free(key);
	}
}

static bool has_renamed(const json_t *set, const char *renamed)
{
	struct str form = {0};
	bool found = false;
	for (void *i = json_object_iter((json_t *)(uintptr_t)set); i && !found;
	     i = json_object_iter_next((json_t *)(uintptr_t)set, i)) {
		bill_rename(slice_of(json_object_iter_key(i)), &form);
		found = strcmp(form.at, renamed) == 0;
	}
	str_fini(&form);
	return found;
}

// A map column: JSON text. The prefix that CUR 2.0's `tags` puts before a key goes; keys that
// the snake-cased map repeats stay out; FOCUS gives valueless tags the value true.
static void put_map(json_t *set, struct slice text, bool snake)
{
	json_t *members = text.len ? json_loadb(text.at, text.len, 0, NULL) : NULL;
	const char *key;
	json_t *value;
	json_object_foreach(members, key, value)
	{
		const char *content = json_is_true(value) ? "true" : json_string_value(value);
		struct slice stripped = bill_tag_key(slice_of(key));
		if (!content || (snake && has_renamed(set, key)))
			continue;
		put_tag(set, slice_starts(slice_of(key), "resourceTags/") ? stripped.at : key,
			slice_of(content));
	}
	json_decref(members);
}

static char *make_set(const struct record_layout *layout, const struct record *record,
		      const struct slice *row)
{
	json_t *set = json_object();
	put_columns(set, layout, row);
	put_map(set, record->fields[FIELD_TAGS], false);
	put_map(set, record->fields[FIELD_RESOURCE_TAGS], true);
	char *text = json_object_size(set) ? json_dumps(set, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	json_decref(set);
	return text ? text : mem_text("");
}

// The set of a row; rows with the same raw bytes share one.
static const char *tags_of(struct cells *cells, const struct record_layout *layout,
			   const struct record *record, const struct slice *row)
{
	str_clear(&cells->key);
	for (size_t i = 0; i < layout->tags.len; i++) {
		str_add_slice(&cells->key, row[layout->tags.at[i].index]);
		str_add_char(&cells->key, SEPARATOR);
		str_add_slice(&cells->key, layout->tags.at[i].key);
		str_add_char(&cells->key, SEPARATOR);
	}
	str_add_slice(&cells->key, record->fields[FIELD_TAGS]);
	str_add_char(&cells->key, SEPARATOR);
	str_add_slice(&cells->key, record->fields[FIELD_RESOURCE_TAGS]);
	bool added;
	int64_t *index = map_put(&cells->tagsets, str_slice(&cells->key), &added);
	if (added) {
		*index = (int64_t)cells->sets.len;
		*vec_push(&cells->sets) = make_set(layout, record, row);
	}
	return cells->sets.at[*index];
}

// ---- Keys ----

// CUR 2.0 keeps the product's name and region in a map column.
static void add_product(const struct record *record, struct slice texts[CELL_TEXTS])
{
	struct slice map = record->fields[FIELD_PRODUCT_MAP];
	static const char NAME[] = "\"product_name\":\"";
	const char *at = map.len ? memmem(map.at, map.len, NAME, sizeof NAME - 1) : NULL;
	if (!at)
		return;
	at += sizeof NAME - 1;
	const char *end = memchr(at, '"', (size_t)(map.at + map.len - at));
	if (end && !memchr(at, '\\', (size_t)(end - at)))
		texts[PRODUCT] = (struct slice){at, (size_t)(end - at)};
}

void cells_texts(struct cells *cells, const struct record_layout *layout,
		 const struct record *record, const struct slice *row,
		 struct slice texts[CELL_TEXTS])
{
	for (size_t i = 0; i < CELL_TEXTS; i++)
		texts[i] = record->fields[KEY_FIELDS[i]];
	texts[TAGS] = slice_of(tags_of(cells, layout, record, row));
	if (!texts[PRODUCT].len)
		add_product(record, texts);
}

void cells_interval(const struct record *record, int64_t *from, int64_t *to)
{
	bool long_line = record->stop - record->start > DAY_SECONDS;
	*from = long_line ? record->start : clock_day(record->start);
	*to = long_line ? record->stop : *from + DAY_SECONDS;
}

// What begins a key: everything that is not text.
struct key_head {
	int64_t from, to;
	uint32_t scope, split;
};

static void make_key(struct cells *cells, const struct key_head *head,
		     const struct slice texts[CELL_TEXTS])
{
	str_clear(&cells->key);
	str_add(&cells->key, (const char *)head, sizeof *head);
	for (size_t i = 0; i < CELL_TEXTS; i++) {
		str_add_slice(&cells->key, texts[i]);
		str_add_char(&cells->key, SEPARATOR);
	}
}

void cells_key_texts(const struct cells *cells, size_t index, struct slice texts[CELL_TEXTS])
{
	const struct map_entry *key = &cells->keys.entries[index];
	struct slice rest = {key->key + sizeof(struct key_head),
			     key->key_len - sizeof(struct key_head)};
	for (size_t i = 0; i < CELL_TEXTS; i++)
		texts[i] = slice_cut(&rest, SEPARATOR);
}

// ---- Sums ----

static void add_measures(struct cell *cell, const struct record *record)
{
	const struct line_measures *m = &record->measures;
	struct line_measures *s = &cell->sums;
	decimal_add(&s->unblended, &m->unblended);
	decimal_add(&s->amortized, &m->amortized);
	decimal_add(&s->usage, &m->usage);
	decimal_add(&s->on_demand, &m->on_demand);
	decimal_add(&s->true_up, &m->true_up);
	decimal_add(&s->upfront, &m->upfront);
	decimal_add(&s->refund, &m->refund);
	decimal_add(&s->net_unblended, &m->net_unblended);
	decimal_add(&s->net_amortized, &m->net_amortized);
	decimal_add(&cell->split_cost, &record->split_cost);
	decimal_add(&cell->split_unused, &record->split_unused);
	cell->has_net = cell->has_net || m->has_net;
	cell->lines++;
}

// Extends the newest range when it is of the same input, else begins another.
static void add_rows(struct cells *cells, struct cell *cell, const struct cell_rows *where)
{
	if (cell->rows && cells->rows.at[cell->rows - 1].input == where->input) {
		cells->rows.at[cell->rows - 1].last = where->last;
		return;
	}
	struct cell_rows *link = vec_push(&cells->rows);
	*link = *where;
	link->next = cell->rows;
	cell->rows = (uint32_t)cells->rows.len;
}

void cells_add(struct cells *cells, uint32_t scope, const struct record *record,
	       const struct slice texts[CELL_TEXTS], const struct cell_rows *where)
{
	struct key_head head = {.scope = scope, .split = record->split};
	bool added;
	cells_interval(record, &head.from, &head.to);
	make_key(cells, &head, texts);
	int64_t *index = map_put(&cells->keys, str_slice(&cells->key), &added);
	if (added) {
		*index = (int64_t)cells->all.len;
		*vec_push(&cells->all) = (struct cell){
			.from = head.from, .to = head.to, .scope = scope, .split = record->split};
	}
	struct cell *cell = &cells->all.at[*index];
	add_measures(cell, record);
	add_rows(cells, cell, where);
}
