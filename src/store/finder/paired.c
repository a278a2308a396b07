#include "store/finder/paired.h"

#include "store/cache_private.h"

#include <stdlib.h>

int finder_paired_read(struct finder_paired *paired, sqlite3 *db)
{
	sqlite3_stmt *row = NULL;
	int code = sqlite3_prepare_v2(db, sql_text("common_paired"), -1, &row, NULL);
	finder_paired_fini(paired);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(row);
		if (code != SQLITE_ROW)
			break;
		struct slice cve = {(const char *)sqlite3_column_text(row, 1),
				    (size_t)sqlite3_column_bytes(row, 1)};
		size_t number = map_intern(&paired->cves, cve) + 1;
		*vec_push(&paired->of) =
			(struct finder_pair){sqlite3_column_int64(row, 0), (uint32_t)number};
	}
	sqlite3_finalize(row);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

void finder_paired_fini(struct finder_paired *paired)
{
	map_fini(&paired->cves);
	vec_fini(&paired->of);
}

uint32_t finder_paired_of(const struct finder_paired *paired, int64_t body)
{
	size_t low = 0, high = paired->of.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (paired->of.at[middle].body < body)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < paired->of.len && paired->of.at[low].body == body;
	return found ? paired->of.at[low].cve : 0;
}

struct slice finder_paired_cve(const struct finder_paired *paired, uint32_t number)
{
	const struct map_entry *entry = &paired->cves.entries[number - 1];
	return (struct slice){entry->key, entry->key_len};
}
