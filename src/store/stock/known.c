#include "store/stock/stock.h"

#include "store/stock/stock_private.h"

// ---- What the handlers share ----

static struct slice sent_string(struct fold *fold, int64_t id)
{
	struct slice none = {NULL, 0};
	if (id <= 0 || (size_t)id > fold->strings.len || !fold->strings.at[id - 1])
		return none;
	const struct map_entry *entry = &fold->texts.entries[fold->strings.at[id - 1] - 1];
	return (struct slice){entry->key, entry->key_len};
}

struct slice stock_word(struct fold *fold, const struct json_record *record, const char *name)
{
	const struct json_field *field = json_find(record, name);
	if (field && field->kind == JSON_NUMBER)
		return sent_string(fold, json_int_or(record, name, 0));
	if (!field || field->kind != JSON_TEXT)
		return (struct slice){NULL, 0};
	if (!field->escaped)
		return field->raw;
	return slice_of(json_text_or(record, name, &fold->arena, ""));
}

struct sql_value stock_text(struct slice text)
{
	return text.len ? (struct sql_value){.kind = SQL_TEXT, .text = text}
			: (struct sql_value){.kind = SQL_NULL};
}

struct sql_value stock_field(struct fold *fold, const struct json_record *record, const char *name)
{
	return stock_text(stock_word(fold, record, name));
}

struct sql_value stock_time(const struct json_record *record, const char *name)
{
	return json_find(record, name) ? SQL_I(json_int_or(record, name, 0))
				       : (struct sql_value){.kind = SQL_NULL};
}

bool stock_scope(struct fold *fold, const struct json_record *record, struct fold_scope **out,
		 struct err *err)
{
	if (!fold_scope_of(fold, record, out, err))
		return false;
	if ((*out)->older)
		*out = NULL;
	return true;
}

// ---- Vulnerabilities that are exploited, or likely to be ----

// What tells no date is due at once, since it is known: a record is one, whatever its date says.
static int64_t kev_due(const struct json_record *record, const struct fold_scope *scope)
{
	int64_t due = json_int_or(record, "due", 0);
	due = due > 0 ? due : json_int_or(record, "added", 0);
	due = due > 0 ? due : scope->at;
	return due > 0 ? due : 1;
}

bool stock_kev(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct sql_value values[] = {SQL_I(scope->id),
				     stock_field(fold, record, "cve"),
				     stock_time(record, "added"),
				     SQL_I(kev_due(record, scope)),
				     SQL_I(json_bool_or(record, "ransomware", false)),
				     stock_field(fold, record, "product"),
				     stock_field(fold, record, "name"),
				     stock_field(fold, record, "action")};
	return cache_run(fold->cache, "add_kev", values, 8, err);
}

bool stock_epss(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct sql_value values[] = {SQL_I(scope->id), stock_field(fold, record, "cve"),
				     stock_field(fold, record, "epss"),
				     stock_field(fold, record, "percentile")};
	return cache_run(fold->cache, "add_epss", values, 4, err);
}

// ---- What runs ----

bool stock_workload(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct sql_value values[] = {
		SQL_I(scope->id),
		{.kind = SQL_TEXT, .text = stock_word(fold, record, "cluster")},
		stock_field(fold, record, "namespace"),
		stock_field(fold, record, "workload"),
		stock_field(fold, record, "kind"),
		stock_field(fold, record, "image"),
		stock_field(fold, record, "digest"),
		SQL_I(json_int_or(record, "replicas", 1))};
	return cache_run(fold->cache, "add_workload", values, 8, err);
}
