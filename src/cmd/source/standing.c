#include "cmd/source/source.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "cmd/source/fetched.h"

#include <string.h>

const struct source_config *source_named(const struct config *config, const char *name,
					 struct err *err)
{
	const struct source_config *source = config_source(config, name);
	if (source)
		return source;
	struct str known = {0};
	for (size_t i = 0; i < config->source_count; i++)
		str_addf(&known, "%s%s", i ? ", " : "", config->sources[i].name);
	err_set(err, ERR_NOT_FOUND, "no source is named '%s' (there are: %s)", name,
		known.len ? str_text(&known) : "none");
	str_fini(&known);
	return NULL;
}

const struct source_config *source_argument(const struct invocation *invocation, struct err *err)
{
	if (invocation->argument_count == 1)
		return source_named(&invocation->session->config, invocation->arguments[0], err);
	err_set(err, ERR_INVALID, "%s: name one source", invocation->command->name);
	return NULL;
}

bool standing_look(const struct session *session, const struct source_config *source,
		   struct arena *arena, struct standing *out, struct err *err)
{
	*out = (struct standing){.source = source};
	if (!state_load(session->config.archive, source->name, arena, &out->state, err))
		return false;
	out->due = source_due(source, &out->state, session->now);
	return true;
}

// "ok", "never ran", "failed 3 times, missed 2 runs since …": how a source stands, in words.
const char *standing_words(const struct standing *s, struct arena *arena)
{
	const struct source_state *state = &s->state;
	const char *word = !state->last_run ? "never ran" : "ok";
	char since[32];
	if (state->running)
		word = "runs now";
	else if (state->started)
		word = "was cut short";
	else if (state->failures)
		word = arena_printf(arena, "failed %lld time%s", (long long)state->failures,
				    state->failures == 1 ? "" : "s");
	if (!s->due.missed)
		return word;
	return arena_printf(arena, "%s, missed %lld run%s since %s", word, (long long)s->due.missed,
			    s->due.missed == 1 ? "" : "s",
			    clock_format(s->due.missed_since, since));
}

// A key as it was written, or NULL.
const char *source_value(const struct source_config *source, const char *key)
{
	for (size_t i = 0; i < source->value_count; i++)
		if (strcmp(source->values[i].key, key) == 0)
			return source->values[i].value;
	return NULL;
}

void source_add_text(struct str *out, const char *text, int columns)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	int pad = columns - (int)utf8_columns(str_slice(&safe));
	str_add_slice(out, str_slice(&safe));
	str_add_repeat(out, ' ', pad > 0 ? (size_t)pad : 0);
	str_fini(&safe);
}

void standing_json(const struct standing *s, const char *archive, struct json_out *json)
{
	struct arena arena = {0};
	const struct source_config *source = s->source;
	const struct source_state *state = &s->state;
	json_open_map(json, NULL);
	json_text(json, "source", source->name);
	json_text(json, "collector", source->plugin);
	json_text(json, "format", source->format);
	json_text(json, "path", source_shown_path(source, &arena));
	json_text(json, "every", source->every);
	json_text(json, "at", source_value(source, "at"));
	json_bool(json, "network", source->network);
	json_int(json, "memory", source->memory_bytes);
	json_open_list(json, "read");
	for (size_t i = 0; source->read && source->read[i]; i++)
		json_text(json, NULL, source->read[i]);
	json_close_list(json);
	json_text(json, "origin", source->origin);
	json_int(json, "last_run", state->last_run);
	json_int(json, "last_success", state->last_success);
	json_int(json, "last_seconds", state->last_seconds);
	json_int(json, "rows", state->rows);
	json_int(json, "rejected", state->rejected);
	json_int(json, "failures", state->failures);
	json_int(json, "next_try", state->next_try);
	json_int(json, "next", s->due.next);
	json_int(json, "missed", s->due.missed);
	json_int(json, "missed_since", s->due.missed_since);
	json_bool(json, "running", state->running);
	json_text(json, "error", state->error);
	source_fetch_json(json, archive, source, state);
	json_close_map(json);
	arena_fini(&arena);
}
