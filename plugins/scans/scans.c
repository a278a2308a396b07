// The collector of scanners' files.
#include "findings/finding.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/input.h"

#include <stdlib.h>
#include <string.h>

// Each file of a folder is what its own content says.
#define ANY "scans"

enum { FOLDER_SCORE = 55, NAMES_TOLD = 3 };

static const struct plug_key KEYS[] = {
	{"target", "what the scans are of, where a report does not say, or says in fewer words or "
		   "with a name that others have too: a repository, an image's name, a URL"},
	{"scanners", "what was looked for, since reports of Trivy, SARIF of Checkov and KICS, and "
		     "SBOMs tell only "
		     "of what was found: vuln, misconfig, secret, license, with commas between"},
	{"whole", "yes: the tool looked at every file there is and made every check, so that what "
		  "its report does not list is gone; else findings in other files, and of checks "
		  "that it does not list, stay open"},
	{"category",
	 "tells scans of one tool and target apart; what a report says stands behind it"},
	{"digest", "the image that is reported on, where a report does not say; one that says "
		   "another is not taken: of `import --digest` only"},
	{"judged", "the image that is judged: a report that lists it among the image's digests is "
		   "of it: of `check findings --scan` only"},
	{"at", "when it was scanned, where a report does not say: of `import --at` only"},
};

// ---- detect ----

static void detect_folder(const struct plug_request *request, struct plug_guesses *out)
{
	static const struct plug_guess GUESS = {ANY, "a folder with files of that kind",
						FOLDER_SCORE};
	for (size_t i = 0; i < request->file_count; i++)
		if (scan_may_be_report(slice_of(request->files[i].name))) {
			plug_guess(out, GUESS);
			return;
		}
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guesses *out)
{
	struct arena arena = {0};
	struct scan_sniff sniff;
	if (request->folder) {
		detect_folder(request, out);
		return true;
	}
	scan_look(head, &arena, &sniff);
	scan_guess(&sniff, out);
	arena_fini(&arena);
	return true;
}

// ---- collect ----

struct passed {
	int64_t count;
	struct str names;
};

static void pass_over(struct passed *passed, const char *name)
{
	if (passed->count++ < NAMES_TOLD)
		str_addf(&passed->names, "%s%s", passed->names.len ? ", " : "", name);
}

static void tell_passed(const struct passed *passed, struct plug_out *out)
{
	struct plug_place nowhere = {0};
	if (passed->count)
		plug_warn(out, nowhere, "%lld %s no report of a format that is known: %.*s%s",
			  (long long)passed->count, passed->count == 1 ? "file is" : "files are",
			  (int)passed->names.len, passed->names.at,
			  passed->count > NAMES_TOLD ? ", …" : "");
}

static bool want_all(struct plug_request *request, struct err *err)
{
	const char **names = mem_alloc((request->file_count + 1) * sizeof *names);
	for (size_t i = 0; i < request->file_count; i++)
		names[i] = request->files[i].name;
	bool done = input_want(request, names, request->file_count, err);
	free(names);
	return done;
}

// A file that is no report is passed over in a folder; alone it is an error.
static bool read_all(struct scan_run *run, struct passed *passed, struct err *err)
{
	struct plug_request *request = run->request;
	const struct scan_format *format = scan_format_named(request->format);
	for (size_t i = 0; i < request->file_count; i++) {
		if (scan_read_file(run, &request->files[i], format, err))
			continue;
		if (!run->no_report || request->file_count == 1)
			return false;
		pass_over(passed, request->files[i].name);
		err_clear(err);
	}
	return passed->count < (int64_t)request->file_count ||
	       err_set(err, ERR_INVALID, "%s: no report of a scanner here",
		       request->root ? request->root : "");
}

static bool check_config(const struct plug_request *request, struct err *err)
{
	return finding_check_scanners(
		       json_string_value(json_object_get(request->config, "scanners")), err) ||
	       err_wrap(err, "scanners");
}

static bool collect(struct plug_request *request, struct plug_out *out, struct err *err)
{
	struct scan_run run;
	struct passed passed = {0};
	scan_run_begin(&run, request, out);
	bool done = check_config(request, err) && want_all(request, err) &&
		    read_all(&run, &passed, err);
	if (done)
		tell_passed(&passed, out);
	scan_run_end(&run);
	str_fini(&passed.names);
	return done;
}

// ---- describe ----

// Those that can be read; a refusal is no format to name.
static size_t list_formats(struct plug_format *out)
{
	size_t count = 0;
	out[count++] = (struct plug_format){ANY, "a folder of scanners' reports, each as it is"};
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		if (SCAN_FORMATS[i]->title)
			out[count++] =
				(struct plug_format){SCAN_FORMATS[i]->name, SCAN_FORMATS[i]->title};
	return count;
}

int main(int argc, char **argv)
{
	struct plug_format *formats = mem_alloc((SCAN_FORMAT_COUNT + 1) * sizeof *formats);
	const struct plug plug = {.name = "scans",
				  .version = GAVEL_VERSION,
				  .title = "Reports of security scanners, SBOMs and VEX",
				  .kind = "scan",
				  .formats = formats,
				  .format_count = list_formats(formats),
				  .keys = KEYS,
				  .key_count = sizeof KEYS / sizeof *KEYS,
				  .blinds = true,
				  .detect = detect,
				  .collect = collect,
				  .rows = scan_rows};
	int code = plug_main(argc, argv, &plug);
	free(formats);
	return code;
}
