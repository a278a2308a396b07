#include "cmd/source/fetched.h"

#include "collect/fetch/place.h"

bool source_is_fetched(const struct source_config *source)
{
	return source->path && config_is_address(source->path);
}

const char *source_shown_path(const struct source_config *source, struct arena *arena)
{
	return source_is_fetched(source) ? place_shown(source->path, arena) : source->path;
}

void source_fetch_json(struct json_out *json, const char *archive,
		       const struct source_config *source, const struct source_state *state)
{
	struct arena arena = {0};
	if (!source_is_fetched(source))
		return;
	const char *folder = spool_folder(archive, source->name, &arena);
	struct spool_size size = spool_measure(folder);
	json_int(json, "listed", state->listed);
	json_int(json, "fetched", state->fetched);
	json_int(json, "fetched_bytes", state->fetched_bytes);
	json_text(json, "spool", folder);
	json_int(json, "spool_files", size.files);
	json_int(json, "spool_bytes", size.bytes);
	json_int(json, "spool_part_files", size.part_files);
	json_int(json, "spool_part_bytes", size.part_bytes);
	arena_fini(&arena);
}

void source_fetch_text(struct str *out, const char *archive, const struct source_config *source,
		       const struct source_state *state)
{
	struct arena arena = {0};
	if (!source_is_fetched(source))
		return;
	const char *folder = spool_folder(archive, source->name, &arena);
	struct spool_size size = spool_measure(folder);
	str_addf(out, "%-14s%lld objects listed, %lld fetched, %lld bytes\n", "last fetch",
		 (long long)state->listed, (long long)state->fetched,
		 (long long)state->fetched_bytes);
	str_addf(out, "%-14s%s\n", "spool", folder);
	str_addf(out, "%-14s%lld objects, %lld bytes; begun: %lld, %lld bytes\n", "spooled",
		 (long long)size.files, (long long)size.bytes, (long long)size.part_files,
		 (long long)size.part_bytes);
	arena_fini(&arena);
}
