#include "cmd/source/source.h"

#include "base/clock.h"
#include "collect/collect.h"

static const char *age(int64_t time, int64_t now, struct arena *arena)
{
	char text[32];
	return time ? arena_text(arena, clock_format_age(now - time, text)) : "-";
}

// "12m", "now", or "-" for what is run by hand.
static const char *next_in(const struct standing *s, int64_t now, struct arena *arena)
{
	char text[32];
	if (!s->due.next)
		return "-";
	return s->due.next <= now ? "now"
				  : arena_text(arena, clock_format_age(s->due.next - now, text));
}

struct listing {
	struct invocation *invocation;
	struct arena arena;
	struct plugin_info *plugins;
	size_t plugin_count;
};

static bool list_text(struct listing *listing, struct err *err)
{
	const struct session *session = listing->invocation->session;
	const struct config *config = &session->config;
	struct str *out = &listing->invocation->out;
	str_addf(out, "%-20s  %-14s  %-8s  %-8s  %s\n", "SOURCE", "COLLECTOR", "LAST OK", "NEXT",
		 "STATE");
	for (size_t i = 0; i < config->source_count; i++) {
		struct standing s;
		if (!standing_look(session, &config->sources[i], &listing->arena, &s, err))
			return false;
		const char *cells[] = {s.source->name, s.source->plugin,
				       age(s.state.last_success, session->now, &listing->arena),
				       next_in(&s, session->now, &listing->arena),
				       standing_words(&s, &listing->arena)};
		const int widths[] = {22, 16, 10, 10, 0};
		for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
			source_add_text(out, cells[c], widths[c]);
		str_add_char(out, '\n');
	}
	str_add_text(out, "\nCollectors:\n");
	for (size_t i = 0; i < listing->plugin_count; i++) {
		const struct plugin_info *plugin = &listing->plugins[i];
		str_add_text(out, "  ");
		source_add_text(out, plugin->name, 20);
		source_add_text(out, plugin->fault ? plugin->fault : plugin->title, 0);
		str_add_char(out, '\n');
	}
	return true;
}

static bool list_json(struct listing *listing, struct err *err)
{
	const struct session *session = listing->invocation->session;
	struct json_out json = {.to = &listing->invocation->out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.sources/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < session->config.source_count; i++) {
		struct standing s;
		if (!standing_look(session, &session->config.sources[i], &listing->arena, &s, err))
			return false;
		standing_json(&s, session->config.archive, &json);
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
	bool ok = collect_plugins(&invocation->session->config, &listing.arena, &listing.plugins,
				  &listing.plugin_count, err) &&
		  (invocation->json ? list_json : list_text)(&listing, err);
	arena_fini(&listing.arena);
	return ok;
}
