// A word that is looked for in every column that is shown.
#include "store/query/query.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// The ids of the texts that hold a word, found once for all columns.
static size_t add_word(struct query *q, const char *value)
{
	size_t number = ++q->word_count;
	str_addf(&q->with, "%s word%zu AS MATERIALIZED (SELECT id FROM text WHERE v",
		 q->with.len ? "," : "WITH", number);
	query_add_contains(q, &q->with, value);
	str_add_text(&q->with, ") ");
	return number;
}

bool query_is_searched(const struct relation *relation, const struct column *column)
{
	return column->kind == COLUMN_TEXT && !column->keyed && column->role != COLUMN_MEASURE &&
	       !query_names(relation->wide, column->name) && !(relation->hinted && column->holds);
}

const char *query_flaw(struct query *q, const char *word)
{
	static const char IDS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	if (!q->select->relation->flaws || strncasecmp(word, "CVE-", 4) != 0)
		return NULL;
	char *id = arena_text(&q->arena, word);
	for (char *at = id; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return id[strspn(id, IDS)] ? NULL : arena_printf(&q->arena, "%s*", id);
}

// Text anywhere in the row's text columns that a table shows.
void query_add_search(struct query *q, const char *value)
{
	const struct relation *r = q->select->relation;
	const char *separator = "";
	size_t word = 0;
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		if (!query_is_searched(r, column))
			continue;
		str_addf(&q->sql, "%s%s(", separator, column->words ? column->words->function : "");
		query_add_fragment(q, column, NULL);
		str_add_char(&q->sql, ')');
		if (column->interned && !word)
			word = add_word(q, value);
		if (column->interned)
			str_addf(&q->sql, " IN word%zu", word);
		else
			query_add_contains(q, &q->sql, value);
		separator = " OR ";
	}
	const char *flaw = query_flaw(q, value);
	if (flaw) {
		str_addf(&q->sql, "%sf.id IN (%s", separator, r->flaws);
		query_add_glob(q, &q->sql, flaw);
		str_add_char(&q->sql, ')');
	}
}
