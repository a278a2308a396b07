#include "base/clock.h"
#include "store/fold/cost_cell.h"

#include <stdlib.h>
#include <string.h>

// The years 1 to 9999.
#define TIME_LEAST INT64_C(-62135596800)
#define TIME_MOST  INT64_C(253402300799)

// The dimensions of a cell, in the order of the table's columns.
static const char *const DIMENSIONS[CELL_DIMENSIONS] = {
	"account",  "service", "region",   "line_type", "usage_type", "operation",
	"resource", "tags",    "currency", "unit",	"product",    "entity"};
// The measures, likewise.
static const char *const MEASURES[CELL_MEASURES] = {
	"unblended", "amortized", "net_unblended", "net_amortized", "usage",	  "on_demand",
	"true_up",   "upfront",	  "refund",	   "split_cost",    "unused_cost"};

enum { CELL_VALUES = 32, ROWS_MAX = 3 * 64 };

// ---- Tags ----

// The members of a tag set go into the table once.
static bool store_tags(struct fold *fold, int64_t tagset, struct err *err)
{
	bool added;
	map_put(&fold->tagsets, (struct slice){(const char *)&tagset, sizeof tagset}, &added);
	if (!added)
		return true;
	const struct map_entry *text = &fold->texts.entries[tagset - 1];
	json_t *members = json_loadb(text->key, text->key_len, JSON_REJECT_DUPLICATES, NULL);
	const char *key;
	json_t *value;
	bool done =
		json_is_object(members) || err_set(err, ERR_CORRUPT, "tags are not a JSON object");
	json_object_foreach(members, key, value)
	{
		const char *content = json_string_value(value);
		if (!done || !content || !*content)
			continue;
		struct sql_value values[] = {SQL_I(tagset),
					     SQL_I(fold_text(fold, slice_of(key), err)),
					     SQL_I(fold_text(fold, slice_of(content), err))};
		done = values[1].integer > 0 && values[2].integer > 0 &&
		       cache_run(fold->cache, "add_tag", values, 3, err);
	}
	json_decref(members);
	return done;
}

// ---- Reading a cell ----

static size_t measure_named(struct slice name)
{
	size_t i = 0;
	while (i < CELL_MEASURES && !slice_is(name, MEASURES[i]))
		i++;
	return i;
}

static bool read_measures(const struct json_record *record, struct cost_cell *cell, struct err *err)
{
	for (size_t at = 0; at < record->count; at++) {
		const struct json_field *field = &record->fields[at];
		size_t i = measure_named(field->key);
		if (i == CELL_MEASURES)
			continue;
		if (field->kind != JSON_TEXT ||
		    !decimal_read(field->raw.at, field->raw.len, &cell->values[i]))
			return err_set(err, ERR_CORRUPT, "'%s' is not a decimal", MEASURES[i]);
		cell->texts[i] = field->raw;
	}
	return true;
}

static void add_range(struct str *out, const int64_t range[3])
{
	if (out->len)
		str_add_char(out, ',');
	str_add_int(out, range[0]);
	str_add_char(out, ':');
	str_add_int(out, range[1]);
	str_add_char(out, '-');
	str_add_int(out, range[2]);
}

bool fold_rows(const struct json_record *record, struct str *out, struct err *err)
{
	int64_t rows[ROWS_MAX];
	const struct json_field *field = json_find(record, "rows");
	int count = field ? json_int_list(field, rows, ROWS_MAX) : 0;
	if (count < 0 || count % 3)
		return err_set(err, ERR_CORRUPT, "'rows' is not a list of input, first, last");
	for (int i = 0; i < count; i += 3)
		add_range(out, rows + i);
	return true;
}

static bool read_dimensions(struct fold *fold, const struct json_record *record,
			    struct sql_value dimensions[CELL_DIMENSIONS], struct err *err)
{
	for (size_t i = 0; i < CELL_DIMENSIONS; i++)
		if (!fold_string(fold, record, DIMENSIONS[i], &dimensions[i], err))
			return false;
	return dimensions[CELL_TAGS].kind != SQL_INT ||
	       store_tags(fold, dimensions[CELL_TAGS].integer, err);
}

static bool read_cell(struct fold *fold, const struct json_record *record, struct cost_cell *cell,
		      struct err *err)
{
	if (!json_get_int(record, "from", &cell->start, err) ||
	    !json_get_int(record, "to", &cell->stop, err))
		return false;
	if (cell->start < TIME_LEAST || cell->stop > TIME_MOST)
		return err_set(err, ERR_CORRUPT, "'from' or 'to' is not a time");
	if (cell->stop < cell->start)
		return err_set(err, ERR_CORRUPT, "'to' lies before 'from'");
	cell->lines = json_int_or(record, "n", 1);
	int64_t group = json_int_or(record, "group", 0);
	if (group < 0 || (size_t)group > fold->groups.len)
		return err_set(err, ERR_CORRUPT, "group %lld was not sent", (long long)group);
	if (group)
		memcpy(cell->dimensions, fold->groups.at[group - 1].dimensions,
		       sizeof cell->dimensions);
	else if (!read_dimensions(fold, record, cell->dimensions, err))
		return false;
	return read_measures(record, cell, err) && fold_rows(record, &cell->rows, err);
}

bool fold_group(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_group group;
	int64_t id = json_int_or(record, "id", 0);
	if (id != (int64_t)fold->groups.len + 1)
		return err_set(err, ERR_CORRUPT, "group %lld where group %zu must follow",
			       (long long)id, fold->groups.len + 1);
	if (!read_dimensions(fold, record, group.dimensions, err))
		return false;
	*vec_push(&fold->groups) = group;
	return true;
}

// ---- Storing it ----

static void add_total(struct fold_scope *scope, const struct cost_cell *cell)
{
	const int64_t key[] = {cell->dimensions[CELL_SERVICE].integer,
			       cell->dimensions[CELL_CURRENCY].integer};
	size_t index = map_intern(&scope->totals, (struct slice){(const char *)key, sizeof key});
	if (index == scope->sums.len)
		*vec_push(&scope->sums) = (struct fold_total){0};
	struct fold_total *total = &scope->sums.at[index];
	decimal_add(&total->unblended, &cell->values[0]);
	decimal_add(&total->amortized, &cell->values[1]);
	total->lines += cell->lines;
}

static bool insert_cell(struct fold *fold, const struct fold_scope *scope, struct cost_cell *cell,
			bool split, struct err *err)
{
	struct sql_value values[CELL_VALUES] = {SQL_I(scope->id), SQL_I(cell->start),
						SQL_I(cell->stop), SQL_I(clock_day(cell->start))};
	size_t at = 4;
	memcpy(values + at, cell->dimensions, sizeof cell->dimensions);
	at += CELL_DIMENSIONS;
	values[at++] = SQL_I(split);
	values[at++] = SQL_I(cell->lines);
	values[at++] = (struct sql_value){
		.kind = SQL_TEXT, .text = {cell->rows.at ? cell->rows.at : "", cell->rows.len}};
	for (size_t i = 0; i < CELL_MEASURES; i++)
		values[at++] = (struct sql_value){.kind = SQL_TEXT, .text = cell->texts[i]};
	values[at++] = SQL_R(decimal_to_double_as(&cell->values[0], cell->texts[0]));
	values[at++] = SQL_R(decimal_to_double_as(&cell->values[1], cell->texts[1]));
	bool done = cache_run(fold->cache, "add_cell", values, at, err);
	cell->id = sqlite3_last_insert_rowid(cache_handle(fold->cache));
	return done;
}

bool fold_cost(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	struct cost_cell cell = {0};
	bool split = json_bool_or(record, "split", false);
	bool done = fold_scope_of(fold, record, &scope, err) && read_cell(fold, record, &cell, err);
	if (done && !split)
		add_total(scope, &cell);
	if (done && !scope->older)
		done = insert_cell(fold, scope, &cell, split, err) &&
		       (split || cell_spread(fold, scope, &cell, err));
	str_fini(&cell.rows);
	return done;
}

// ---- The scope's own facts ----

static struct sql_value int_or_null(const struct json_record *record, const char *key)
{
	return json_find(record, key) ? SQL_I(json_int_or(record, key, 0))
				      : (struct sql_value){.kind = SQL_NULL};
}

bool fold_bill(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	struct arena *arena = &fold->arena;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	struct sql_value values[] = {SQL_I(scope->id),
				     SQL_T(json_text_or(record, "format", arena, "")),
				     SQL_T(json_text_or(record, "payer", arena, "")),
				     SQL_T(json_text_or(record, "report", arena, "")),
				     SQL_T(json_text_or(record, "period", arena, "")),
				     int_or_null(record, "delivered"),
				     SQL_I(json_int_or(record, "rows", 0)),
				     SQL_I(json_int_or(record, "invoiced", 0)),
				     int_or_null(record, "first"),
				     int_or_null(record, "last"),
				     SQL_I(json_int_or(record, "columns", 0)),
				     SQL_I(json_bool_or(record, "has_net", false)),
				     SQL_I(json_bool_or(record, "identity", false)),
				     SQL_I(json_bool_or(record, "inexact", false))};
	return cache_run(fold->cache, "add_bill", values, 14, err);
}

bool fold_account(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	const char *id = json_text_or(record, "id", &fold->arena, "");
	const char *name = json_text_or(record, "name", &fold->arena, "");
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	if (scope->older || !*id || !*name)
		return true;
	struct sql_value values[] = {SQL_I(scope->id), SQL_I(fold_text(fold, slice_of(id), err)),
				     SQL_I(fold_text(fold, slice_of(name), err))};
	return values[1].integer > 0 && values[2].integer > 0 &&
	       cache_run(fold->cache, "add_account", values, 3, err);
}

// 0 is no text.
static struct sql_value text_of(const struct fold *fold, int64_t id)
{
	struct sql_value value = SQL_T("");
	const struct map_entry *entry = id ? &fold->texts.entries[id - 1] : NULL;
	if (entry)
		value.text = (struct slice){entry->key, entry->key_len};
	return value;
}

static bool write_totals(struct fold *fold, struct fold_scope *scope, struct err *err)
{
	for (size_t i = 0; i < scope->totals.len; i++) {
		int64_t key[2];
		memcpy(key, scope->totals.entries[i].key, sizeof key);
		char unblended[DECIMAL_TEXT], amortized[DECIMAL_TEXT];
		decimal_format(&scope->sums.at[i].unblended, unblended);
		decimal_format(&scope->sums.at[i].amortized, amortized);
		struct sql_value values[] = {SQL_I(scope->id),	    text_of(fold, key[0]),
					     text_of(fold, key[1]), SQL_T(unblended),
					     SQL_T(amortized),	    SQL_I(scope->sums.at[i].lines)};
		if (!cache_run(fold->cache, "add_total", values, 6, err))
			return false;
	}
	return true;
}

bool fold_cost_end(struct fold *fold, struct fold_scope *scope, bool shown, struct err *err)
{
	struct cache *cache = fold->cache;
	struct sql_value id[] = {SQL_I(scope->id)};
	if (!write_totals(fold, scope, err))
		return false;
	if (shown)
		return rollup_store_months(cache, scope->id, &scope->months, err) &&
		       rollup_store_days(cache, scope->id, &scope->days, err);
	return fold_drop_cells(fold, scope->id, err) && cache_run(cache, "drop_bill", id, 1, err);
}

bool fold_drop_cells(struct fold *fold, int64_t scope, struct err *err)
{
	static const char *const STATEMENTS[] = {
		"drop_spread",	  "drop_cells",	     "drop_months",    "drop_days",
		"drop_accounts",  "drop_exceptions", "drop_sbom",      "drop_components",
		"drop_kev",	  "drop_epss",	     "drop_vex_flaws", "drop_vex",
		"drop_workloads", "drop_acceptances"};
	struct sql_value id[] = {SQL_I(scope)};
	for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++)
		if (!cache_run(fold->cache, STATEMENTS[i], id, 1, err))
			return false;
	return true;
}
