// A source's files, wherever they lie: below a folder here, or on a server.
#ifndef GAVEL_COLLECT_FETCH_INPUTS_H
#define GAVEL_COLLECT_FETCH_INPUTS_H

#include "collect/fetch/remote.h"
#include "collect/plugins.h"

// Lists what with->address names; what is left out is told. `remote` is opened when that is an
// address, and has to be closed in any case; zero-initialise it. Errors as files_walk, remote_list.
bool inputs_list(struct remote *remote, const struct remote_options *with, struct arena *arena,
		 struct file_list *out, struct err *err);
// Before the collector starts: one that cannot ask for files gets all of them.
bool inputs_fetch(const struct plugin_file *plugin, struct file_list *files, struct err *err);

#endif
