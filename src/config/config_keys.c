#include "config/config_keys.h"

#include "config/config.h"

#include <string.h>

static const struct config_key KEYS[] = {
	{"cache", "",
	 "file of the cache; anyone may delete it, `gavel cache rebuild` brings it back", true},
	{"archive", "", "folder of the archive: everything that collectors saw", true},
};

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

// One letter too many, too few, other, or two swapped.
static bool is_near(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (!*a && !*b)
		return true;
	bool other = *a && *b && strcmp(a + 1, b + 1) == 0;
	bool more = *a && strcmp(a + 1, b) == 0;
	bool fewer = *b && strcmp(a, b + 1) == 0;
	bool swapped = *a && *b && a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
	return other || more || fewer || swapped;
}

const char *config_key_near(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (is_near(name, KEYS[i].name))
			return KEYS[i].name;
	return is_near(name, "sources") ? "sources" : NULL;
}

void config_sample(struct str *out)
{
	str_add_text(out, "# gavel.yaml: see gavel-config(5). Values shown are the defaults.\n");
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		str_addf(out, "\n# %s\n#%s: %s\n", KEYS[i].help, KEYS[i].name, KEYS[i].otherwise);
	str_add_text(out, "\n# Where data comes from. Each source has a name of its own.\n"
			  "#sources:\n"
			  "#  bill:\n"
			  "#    plugin: cur          # a collector, or an absolute path to one\n"
			  "#    path: /data/cur      # a file or folder\n"
			  "#    every: 6h\n");
}

const struct source_config *config_source(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	return NULL;
}
