// The tables of relations that select.c composes queries from. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_RELATION_H
#define GAVEL_STORE_RELATIONS_RELATION_H

#include "store/select.h"

extern const struct relation RELATION_COST, RELATION_CELLS; // relation_cost.c
extern const struct relation RELATION_BILLS, RELATION_RESTATEMENTS, RELATION_TAGS, RELATION_RUNS,
	RELATION_INPUTS, RELATION_SCOPES, RELATION_REJECTS;		      // relation_system.c
extern const struct relation RELATION_SOURCES, RELATION_DOCKET, RELATION_LOG; // relation_now.c

#endif
