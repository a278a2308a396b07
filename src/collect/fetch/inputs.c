#include "collect/fetch/inputs.h"

static void tell_left_out(const struct collect_options *options, const char *path,
			  const struct file_list *files)
{
	const struct {
		int64_t count;
		const char *what;
	} left[] = {
		{files->links, "symbolic links were not followed"},
		{files->unnamed, "files whose names are not UTF-8 were left out"},
	};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
		struct err text = {0};
		if (!left[i].count || !options->message)
			continue;
		err_set(&text, ERR_INVALID, "%s: %lld %s", path, (long long)left[i].count,
			left[i].what);
		options->message(options->context, 'W', text.text);
	}
}

bool inputs_list(struct remote *remote, const struct remote_options *with, struct arena *arena,
		 struct file_list *out, struct err *err)
{
	const struct files_filter filter = {.include = with->fetch->include,
					    .exclude = with->fetch->exclude};
	bool ok = config_is_address(with->address)
			  ? remote_open(remote, with, err) &&
				    remote_list(remote, &filter, arena, out, err)
			  : files_walk(with->address, &filter, arena, out, err);
	if (ok)
		tell_left_out(with->collect, out->path, out);
	return ok;
}

bool inputs_fetch(const struct plugin_file *plugin, struct file_list *files, struct err *err)
{
	struct arena arena = {0};
	struct plugin_info info = {0};
	if (!files->remote)
		return true;
	bool ok = plugins_describe(files->remote->options.config, plugin, &arena, &info, err);
	files->fetched = !info.wants;
	arena_fini(&arena);
	return ok && (info.wants || remote_get_all(files->remote, files, err));
}
