// Patterns: '*' is the only wildcard there is.
#include "store/query/query.h"

#include <string.h>

// GLOB also knows '?' and sets in brackets (sqlite.org/lang_expr.html): both stand for themselves.
void query_add_glob(struct query *q, struct str *sql, const char *value)
{
	struct str pattern = {0};
	for (; *value; value++)
		str_addf(&pattern, *value == '[' || *value == '?' ? "[%c]" : "%c", *value);
	str_add_text(sql, " GLOB ");
	query_add_value(q, sql, SQL_T(arena_slice(&q->arena, str_slice(&pattern))));
	str_fini(&pattern);
}

// Anywhere in the text, in upper or lower case of ASCII.
void query_add_contains(struct query *q, struct str *sql, const char *value)
{
	struct str pattern = {0};
	str_add_char(&pattern, '%');
	for (; *value; value++)
		str_addf(&pattern, strchr("%_\\", *value) ? "\\%c" : "%c", *value);
	str_add_char(&pattern, '%');
	str_add_text(sql, " LIKE ");
	query_add_value(q, sql, SQL_T(arena_slice(&q->arena, str_slice(&pattern))));
	str_add_text(sql, " ESCAPE '\\'");
	str_fini(&pattern);
}
