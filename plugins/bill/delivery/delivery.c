#include "plugins/bill/delivery/delivery.h"

#include "base/file.h"
#include "plugins/bill/delivery/manifest.h"
#include "plugins/bill/delivery/status.h"

#include <stdlib.h>
#include <string.h>

enum { PART_DIGITS = 5 };

// Longer ones behind those they end in.
static const char *const ENDINGS[] = {".csv", ".csv.gz", ".csv.zip", ".parquet", ".snappy.parquet"};

bool delivery_is_part(struct slice name)
{
	if (status_is_file(name))
		return false;
	for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
		if (slice_ends(name, ENDINGS[i]))
			return true;
	return false;
}

bool delivery_is_furniture(struct slice name)
{
	while (name.len) {
		struct slice step = slice_cut(&name, '/');
		if (slice_starts(step, ".") || slice_starts(step, "_") ||
		    slice_starts(step, "cost_and_usage_data_status"))
			return true;
	}
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

// The next part of a delivery, or why the delivery cannot be trusted as whole.
static const char *add_part(struct plug_request *request, const struct manifests *manifests,
			    const struct manifest *m, size_t index, struct delivery *delivery)
{
	struct manifest_key key = manifest_key(m, index);
	const struct plug_file *part =
		key.name ? manifest_part(request, manifests, m, key.name) : NULL;
	if (!part)
		return arena_printf(&request->arena, "%s: the part %.300s that it names is missing",
				    m->file->name, key.name ? key.name : "(not a text)");
	bool packed = slice_ends(slice_of(part->name), file_base(key.name));
	if (key.bytes >= 0 && packed && part->bytes != key.bytes)
		return arena_printf(&request->arena, "%s: has %lld bytes, the manifest says %lld",
				    part->name, (long long)part->bytes, (long long)key.bytes);
	*vec_push(&delivery->parts) = part;
	return NULL;
}

// A part that is named twice would be counted twice.
static const char *find_double(struct plug_request *request, const struct manifest *m,
			       const struct delivery *delivery)
{
	struct map seen = {0};
	const char *fault = NULL;
	for (size_t i = 0; i < delivery->parts.len && !fault; i++) {
		bool added;
		const char *name = delivery->parts.at[i]->name;
		map_put(&seen, slice_of(name), &added);
		if (!added)
			fault = arena_printf(&request->arena, "%s: names the part %s twice",
					     m->file->name, name);
	}
	map_fini(&seen);
	return fault;
}

static void add_delivery(struct plug_request *request, const struct manifests *manifests,
			 const struct manifest *m, struct deliveries *out)
{
	struct delivery *delivery = vec_push(&out->all);
	*delivery = (struct delivery){.report = m->report,
				      .id = m->id,
				      .place = m->file->name,
				      .at = m->at,
				      .payer = m->payer,
				      .period = m->month,
				      .fault = m->fault,
				      .whole = true};
	for (size_t i = 0; i < json_array_size(m->keys) && !delivery->fault; i++)
		delivery->fault = add_part(request, manifests, m, i, delivery);
	if (!delivery->fault)
		delivery->fault = find_double(request, m, delivery);
}

// ---- Loose files ----

static bool is_covered(const struct manifests *manifests, const struct plug_file *file)
{
	struct slice folder = manifest_period_folder(slice_of(file->name));
	for (size_t i = 0; i < manifests->all.len; i++) {
		const struct manifest *m = &manifests->all.at[i];
		if (folder.len ? slice_is(folder, m->data) || slice_equal(folder, m->period)
			       : !*m->data)
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
		*delivery = (struct delivery){
			.report = report, .place = file->name, .payer = "", .period = ""};
	}
	*vec_push(&delivery->parts) = file;
	if (file->mtime > delivery->at)
		delivery->at = file->mtime;
}

bool deliveries_find(struct plug_request *request, struct deliveries *out, struct err *err)
{
	struct manifests manifests = {0};
	*out = (struct deliveries){0};
	bool done = manifests_read(request, &manifests, err);
	for (size_t i = 0; done && i < manifests.all.len; i++)
		if (manifest_is_current(&manifests, &manifests.all.at[i]))
			add_delivery(request, &manifests, &manifests.all.at[i], out);
	for (size_t i = 0; done && i < request->file_count; i++) {
		const struct plug_file *file = &request->files[i];
		bool alone = request->file_count == 1 && !manifests.all.len;
		if (alone ||
		    (delivery_is_part(slice_of(file->name)) &&
		     !delivery_is_furniture(slice_of(file->name)) && !is_covered(&manifests, file)))
			add_loose(request, file, out);
	}
	if (out->all.len == 1)
		out->all.at[0].only = !out->all.at[0].whole;
	manifests_fini(&manifests);
	return done;
}
