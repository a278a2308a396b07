#include "libexec/check/iac/belongings.h"

#include "libexec/check/iac/names.h"

#include <stdlib.h>

// ---- Finding them ----

static void add(struct model *model, const struct resource *resource, const char *attribute,
		struct belongings *out)
{
	struct targets targets = {0};
	model_targets(model, resource, attribute, &targets);
	for (size_t t = 0; t < targets.names.len; t++)
		*vec_push(&out->names) = names_of_target(targets.names.at[t], out->list.len);
	*vec_push(&out->list) = (struct belonging){resource, targets.unseen};
	out->unseen += targets.unseen;
	targets_fini(&targets);
}

void belongings_find(struct model *model, const char *type, const char *attribute,
		     struct belongings *out)
{
	size_t unseen = 0;
	for (size_t i = 0; i < model->resources.len; i++)
		if (resource_is(&model->resources.at[i], type))
			add(model, &model->resources.at[i], attribute, out);
	names_sort(&out->names);
	for (size_t i = 0; i < out->names.len; i++) {
		*vec_push(&out->lead_out) = unseen;
		unseen += out->list.at[out->names.at[i].at].unseen;
	}
	*vec_push(&out->lead_out) = unseen;
}

void belongings_fini(struct belongings *belongings)
{
	vec_fini(&belongings->list);
	vec_fini(&belongings->names);
	vec_fini(&belongings->lead_out);
}

// ---- Counting them ----

// The names of one owner in their order.
struct range {
	struct name name;
	size_t from, to;
};

static struct range range_of(const struct belongings *belongings, struct name name)
{
	name.at = 0;
	struct range range = {name, names_find(&belongings->names, name), 0};
	name.at = SIZE_MAX;
	range.to = names_find(&belongings->names, name);
	return range;
}

static bool is_named(const struct belongings *belongings, struct name name, size_t at)
{
	name.at = at;
	size_t found = names_find(&belongings->names, name);
	return found < belongings->names.len && belongings->names.at[found].at == at &&
	       names_equal(&belongings->names.at[found], &name);
}

// The owner's ranges, the longest first; returns how many.
static size_t ranges_of(const struct belongings *belongings, const struct model *model,
			const struct resource *owner, struct range out[RESOURCE_NAMES])
{
	struct name names[RESOURCE_NAMES];
	size_t count = names_of_resource(model, owner, names);
	for (size_t i = 0; i < count; i++) {
		out[i] = range_of(belongings, names[i]);
		if (out[i].to - out[i].from <= out[0].to - out[0].from)
			continue;
		struct range first = out[0];
		out[0] = out[i];
		out[i] = first;
	}
	return count;
}

// The longest range is counted at once, of the others what is in none before: an owner that stands
// there a thousand times has one name for all of them, and others for each.
size_t belongings_count(const struct belongings *belongings, const struct model *model,
			const struct resource *owner, bool *unseen)
{
	struct range ranges[RESOURCE_NAMES] = {0};
	size_t count = ranges_of(belongings, model, owner, ranges);
	size_t owned = ranges[0].to - ranges[0].from;
	size_t lead_out =
		belongings->lead_out.at[ranges[0].to] - belongings->lead_out.at[ranges[0].from];
	for (size_t r = 1; r < count; r++)
		for (size_t i = ranges[r].from; i < ranges[r].to; i++) {
			size_t at = belongings->names.at[i].at;
			bool counted = false;
			for (size_t k = 0; k < r && !counted; k++)
				counted = is_named(belongings, ranges[k].name, at);
			owned += !counted;
			lead_out += !counted && belongings->list.at[at].unseen;
		}
	*unseen = lead_out < belongings->unseen;
	return owned;
}

size_t belongings_next(const struct belongings *belongings, const struct model *model,
		       const struct resource *owner, size_t from)
{
	struct name names[RESOURCE_NAMES];
	size_t count = names_of_resource(model, owner, names), next = belongings->list.len;
	for (size_t i = 0; i < count; i++) {
		names[i].at = from;
		size_t found = names_find(&belongings->names, names[i]);
		if (found < belongings->names.len &&
		    names_equal(&belongings->names.at[found], &names[i]) &&
		    belongings->names.at[found].at < next)
			next = belongings->names.at[found].at;
	}
	return next;
}
