// A word that is looked for in every column that is shown.
#include "store/query/query.h"

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
}
