// What a report is of and what was looked for, where the command line says so; what was not.
#include "findings/target.h"
#include "plugins/scans/scan_private.h"

#include <assert.h>
#include <string.h>

static struct slice bare(struct slice digest)
{
	const char *at = digest.len ? memrchr(digest.at, '@', digest.len) : NULL;
	return at ? (struct slice){at + 1, digest.len - (size_t)(at - digest.at) - 1} : digest;
}

static bool lists(struct slice digests, struct slice digest)
{
	while (digests.len)
		if (slice_equal(bare(slice_cut(&digests, ' ')), digest))
			return true;
	return false;
}

struct slice scan_image_digest(struct scan_file *file, struct slice told, struct slice others,
			       const char **fault)
{
	struct slice named = bare(file->state->run->digest);
	struct slice judged = bare(file->state->run->judged);
	if (judged.len && lists(others, judged))
		return judged;
	if (!named.len || !told.len)
		return told.len ? told : named;
	if (lists(others, named))
		return named;
	if (!slice_equal(bare(told), named))
		*fault = scan_keep(file, "it is of %.*s, and --digest says %.*s", (int)told.len,
				   told.at, (int)named.len, named.at)
				 .at;
	return told;
}

bool scan_is_image(const struct scan *scan)
{
	return scan->class == FINDING_CONTAINER || slice_is(scan->target_kind, "image");
}

void scan_image(struct scan_file *file, struct scan *scan)
{
	if (!scan_is_image(scan))
		return;
	scan->target = target_familiar(scan->target);
	scan->digest = scan_image_digest(file, scan->digest, scan->digests, &file->state->fault);
}

struct slice scan_target(const struct scan_file *file)
{
	return file->state->run->target;
}

struct slice scan_told(const struct scan_file *file)
{
	return file->state->run->told;
}

// ---- What goes before: what the report says, or what a person does ----
//
// A report that tells no target is of what the person names. One that tells its own keeps it, since
// many reports may be handed over at once, each of something else; but where the person's is that
// name in more words ("acme/app" is "github.com/acme/app@main"), or other things are called by the
// report's too, the person's goes before. What is not taken is said.

static void say_not_taken(struct scan_file *file, struct slice named)
{
	if (!file->state->target_said)
		scan_warn(file,
			  "it says itself what it is of: '%.*s', which --target or `target` of the "
			  "source names, is not taken",
			  (int)named.len, named.at);
	file->state->target_said = true;
}

struct slice scan_named(struct scan_file *file, struct slice told, bool is_image, bool is_vague)
{
	struct slice named = scan_kept(file, scan_told(file));
	if (!named.len || slice_is(named, "."))
		return told;
	named = target_folded(is_image ? target_familiar(named) : named, file->arena);
	bool caseless = target_ignores_case(named);
	struct slice name = caseless ? target_lower(told, file->arena) : told;
	if (is_vague || (!(is_image && caseless) && target_is_called(named, name)))
		return named;
	if (!slice_equal(named, told))
		say_not_taken(file, named);
	return told;
}

// What a person tells scans apart by counts beside what the report does.
struct slice scan_category(struct scan_file *file, struct slice part)
{
	struct slice told = slice_trim(file->state->run->category);
	if (!part.len)
		return told;
	return told.len ? scan_keep(file, "%.*s %.*s", (int)told.len, told.at, (int)part.len,
				    part.at)
			: part;
}

bool scan_is_whole(const struct scan_file *file)
{
	const char *told = json_string_value(json_object_get(file->request->config, "whole"));
	return told && (!*told || !strcmp(told, "yes") || !strcmp(told, "true"));
}

bool scan_asked(const struct scan_file *file, const char *kind)
{
	struct slice rest =
		slice_of(json_string_value(json_object_get(file->request->config, "scanners")));
	if (!kind)
		return slice_trim(rest).len > 0;
	while (rest.len)
		if (slice_is(slice_trim(slice_cut(&rest, ',')), kind))
			return true;
	return false;
}

void scan_names_add(struct scan_names *names, struct slice name)
{
	enum { MOST = 1 << 17, BYTES_MOST = 12 << 20 };
	bool added = false;
	if (!names->over)
		map_put(&names->names, name, &added);
	names->bytes += added ? name.len : 0;
	names->over = names->over || names->names.len > MOST || names->bytes > BYTES_MOST;
}

void scan_names_fini(struct scan_names *names)
{
	map_fini(&names->names);
	*names = (struct scan_names){0};
}

void scan_leaves_out(struct scan_file *file, const char *by, struct slice value)
{
	struct scan_state *state = file->state;
	assert(state->current);
	struct scan_open *open = &state->scopes.at[state->current - 1];
	const char *key = arena_printf(&state->texts, "%s %.*s", by, (int)value.len, value.at);
	if (value.len)
		scan_names_add(&open->left, slice_of(key));
	if (open->left.over)
		scan_is_part(file, "it lists more than can be kept");
	arena_clear(&state->texts);
}

void scan_lists(struct scan_file *file, struct slice path)
{
	struct scan_state *state = file->state;
	assert(state->current);
	struct scan_open *open = &state->scopes.at[state->current - 1];
	if (path.len && !scan_is_whole(file))
		scan_names_add(&open->listed, path);
	if (open->listed.over)
		scan_is_part(file, "it lists more files than can be kept; --whole, or `whole` of "
				   "the source, says that they are all there are");
}

void scan_list(struct scan_file *file, const struct scan_names *listed)
{
	for (size_t i = 0; listed && i < listed->names.len; i++) {
		const struct map_entry *entry = &listed->names.entries[i];
		scan_lists(file, (struct slice){entry->key, entry->key_len});
	}
}

void scan_lists_rule(struct scan_file *file, struct slice rule)
{
	if (!scan_is_whole(file))
		scan_leaves_out(file, "rule", rule);
}

void scan_lists_fini(struct scan_open *open)
{
	scan_names_fini(&open->listed);
	scan_names_fini(&open->left);
}

// ---- What is found out while it is read ----

// Of two texts that differ the first in the order of bytes, so that of parts counts for nothing.
static void unite(struct slice *into, struct slice other)
{
	if (other.len && (!into->len || slice_compare(other, *into) < 0))
		*into = other;
}

// A scan told of in two parts: what is not whole of either is not whole.
void scan_join(struct scan *whole, const struct scan *scan)
{
	bool blind = whole->blind.len && scan->blind.len;
	unite(&whole->version, scan->version);
	unite(&whole->target_kind, scan->target_kind);
	unite(&whole->digest, scan->digest);
	unite(&whole->ref, scan->ref);
	unite(&whole->partial, scan->partial);
	unite(&whole->filter, scan->filter);
	unite(&whole->fix, scan->fix);
	unite(&whole->packages, scan->packages);
	whole->hides |= scan->hides;
	unite(&whole->packs, scan->packs);
	unite(&whole->such, scan->such);
	unite(&whole->blind, scan->blind);
	whole->blind = blind ? whole->blind : (struct slice){0};
	whole->rules += scan->rules;
	whole->passed += scan->passed;
	whole->untested += scan->untested;
	whole->looked |= scan->looked;
}

void scan_is_part(struct scan_file *file, const char *why)
{
	struct scan_state *state = file->state;
	assert(state->current);
	unite(&state->scopes.at[state->current - 1].scan.partial, slice_of(why));
}

void scan_saw(struct scan_file *file)
{
	struct scan_state *state = file->state;
	assert(state->current);
	state->scopes.at[state->current - 1].scan.looked = true;
}
