#include "store/finder/finder_sql.h"

#include "base/str.h"
#include "base/vec.h"
#include "findings/name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SET_MAX = 128 << 20 }; // bytes: of a thousand million ids

struct set {
	uint8_t *at;
	size_t len, room;
	uint64_t number; // the smallest is 1
};
struct finder_sets {
	vec(struct set) all; // in the order of their numbers
	uint64_t last;
};

static void drop_from(struct finder_sets *sets, size_t first)
{
	for (size_t i = first; i < sets->all.len; i++)
		free(sets->all.at[i].at);
	sets->all.len = first < sets->all.len ? first : sets->all.len;
}

static void sets_free(void *context)
{
	struct finder_sets *sets = context;
	drop_from(sets, 0);
	vec_fini(&sets->all);
	free(sets);
}

uint64_t finder_sets_mark(const struct finder_sets *sets)
{
	return sets->last;
}

void finder_sets_drop(struct finder_sets *sets, uint64_t mark)
{
	size_t first = sets->all.len;
	while (first && sets->all.at[first - 1].number > mark)
		first--;
	drop_from(sets, first);
}

// ---- Made ----

static void grow(struct set *set, size_t len)
{
	if (len > set->room) {
		size_t room = len + len / 2 + 64;
		set->at = mem_resize(set->at, room);
		memset(set->at + set->room, 0, room - set->room);
		set->room = room;
	}
	set->len = len > set->len ? len : set->len;
}

static void set_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct set *set = sqlite3_aggregate_context(context, sizeof *set);
	uint64_t id = (uint64_t)sqlite3_value_int64(values[0]);
	(void)count;
	if (!set || sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	if (id / 8 >= SET_MAX) {
		sqlite3_result_error(context, "an id that no row has", -1);
		return;
	}
	if (id / 8 >= set->len)
		grow(set, id / 8 + 1);
	set->at[id / 8] |= (uint8_t)(1u << id % 8);
}

static void set_final(sqlite3_context *context)
{
	struct finder_sets *sets = sqlite3_user_data(context);
	struct set *set = sqlite3_aggregate_context(context, 0);
	if (!set || !set->at)
		return;
	set->number = ++sets->last;
	*vec_push(&sets->all) = *set;
	sqlite3_result_int64(context, (sqlite3_int64)set->number);
}

// ---- Asked ----

// The set of a number; NULL has none. A set that was dropped is an error, never an empty one.
static const struct set *find_set(sqlite3_context *context, sqlite3_value *number)
{
	const struct finder_sets *sets = sqlite3_user_data(context);
	if (sqlite3_value_type(number) == SQLITE_NULL)
		return NULL;
	for (size_t i = sets->all.len; i > 0; i--)
		if (sets->all.at[i - 1].number == (uint64_t)sqlite3_value_int64(number))
			return &sets->all.at[i - 1];
	sqlite3_result_error(context, "no set has this number", -1);
	return NULL;
}

static bool has(const struct set *set, sqlite3_value *value)
{
	uint64_t id = (uint64_t)sqlite3_value_int64(value);
	return set && sqlite3_value_type(value) == SQLITE_INTEGER && id / 8 < set->len &&
	       (set->at[id / 8] >> id % 8 & 1);
}

static void any(sqlite3_context *context, int count, sqlite3_value **values)
{
	int found = 0;
	const struct set *set = count ? find_set(context, values[0]) : NULL;
	for (int i = 1; set && !found && i < count; i++)
		found = has(set, values[i]);
	if (set || !count || sqlite3_value_type(values[0]) == SQLITE_NULL)
		sqlite3_result_int(context, found);
}

static void hint(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct set *set = find_set(context, values[0]);
	bool beyond = sqlite3_value_int64(values[2]) > sqlite3_value_int64(values[1]);
	(void)count;
	if (set || sqlite3_value_type(values[0]) == SQLITE_NULL)
		sqlite3_result_int(context, beyond || has(set, values[2]));
}

static void named(sqlite3_context *context, int count, sqlite3_value **values)
{
	char name[FINDING_NAME];
	const char *word = (const char *)sqlite3_value_text(values[1]);
	(void)count;
	finding_name(sqlite3_value_int64(values[0]), name);
	sqlite3_result_int(context, word && strcasestr(name, word));
}

struct finder_sets *finder_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
	struct finder_sets *sets = mem_alloc(sizeof *sets);
	sqlite3_create_function_v2(db, "finder_set", 1, flags, sets, NULL, set_step, set_final,
				   sets_free);
	sqlite3_create_function(db, "finder_any", -1, flags, sets, any, NULL, NULL);
	sqlite3_create_function(db, "finder_hint", 3, flags, sets, hint, NULL, NULL);
	sqlite3_create_function(db, "finder_named", 2, flags, NULL, named, NULL, NULL);
	return sets;
}
