#include "plugins/bill/delivery/manifest.h"

#include "base/clock.h"
#include "base/file.h"
#include "plugins/sdk/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST_MAX = 8 * 1024 * 1024, PERIOD_NAME = 17, STAMP = 24, NAME_MAX_BYTES = 1000 };

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

// Takes the descriptor; `file` names it and says how long it is.
static json_t *load(int fd, const struct plug_file *file, struct err *err)
{
	struct str text = {0};
	json_error_t fault;
	if (file->bytes > MANIFEST_MAX) {
		close(fd);
		err_set(err, ERR_INVALID, "%s: too large for a manifest", file->name);
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
	const char *key = manifest_key(manifest, 0).name;
	struct slice period = manifest_period_folder(slice_of(key ? key : ""));
	struct slice rest = period.len ? slice_of(period.at + period.len) : (struct slice){0};
	struct err ignored;
	int64_t at;
	if (rest.len > STAMP + 1 && clock_parse((struct slice){rest.at + 1, STAMP}, &at, &ignored))
		return at;
	return manifest->file->mtime;
}

static const char *text_of(struct arena *arena, const json_t *document, const char *key)
{
	const char *text = json_string_value(json_object_get(document, key));
	return text && strlen(text) <= NAME_MAX_BYTES ? arena_text(arena, text) : NULL;
}

// What stands in the manifest, or in its place and name where it does not tell.
static void read_facts(struct plug_request *request, struct manifest *out)
{
	struct arena *arena = &request->arena;
	json_t *legacy = json_object_get(out->document, "reportKeys");
	out->keys = legacy ? legacy : json_object_get(out->document, "dataFiles");
	out->id = text_of(arena, out->document, legacy ? "assemblyId" : "executionId");
	out->period = manifest_period_folder(slice_of(out->file->name));
	out->data = data_folder(arena, out->period);
	struct slice stem = slice_of(file_base(out->file->name));
	stem.len -= strlen("-Manifest.json") < stem.len ? strlen("-Manifest.json") : 0;
	const char *report = text_of(arena, out->document, "reportName");
	out->report = report ? report : arena_slice(arena, stem);
	out->at = delivery_time(out);
	const char *payer = text_of(arena, out->document, "account");
	out->payer = payer ? payer : "";
	out->month = month_of(arena, out);
}

static void read_manifest(struct plug_request *request, int fd, const struct plug_file *file,
			  struct manifest *out)
{
	struct err why = {0};
	*out = (struct manifest){.file = file};
	out->document = load(fd, file, &why);
	read_facts(request, out);
	if (out->document && !json_array_size(out->keys))
		err_set(&why, ERR_INVALID, "%s: a manifest without parts", file->name);
	if (why.code)
		out->fault = arena_text(&request->arena, why.text);
}

// When the folder given is one assembly, the manifest one level up tells whether it is still the
// current one. It may be out of reach: then nothing is known against the assembly.
static bool is_not_superseded(struct plug_request *request, const struct manifest *manifest,
			      struct err *err)
{
	struct stat s;
	struct manifest above;
	bool assembly = manifest->id && request->root && !request->asker &&
			!strchr(manifest->file->name, '/') &&
			strcmp(file_base(request->root), manifest->id) == 0;
	const char *name = arena_printf(&request->arena, "../%s", manifest->file->name);
	int fd = assembly ? openat(request->root_fd, name,
				   O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
			  : -1;
	if (fd < 0)
		return true;
	if (fstat(fd, &s) < 0 || !S_ISREG(s.st_mode)) {
		close(fd);
		return true;
	}
	struct plug_file file = {.name = name, .bytes = s.st_size, .mtime = s.st_mtime};
	read_manifest(request, fd, &file, &above);
	json_decref(above.document);
	if (above.fault || !above.id || strcmp(above.id, manifest->id) == 0)
		return true;
	return err_set(err, ERR_INVALID,
		       "%s: superseded: the period's manifest names the assembly %s", manifest->id,
		       above.id);
}

static void read_file(struct plug_request *request, const struct plug_file *file,
		      struct manifest *out)
{
	struct err why = {0};
	int fd = input_open(request, file->name, &why);
	if (fd >= 0) {
		read_manifest(request, fd, file, out);
		return;
	}
	*out = (struct manifest){.file = file, .fault = arena_text(&request->arena, why.text)};
	read_facts(request, out);
}

static bool is_manifest(const struct plug_file *file)
{
	return slice_ends(slice_of(file->name), "Manifest.json");
}

static bool want_all(struct plug_request *request, struct err *err)
{
	vec(const char *) names = {0};
	for (size_t i = 0; i < request->file_count; i++)
		if (is_manifest(&request->files[i]))
			*vec_push(&names) = request->files[i].name;
	bool done = input_want(request, names.at, names.len, err);
	vec_fini(&names);
	return done;
}

bool manifests_read(struct plug_request *request, struct manifests *out, struct err *err)
{
	if (!want_all(request, err))
		return false;
	for (size_t i = 0; i < request->file_count; i++) {
		struct slice name = slice_of(request->files[i].name);
		struct manifest manifest;
		*map_put(&out->names, name, NULL) = (int64_t)i;
		if (!is_manifest(&request->files[i]))
			continue;
		read_file(request, &request->files[i], &manifest);
		*vec_push(&out->all) = manifest;
		if (!is_not_superseded(request, &manifest, err))
			return false;
	}
	return true;
}

void manifests_fini(struct manifests *manifests)
{
	for (size_t i = 0; i < manifests->all.len; i++)
		json_decref(manifests->all.at[i].document);
	vec_fini(&manifests->all);
	map_fini(&manifests->names);
}

// ---- Parts ----

// A text, or a map with a name and a size in one of the spellings that exporters use.
struct manifest_key manifest_key(const struct manifest *manifest, size_t index)
{
	static const char *const NAMES[] = {"key", "path", "name", "blobName"};
	static const char *const SIZES[] = {"size", "bytes", "byteCount"};
	const json_t *entry = json_array_get(manifest->keys, index);
	struct manifest_key key = {json_string_value(entry), -1};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !key.name; i++)
		key.name = json_string_value(json_object_get(entry, NAMES[i]));
	for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES && key.bytes < 0; i++) {
		const json_t *size = json_object_get(entry, SIZES[i]);
		if (json_is_integer(size))
			key.bytes = json_integer_value(size);
	}
	return key;
}

// A manifest being asked for its parts.
struct lookup {
	struct plug_request *request;
	const struct map *names;
};

// The file of this name, or the unpacked one.
static const struct plug_file *find_file(const struct lookup *in, const char *name)
{
	struct slice plain = slice_of(name);
	int64_t *at = map_get(in->names, plain);
	if (!at && slice_ends(plain, ".gz"))
		at = map_get(in->names, (struct slice){plain.at, plain.len - strlen(".gz")});
	return at ? &in->request->files[*at] : NULL;
}

// A file in the manifest's own folder.
static const struct plug_file *find_beside(const struct lookup *in, const struct manifest *manifest,
					   const char *name)
{
	int folder = (int)(file_base(manifest->file->name) - manifest->file->name);
	return find_file(in, arena_printf(&in->request->arena, "%.*s%s", folder,
					  manifest->file->name, name));
}

const struct plug_file *manifest_part(struct plug_request *request,
				      const struct manifests *manifests,
				      const struct manifest *manifest, const char *name)
{
	struct arena *arena = &request->arena;
	const struct lookup in = {request, &manifests->names};
	struct slice period = manifest_period_folder(slice_of(name));
	// Below the period folder: ASSEMBLY/NAME, or NAME.
	const char *inside =
		period.len && period.at[period.len] ? period.at + period.len + 1 : NULL;
	if (inside && *manifest->data) {
		const char *of_key = file_base(arena_slice(arena, period));
		bool same = strcmp(of_key, file_base(manifest->data)) == 0;
		return same ? find_file(&in, arena_printf(arena, "%s/%s", manifest->data, inside))
			    : NULL;
	}
	// The folder given is the period folder, an assembly folder, or a flat copy.
	const struct plug_file *part = inside ? find_beside(&in, manifest, inside) : NULL;
	return part ? part : find_beside(&in, manifest, file_base(name));
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
