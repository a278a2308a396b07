#include "plugins/bill/cells.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TAGS = 7, PRODUCT = 10, SEPARATOR = 0x1f, BLOCK = 1024 };

const char *const CELL_NAMES[CELL_TEXTS] = {"account",	  "service",   "region",   "line_type",
					    "usage_type", "operation", "resource", "tags",
					    "currency",	  "unit",      "product",  "entity"};

static const enum bill_field KEY_FIELDS[CELL_TEXTS] = {
	FIELD_ACCOUNT,	  FIELD_SERVICE,   FIELD_REGION,   FIELD_LINE_TYPE,
	FIELD_USAGE_TYPE, FIELD_OPERATION, FIELD_RESOURCE, FIELD_TAGS /* made */,
	FIELD_CURRENCY,	  FIELD_UNIT,	   FIELD_PRODUCT,  FIELD_ENTITY};

void cells_fini(struct cells *cells)
{
	subjects_fini(&cells->subjects);
	map_fini(&cells->keys);
	for (size_t i = 0; i < cells->groups.len; i++)
		free(cells->groups.at[i].sent);
	for (size_t i = 0; i < cells->blocks.len; i++)
		free(cells->blocks.at[i]);
	vec_fini(&cells->groups);
	vec_fini(&cells->heads);
	vec_fini(&cells->blocks);
	vec_fini(&cells->older);
	free(cells->slots);
	arena_fini(&cells->rare);
	str_fini(&cells->key);
}

void cells_begin_part(struct cells *cells)
{
	subjects_fini(&cells->subjects);
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
// the snake-cased map repeats stay out; FOCUS gives valueless tags the value true. False when the
// text is no such map.
static bool put_map(json_t *set, struct slice text, bool snake)
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
	bool readable = !text.len || json_is_object(members);
	json_decref(members);
	return readable;
}

static char *make_set(struct cells *cells, const struct record_layout *layout,
		      const struct record *record)
{
	json_t *set = json_object();
	put_columns(set, layout, record->cells);
	bool tags = put_map(set, record->fields[FIELD_TAGS], false);
	bool resource_tags = put_map(set, record->fields[FIELD_RESOURCE_TAGS], true);
	cells->unreadable += !tags || !resource_tags;
	char *text = json_object_size(set) ? json_dumps(set, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	json_decref(set);
	return text ? text : mem_text("");
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

// ---- Groups ----

// The record's texts in key order; the caller frees texts[TAGS].
static void make_texts(struct cells *cells, const struct record_layout *layout,
		       const struct record *record, struct slice texts[CELL_TEXTS])
{
	for (size_t i = 0; i < CELL_TEXTS; i++)
		texts[i] = record->fields[KEY_FIELDS[i]];
	texts[TAGS] = slice_of(make_set(cells, layout, record));
	if (!texts[PRODUCT].len)
		add_product(record, texts);
}

static bool check_texts(const struct slice texts[CELL_TEXTS], struct err *err)
{
	for (size_t i = 0; i < CELL_TEXTS; i++)
		if (texts[i].len && utf8_valid(texts[i]) < texts[i].len)
			return err_set(err, ERR_INVALID, "%s is not UTF-8", CELL_NAMES[i]);
	return true;
}

// The texts of a key that was made from them.
static void cut_texts(struct slice key, struct slice texts[CELL_TEXTS])
{
	for (size_t i = 0; i < CELL_TEXTS; i++)
		texts[i] = slice_cut(&key, SEPARATOR);
}

// Groups that differ in nothing but the cells they were read from are one.
static uint32_t intern_group(struct cells *cells, const struct slice texts[CELL_TEXTS],
			     struct record_kind kind)
{
	bool added;
	str_clear(&cells->key);
	for (size_t i = 0; i < CELL_TEXTS; i++) {
		str_add_slice(&cells->key, texts[i]);
		str_add_char(&cells->key, SEPARATOR);
	}
	str_add_char(&cells->key, (char)('a' + kind.type));
	int64_t *index = map_put(&cells->keys, str_slice(&cells->key), &added);
	if (!added)
		return (uint32_t)*index;
	*index = (int64_t)cells->groups.len;
	const struct map_entry *key = &cells->keys.entries[cells->keys.len - 1];
	struct cell_group *group = vec_push(&cells->groups);
	*group = (struct cell_group){.sent = NULL};
	*vec_push(&cells->heads) = (struct cell_head){.kind = kind};
	cut_texts((struct slice){key->key, key->key_len}, group->texts);
	return (uint32_t)*index;
}

bool cells_group(struct cells *cells, const struct record_layout *layout,
		 const struct record *record, uint32_t *out, struct err *err)
{
	struct slice texts[CELL_TEXTS];
	make_texts(cells, layout, record, texts);
	bool valid = check_texts(texts, err);
	if (valid)
		*out = intern_group(cells, texts, record_kind(layout, record));
	free((char *)(uintptr_t)texts[TAGS].at);
	return valid;
}

void cells_interval(const struct record *record, int64_t *from, int64_t *to)
{
	bool long_line = record->stop - record->start > DAY_SECONDS;
	*from = long_line ? record->start : clock_day(record->start);
	*to = long_line ? record->stop : *from + DAY_SECONDS;
}

// ---- Finding a cell ----

struct cell *cells_at(const struct cells *cells, size_t index)
{
	return &cells->blocks.at[index / BLOCK][index % BLOCK];
}

static bool is_cell(const struct cell *cell, const struct cell_key *key)
{
	return cell->key.group == key->group && cell->key.from == key->from &&
	       cell->key.to == key->to && cell->key.scope == key->scope;
}

// The slot that holds the cell, or the free one where it belongs.
static uint32_t *find_slot(const struct cells *cells, const struct cell_key *key)
{
	size_t i = hash_bytes(key, sizeof *key);
	for (;; i++) {
		uint32_t *slot = &cells->slots[i & (cells->slot_count - 1)];
		if (!*slot || is_cell(cells_at(cells, *slot - 1), key))
			return slot;
	}
}

static void grow_slots(struct cells *cells)
{
	cells->slot_count = cells->slot_count ? cells->slot_count * 2 : 1024;
	free(cells->slots);
	cells->slots = mem_alloc(cells->slot_count * sizeof *cells->slots);
	for (size_t i = 0; i < cells->count; i++)
		*find_slot(cells, &cells_at(cells, i)->key) = (uint32_t)i + 1;
}

static uint32_t add_cell(struct cells *cells, const struct cell_key *key)
{
	if (cells->count % BLOCK == 0)
		*vec_push(&cells->blocks) = mem_alloc(BLOCK * sizeof(struct cell));
	cells_at(cells, cells->count)->key = *key;
	return (uint32_t)++cells->count;
}

static struct cell *find_cell(struct cells *cells, const struct cell_key *key)
{
	struct cell_head *head = &cells->heads.at[key->group];
	if (head->newest && is_cell(cells_at(cells, head->newest - 1), key))
		return cells_at(cells, head->newest - 1);
	if (cells->count * 4 >= cells->slot_count * 3)
		grow_slots(cells);
	uint32_t *slot = find_slot(cells, key);
	if (!*slot)
		*slot = add_cell(cells, key);
	head->newest = *slot;
	return cells_at(cells, *slot - 1);
}

// ---- Sums ----

static void add(struct decimal *sum, const struct decimal *x)
{
	if (!decimal_is_zero(x))
		decimal_add(sum, x);
}

static bool is_rare(const struct record *record, const struct record_kind *kind)
{
	const struct line_measures *m = &record->measures;
	return m->has_net || kind->split || !decimal_is_zero(&m->true_up) ||
	       !decimal_is_zero(&m->upfront) || !decimal_is_zero(&m->refund);
}

static void add_rare(struct cell_rare *rare, const struct record *record)
{
	const struct line_measures *m = &record->measures;
	add(&rare->true_up, &m->true_up);
	add(&rare->upfront, &m->upfront);
	add(&rare->refund, &m->refund);
	add(&rare->net_unblended, &m->net_unblended);
	add(&rare->net_amortized, &m->net_amortized);
	add(&rare->split_cost, &record->split_cost);
	add(&rare->split_unused, &record->split_unused);
}

static void add_measures(struct cells *cells, struct cell *cell, const struct record *record)
{
	const struct line_measures *m = &record->measures;
	cell->lines++;
	add(&cell->unblended, &m->unblended);
	add(&cell->amortized, &m->amortized);
	add(&cell->usage, &m->usage);
	add(&cell->on_demand, &m->on_demand);
	if (!is_rare(record, &cells->heads.at[cell->key.group].kind))
		return;
	cell->has_net = cell->has_net || m->has_net;
	if (!cell->rare)
		cell->rare = arena_alloc(&cells->rare, sizeof *cell->rare);
	add_rare(cell->rare, record);
}

// Extends the newest range when it is of the same input, else begins another.
static void add_row(struct cells *cells, struct cell *cell, const struct cell_place *place)
{
	struct cell_rows *rows = &cell->rows;
	if (rows->input == place->input) {
		rows->last = place->row;
		return;
	}
	uint32_t older = 0;
	if (rows->input) {
		*vec_push(&cells->older) = *rows;
		older = (uint32_t)cells->older.len;
	}
	*rows = (struct cell_rows){place->input, older, place->row, place->row};
}

void cells_add(struct cells *cells, const struct cell_place *place, const struct record *record)
{
	struct cell_key key = {.group = place->group, .scope = place->scope};
	cells_interval(record, &key.from, &key.to);
	struct cell *cell = find_cell(cells, &key);
	add_measures(cells, cell, record);
	add_row(cells, cell, place);
}
