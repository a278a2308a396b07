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

// What findings are summed up by wherever that is week by week or life by life, not one by one.
#define OF_SCANS(alias)                                                                            \
	OF_WORDS("severity", "severity", COLUMN_DIMENSION, WORDS_LEVEL, alias "level",             \
		 "critical, high, medium, low, info or unknown"),                                  \
		OF_WORDS("class", "class", COLUMN_DIMENSION, WORDS_CLASS, alias "class",           \
			 "code, dependency, container, iac, secret, dast, posture, hardening, "    \
			 "load"),                                                                  \
		DIMENSION("tool", "tool", alias "tool", "the tool that found it, in lower case"),  \
		DIMENSION("target", "target", alias "target", "what was scanned"),                 \
		DIMENSION("category", "category", alias "category", "which of the tool's scans"),  \
		OF_WORDS("sev", "severity", COLUMN_HIDDEN, WORDS_LEVEL, alias "level",             \
			 "the same as severity")

#endif
