// What a run of a collector brought, as lines for people and as rows of JSON.
#ifndef GAVEL_CMD_COLLECTED_H
#define GAVEL_CMD_COLLECTED_H

#include "base/json.h"
#include "collect/collect.h"

// total: what the scope sums to or changes, or NULL.
void collected_outcome_text(struct str *out, const struct scope_outcome *outcome,
			    const char *total);
void collected_outcome_json(struct json_out *json, const struct scope_outcome *outcome,
			    const char *total);
// What a dry run tells of, below its scope.
void collected_change_text(struct str *out, const struct collect_change *change);
void collected_change_json(struct json_out *json, const struct collect_change *change);

#endif
