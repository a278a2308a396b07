// What `gavel source` says of a source whose files are fetched; nothing for any other.
#ifndef GAVEL_CMD_SOURCE_FETCHED_H
#define GAVEL_CMD_SOURCE_FETCHED_H

#include "base/json.h"
#include "store/source_state.h"

bool source_is_fetched(const struct source_config *source);
// Its path without what may be a secret in it; the arena's, or the source's own. May be NULL.
const char *source_shown_path(const struct source_config *source, struct arena *arena);
// The last fetch and the spool: members of an open map; lines.
void source_fetch_json(struct json_out *json, const char *archive,
		       const struct source_config *source, const struct source_state *state);
void source_fetch_text(struct str *out, const char *archive, const struct source_config *source,
		       const struct source_state *state);

#endif
