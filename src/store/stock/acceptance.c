// Decisions that a finding's risk is accepted, as the ledger's collector tells them once it has
// verified them. Nobody else may: a record of another collector is refused, and its whole run with
// it.
#include "findings/finding.h"
#include "findings/name.h"
#include "store/stock/stock_private.h"

#include <string.h>

#define LEDGER "ledger"

static struct sql_value text_of(struct fold *fold, const struct json_record *record,
				const char *name)
{
	return SQL_T(json_text_or(record, name, &fold->arena, NULL));
}

// A level that cannot be read covers nothing.
static int64_t read_level(struct fold *fold, const struct json_record *record)
{
	enum finding_level level;
	const char *word = json_text_or(record, "level", &fold->arena, "");
	return finding_level_read(slice_of(word), &level) ? (int64_t)level : -1;
}

bool stock_acceptance(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	int64_t finding;
	const char *name = json_text_or(record, "finding", &fold->arena, "");
	if (strcmp(fold->entry->plugin, LEDGER) != 0)
		return err_set(err, ERR_CORRUPT,
			       "an acceptance of collector '%s': they are the ledger's alone",
			       fold->entry->plugin);
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	if (!finding_name_read(slice_of(name), &finding))
		return err_set(err, ERR_CORRUPT, "an acceptance of '%s', which is no finding's id",
			       name);
	struct sql_value values[] = {SQL_I(scope->id),
				     SQL_T(json_text_or(record, "id", &fold->arena, "")),
				     SQL_I(finding),
				     SQL_I(read_level(fold, record)),
				     SQL_I(json_bool_or(record, "exploited", false)),
				     SQL_I(json_int_or(record, "until", 0)),
				     text_of(fold, record, "by"),
				     text_of(fold, record, "why")};
	return scope->older || cache_run(fold->cache, "add_acceptance", values, 8, err);
}
