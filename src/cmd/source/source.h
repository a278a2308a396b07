// The verbs of the noun `source`: what is configured, how it went, what it said.
#ifndef GAVEL_CMD_SOURCE_SOURCE_H
#define GAVEL_CMD_SOURCE_SOURCE_H

#include "base/json.h"
#include "cmd/command.h"
#include "store/source_state.h"

bool source_list_run(struct invocation *invocation, struct err *err);
bool source_show_run(struct invocation *invocation, struct err *err);
bool source_explain_run(struct invocation *invocation, struct err *err);
bool source_log_run(struct invocation *invocation, struct err *err);
enum { SOURCE_LOG_OPTION_COUNT = 1 };
extern const struct option SOURCE_LOG_OPTIONS[SOURCE_LOG_OPTION_COUNT];

// The configured source, or ERR_NOT_FOUND listing those there are.
const struct source_config *source_named(const struct config *config, const char *name,
					 struct err *err);
// The one source that the command names.
const struct source_config *source_argument(const struct invocation *invocation, struct err *err);

// What is known of a source.
struct standing {
	const struct source_config *source;
	struct source_state state;
	struct source_due due;
};

bool standing_look(const struct session *session, const struct source_config *source,
		   struct arena *arena, struct standing *out, struct err *err);
// "ok", "never ran", "failed 3 times, missed 2 runs since …": how a source stands, in words.
const char *standing_words(const struct standing *standing, struct arena *arena);
// archive: beside which what was fetched lies.
void standing_json(const struct standing *standing, const char *archive, struct json_out *json);
// A key of a source as it was written, or NULL.
const char *source_value(const struct source_config *source, const char *key);
// Adds a text made safe, padded to so many columns.
void source_add_text(struct str *out, const char *text, int columns);

#endif
