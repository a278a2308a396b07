#include "cmd/house/doctor.h"

#include "base/file.h"
#include "base/proc.h"
#include "cmd/source/fetched.h"
#include "collect/fetch/spool.h"

#include <stdlib.h>
#include <string.h>

// One folder of the spool, which should be a source's that is still configured.
static void check_folder(struct doctor *doctor, const char *all, const char *name)
{
	const char *folder = arena_printf(&doctor->arena, "%s/%s", all, name);
	const struct source_config *source = config_source(doctor->config, name);
	struct spool_size size = spool_measure(folder);
	bool used = strcmp(name, SPOOL_IMPORTS) == 0 || (source && source_is_fetched(source));
	doctor_say(doctor, used ? DOCTOR_OK : DOCTOR_NOTE,
		   "%s: %lld objects, %lld bytes; begun: %lld, %lld bytes%s", folder,
		   (long long)size.files, (long long)size.bytes, (long long)size.part_files,
		   (long long)size.part_bytes,
		   used ? "" : "; no source that is configured fetches");
	if (!used)
		doctor_advise(doctor, "rm -r '%s', if its source does not come back", folder);
}

static void check_program(struct doctor *doctor)
{
	char *program = proc_find_helper("fetch");
	bool needed = false;
	for (size_t i = 0; i < doctor->config->source_count; i++)
		needed = needed || source_is_fetched(&doctor->config->sources[i]);
	if (!program && needed) {
		doctor_say(doctor, DOCTOR_PROBLEM,
			   "libexec/gavel/fetch is not there: sources on servers cannot be read");
		doctor_advise(doctor, "install gavel anew");
	}
	free(program);
}

void doctor_spool(struct doctor *doctor)
{
	const char *all = arena_printf(&doctor->arena, "%s.spool", doctor->config->archive);
	char **names;
	size_t count;
	struct err err;
	check_program(doctor);
	if (!file_exists(all)) {
		doctor_say(doctor, DOCTOR_OK, "%s: nothing was fetched yet", all);
		return;
	}
	if (!file_list(all, &names, &count, &err)) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
		return;
	}
	for (size_t i = 0; i < count; i++)
		check_folder(doctor, all, names[i]);
	file_list_free(names, count);
}
