#include "ui/sheet/look.h"

#include <string.h>

static const struct {
	const char *word;
	enum role role;
} WORDS[] = {
	{"critical", ROLE_BAD},
	{"high", ROLE_BAD},
};

static enum role look_of_word(const char *word)
{
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (strcmp(WORDS[i].word, word) == 0)
			return WORDS[i].role;
	return ROLE_TEXT;
}

enum role look_of(const struct session *session, const struct column *column,
		  const struct value *value)
{
	if (!value->text)
		return ROLE_TEXT;
	if (column->kind == COLUMN_LEFT)
		return value->integer < session->now ? ROLE_BAD : ROLE_TEXT;
	if (column->kind == COLUMN_BOOL && strcmp(column->name, "kev") == 0)
		return value->integer ? ROLE_BAD : ROLE_TEXT;
	return column->words ? look_of_word(value->text) : ROLE_TEXT;
}
