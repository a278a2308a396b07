#include "plugins/bill/delivery.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MANIFEST_MAX = 8 * 1024 * 1024, PERIOD_NAME = 17, PART_DIGITS = 5 };

static const char *const ENDINGS[] = {".csv", ".csv.gz", ".csv.zip", ".parquet"};

bool delivery_is_part(struct slice name)
{
	for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
		if (slice_ends(name, ENDINGS[i]))
			return true;
	return false;
}

void deliveries_fini(struct deliveries *deliveries)
{
	for (size_t i = 0; i < deliveries->all.len; i++)
		vec_fini(&deliveries->all.at[i].parts);
	vec_fini(&deliveries->all);
}

// ---- Names ----

static bool is_digits(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] < '0' || at[i] > '9')
			return false;
	return true;
}

// The path up to and with its period folder (yyyymmdd-yyyymmdd or BILLING_PERIOD=…); empty
// when there is none.
static struct slice period_folder(struct slice path)
{
	struct slice rest = path;
	while (rest.len) {
		struct slice part = slice_cut(&rest, '/');
		bool dated = part.len == PERIOD_NAME && part.at[8] == '-' &&
			     is_digits(part.at, 8) && is_digits(part.at + 9, 8);
		if (dated || slice_starts(part, "BILLING_PERIOD="))
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

// The end of a path from a '/' on, or all of it, equals `tail`.
static bool has_tail(const char *path, const char *tail)
{
	size_t path_len = strlen(path), tail_len = strlen(tail);
	return path_len >= tail_len && strcmp(path + path_len - tail_len, tail) == 0 &&
	       (path_len == tail_len || path[path_len - tail_len - 1] == '/');
}

// NAME-00001.csv.gz as NAME.
static const char *stem_of(struct arena *arena, const char *name)
{
	struct slice stem = slice_of(file_base(name));
	for (size_t i = sizeof ENDINGS / sizeof *ENDINGS; i > 0; i--)
		if (slice_ends(stem, ENDINGS[i - 1])) {
			stem.len -= strlen(ENDINGS[i - 1]);
			break;
		}
	size_t digits = 0;
	while (digits < stem.len && is_digits(stem.at + stem.len - digits - 1, 1))
		digits++;
	if (digits == PART_DIGITS && digits + 1 < stem.len && stem.at[stem.len - digits - 1] == '-')
		stem.len -= digits + 1;
	return arena_slice(arena, stem);
}

// ---- Manifests ----

struct manifest {
	const struct plug_file *file;
	json_t *document, *keys; // keys: the parts' names
	struct slice period;	 // folder, part of file->name
	const char *report, *id;
};

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
	out->period = period_folder(slice_of(file->name));
	struct slice stem = slice_of(file_base(file->name));
	stem.len -= strlen("-Manifest.json") < stem.len ? strlen("-Manifest.json") : 0;
	out->report =
		report ? arena_text(&request->arena, report) : arena_slice(&request->arena, stem);
	return json_is_array(out->keys) ||
	       err_set(err, ERR_INVALID, "%s: a manifest without parts", file->name);
}

// The file whose path shares the longest tail with a manifest's key.
static const struct plug_file *find_tail(const struct plug_request *request, const char *key)
{
	for (const char *tail = *key == '/' ? key + 1 : key; tail && *tail;) {
		const struct plug_file *found = NULL;
		for (size_t i = 0; i < request->file_count; i++)
			if (has_tail(request->files[i].name, tail))
				found = found ? found : &request->files[i];
		if (found)
			return found;
		tail = strchr(tail, '/');
		tail = tail ? tail + 1 : NULL;
	}
	return NULL;
}

// The file that a manifest's key means; somebody may have unpacked it.
static const struct plug_file *find_part(struct plug_request *request, const char *key)
{
	const struct plug_file *part = find_tail(request, key);
	struct slice plain = slice_of(key);
	if (part || !slice_ends(plain, ".gz"))
		return part;
	plain.len -= strlen(".gz");
	return find_tail(request, arena_slice(&request->arena, plain));
}

static void add_parts(struct plug_request *request, const struct manifest *manifest,
		      struct delivery *delivery)
{
	for (size_t i = 0; i < json_array_size(manifest->keys); i++) {
		const char *key = json_string_value(json_array_get(manifest->keys, i));
		const struct plug_file *part = key ? find_part(request, key) : NULL;
		if (part)
			*vec_push(&delivery->parts) = part;
		else
			delivery->fault = arena_printf(
				&request->arena, "%s: the part %s that it names is missing",
				manifest->file->name, key ? key : "(not a text)");
	}
}

// Of the manifests of one report and period the one nearest the period folder is current; of
// equals the newest.
static bool is_better(const struct manifest *a, const struct manifest *b)
{
	size_t da = depth_of(a->file->name), db = depth_of(b->file->name);
	return da != db ? da < db : a->file->mtime > b->file->mtime;
}

static bool same_bill(const struct manifest *a, const struct manifest *b)
{
	return strcmp(a->report, b->report) == 0 && slice_equal(a->period, b->period);
}

struct manifests {
	vec(struct manifest) all;
};

static bool read_manifests(struct plug_request *request, struct manifests *out, struct err *err)
{
	for (size_t i = 0; i < request->file_count; i++) {
		struct manifest manifest;
		if (!slice_ends(slice_of(request->files[i].name), "Manifest.json"))
			continue;
		bool read = read_manifest(request, &request->files[i], &manifest, err);
		*vec_push(&out->all) = manifest;
		if (!read)
			return false;
	}
	return true;
}

static bool is_current(const struct manifests *manifests, const struct manifest *manifest)
{
	for (size_t i = 0; i < manifests->all.len; i++) {
		const struct manifest *other = &manifests->all.at[i];
		if (other != manifest && same_bill(other, manifest) && is_better(other, manifest))
			return false;
	}
	return true;
}

// ---- Loose files ----

static bool is_covered(const struct manifests *manifests, const struct plug_file *file)
{
	struct slice folder = period_folder(slice_of(file->name));
	for (size_t i = 0; i < manifests->all.len; i++) {
		const struct manifest *m = &manifests->all.at[i];
		if (folder.len ? slice_equal(folder, m->period) ||
					 slice_starts(slice_of(m->file->name), "metadata/")
			       : !m->period.len)
			return true;
	}
	return false;
}

static void add_loose(struct plug_request *request, const struct plug_file *file,
		      struct deliveries *out)
{
	const char *report = stem_of(&request->arena, file->name);
	char *folder = file_folder(file->name);
	struct delivery *delivery = NULL;
	for (size_t i = 0; i < out->all.len && !delivery; i++) {
		struct delivery *d = &out->all.at[i];
		char *other = d->id || !d->parts.len ? NULL : file_folder(d->parts.at[0]->name);
		if (other && strcmp(other, folder) == 0 && strcmp(d->report, report) == 0)
			delivery = d;
		free(other);
	}
	free(folder);
	if (!delivery) {
		delivery = vec_push(&out->all);
		*delivery = (struct delivery){.report = report};
	}
	*vec_push(&delivery->parts) = file;
	if (file->mtime > delivery->at)
		delivery->at = file->mtime;
}

bool deliveries_find(struct plug_request *request, struct deliveries *out, struct err *err)
{
	struct manifests manifests = {0};
	*out = (struct deliveries){0};
	bool done = read_manifests(request, &manifests, err);
	for (size_t i = 0; done && i < manifests.all.len; i++) {
		const struct manifest *m = &manifests.all.at[i];
		if (!is_current(&manifests, m))
			continue;
		struct delivery *delivery = vec_push(&out->all);
		*delivery =
			(struct delivery){.report = m->report, .id = m->id, .at = m->file->mtime};
		add_parts(request, m, delivery);
	}
	for (size_t i = 0; done && i < request->file_count; i++) {
		const struct plug_file *file = &request->files[i];
		bool alone = request->file_count == 1;
		if (alone ||
		    (delivery_is_part(slice_of(file->name)) && !is_covered(&manifests, file)))
			add_loose(request, file, out);
	}
	for (size_t i = 0; i < manifests.all.len; i++)
		json_decref(manifests.all.at[i].document);
	vec_fini(&manifests.all);
	return done;
}
