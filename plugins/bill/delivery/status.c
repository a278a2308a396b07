#include "plugins/bill/delivery/status.h"

#include "base/file.h"
#include "plugins/bill/part.h"

#include <stdlib.h>
#include <string.h>

static const char TABLE[] = "cost_and_usage_data_status";

bool status_is_file(struct slice name)
{
	const char *base = name.at;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '/')
			base = name.at + i + 1;
	return slice_starts((struct slice){base, (size_t)(name.at + name.len - base)}, TABLE);
}

// The folder that it speaks for: the one that holds the table's folder. "" is the whole tree.
static struct slice speaks_for(const char *name)
{
	struct slice folder = {name, (size_t)(file_base(name) - name)};
	if (folder.len > sizeof TABLE - 1 &&
	    memcmp(name + folder.len - sizeof TABLE, TABLE, sizeof TABLE - 1) == 0)
		folder.len -= sizeof TABLE;
	return folder;
}

static bool is_about(const char *name, const struct delivery *delivery)
{
	struct slice folder = speaks_for(name);
	return status_is_file(slice_of(name)) && slice_ends(slice_of(name), ".parquet") &&
	       strncmp(delivery->parts.at[0]->name, folder.at, folder.len) == 0;
}

bool status_fault(struct plug_request *request, const struct delivery *delivery, const char **fault,
		  struct err *err)
{
	*fault = NULL;
	for (size_t i = 0; i < request->file_count && !*fault; i++) {
		const char *name = request->files[i].name;
		struct str word = {0};
		if (!is_about(name, delivery))
			continue;
		bool done = part_first_cell(request, name, &word, err);
		if (done && strcmp(str_text(&word), "READY") != 0)
			*fault = arena_printf(&request->arena,
					      "%s: says %s: the report is being written; "
					      "import it again when it says READY",
					      name, word.len ? word.at : "nothing");
		str_fini(&word);
		if (!done)
			return false;
	}
	return true;
}
