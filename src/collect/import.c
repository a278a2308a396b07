#include "collect/collect.h"

#include "collect/detect.h"
#include "collect/fetch/inputs.h"
#include "collect/fetch/place.h"
#include "collect/run.h"
#include "collect/sandbox/confine.h"

static const int64_t IMPORT_DEADLINE_SECONDS = 6 * 3600;

static bool import_files(const struct config *config, struct file_list *files,
			 const struct collect_options *options, struct collect_report *report,
			 struct err *err)
{
	struct arena arena = {0};
	struct detection found;
	bool ok = detect(files, &(struct detect_call){config, options}, &arena, &found, err) &&
		  inputs_fetch(&found.plugin, files, err);
	struct run_job job = {
		.label = files->path,
		.label_names_file = !files->folder,
		.source = "import",
		.once = true,
		.program = found.plugin.path,
		.format = found.format,
		.files = files,
		.deadline_seconds = IMPORT_DEADLINE_SECONDS,
		.sandbox = confine(config, NULL, files, &arena),
	};
	if (ok)
		ok = run_job(config, &job, options, report, err);
	else
		report->failed++;
	arena_fini(&arena);
	return ok;
}

// What lies where a source looks is fetched as the source would; the spool is all imports'.
static struct fetch_config fetch_like_source(const struct config *config, const char *path,
					     struct arena *arena)
{
	const struct fetch_config defaults = config_fetch_defaults();
	const struct source_config *like = place_source(config, place_shown(path, arena));
	struct fetch_config fetch = like ? like->fetch : defaults;
	fetch.include = fetch.exclude = NULL;
	fetch.keep_seconds = defaults.keep_seconds;
	fetch.keep_bytes = defaults.keep_bytes;
	return fetch;
}

bool collect_import(const struct config *config, const char *path,
		    const struct collect_options *options, struct collect_report *report,
		    struct err *err)
{
	struct arena arena = {0};
	struct remote remote = {0};
	struct file_list files;
	const struct fetch_config fetch = fetch_like_source(config, path, &arena);
	const struct remote_options with = {.address = path,
					    .config = config,
					    .archive = config->archive,
					    .source = SPOOL_IMPORTS,
					    .fetch = &fetch,
					    .collect = options,
					    .deadline_seconds = IMPORT_DEADLINE_SECONDS};
	bool ok = inputs_list(&remote, &with, &arena, &files, err);
	report->failed += !ok;
	ok = ok && import_files(config, &files, options, report, err);
	if (ok && files.remote)
		remote_prune(&remote, NULL, options->now);
	remote_close(&remote);
	arena_fini(&arena);
	return ok;
}
