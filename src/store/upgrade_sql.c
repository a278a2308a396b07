#include "store/upgrade_sql.h"

#include "base/map.h"
#include "findings/glob.h"
#include "findings/version/upgrade.h"

#include <stdlib.h>
#include <string.h>

static struct slice text_of(sqlite3_value *value)
{
	const char *text = (const char *)sqlite3_value_text(value);
	return (struct slice){text, text ? (size_t)sqlite3_value_bytes(value) : 0};
}

static void package(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice of = upgrade_package(text_of(values[0]));
	(void)count;
	if (of.at)
		sqlite3_result_text(context, of.at, (int)of.len, SQLITE_TRANSIENT);
}

static void closes(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice text = text_of(values[0]), upgrade = text_of(values[1]);
	(void)count;
	if (text.at && upgrade.at)
		sqlite3_result_int(context, strchr(upgrade.at, '*')
						    ? glob_fits(upgrade.at, text.at)
						    : upgrade_closes(upgrade, text));
}

static void best_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct map **texts = sqlite3_aggregate_context(context, sizeof(struct map *));
	struct slice text = text_of(values[0]);
	(void)count;
	if (!texts || !text.at)
		return;
	if (!*texts)
		*texts = mem_alloc(sizeof **texts);
	map_intern(*texts, text);
}

static void best_finish(sqlite3_context *context)
{
	struct map **texts = sqlite3_aggregate_context(context, 0), *map = texts ? *texts : NULL;
	struct str best = {0};
	if (!map)
		return;
	struct slice *all = mem_alloc(map->len * sizeof *all);
	for (size_t i = 0; i < map->len; i++)
		all[i] = (struct slice){map->entries[i].key, map->entries[i].key_len};
	upgrade_add_best(&best, all, map->len);
	sqlite3_result_text(context, str_text(&best), (int)best.len, SQLITE_TRANSIENT);
	str_fini(&best);
	free(all);
	map_fini(map);
	free(map);
}

void upgrade_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	sqlite3_create_function(db, "upgrade_package", 1, flags, NULL, package, NULL, NULL);
	sqlite3_create_function(db, "upgrade_closes", 2, flags, NULL, closes, NULL, NULL);
	sqlite3_create_function(db, "upgrade_best", 1, flags, NULL, NULL, best_step, best_finish);
}
