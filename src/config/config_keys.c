#include "config/config_keys.h"

#include "base/str.h"

#include "config/config.h"

#include <string.h>

static const struct config_key KEYS[] = {
	{"cache", "", "~/.cache/gavel/cache.db",
	 "file of the cache; anyone may delete it, `gavel cache rebuild` brings it back", true},
	{"archive", "", "~/.local/share/gavel/archive",
	 "folder of the archive: everything that collectors saw", true},
	{"theme", "default", "default",
	 "how the console looks: the name of a theme that is installed, or a path with a '/'",
	 false},
};

static const struct source_key SOURCE_KEYS[] = {
	{SOURCE_PLUGIN, "plugin", "cur",
	 "the collector: a name of `gavel source list`, or an absolute path to a program"},
	{SOURCE_PATH, "path", "/data/cur", "the file or folder that a collector of files reads"},
	{SOURCE_FORMAT, "format", "cur-csv",
	 "which of the collector's formats it is; without it the content decides"},
	{SOURCE_EVERY, "every", "6h", "how often it is due, a duration; without it by hand only"},
	{SOURCE_DEADLINE, "deadline", "1h", "how long one run may take, a duration; an hour"},
};

const struct source_key *config_source_keys(size_t *count)
{
	*count = sizeof SOURCE_KEYS / sizeof *SOURCE_KEYS;
	return SOURCE_KEYS;
}

const struct source_key *config_source_key_find(const char *name)
{
	for (size_t i = 0; i < sizeof SOURCE_KEYS / sizeof *SOURCE_KEYS; i++)
		if (strcmp(SOURCE_KEYS[i].name, name) == 0)
			return &SOURCE_KEYS[i];
	return NULL;
}

const struct config_key *config_keys(size_t *count)
{
	*count = sizeof KEYS / sizeof *KEYS;
	return KEYS;
}

const struct config_key *config_key_find(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (strcmp(KEYS[i].name, name) == 0)
			return &KEYS[i];
	return NULL;
}

const char *config_key_near(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (text_is_near(name, KEYS[i].name))
			return KEYS[i].name;
	return text_is_near(name, "sources") ? "sources" : NULL;
}

void config_sample(struct str *out)
{
	str_add_text(out, "# gavel.yaml: see gavel-config(5). Values shown are the defaults.\n");
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		str_addf(out, "\n# %s\n#%s: %s\n", KEYS[i].help, KEYS[i].name, KEYS[i].shown);
	str_add_text(out,
		     "\n# Where data comes from. Each source has a name of its own; keys that\n"
		     "# are not listed here are the collector's.\n"
		     "#sources:\n#  bill:\n");
	for (size_t i = 0; i < sizeof SOURCE_KEYS / sizeof *SOURCE_KEYS; i++)
		str_addf(out, "#    # %s\n#    %s: %s\n", SOURCE_KEYS[i].help, SOURCE_KEYS[i].name,
			 SOURCE_KEYS[i].example);
}
