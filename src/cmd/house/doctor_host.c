#include "cmd/house/doctor.h"

#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "collect/collect.h"
#include "collect/sandbox/sandbox.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- how collectors are confined ----

static const char *origin_of(const struct doctor *doctor, const char *key)
{
	for (size_t i = 0; i < doctor->config->value_count; i++)
		if (!strcmp(doctor->config->values[i].key, key))
			return doctor->config->values[i].origin;
	return "default";
}

// needed: what `sandbox: require` refuses to be without.
static void say_lacking(struct doctor *doctor, bool needed, bool required, const char *text)
{
	doctor_say(doctor, needed && required ? DOCTOR_PROBLEM : DOCTOR_NOTE, "%s", text);
	doctor_advise(doctor,
		      !needed	 ? "a newer kernel confines collectors better"
		      : required ? "run a kernel that has it, or say `sandbox: auto`: until "
				   "then no collector runs"
				 : "run a kernel that has it; until then read only what you trust, "
				   "or say `sandbox: require`, and no collector runs");
}

void doctor_sandbox(struct doctor *doctor)
{
	enum sandbox_mode mode = sandbox_mode(doctor->config->sandbox);
	struct sandbox_kernel kernel = sandbox_kernel();
	struct str lacks = {0};
	bool needed;
	if (mode == SANDBOX_OFF) {
		doctor_say(doctor, DOCTOR_PROBLEM,
			   "off (%s): collectors read, write and reach all that you can",
			   origin_of(doctor, "sandbox"));
		doctor_advise(doctor, "remove `sandbox: off`");
		return;
	}
	doctor_say(doctor, DOCTOR_OK, "%s (%s): Landlock ABI %d, seccomp %s",
		   mode == SANDBOX_REQUIRE ? "require" : "auto", origin_of(doctor, "sandbox"),
		   kernel.landlock,
		   kernel.listener ? "tells what it refuses"
		   : kernel.filter ? "refuses"
				   : "is not here");
	if (sandbox_lacks(&kernel, &lacks, &needed))
		say_lacking(doctor, needed, mode == SANDBOX_REQUIRE, str_text(&lacks));
	str_fini(&lacks);
}

// ---- collectors and helpers ----

static void check_collector(struct doctor *doctor, const struct plugin_info *plugin)
{
	if (plugin->fault) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: does not say what it is: %s", plugin->path,
			   plugin->fault);
		doctor_advise(doctor, "run `%s describe` by hand, or install gavel again",
			      plugin->path);
		return;
	}
	doctor_say(doctor, DOCTOR_OK, "%s %s: %s, %zu format%s", plugin->name, plugin->version,
		   plugin->title, plugin->format_count, plugin->format_count == 1 ? "" : "s");
}

void doctor_collectors(struct doctor *doctor)
{
	struct plugin_info *plugins;
	size_t count;
	struct err err;
	char *helper = proc_find_helper("demo-estate");
	if (!collect_plugins(doctor->config, &doctor->arena, &plugins, &count, &err)) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
		doctor_advise(doctor,
			      "install gavel with its libexec folder, or set GAVEL_LIBEXEC");
		count = 0;
	} else if (!count) {
		doctor_say(doctor, DOCTOR_PROBLEM, "there is no collector: nothing can be read");
	}
	for (size_t i = 0; i < count; i++)
		check_collector(doctor, &plugins[i]);
	if (!helper)
		doctor_say(doctor, DOCTOR_NOTE,
			   "demo-estate: not found, `gavel demo` will not work");
	free(helper);
}

// ---- libraries opened at run time ----

// Where distributions put it; the collector that opens it looks in the same places.
static const char *const DUCKDB[] = {
	"/usr/local/lib/libduckdb.so",
	"/usr/lib/x86_64-linux-gnu/libduckdb.so",
	"/usr/lib/aarch64-linux-gnu/libduckdb.so",
	"/usr/lib64/libduckdb.so",
	"/usr/lib/libduckdb.so",
};

static void check_library(struct doctor *doctor, const char *path, const char *named)
{
	struct stat s;
	if (path[0] != '/')
		doctor_say(doctor, DOCTOR_PROBLEM, "%s (%s): is not an absolute path", path, named);
	else if (stat(path, &s) < 0)
		doctor_say(doctor, DOCTOR_PROBLEM, "%s (%s): %s", path, named, strerror(errno));
	else if (!S_ISREG(s.st_mode))
		doctor_say(doctor, DOCTOR_PROBLEM, "%s (%s): not a regular file", path, named);
	else if ((s.st_uid != 0 && s.st_uid != geteuid()) || (s.st_mode & 022))
		doctor_say(doctor, DOCTOR_PROBLEM,
			   "%s (%s): refused, because others than you and root can change it", path,
			   named);
	else
		doctor_say(doctor, DOCTOR_OK, "%s (%s): reads Parquet", path, named);
}

// A source's own key `duckdb`.
static size_t check_named(struct doctor *doctor)
{
	size_t found = 0;
	for (size_t i = 0; i < doctor->config->source_count; i++) {
		const struct source_config *source = &doctor->config->sources[i];
		for (size_t k = 0; k < source->value_count; k++)
			if (strcmp(source->values[k].key, "duckdb") == 0) {
				check_library(doctor, source->values[k].value,
					      source->values[k].origin);
				found++;
			}
	}
	return found;
}

void doctor_libraries(struct doctor *doctor)
{
	const char *wish = getenv("GAVEL_DUCKDB");
	size_t found = check_named(doctor);
	if (wish && *wish) {
		check_library(doctor, wish, "GAVEL_DUCKDB");
		return;
	}
	for (size_t i = 0; i < sizeof DUCKDB / sizeof *DUCKDB; i++)
		if (file_exists(DUCKDB[i])) {
			check_library(doctor, DUCKDB[i], "found");
			return;
		}
	if (found)
		return;
	doctor_say(doctor, DOCTOR_NOTE,
		   "libduckdb.so: not here, so Parquet cannot be read; csv can");
	doctor_advise(doctor, "install DuckDB's library, or name it in GAVEL_DUCKDB");
}

// ---- terminal ----

// The variable that decides the character set (POSIX, Base Definitions 8.2).
static const char *locale_variable(const char **value)
{
	static const char *const NAMES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		*value = getenv(NAMES[i]);
		if (*value && **value)
			return NAMES[i];
	}
	*value = "C";
	return "LANG unset";
}

static void check_locale(struct doctor *doctor)
{
	const char *value, *name = locale_variable(&value);
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (!locale) {
		doctor_say(doctor, DOCTOR_NOTE, "%s=%s: this machine has no such locale", name,
			   value);
		doctor_advise(doctor, "`locale -a` lists those there are; C.UTF-8 always works");
		return;
	}
	const char *set = nl_langinfo_l(CODESET, locale);
	bool utf8 = strcmp(set, "UTF-8") == 0;
	doctor_say(doctor, utf8 ? DOCTOR_OK : DOCTOR_NOTE, "%s=%s: character set %s", name, value,
		   set);
	if (!utf8)
		doctor_advise(doctor, "names may look odd; LC_CTYPE=C.UTF-8 helps");
	freelocale(locale);
}

// terminfo(5): a folder per first letter, or per its code in hex.
static bool has_terminfo(struct doctor *doctor, const char *term)
{
	const char *home = getenv("HOME"), *own = getenv("TERMINFO");
	const char *const FOLDERS[] = {
		own ? own : "/etc/terminfo",
		arena_printf(&doctor->arena, "%s/.terminfo", home ? home : ""),
		"/etc/terminfo",
		"/lib/terminfo",
		"/usr/share/terminfo",
		"/usr/lib/terminfo"};
	for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
		const char *letter =
			arena_printf(&doctor->arena, "%s/%c/%s", FOLDERS[i], term[0], term);
		const char *code = arena_printf(&doctor->arena, "%s/%x/%s", FOLDERS[i],
						(unsigned)(unsigned char)term[0], term);
		if (file_exists(letter) || file_exists(code))
			return true;
	}
	return false;
}

static void check_term(struct doctor *doctor)
{
	const char *term = getenv("TERM");
	if (!term || !*term || strcmp(term, "dumb") == 0) {
		doctor_say(doctor, DOCTOR_NOTE, "TERM is %s: commands work, a full screen does not",
			   term && *term ? term : "not set");
	} else if (strchr(term, '/') || !has_terminfo(doctor, term)) {
		doctor_say(doctor, DOCTOR_NOTE, "TERM=%s: this machine does not know that terminal",
			   term);
		doctor_advise(doctor, "install ncurses-term, or set TERM=xterm-256color");
	} else {
		doctor_say(doctor, DOCTOR_OK, "TERM=%s%s", term,
			   getenv("NO_COLOR") ? ", without colours (NO_COLOR)" : "");
	}
}

static void check_temporary(struct doctor *doctor)
{
	const char *folder = getenv("TMPDIR");
	folder = folder && folder[0] == '/' ? folder : "/tmp";
	if (access(folder, W_OK | X_OK) == 0)
		return;
	doctor_say(doctor, DOCTOR_PROBLEM, "%s: temporary files cannot be made there: %s", folder,
		   strerror(errno));
	doctor_advise(doctor, "set TMPDIR to a folder that you can write");
}

void doctor_terminal(struct doctor *doctor)
{
	check_locale(doctor);
	check_term(doctor);
	check_temporary(doctor);
}
