#include "store/scans/scan_fold.h"
#include "store/stock/stock.h"

// A GHSA and a CVE that are told together are one flaw, wherever only one of them is told. What
// lists several CVEs, as the advisories of distributions do, pairs nothing.

static bool has_pair(struct slice ids, struct slice *cve)
{
	*cve = slice_cut(&ids, ' ');
	return slice_starts(*cve, "CVE-") && ids.len && !slice_starts(ids, "CVE-");
}

void pairs_note(struct scan_fold *scan, struct slice ids)
{
	struct slice cve, rest = ids;
	if (!has_pair(ids, &cve))
		return;
	slice_cut(&rest, ' ');
	while (rest.len) {
		struct slice id = slice_cut(&rest, ' ');
		str_clear(&scan->scratch);
		str_add_slice(&scan->scratch, id);
		str_add_char(&scan->scratch, ' ');
		str_add_slice(&scan->scratch, cve);
		map_intern(&scan->pairs, str_slice(&scan->scratch));
	}
}

static bool store(struct fold *fold, struct slice pair, struct err *err)
{
	struct slice id = slice_cut(&pair, ' ');
	struct sql_value values[] = {{.kind = SQL_TEXT, .text = id},
				     {.kind = SQL_TEXT, .text = pair}};
	sqlite3 *db = cache_handle(fold->cache);
	return cache_run(fold->cache, "add_flaw_pair", values, 2, err) &&
	       (!sqlite3_changes(db) || cache_run(fold->cache, "pair_due_of_id", values, 1, err));
}

bool pairs_store(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < scan->pairs.len; i++) {
		const struct map_entry *entry = &scan->pairs.entries[i];
		done = store(fold, (struct slice){entry->key, entry->key_len}, err);
	}
	return done;
}

bool stock_pairs(struct fold *fold, struct err *err)
{
	static const char *const STEPS[] = {"pair_due_of_stated", "pair_drop", "pair_add",
					    "pair_forget"};
	bool done = true;
	if (!fold_has_scope(fold, " scan vex "))
		return true;
	for (size_t i = 0; done && i < sizeof STEPS / sizeof *STEPS; i++)
		done = cache_run(fold->cache, STEPS[i], NULL, 0, err);
	return done;
}
