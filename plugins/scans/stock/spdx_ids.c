#include "plugins/scans/stock/spdx.h"

enum { IDS_MOST = 200000 };

void spdx_note_id(struct map *ids, struct slice id)
{
	bool added;
	if (ids->len < IDS_MOST && slice_starts(id, "SPDXRef-") &&
	    !slice_is(id, "SPDXRef-DOCUMENT"))
		map_put(ids, id, &added);
}

const char *spdx_missing(const struct spdx_ids *ids, struct arena *arena)
{
	for (size_t i = 0; i < ids->named.len && ids->there.len < IDS_MOST; i++)
		if (!map_get(&ids->there, slice_of(ids->named.entries[i].key)))
			return arena_printf(arena,
					    "a relationship names %.200s, which is not there: the "
					    "document is cut",
					    ids->named.entries[i].key);
	return NULL;
}
