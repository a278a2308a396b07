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

// Takes one out of what was there before where it has this finding, in any branch: `parts` are its
// target, class, tool, category and identity.
bool gate_take_old(struct map *old, const struct value *const parts[]);

// All scans.
bool rows_read_scans(struct session *session, struct evidence *out, struct err *err);
// The KEV catalogue, of this cache or of evidence->catalogue_from: CVE ids -> when they are due, or
// 0.
bool rows_read_catalogue(struct session *session, struct evidence *out, struct map *catalogue,
			 struct err *err);
// What advisories say of the inventories of what is judged, where no finding says it already.
bool rows_read_hits(struct session *session, const struct gate_subject *subject,
		    struct evidence *out, struct err *err);
// The findings that a scan saw: id -> its level then, plus 1.
bool rows_read_sightings(struct session *session, const struct gate_scan *scan, struct map *seen,
			 struct err *err);

#endif
