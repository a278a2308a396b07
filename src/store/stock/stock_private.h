// What the folder's handlers share.
#ifndef GAVEL_STORE_STOCK_STOCK_PRIVATE_H
#define GAVEL_STORE_STOCK_STOCK_PRIVATE_H

#include "store/stock/stock.h"

// A text, or a string that was sent; empty when absent. Good until the record is gone.
struct slice stock_word(struct fold *fold, const struct json_record *record, const char *name);
// NULL for an empty text.
struct sql_value stock_text(struct slice text);
struct sql_value stock_field(struct fold *fold, const struct json_record *record, const char *name);
struct sql_value stock_time(const struct json_record *record, const char *name);
// The scope of a line; NULL when it will not be shown, so that nothing is stored of it.
bool stock_scope(struct fold *fold, const struct json_record *record, struct fold_scope **out,
		 struct err *err);

#endif
