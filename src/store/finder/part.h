// The parts that a body is indexed by: each is some columns of finder_bodies and a number of
// finder_block. Private to the store.
#ifndef GAVEL_STORE_FINDER_PART_H
#define GAVEL_STORE_FINDER_PART_H

#include "store/cache.h"
#include "store/finder/block.h"

enum { FINDER_PARTS = FINDER_OWNED }; // the first columns of finder_block; what is owned is behind
enum { FINDER_CLASS = 25, FINDER_CHAIN = 26 }; // columns of finder_bodies

struct finder_part {
	const char *find, *add; // the statements that give its number, and make one
	int from, until;	// columns of finder_bodies
	bool joined;		// they are one text
	bool by_body;		// the text is not kept, but the body that has it first
};
extern const struct finder_part FINDER_PART[FINDER_PARTS];

struct slice finder_text(sqlite3_stmt *row, int column);
// Joined, what the columns say is one behind the other, where a NUL would end the search of what
// stands behind it; else each has its length. Empty when they say nothing.
void finder_part_read(sqlite3_stmt *row, const struct finder_part *part, struct str *out);
// The enum finding_class, and the chain, of a body.
int64_t finder_class_of(sqlite3_stmt *row);
int64_t finder_chain_of(sqlite3_stmt *row);

#endif
