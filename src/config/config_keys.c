#include "config/config_keys.h"

#include "base/str.h"
#include "config/config.h"

#include <string.h>

static const struct config_key KEYS[] = {
	{.name = "cache",
	 .shown = "~/.cache/gavel/cache.db",
	 .help = "file of the cache; anyone may delete it, `gavel cache rebuild` brings it back",
	 .is_path = true},
	{.name = "archive",
	 .shown = "~/.local/share/gavel/archive",
	 .help = "folder of the archive: everything that collectors saw",
	 .is_path = true},
	{.name = "ledger",
	 .shown = "none",
	 .help = "folder of the governance repository: its policy/gates.yaml is the gate of "
		 "`gavel check findings`",
	 .is_path = true},
	{.name = "gates",
	 .otherwise = "[]",
	 .shown = "[]",
	 .help = "gate files whose required scans stand on the docket when they are missing, too "
		 "old, "
		 "partial or failed; one alone is also the gate of `gavel check findings`; without "
		 "it the ledger's policy/gates.yaml",
	 .is_list = true},
	{.name = "owners",
	 .otherwise = "[]",
	 .shown = "[]",
	 .help = "who owns findings: a list of rules, see OWNERS; the last that says something of "
		 "a finding decides, and is read anew whenever findings are",
	 .is_list = true},
	{.name = "theme",
	 .otherwise = "default",
	 .shown = "default",
	 .help = "how the console looks: the name of a theme that is installed, or a path with a "
		 "'/'"},
	{.name = "keys",
	 .otherwise = "default",
	 .shown = "default",
	 .help = "the map of keys that the console begins with: default or vi; see gavel-keys(5)",
	 .choices = "default|vi"},
	{.name = "keys_file",
	 .shown = "~/.config/gavel/keys",
	 .help = "file with the person's own keys, which come over that map",
	 .is_path = true},
	{.name = "clipboard",
	 .otherwise = "auto",
	 .shown = "auto",
	 .help = "where the console copies to: auto, tmux, osc52, file or off; auto tries them in "
		 "this order",
	 .choices = "auto|tmux|osc52|file|off"},
	{.name = "sandbox",
	 .otherwise = "auto",
	 .shown = "auto",
	 .help = "how collectors are confined: auto, as far as this kernel can; require, wholly or "
		 "not run; off, not at all",
	 .choices = "auto|require|off"},
	{.name = "secrets_key",
	 .shown = "/etc/gavel/secrets.key",
	 .help = "file with at least 16 random bytes, mode 0600: secrets in reports are known "
		 "again "
		 "by a digest with this key; without it by rule and place only",
	 .is_path = true},
	{.name = "parallel",
	 .otherwise = "2",
	 .shown = "2",
	 .help = "how many sources `gavel sync --watch` runs at a time, 1 to 64",
	 .least = 1,
	 .most = 64},
	{.name = "log_keep",
	 .otherwise = "5",
	 .shown = "5",
	 .help = "how many old files of a source's log are kept beside the one that is written, 0 "
		 "to 100",
	 .most = 100},
	{.name = "log_size",
	 .otherwise = "1000000",
	 .shown = "1000000",
	 .help = "bytes of a source's log before a new file is begun, 1000 to 1000000000",
	 .least = 1000,
	 .most = 1000000000},
	{.name = "keep",
	 .shown = "\"\"",
	 .help = "how long runs of the archive are kept that nothing shows any more, such as 400d; "
		 "`gavel sync --watch` prunes once a day; without it and `keep_runs` for ever",
	 .is_duration = true},
	{.name = "keep_runs",
	 .shown = "\"\"",
	 .help = "of each source the newest so many runs are kept; older ones that nothing shows "
		 "go, and with `keep` only those that are too old as well",
	 .least = 1,
	 .most = 1000000},
	{.name = "sla_critical",
	 .otherwise = "7",
	 .shown = "7",
	 .help = "in how many days a critical finding has to be fixed, counted from when it was "
		 "seen first, by the tool's word where it tells that; of one that came back after "
		 "more than 7 days, from then. What the KEV catalogue has is due at the end of the "
		 "catalogue's day where that is sooner. 0 to 3650, and 0 is no due date but that",
	 .most = 3650},
	{.name = "sla_high",
	 .otherwise = "30",
	 .shown = "30",
	 .help = "likewise a finding of severity high",
	 .most = 3650},
	{.name = "sla_medium",
	 .otherwise = "90",
	 .shown = "90",
	 .help = "likewise a finding of severity medium",
	 .most = 3650},
	{.name = "sla_low",
	 .otherwise = "120",
	 .shown = "120",
	 .help = "likewise a finding of severity low",
	 .most = 3650},
	{.name = "sla_info",
	 .otherwise = "0",
	 .shown = "0",
	 .help = "likewise one that is informational",
	 .most = 3650},
	{.name = "sla_unknown",
	 .otherwise = "0",
	 .shown = "0",
	 .help = "likewise one that is of unknown severity",
	 .most = 3650},
};

static const struct source_key SOURCE_KEYS[] = {
	{SOURCE_PLUGIN, "plugin", "cur",
	 "the collector: a name of `gavel source list`, or an absolute path to a program", false},
	{SOURCE_PATH, "path", "/data/cur",
	 "the file or folder that a collector of files reads; or s3://BUCKET/PREFIX, "
	 "https://HOST/FILE or aws://SERVICE/REGION, which are fetched",
	 false},
	{SOURCE_FORMAT, "format", "cur-csv",
	 "which of the collector's formats it is; without it the content decides", false},
	{SOURCE_EVERY, "every", "6h",
	 "how often it is due, a duration that is counted from midnight; without it and `at` by "
	 "hand only",
	 false},
	{SOURCE_AT, "at", "\"02:30\"",
	 "instead of `every`: when it is due, a time of the day (UTC), also of one weekday as in "
	 "\"mon 02:30\", or a list of them",
	 true},
	{SOURCE_TIMEZONE, "timezone", "UTC",
	 "UTC is the only one there is, so that no run is skipped or doubled when clocks change",
	 false},
	{SOURCE_JITTER, "jitter", "5m",
	 "at most so much later it is due, always the same for one source on one machine; with "
	 "`every` a tenth of it and at most 10m, with `at` nothing",
	 false},
	{SOURCE_ON, "on", "{source: [aws.s3], detail-type: [Object Created]}",
	 "which events run it under `gavel sync --on`: an event pattern or a list of them; of an "
	 "s3:// path without it: objects created below it",
	 true},
	{SOURCE_DEADLINE, "deadline", "1h", "how long one run may take, a duration; an hour",
	 false},
	{SOURCE_INCLUDE, "include", "cur/*",
	 "of the files only those whose names fit one of these patterns, which are separated by "
	 "blanks; '*' fits '/' too",
	 false},
	{SOURCE_EXCLUDE, "exclude", "'*.tmp *.bak'",
	 "leave out files whose names fit one of these patterns", false},
	{SOURCE_ENDPOINT, "endpoint", "https://s3.example.org",
	 "for s3:// and aws://: the server, when it is not AWS or the environment's; http:// is "
	 "not encrypted",
	 false},
	{SOURCE_REGION, "region", "eu-central-1",
	 "for s3:// and aws://: the region; else the environment's or the profile's", false},
	{SOURCE_PROFILE, "profile", "billing",
	 "for s3:// and aws://: the profile of ~/.aws whose keys are used; keys never stand in "
	 "this file",
	 false},
	{SOURCE_PATH_STYLE, "path_style", "true",
	 "for s3://: true puts the bucket into the path, false into the host's name", false},
	{SOURCE_CA_FILE, "ca_file", "/etc/ssl/our-ca.pem",
	 "certificates (PEM) to trust instead of the system's", false},
	{SOURCE_PROXY, "proxy", "http://proxy.example.org:3128",
	 "the proxy to go through; the word environment takes https_proxy and no_proxy", false},
	{SOURCE_SPOOL_KEEP, "spool_keep", "30d",
	 "how long fetched bytes are kept, a duration, or how many, such as 20GB; 30 days. What is "
	 "needed again is fetched again",
	 false},
	{SOURCE_MEMORY, "memory", "2GiB",
	 "how much memory its collector may use, in MiB or GiB; half of the machine's", false},
	{SOURCE_NETWORK, "network", "false",
	 "whether its collector may use the network: true or false; false", false},
	{SOURCE_READ, "read", "[/opt/venv]",
	 "paths that its collector may read and execute besides `path`, a list", true},
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

bool config_key_allows(const struct config_key *key, const char *value)
{
	struct slice rest = slice_of(key->choices);
	while (rest.at)
		if (slice_is(slice_cut(&rest, '|'), value))
			return true;
	return !key->choices;
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
		str_addf(out, "#    # %s\n#    %s%s: %s\n", SOURCE_KEYS[i].help,
			 SOURCE_KEYS[i].id == SOURCE_AT ? "# " : "", SOURCE_KEYS[i].name,
			 SOURCE_KEYS[i].example);
}
