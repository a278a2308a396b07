#include "collect/sandbox/confine.h"

#include <stdlib.h>
#include <string.h>

// Libraries that a collector opens at run time; it checks owner and mode itself.
static const struct {
	const char *variable, *key;
} LIBRARIES[] = {
	{"GAVEL_DUCKDB", "duckdb"},
};

static const char *value_of(const struct source_config *source, const char *key)
{
	for (size_t i = 0; source && i < source->value_count; i++)
		if (!strcmp(source->values[i].key, key))
			return source->values[i].value;
	return NULL;
}

// A file that, in the folder above, says whether this folder is the current delivery.
static const char ABOVE[] = "-Manifest.json";
enum { MAYBE = 16 };

static size_t add_above(const struct file_list *files, struct arena *arena, const char **list)
{
	size_t used = 0;
	for (size_t i = 0; files && files->folder && i < files->count && used < MAYBE / 2; i++) {
		struct slice name = slice_of(files->files[i].name);
		if (slice_ends(name, ABOVE) && !memchr(name.at, '/', name.len))
			list[used++] = arena_printf(arena, "%s/../%s", files->root, name.at);
	}
	return used;
}

static const char *const *maybe(const struct source_config *source, const struct file_list *files,
				struct arena *arena)
{
	const char **list = arena_alloc(arena, (MAYBE + 1) * sizeof *list);
	size_t used = add_above(files, arena, list);
	for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES; i++) {
		const char *named[] = {getenv(LIBRARIES[i].variable),
				       value_of(source, LIBRARIES[i].key)};
		for (size_t k = 0; k < 2; k++)
			if (named[k] && *named[k] == '/')
				list[used++] = named[k];
	}
	list[used] = NULL;
	return list;
}

struct sandbox_request confine(const struct config *config, const struct source_config *source,
			       const struct file_list *files, struct arena *arena)
{
	struct sandbox_request request = {
		.mode = sandbox_mode(config ? config->sandbox : NULL),
		.input = files ? files_input(files, arena) : NULL,
		.maybe = maybe(source, files, arena),
	};
	if (source) {
		request.profile = source->network ? SANDBOX_NETWORK : SANDBOX_PARSER;
		request.memory_bytes = source->memory_bytes;
		request.read = source->read;
	}
	return request;
}

const char *confine_lacks(const struct sandbox_request *request, struct arena *arena)
{
	struct sandbox_kernel kernel = sandbox_kernel();
	struct str text = {0};
	bool ignored;
	if (request->mode == SANDBOX_OFF)
		return "sandbox: off: the collector may do all that you may";
	sandbox_lacks(&kernel, &text, &ignored);
	const char *lacks = text.len ? arena_printf(arena, "sandbox: %s", str_text(&text)) : NULL;
	str_fini(&text);
	return lacks;
}
