#include "plugins/scans/web/k6.h"

#include <string.h>

enum k6_shape k6_shape_of(const struct node *summary)
{
	const struct node *metrics = node_at(summary, "metrics");
	if (!metrics)
		return K6_MACHINE;
	for (NODE_EACH(metric, metrics))
		if (node_has(metric, "values"))
			return K6_SUMMARY;
	return K6_LEGACY;
}

const struct node *k6_metrics(const struct node *summary)
{
	const struct node *metrics = node_at(summary, "metrics");
	return metrics ? metrics : node_at(summary, "results.metrics");
}

struct slice k6_metric_name(const struct node *metric)
{
	return metric->key.len ? metric->key : node_text(metric, "name");
}

const struct node *k6_values(const struct node *metric, enum k6_shape shape)
{
	return shape == K6_LEGACY ? metric : node_at(metric, "values");
}

int64_t k6_count(const struct node *node, const char *name)
{
	static const int64_t most = INT64_MAX / 4; // two of them can be added
	int64_t count = node_int(node, name, 0);
	return count < 0 ? 0 : count < most ? count : most;
}

bool k6_rate(const struct node *values, int64_t *hits, int64_t *total)
{
	if (node_has(values, "matches")) {
		*hits = k6_count(values, "matches");
		*total = k6_count(values, "total");
		return true;
	}
	*hits = k6_count(values, "passes");
	*total = *hits + k6_count(values, "fails");
	return node_has(values, "passes") && node_has(values, "fails");
}

static bool is_zero(struct slice number)
{
	for (size_t i = 0; i < number.len; i++)
		if (number.at[i] != '0' && number.at[i] != '.' && number.at[i] != '-')
			return false;
	return number.len > 0;
}

// A trend without samples is written with zeros; one that was measured has a highest value.
static bool has_samples(const struct node *values)
{
	int64_t hits, total;
	if (k6_rate(values, &hits, &total))
		return total > 0;
	bool trend = node_has(values, "avg") && node_has(values, "max");
	return !trend || !is_zero(node_text(values, "max")) || !is_zero(node_text(values, "avg"));
}

enum k6_outcome k6_outcome_of(const struct node *metric, const struct node *threshold,
			      enum k6_shape shape)
{
	const struct node *ok = shape == K6_LEGACY ? threshold : node_at(threshold, "ok");
	if (!ok || ok->kind != NODE_BOOL)
		return K6_UNKNOWN;
	bool passed = slice_is(ok->text, shape == K6_LEGACY ? "false" : "true");
	if (!passed)
		return K6_CROSSED;
	return has_samples(k6_values(metric, shape)) ? K6_PASSED : K6_NO_DATA;
}

// ---- Words ----

static struct slice describe_rate(const struct node *metric, const struct node *values,
				  struct arena *arena)
{
	int64_t hits = 0, total = 0;
	struct slice name = k6_metric_name(metric);
	const char *what = slice_starts(name, "http_req_failed") ? "requests failed"
			   : slice_starts(name, "checks")	 ? "checks passed"
								 : "were true";
	k6_rate(values, &hits, &total);
	return slice_of(
		arena_printf(arena, "%lld of %lld %s", (long long)hits, (long long)total, what));
}

static const char *const NUMBERS[] = {"count", "rate", "value", "avg",	 "min",
				      "med",   "max",  "p(90)", "p(95)", "p(99)"};

struct slice k6_describe(const struct node *metric, enum k6_shape shape, struct arena *arena)
{
	const struct node *values = k6_values(metric, shape);
	int64_t hits, total;
	struct str text = {0};
	if (k6_rate(values, &hits, &total))
		return describe_rate(metric, values, arena);
	for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
		struct slice value = node_text(node_member(values, NUMBERS[i]), "");
		if (value.len)
			str_addf(&text, "%s%s %.*s", text.len ? ", " : "", NUMBERS[i],
				 (int)value.len, value.at);
	}
	struct slice described = {arena_slice(arena, str_slice(&text)), text.len};
	str_fini(&text);
	return described;
}
