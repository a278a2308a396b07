#include "libexec/check/iac/names.h"

#include <stdlib.h>
#include <string.h>

// ---- One name ----

struct name names_of_target(const char *target, size_t at)
{
	bool is_value = *target == '=';
	return (struct name){target + is_value, is_value, at};
}

size_t names_of_resource(const struct model *model, const struct resource *resource,
			 struct name out[RESOURCE_NAMES])
{
	static const char *const KEYS[RESOURCE_NAMES - 1] = {"id", "bucket", "name", "arn",
							     "identifier"};
	size_t count = 0, at = (size_t)(resource - model->resources.at);
	out[count++] = (struct name){resource->base, false, at};
	for (size_t i = 0; !model->is_template && i < sizeof KEYS / sizeof *KEYS; i++) {
		const char *value = yaml_text(yaml_find(resource->values, KEYS[i]));
		if (*value)
			out[count++] = (struct name){value, true, at};
	}
	return count;
}

bool names_equal(const struct name *a, const struct name *b)
{
	return a->is_value == b->is_value && !strcmp(a->text, b->text);
}

static int compare(const void *left, const void *right)
{
	const struct name *a = left, *b = right;
	int order = a->is_value - b->is_value;
	order = order ? order : strcmp(a->text, b->text);
	return order ? order : (a->at > b->at) - (a->at < b->at);
}

// ---- All of them ----

void names_sort(struct names *names)
{
	size_t kept = 0;
	if (names->len)
		qsort(names->at, names->len, sizeof *names->at, compare);
	for (size_t i = 0; i < names->len; i++)
		if (!kept || compare(&names->at[kept - 1], &names->at[i]))
			names->at[kept++] = names->at[i];
	names->len = kept;
}

size_t names_find(const struct names *names, struct name name)
{
	size_t from = 0, to = names->len;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (compare(&names->at[middle], &name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

// ---- Of a model ----

void model_name(struct model *model)
{
	struct name names[RESOURCE_NAMES];
	for (size_t i = 0; i < model->resources.len; i++) {
		size_t count = names_of_resource(model, &model->resources.at[i], names);
		for (size_t n = 0; n < count; n++)
			*vec_push(&model->names) = names[n];
	}
	names_sort(&model->names);
}

const struct resource *model_target(const struct model *model, const char *target,
				    const struct resource *after)
{
	size_t from = after ? (size_t)(after - model->resources.at) + 1 : 0;
	struct name name = names_of_target(target, from);
	size_t found = names_find(&model->names, name);
	if (found == model->names.len || !names_equal(&model->names.at[found], &name))
		return NULL;
	return &model->resources.at[model->names.at[found].at];
}
