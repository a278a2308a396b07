#include "cmd/cmd_source.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cmd/source_fetch.h"
#include "collect/collect.h"
#include "collect/state.h"
#include "store/archive.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_SHOWN = 10 };

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

static const struct source_config *source_argument(const struct invocation *invocation,
						   struct err *err)
{
	if (invocation->argument_count == 1)
		return source_named(&invocation->session->config, invocation->arguments[0], err);
	err_set(err, ERR_INVALID, "%s: name one source", invocation->command->name);
	return NULL;
}

// "ok", "never ran", "failed 3 times": how a source stands, in a word or three.
static const char *standing(const struct source_state *state, struct arena *arena)
{
	if (!state->last_run)
		return "never ran";
	if (!state->failures)
		return "ok";
	return arena_printf(arena, "failed %lld time%s", (long long)state->failures,
			    state->failures == 1 ? "" : "s");
}

static const char *age(int64_t time, int64_t now, struct arena *arena)
{
	char text[32];
	return time ? arena_text(arena, clock_format_age(now - time, text)) : "-";
}

// ---- list ----

struct listing {
	struct invocation *invocation;
	struct arena arena;
	struct plugin_info *plugins;
	size_t plugin_count;
};

static bool source_state(const struct session *session, const struct source_config *source,
			 struct arena *arena, struct source_state *out, struct err *err)
{
	return state_load(session->config.archive, source->name, arena, out, err);
}

static void add_text(struct str *out, const char *text, int columns)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	int pad = columns - (int)utf8_columns(str_slice(&safe));
	str_add_slice(out, str_slice(&safe));
	str_add_repeat(out, ' ', pad > 0 ? (size_t)pad : 0);
	str_fini(&safe);
}

static bool list_text(struct listing *listing, struct err *err)
{
	const struct session *session = listing->invocation->session;
	const struct config *config = &session->config;
	struct str *out = &listing->invocation->out;
	str_addf(out, "%-20s  %-14s  %-8s  %-16s  %s\n", "SOURCE", "COLLECTOR", "LAST OK", "STATE",
		 "NEXT TRY");
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		struct source_state state;
		if (!source_state(session, source, &listing->arena, &state, err))
			return false;
		const char *cells[] = {source->name, source->plugin,
				       age(state.last_success, session->now, &listing->arena),
				       standing(&state, &listing->arena)};
		const int widths[] = {22, 16, 10, 18};
		for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
			add_text(out, cells[c], widths[c]);
		int64_t wait = state.next_try - session->now;
		str_addf(out, "%s\n",
			 wait > 0 ? age(session->now - wait, session->now, &listing->arena) : "-");
	}
	str_add_text(out, "\nCollectors:\n");
	for (size_t i = 0; i < listing->plugin_count; i++) {
		const struct plugin_info *plugin = &listing->plugins[i];
		str_add_text(out, "  ");
		add_text(out, plugin->name, 20);
		add_text(out, plugin->fault ? plugin->fault : plugin->title, 0);
		str_add_char(out, '\n');
	}
	return true;
}

static void add_state_json(struct json_out *json, const char *archive,
			   const struct source_config *source, const struct source_state *state)
{
	struct arena arena = {0};
	json_open_map(json, NULL);
	json_text(json, "source", source->name);
	json_text(json, "collector", source->plugin);
	json_text(json, "format", source->format);
	json_text(json, "path", source_shown_path(source, &arena));
	json_text(json, "every", source->every);
	json_text(json, "origin", source->origin);
	json_int(json, "last_run", state->last_run);
	json_int(json, "last_success", state->last_success);
	json_int(json, "failures", state->failures);
	json_int(json, "next_try", state->next_try);
	json_text(json, "error", state->error);
	source_fetch_json(json, archive, source, state);
	json_close_map(json);
	arena_fini(&arena);
}

static bool list_json(struct listing *listing, struct err *err)
{
	const struct session *session = listing->invocation->session;
	struct json_out json = {.to = &listing->invocation->out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.sources/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < session->config.source_count; i++) {
		struct source_state state;
		if (!source_state(session, &session->config.sources[i], &listing->arena, &state,
				  err))
			return false;
		add_state_json(&json, session->config.archive, &session->config.sources[i], &state);
	}
	json_close_list(&json);
	json_open_list(&json, "collectors");
	for (size_t i = 0; i < listing->plugin_count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "name", listing->plugins[i].name);
		json_text(&json, "version", listing->plugins[i].version);
		json_text(&json, "title", listing->plugins[i].title);
		json_text(&json, "fault", listing->plugins[i].fault);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(json.to, '\n');
	return true;
}

bool source_list_run(struct invocation *invocation, struct err *err)
{
	struct listing listing = {.invocation = invocation};
	bool ok = collect_plugins(&listing.arena, &listing.plugins, &listing.plugin_count, err) &&
		  (invocation->json ? list_json : list_text)(&listing, err);
	arena_fini(&listing.arena);
	return ok;
}

// ---- show ----

static void add_line(struct str *out, const char *name, const char *value)
{
	str_addf(out, "%-14s", name);
	add_text(out, value && *value ? value : "-", 0);
	str_add_char(out, '\n');
}

static void add_time(struct str *out, const char *name, int64_t time)
{
	char text[32];
	add_line(out, name, time ? clock_format(time, text) : NULL);
}

static void show_state(struct str *out, const struct source_config *source,
		       const struct source_state *state, struct arena *arena)
{
	add_line(out, "source", source->name);
	add_line(out, "collector", source->plugin);
	add_line(out, "format", source->format);
	add_line(out, "path", source_shown_path(source, arena));
	add_line(out, "every", source->every);
	add_line(out, "configured", source->origin);
	add_line(out, "state", standing(state, arena));
	add_time(out, "last run", state->last_run);
	add_time(out, "last ok", state->last_success);
	add_time(out, "next try", state->next_try);
	add_line(out, "last error", state->error);
}

static void show_runs(struct str *out, const struct archive *archive, const char *source)
{
	size_t shown = 0;
	str_add_text(out, "\nlast runs\n");
	for (size_t i = archive_count(archive); i > 0 && shown < RUNS_SHOWN; i--) {
		const struct archive_entry *entry = archive_entry(archive, i - 1);
		char text[32];
		if (strcmp(entry->source, source))
			continue;
		shown++;
		str_addf(out, "%8lld  %s  %lld lines  %s\n", (long long)entry->number,
			 clock_format(entry->finished, text), (long long)entry->lines,
			 entry->exit_code ? "incomplete" : "ok");
	}
	if (!shown)
		str_add_text(out, "       -\n");
}

bool source_show_run(struct invocation *invocation, struct err *err)
{
	const struct source_config *source = source_argument(invocation, err);
	struct source_state state;
	struct arena arena = {0};
	struct archive *archive = NULL;
	if (!source || !source_state(invocation->session, source, &arena, &state, err)) {
		arena_fini(&arena);
		return false;
	}
	bool ok = archive_open(invocation->session->config.archive, false, &archive, err);
	if (!ok && err->code == ERR_NOT_FOUND)
		ok = true; // nothing was collected yet
	if (ok && invocation->json) {
		struct json_out json = {.to = &invocation->out};
		add_state_json(&json, invocation->session->config.archive, source, &state);
		str_add_char(&invocation->out, '\n');
	} else if (ok) {
		show_state(&invocation->out, source, &state, &arena);
		source_fetch_text(&invocation->out, invocation->session->config.archive, source,
				  &state);
		if (archive)
			show_runs(&invocation->out, archive, source->name);
	}
	archive_close(archive);
	arena_fini(&arena);
	return ok;
}

// ---- log ----

bool source_log_run(struct invocation *invocation, struct err *err)
{
	const struct source_config *source = source_argument(invocation, err);
	struct source_state state;
	struct arena arena = {0};
	bool ok = source && source_state(invocation->session, source, &arena, &state, err);
	for (size_t i = 0; ok && i < state.log_count; i++) {
		str_addf(&invocation->out, "%s  ", state.log[i].level);
		add_text(&invocation->out, state.log[i].text, 0);
		str_add_char(&invocation->out, '\n');
	}
	arena_fini(&arena);
	return ok;
}
