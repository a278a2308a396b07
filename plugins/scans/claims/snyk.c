// .snyk: `ignore`, by vulnerability a list of dependency paths, each with reason, expires and
// disregardIfFixable; of old, {expires, path: […]} by vulnerability.
//
// Ids differ not by case. As in Snyk, an entry lapses at the moment that it tells, a bare date
// being 00:00 UTC. What cannot be read is over. Source: snyk/policy, lib/match.js and lib/parser.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

#include <ctype.h>

static int detect(const struct scan_sniff *sniff)
{
	bool entries = has_line(sniff->head, "    - '") || has_line(sniff->head, "    - ") ||
		       has_line(sniff->head, "    expires:");
	bool marked = has_line(sniff->head, "version: v1") || has_line(sniff->head, "  'npm:") ||
		      has_line(sniff->head, "  SNYK-") || has_line(sniff->head, "  'SNYK-");
	if (sniff->json || !marked)
		return 0;
	if (has_line(sniff->head, "ignore:"))
		return entries || has_line(sniff->head, "ignore: {}") ? 80 : 60;
	return has_line(sniff->head, "version: v1") ? 55 : 0;
}

static struct slice lower(struct exceptions *all, const char *id)
{
	char *copy = arena_text(&all->arena, id);
	for (char *c = copy; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return slice_of(copy);
}

// One path of a vulnerability: a map with the path as its only key, or the path alone.
static void send_path(struct exceptions *all, const char *id, const struct yaml_node *entry)
{
	const struct yaml_node *path = entry->kind == YAML_MAP ? entry->child : entry;
	const struct yaml_node *rule = path && path->kind == YAML_MAP ? path : NULL;
	struct exception exception = {
		.id = lower(all, id),
		.line = entry->line,
	};
	if (!path)
		return;
	exception.paths = slice_of(path->key ? path->key : path->text);
	if (slice_is(exception.paths, "*"))
		exception.paths = (struct slice){0};
	if (rule) {
		const struct yaml_node *fixable = yaml_get(rule, "disregardIfFixable");
		exception.reason = yaml_slice(yaml_get(rule, "reason"));
		exception.until = yaml_slice(yaml_get(rule, "expires"));
		if (slice_is(yaml_slice(fixable), "true"))
			exception.other = SLICE("until there is a fix");
	}
	exception_send(all, &exception);
}

static void send_old(struct exceptions *all, const struct yaml_node *entry)
{
	struct exception exception = {
		.id = lower(all, entry->key),
		.paths = yaml_lines(all, yaml_get(entry, "path")),
		.reason = yaml_slice(yaml_get(entry, "reason")),
		.until = yaml_slice(yaml_get(entry, "expires")),
		.line = entry->key_line,
	};
	exception_send(all, &exception);
}

static bool send(struct exceptions *all, const struct yaml_node *entry, struct err *err)
{
	if (entry->kind == YAML_SCALAR)
		return err_set(err, ERR_INVALID, "%s:%d: '%s' has no list of paths",
			       all->file->name, entry->line, entry->key);
	if (entry->kind == YAML_MAP) {
		send_old(all, entry);
		return true;
	}
	for (const struct yaml_node *path = entry->child; path; path = path->next)
		send_path(all, entry->key, path);
	return true;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	struct yaml_node *root = NULL, *ignore = NULL;
	bool ok = exceptions_begin(&all, file, "snyk", err) && exceptions_yaml(&all, &root, err);
	ignore = yaml_get(root, "ignore");
	if (ok && ignore && !yaml_is_null(ignore) && ignore->kind != YAML_MAP)
		ok = err_set(err, ERR_INVALID, "%s:%d: 'ignore' is no object", file->name,
			     ignore->line);
	for (ignore = ignore ? ignore->child : NULL; ok && ignore; ignore = ignore->next)
		ok = send(&all, ignore, err);
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_SNYK_POLICY = {
	.name = "snyk-policy",
	.title = ".snyk, its ignored vulnerabilities as claims",
	.detect = detect,
	.read = read,
};
