#include "store/fold/fold_rollup.h"

#include <stdlib.h>
#include <string.h>

void rollup_add(struct rollup *rollup, const int64_t keys[ROLLUP_KEYS],
		const struct rollup_amounts *amounts)
{
	struct slice key = {(const char *)keys, ROLLUP_KEYS * sizeof *keys};
	size_t index = map_intern(&rollup->keys, key);
	if (index == rollup->sums.len) {
		*vec_push(&rollup->sums) = *amounts;
		return;
	}
	struct rollup_amounts *sum = &rollup->sums.at[index];
	for (size_t i = 0; i < ROLLUP_MEASURES; i++) {
		sum->has[i] = sum->has[i] && amounts->has[i];
		if (amounts->has[i] && !decimal_is_zero(&amounts->values[i]))
			decimal_add(&sum->values[i], &amounts->values[i]);
	}
	sum->lines += amounts->lines;
}

void rollup_fini(struct rollup *rollup)
{
	map_fini(&rollup->keys);
	vec_fini(&rollup->sums);
}

// ---- Storing ----

enum { KEY_VALUES = 1 + ROLLUP_KEYS, MONTH_VALUES = KEY_VALUES + 1 + ROLLUP_MEASURES + 2 };

// The values of a row up to its measures; absent keys are NULL.
static void take_keys(struct sql_value *values, int64_t scope, const int64_t *keys, size_t count)
{
	values[0] = SQL_I(scope);
	for (size_t i = 0; i < count; i++)
		values[1 + i] = keys[i] ? SQL_I(keys[i]) : (struct sql_value){.kind = SQL_NULL};
}

static void take_measures(struct sql_value *values, char (*texts)[DECIMAL_TEXT],
			  const struct rollup_amounts *sum, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		values[i] = (struct sql_value){.kind = SQL_NULL};
		if (!sum->has[i])
			continue;
		decimal_format(&sum->values[i], texts[i]);
		values[i] = SQL_T(texts[i]);
	}
}

static bool store(struct cache *cache, int64_t scope, const struct rollup *rollup,
		  const char *statement, struct err *err)
{
	bool months = strcmp(statement, "add_month") == 0;
	size_t key_count = months ? ROLLUP_KEYS : 3;
	size_t measures = months ? ROLLUP_MEASURES : ROLLUP_DAY_MEASURES;
	for (size_t i = 0; i < rollup->sums.len; i++) {
		const struct rollup_amounts *sum = &rollup->sums.at[i];
		int64_t keys[ROLLUP_KEYS];
		char texts[ROLLUP_MEASURES][DECIMAL_TEXT];
		struct sql_value values[MONTH_VALUES] = {0};
		memcpy(keys, rollup->keys.entries[i].key, sizeof keys);
		take_keys(values, scope, keys, key_count);
		values[1 + key_count] = SQL_I(sum->lines);
		take_measures(values + 2 + key_count, texts, sum, measures);
		size_t count = 2 + key_count + measures;
		values[count++] = SQL_R(decimal_to_double(&sum->values[0]));
		values[count++] = SQL_R(decimal_to_double(&sum->values[1]));
		if (!cache_run(cache, statement, values, count, err))
			return false;
	}
	return true;
}

bool rollup_store_months(struct cache *cache, int64_t scope, const struct rollup *rollup,
			 struct err *err)
{
	return store(cache, scope, rollup, "add_month", err);
}

bool rollup_store_days(struct cache *cache, int64_t scope, const struct rollup *rollup,
		       struct err *err)
{
	return store(cache, scope, rollup, "add_day", err);
}
