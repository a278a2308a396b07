// The lines of inventories and of what is known of weaknesses, into their tables (sql/stock.sql).
//
// Handlers of the fold's table of lines. Only scopes that will be shown are stored.
// Private to the store.
#ifndef GAVEL_STORE_STOCK_STOCK_H
#define GAVEL_STORE_STOCK_STOCK_H

#include "store/fold/fold.h"

bool stock_sbom(struct fold *fold, const struct json_record *record, struct err *err);
bool stock_component(struct fold *fold, const struct json_record *record, struct err *err);
bool stock_kev(struct fold *fold, const struct json_record *record, struct err *err);
bool stock_epss(struct fold *fold, const struct json_record *record, struct err *err);
bool stock_vex(struct fold *fold, const struct json_record *record, struct err *err);
bool stock_acceptance(struct fold *fold, const struct json_record *record, struct err *err);
// Before a scope's lines go: findings may get another statement by it.
bool stock_stated(struct fold *fold, int64_t scope, struct err *err);
// After all lines of a run: which statements hold of the findings that it may have changed that
// for; they are in `claim_due` until the end.
bool stock_claims(struct fold *fold, struct err *err);
// Of what tells no CVE: those that others tell beside its ids.
bool stock_pairs(struct fold *fold, struct err *err);
// What runs what has findings: of the chains of which the run may have changed that, which are in
// `running_due` until the end.
bool stock_running(struct fold *fold, struct err *err);
bool stock_running_end(struct fold *fold, struct err *err);
bool stock_claims_end(struct fold *fold, struct err *err);
bool stock_workload(struct fold *fold, const struct json_record *record, struct err *err);

#endif
