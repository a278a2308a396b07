#include "store/decimal_sql.h"

#include "base/decimal.h"

#include <stdalign.h>

struct sum {
	struct decimal value;
	int count;
};

// SQLite gives 8-byte alignment, 128-bit integers want 16: the sum stands at the first such
// place of a slightly larger block. NULL when nothing was aggregated, or no memory.
static struct sum *sum_of(sqlite3_context *context, bool create)
{
	const uintptr_t align = alignof(struct sum) - 1;
	char *block =
		sqlite3_aggregate_context(context, create ? (int)(sizeof(struct sum) + align) : 0);
	return block ? (struct sum *)(((uintptr_t)block + align) & ~align) : NULL;
}

static bool read_value(sqlite3_context *context, sqlite3_value *value, struct decimal *out)
{
	const char *text = (const char *)sqlite3_value_text(value);
	int len = sqlite3_value_bytes(value);
	if (text && decimal_read(text, (size_t)len, out))
		return true;
	sqlite3_result_error(context, "not a decimal", -1);
	return false;
}

static void give(sqlite3_context *context, const struct decimal *value)
{
	char text[DECIMAL_TEXT];
	size_t len = decimal_format(value, text);
	sqlite3_result_text(context, text, (int)len, SQLITE_TRANSIENT);
}

static void sum_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct decimal x;
	struct sum *sum = sum_of(context, true);
	(void)count;
	if (!sum || sqlite3_value_type(values[0]) == SQLITE_NULL ||
	    !read_value(context, values[0], &x))
		return;
	decimal_add(&sum->value, &x);
	sum->count++;
}

static void sum_final(sqlite3_context *context)
{
	struct sum *sum = sum_of(context, false);
	if (sum && sum->count)
		give(context, &sum->value);
}

static void add(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct decimal total = {0}, x;
	for (int i = 0; i < count; i++) {
		if (sqlite3_value_type(values[i]) == SQLITE_NULL)
			continue;
		if (!read_value(context, values[i], &x))
			return;
		decimal_add(&total, &x);
	}
	give(context, &total);
}

static void subtract(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct decimal x[2] = {{0}, {0}};
	for (int i = 0; i < count; i++)
		if (sqlite3_value_type(values[i]) != SQLITE_NULL &&
		    !read_value(context, values[i], &x[i]))
			return;
	decimal_sub(&x[0], &x[1]);
	give(context, &x[0]);
}

// Less, equal, more: -1, 0, 1; NULL beside NULL.
static void compare(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct decimal x[2];
	for (int i = 0; i < count; i++)
		if (sqlite3_value_type(values[i]) == SQLITE_NULL ||
		    !read_value(context, values[i], &x[i]))
			return;
	sqlite3_result_int(context, decimal_compare(&x[0], &x[1]));
}

void decimal_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	sqlite3_create_function(db, "dec_sum", 1, flags, NULL, NULL, sum_step, sum_final);
	sqlite3_create_function(db, "dec_add", -1, flags, NULL, add, NULL, NULL);
	sqlite3_create_function(db, "dec_cmp", 2, flags, NULL, compare, NULL, NULL);
	sqlite3_create_function(db, "dec_sub", 2, flags, NULL, subtract, NULL, NULL);
}
