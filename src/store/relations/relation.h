// The tables of relations that select.c composes queries from. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_RELATION_H
#define GAVEL_STORE_RELATIONS_RELATION_H

#include "store/select.h"

extern const struct relation RELATION_COST, RELATION_CELLS; // relation_cost.c
extern const struct relation RELATION_BILLS, RELATION_RESTATEMENTS, RELATION_TAGS, RELATION_RUNS,
	RELATION_INPUTS, RELATION_SCOPES, RELATION_REJECTS;		      // relation_system.c
extern const struct relation RELATION_SOURCES, RELATION_DOCKET, RELATION_LOG; // relation_now.c
extern const struct relation RELATION_FINDING_GROUPS;			      // relation_groups.c
extern const struct relation RELATION_TREND, RELATION_REPAIRS;		      // relation_trend.c
extern const struct relation RELATION_SBOM, RELATION_COMPONENTS, RELATION_KEV, RELATION_EPSS,
	RELATION_VEX, RELATION_HITS, RELATION_WORKLOADS; // relation_stock.c

// A row of a table of columns that are neither grouped by nor summed; one that is not shown unless
// asked for; and the table's two members.
#define COLUMN(column, heading, kind_, fragment_, sentence)                                        \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = (kind_),         \
		.role = COLUMN_PLAIN, .fragment = (fragment_)                                      \
	}
#define HIDDEN(column, kind_, fragment_, sentence)                                                 \
	{                                                                                          \
		.name = (column), .title = (column), .help = (sentence), .kind = (kind_),          \
		.role = COLUMN_HIDDEN, .fragment = (fragment_)                                     \
	}
extern const struct relation RELATION_FINDINGS, RELATION_SCANS, RELATION_SIGHTINGS,
	RELATION_FINDING_EVENTS, RELATION_JUDGED;  // relation_findings.c
extern const struct relation RELATION_EXCEPTIONS;  // relation_exceptions.c
extern const struct relation RELATION_ACCEPTANCES; // relation_acceptances.c

#define TABLE(columns_) .columns = (columns_), .column_count = sizeof(columns_) / sizeof *(columns_)

#endif
