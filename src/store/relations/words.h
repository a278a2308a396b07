// Columns of words that are kept as numbers. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_WORDS_H
#define GAVEL_STORE_RELATIONS_WORDS_H

#include "store/relations/relation.h"

extern const struct column_words WORDS_LEVEL, WORDS_STATE, WORDS_CLASS, WORDS_FINDING, WORDS_REASON;

#define WORDS(column, heading, words_, fragment_, sentence)                                        \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_PLAIN, .fragment = (fragment_), .sort = (fragment_),                \
		.words = &(words_)                                                                 \
	}

#endif
