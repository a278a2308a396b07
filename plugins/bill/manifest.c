#include "plugins/bill/manifest.h"

#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST_MAX = 8 * 1024 * 1024, PERIOD_NAME = 17, STAMP = 24 };

// ---- Names ----

static bool is_digits(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] < '0' || at[i] > '9')
			return false;
	return true;
}

struct slice manifest_period_folder(struct slice path)
{
	struct slice rest = path;
	while (rest.len) {
		struct slice part = slice_cut(&rest, '/');
		bool dated = part.len == PERIOD_NAME && part.at[8] == '-' &&
			     is_digits(part.at, 8) && is_digits(part.at + 9, 8);
		if (dated || slice_starts(part, "BILLING_PERIOD=") || slice_starts(part, "month="))
			return (struct slice){path.at, (size_t)(part.at + part.len - path.at)};
	}
	return (struct slice){0};
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;
	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

// The period folder of the parts: a Data Export's manifests stand under metadata/, its parts
// under data/.
static const char *data_folder(struct arena *arena, struct slice period)
{
	static const char META[] = "metadata/BILLING_PERIOD=";
	const char *text = arena_slice(arena, period);
	const char *meta = strstr(text, META);
	if (!meta || (meta != text && meta[-1] != '/'))
		return text;
	return arena_printf(arena, "%.*sdata/%s", (int)(meta - text), text,
			    meta + strlen("metadata/"));
}

// ---- Reading ----

static json_t *load(const struct plug_request *request, const struct plug_file *file,
		    struct err *err)
{
	struct str text = {0};
	json_error_t fault;
	int fd = openat(request->root_fd, file->name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || file->bytes > MANIFEST_MAX) {
		if (fd >= 0)
			close(fd);
		err_set(err, ERR_INVALID, "%s: %s", file->name,
			fd < 0 ? strerror(errno) : "too large for a manifest");
		return NULL;
	}
	str_reserve(&text, (size_t)file->bytes + 1);
	ssize_t got;
	while ((got = read(fd, text.at + text.len, (size_t)file->bytes - text.len)) > 0)
		text.len += (size_t)got;
	close(fd);
	json_t *document = json_loadb(str_text(&text), text.len, JSON_REJECT_DUPLICATES, &fault);
	if (!document)
		err_set(err, ERR_INVALID, "%s:%d: not a manifest: %s", file->name, fault.line,
			fault.text);
	str_fini(&text);
	return document;
}

// The month of BILLING_PERIOD=2026-03, of 20260301-20260401, or of the period's start; month=3
// lacks the year.
static const char *month_of(struct arena *arena, const struct manifest *manifest)
{
	static const char NAMED[] = "BILLING_PERIOD=";
	const char *folder = file_base(manifest->data);
	if (strncmp(folder, NAMED, strlen(NAMED)) == 0)
		return folder + strlen(NAMED);
	json_t *told = json_object_get(manifest->document, "billingPeriod");
	const char *start = json_string_value(json_object_get(told, "start"));
	bool dated = strlen(folder) == PERIOD_NAME;
	start = dated ? folder : start ? start : "";
	return strlen(start) >= 6 && is_digits(start, 6)
		       ? arena_printf(arena, "%.4s-%.2s", start, start + 4)
		       : "";
}

// Data Exports name a delivery's folder by its time: BILLING_PERIOD=…/2026-04-16T15:24:15.653Z-ID/.
static int64_t delivery_time(const struct manifest *manifest)
{
	const char *key = json_string_value(json_array_get(manifest->keys, 0));
	struct slice period = manifest_period_folder(slice_of(key ? key : ""));
	struct slice rest = period.len ? slice_of(period.at + period.len) : (struct slice){0};
	struct err ignored;
	int64_t at;
	if (rest.len > STAMP + 1 && clock_parse((struct slice){rest.at + 1, STAMP}, &at, &ignored))
		return at;
	return manifest->file->mtime;
}

static bool read_manifest(struct plug_request *request, const struct plug_file *file,
			  struct manifest *out, struct err *err)
{
	*out = (struct manifest){.file = file, .document = load(request, file, err)};
	if (!out->document)
		return false;
	json_t *legacy = json_object_get(out->document, "reportKeys");
	out->keys = legacy ? legacy : json_object_get(out->document, "dataFiles");
	const char *id = json_string_value(
		json_object_get(out->document, legacy ? "assemblyId" : "executionId"));
	const char *report = json_string_value(json_object_get(out->document, "reportName"));
	out->id = id ? arena_text(&request->arena, id) : NULL;
	out->period = manifest_period_folder(slice_of(file->name));
	out->data = data_folder(&request->arena, out->period);
	struct slice stem = slice_of(file_base(file->name));
	stem.len -= strlen("-Manifest.json") < stem.len ? strlen("-Manifest.json") : 0;
	out->report =
		report ? arena_text(&request->arena, report) : arena_slice(&request->arena, stem);
	out->at = delivery_time(out);
	const char *payer = json_string_value(json_object_get(out->document, "account"));
	out->payer = arena_text(&request->arena, payer ? payer : "");
	out->month = month_of(&request->arena, out);
	return json_is_array(out->keys) ||
	       err_set(err, ERR_INVALID, "%s: a manifest without parts", file->name);
}

// When the folder given is one assembly, the manifest one level up tells whether it is still the
// current one. It may be out of reach: then nothing is known against the assembly.
static bool is_not_superseded(struct plug_request *request, const struct manifest *manifest,
			      struct err *err)
{
	struct stat s;
	struct err ignored;
	struct manifest above;
	bool assembly = manifest->id && request->root && !strchr(manifest->file->name, '/') &&
			strcmp(file_base(request->root), manifest->id) == 0;
	const char *name = arena_printf(&request->arena, "../%s", manifest->file->name);
	if (!assembly || fstatat(request->root_fd, name, &s, 0) < 0 || !S_ISREG(s.st_mode))
		return true;
	struct plug_file file = {name, s.st_size, s.st_mtime};
	bool known = read_manifest(request, &file, &above, &ignored);
	json_decref(above.document);
	if (!known || !above.id || strcmp(above.id, manifest->id) == 0)
		return true;
	return err_set(err, ERR_INVALID,
		       "%s: superseded: the period's manifest names the assembly %s", manifest->id,
		       above.id);
}

bool manifests_read(struct plug_request *request, struct manifests *out, struct err *err)
{
	for (size_t i = 0; i < request->file_count; i++) {
		struct manifest manifest;
		if (!slice_ends(slice_of(request->files[i].name), "Manifest.json"))
			continue;
		bool read = read_manifest(request, &request->files[i], &manifest, err);
		*vec_push(&out->all) = manifest;
		if (!read || !is_not_superseded(request, &manifest, err))
			return false;
	}
	return true;
}

void manifests_fini(struct manifests *manifests)
{
	for (size_t i = 0; i < manifests->all.len; i++)
		json_decref(manifests->all.at[i].document);
	vec_fini(&manifests->all);
}

// ---- Parts ----

// The file of this name, or the unpacked one.
static const struct plug_file *find_file(const struct plug_request *request, const char *name)
{
	struct slice plain = slice_of(name);
	const struct plug_file *unpacked = NULL;
	if (slice_ends(plain, ".gz"))
		plain.len -= strlen(".gz");
	for (size_t i = 0; i < request->file_count; i++) {
		if (strcmp(request->files[i].name, name) == 0)
			return &request->files[i];
		if (slice_is(plain, request->files[i].name))
			unpacked = &request->files[i];
	}
	return unpacked;
}

const struct plug_file *manifest_part(struct plug_request *request, const struct manifest *manifest,
				      const char *key)
{
	struct arena *arena = &request->arena;
	struct slice period = manifest_period_folder(slice_of(key));
	// Below the period folder: ASSEMBLY/NAME, or NAME.
	const char *inside =
		period.len && period.at[period.len] ? period.at + period.len + 1 : NULL;
	const struct plug_file *part = NULL;
	if (inside && *manifest->data) {
		const char *of_key = file_base(arena_slice(arena, period));
		if (strcmp(of_key, file_base(manifest->data)) == 0)
			part = find_file(request,
					 arena_printf(arena, "%s/%s", manifest->data, inside));
		return part;
	}
	// The folder given is the period folder, an assembly folder, or a flat copy.
	int folder = (int)(file_base(manifest->file->name) - manifest->file->name);
	if (inside)
		part = find_file(request, arena_printf(arena, "%.*s%s", folder,
						       manifest->file->name, inside));
	return part ? part
		    : find_file(request, arena_printf(arena, "%.*s%s", folder, manifest->file->name,
						      file_base(key)));
}

// ---- The current one ----

static bool is_better(const struct manifest *a, const struct manifest *b)
{
	size_t da = depth_of(a->file->name), db = depth_of(b->file->name);
	return da != db ? da < db : a->file->mtime > b->file->mtime;
}

static bool same_bill(const struct manifest *a, const struct manifest *b)
{
	return strcmp(a->report, b->report) == 0 && slice_equal(a->period, b->period);
}

bool manifest_is_current(const struct manifests *manifests, const struct manifest *manifest)
{
	for (size_t i = 0; i < manifests->all.len; i++) {
		const struct manifest *other = &manifests->all.at[i];
		if (other != manifest && same_bill(other, manifest) && is_better(other, manifest))
			return false;
	}
	return true;
}
