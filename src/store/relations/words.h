// Columns of words that are kept as numbers. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_WORDS_H
#define GAVEL_STORE_RELATIONS_WORDS_H

#include "store/relations/relation.h"

extern const struct column_words WORDS_LEVEL, WORDS_STATE, WORDS_CLASS, WORDS_FINDING, WORDS_REASON;

// The sign keeps a condition from choosing an index: the one of the order ends at the page.
#define WORDS(column, heading, words_, fragment_, sentence)                                        \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_PLAIN, .fragment = "+" fragment_, .sort = (fragment_),              \
		.words = &(words_)                                                                 \
	}

#define OF_WORDS(column, heading, role_, words_, fragment_, sentence)                              \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = (role_), .fragment = (fragment_), .sort = (fragment_), .words = &(words_)  \
	}

// Of relations that are grouped: what may be grouped by, and what is summed up.
#define DIMENSION(column, heading, fragment_, sentence)                                            \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_DIMENSION, .fragment = (fragment_)                                  \
	}
#define MEASURE(column, heading, kind_, fragment_, sentence)                                       \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = (kind_),         \
		.role = COLUMN_MEASURE, .fragment = (fragment_)                                    \
	}

#endif
