// Reading rows of the relations that a gate needs. Private to cmd/gate.
#ifndef GAVEL_CMD_GATE_ROWS_H
#define GAVEL_CMD_GATE_ROWS_H

#include "cmd/gate/gate.h"
#include "store/select.h"

typedef bool row_reader(void *context, const struct result *shape, const struct value *row,
			struct err *err);
bool gate_rows_read(struct session *session, const struct select *select, row_reader *read,
		    void *context, struct err *err);
// A condition on literal values.
void rows_where(struct select *select, const char *column, const char **values, size_t count);
// A value's text, "" for none.
const char *rows_text(struct arena *arena, const struct value *value);

// ---- Which findings may break a rule ----

// By which rules, and of which scans.
struct sieve {
	const struct gate_policy *policy;
	int64_t now;
	bool all; // whatever the policy says of it
	bool (*counts)(void *context, const char *tool, const char *category, const char *target);
	void *context;
};
// Puts into `judged` those of what counts, and counts the others. Of a cache whose findings are
// filled (now_fill_findings) and that is held (cache_temp_begin).
bool sieve_findings(struct cache *cache, const struct sieve *sieve, int64_t *quiet,
		    struct err *err);

// All scans.
bool rows_read_scans(struct session *session, struct evidence *out, struct err *err);
// The findings that a scan saw: id -> its level then, plus 1.
bool rows_read_sightings(struct session *session, const struct gate_scan *scan, struct map *seen,
			 struct err *err);

#endif
