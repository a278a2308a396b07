#include "cmd/source/source.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "cmd/source/fetched.h"
#include "collect/sandbox/sandbox.h"
#include "store/archive.h"
#include "store/upkeep/source_log.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_SHOWN = 10, LOG_SHOWN = 200 };

// ---- show ----

static void add_line(struct str *out, const char *name, const char *value)
{
	str_addf(out, "%-14s", name);
	source_add_text(out, value && *value ? value : "-", 0);
	str_add_char(out, '\n');
}

static void add_time(struct str *out, const char *name, int64_t time)
{
	char text[32];
	add_line(out, name, time ? clock_format(time, text) : NULL);
}

// The last time that planned runs were missed: "3 since …, made up at …".
static const char *gap(const struct source_state *state, struct arena *arena)
{
	char since[32], until[32];
	if (!state->missed)
		return NULL;
	return arena_printf(arena, "%lld since %s, made up at %s", (long long)state->missed,
			    clock_format(state->missed_since, since),
			    clock_format(state->missed_until, until));
}

// "no network, half of the memory"; "network, 2.0 GiB of memory"; "off".
static const char *confinement(const struct config *config, const struct source_config *source,
			       struct arena *arena)
{
	char text[32];
	if (sandbox_mode(config->sandbox) == SANDBOX_OFF)
		return "off: it may do all that you may";
	return arena_printf(
		arena, "%s, %s memory", source->network ? "network" : "no network",
		source->memory_bytes
			? arena_printf(arena, "%s of", sandbox_bytes(source->memory_bytes, text))
			: "half of the");
}

static const char *readable(const struct source_config *source, struct arena *arena)
{
	const char *path = source_shown_path(source, arena), *list = path ? path : "";
	for (size_t i = 0; source->read && source->read[i]; i++)
		list = arena_printf(arena, "%s%s%s", list, *list ? ", " : "", source->read[i]);
	return list;
}

static void show_state(struct str *out, const struct standing *s, struct arena *arena)
{
	const struct source_config *source = s->source;
	const struct source_state *state = &s->state;
	add_line(out, "source", source->name);
	add_line(out, "collector", source->plugin);
	add_line(out, "format", source->format);
	add_line(out, "path", source_shown_path(source, arena));
	add_line(out, "every", source->every);
	add_line(out, "at", source_value(source, "at"));
	add_line(out, "reads", readable(source, arena));
	add_line(out, "configured", source->origin);
	add_line(out, "state", standing_words(s, arena));
	add_time(out, "last run", state->last_run);
	add_time(out, "last ok", state->last_success);
	add_line(out, "last took",
		 state->last_run ? arena_printf(arena, "%lld s", (long long)state->last_seconds)
				 : NULL);
	add_time(out, "next", s->due.next);
	add_line(out, "missed", gap(state, arena));
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
	struct standing s;
	struct arena arena = {0};
	struct archive *archive = NULL;
	if (!source || !standing_look(invocation->session, source, &arena, &s, err)) {
		arena_fini(&arena);
		return false;
	}
	bool ok = archive_open(invocation->session->config.archive, false, &archive, err);
	if (!ok && err->code == ERR_NOT_FOUND)
		ok = true; // nothing was collected yet
	if (ok && invocation->json) {
		struct json_out json = {.to = &invocation->out};
		standing_json(&s, invocation->session->config.archive, &json);
		str_add_char(&invocation->out, '\n');
	} else if (ok) {
		show_state(&invocation->out, &s, &arena);
		add_line(&invocation->out, "sandbox",
			 confinement(&invocation->session->config, source, &arena));
		source_fetch_text(&invocation->out, invocation->session->config.archive, source,
				  &s.state);
		if (archive)
			show_runs(&invocation->out, archive, source->name);
	}
	archive_close(archive);
	arena_fini(&arena);
	return ok;
}

// ---- log ----

const struct option SOURCE_LOG_OPTIONS[SOURCE_LOG_OPTION_COUNT] = {
	{"lines", OPTION_INT, "N", "the last so many lines (default 200)"},
};

struct log_out {
	struct str *text;
	struct json_out json;
	bool is_json;
};

// "2026-11-25T16:30:00Z W text"
static void add_log_line(void *context, struct slice line)
{
	struct log_out *out = context;
	struct slice text = line, time = slice_cut(&text, ' '), level = slice_cut(&text, ' ');
	if (out->is_json) {
		json_open_map(&out->json, NULL);
		json_slice(&out->json, "time", time);
		json_slice(&out->json, "level", level);
		json_slice(&out->json, "text", text);
		json_close_map(&out->json);
		return;
	}
	utf8_add_safe(out->text, time, false);
	str_add_text(out->text, "  ");
	utf8_add_safe(out->text, level, false);
	str_add_text(out->text, "  ");
	utf8_add_safe(out->text, text, false);
	str_add_char(out->text, '\n');
}

static bool take_lines(const struct invocation *invocation, size_t *lines, struct err *err)
{
	const char *text = invocation_option(invocation, "lines");
	char *end = NULL;
	long long number = text ? strtoll(text, &end, 10) : LOG_SHOWN;
	*lines = (size_t)number;
	return (number > 0 && (!end || !*end)) ||
	       err_set(err, ERR_INVALID, "--lines: '%s' is not a number of lines", text);
}

bool source_log_run(struct invocation *invocation, struct err *err)
{
	const struct source_config *source = source_argument(invocation, err);
	struct log_out out = {&invocation->out, {.to = &invocation->out}, invocation->json};
	struct source_log_reader reader = {add_log_line, &out};
	size_t lines;
	if (!source || !take_lines(invocation, &lines, err))
		return false;
	if (out.is_json) {
		json_open_map(&out.json, NULL);
		json_text(&out.json, "schema", "gavel.source-log/1");
		json_open_list(&out.json, "rows");
	}
	bool done = source_log_read(invocation->session->config.archive, source->name, lines,
				    &reader, err);
	if (out.is_json) {
		json_close_list(&out.json);
		json_close_map(&out.json);
		str_add_char(&invocation->out, '\n');
	}
	return done;
}
