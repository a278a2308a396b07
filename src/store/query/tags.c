#include "store/query/query.h"

#include <string.h>

enum { TAG_KEYS_MAX = 4 };

// The form a tag key takes as an Athena column: CostCenter and user:CostCenter give
// cost_center and user_cost_center.
static void add_column_form(struct str *out, const char *key)
{
	for (const char *c = key; *c; c++) {
		bool upper = *c >= 'A' && *c <= 'Z';
		bool letter = upper || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');
		bool after = out->len && out->at[out->len - 1] != '_';
		if ((upper || !letter) && after)
			str_add_char(out, '_');
		if (letter)
			str_add_char(out, upper ? (char)(*c | 0x20) : *c);
	}
	while (out->len && out->at[out->len - 1] == '_')
		out->len--;
}

// How well a stored key answers to the one asked for: 0 exact, 1 with user:, 2 by its column
// form; -1 not at all.
static int key_rank(const char *stored, const char *asked)
{
	if (strcmp(stored, asked) == 0)
		return 0;
	if (strncmp(stored, "user:", 5) == 0 && strcmp(stored + 5, asked) == 0)
		return 1;
	if (strchr(stored, ':'))
		return -1; // case is kept: user:Project is not user:project
	struct str x = {0}, y = {0}, z = {0};
	add_column_form(&x, stored);
	add_column_form(&y, asked);
	str_add_text(&z, "user_");
	add_column_form(&z, asked);
	int rank = str_equal(&x, &y) || str_equal(&x, &z) ? 2 : -1;
	str_fini(&x);
	str_fini(&y);
	str_fini(&z);
	return rank;
}

// A key that could not be read is not one that is not there: the query is not run then.
static bool next_key(struct query *q, sqlite3_stmt *rows, bool *row)
{
	return q->why.code == ERR_NONE && cache_step(q->cache, rows, row, &q->why);
}

// The ids of the stored keys that a key stands for, best first.
static size_t find_keys(struct query *q, const char *asked, int64_t keys[TAG_KEYS_MAX])
{
	size_t count = 0;
	for (int rank = 0; rank <= 2; rank++) {
		sqlite3_stmt *rows =
			q->cache ? cache_statement(q->cache, "tag_keys", NULL, 0) : NULL;
		bool row = false;
		while (q->cache && next_key(q, rows, &row) && row)
			if (key_rank((const char *)sqlite3_column_text(rows, 1), asked) == rank &&
			    count < TAG_KEYS_MAX)
				keys[count++] = sqlite3_column_int64(rows, 0);
		cache_statement_done(rows);
	}
	return count;
}

void query_add_tag(struct query *q, const char *key)
{
	int64_t keys[TAG_KEYS_MAX];
	size_t count = find_keys(q, key, keys);
	if (!count) { // a key that no tag has, by its name: it is seen, and finds nothing
		str_add_text(&q->sql, "(SELECT value FROM tag WHERE tagset = c.tags AND key = "
				      "(SELECT id FROM text WHERE v = ");
		query_add_value(q, &q->sql, SQL_T(key));
		str_add_text(&q->sql, "))");
		return;
	}
	str_add_text(&q->sql, "coalesce(NULL");
	for (size_t i = 0; i < count; i++) {
		str_add_text(&q->sql, ", (SELECT value FROM tag WHERE tagset = c.tags AND key = ");
		query_add_value(q, &q->sql, SQL_I(keys[i]));
		str_add_char(&q->sql, ')');
	}
	str_add_char(&q->sql, ')');
}
