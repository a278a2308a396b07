// Safety's policy file: security.ignore-vulnerabilities by id, or, of version 3,
// report.dependency-vulnerabilities.auto-ignore-in-report.vulnerabilities.
//
// As in Safety, an entry lapses at the moment that it tells, a bare date being 00:00 UTC.
// Source: pyupio/safety, safety/models/…, docs "Safety policy file".
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

static int detect(const struct scan_sniff *sniff)
{
	if (sniff->json)
		return 0;
	if (has_line(sniff->head, "security:") &&
	    (has_line(sniff->head, "  ignore-vulnerabilities:") ||
	     has_line(sniff->head, "    ignore-vulnerabilities:") ||
	     has_line(sniff->head, "    ignore-cvss-severity-below:")))
		return 80;
	return has_line(sniff->head, "scanning-settings:") ||
			       has_line(sniff->head, "fail-scan-with-exit-code:")
		       ? 80
		       : 0;
}

static const struct yaml_node *at(const struct yaml_node *node, const char *const *path)
{
	for (; *path; path++)
		node = yaml_get(node, *path);
	return node;
}

static void send(struct exceptions *all, const struct yaml_node *entry)
{
	struct exception exception = {.id = slice_of(entry->key),
				      .other = yaml_lines(all, yaml_get(entry, "specifications")),
				      .reason = yaml_slice(yaml_get(entry, "reason")),
				      .until = yaml_slice(yaml_get(entry, "expires")),
				      .line = entry->key_line};
	exception_send(all, &exception);
}

static bool send_all(struct exceptions *all, const struct yaml_node *map, struct err *err)
{
	if (!map || yaml_is_null(map))
		return true;
	if (map->kind != YAML_MAP)
		return err_set(err, ERR_INVALID, "%s:%d: '%s' is no object of ids", all->file->name,
			       map->line, map->key);
	for (const struct yaml_node *entry = map->child; entry; entry = entry->next)
		send(all, entry);
	return true;
}

// A score below which everything is ignored is an exception for any vulnerability.
static void send_floor(struct exceptions *all, const struct yaml_node *floor)
{
	struct slice score = yaml_slice(floor);
	if (!score.len || slice_is(score, "0"))
		return;
	const char *text = arena_printf(&all->arena, "CVSS below %.*s", (int)score.len, score.at);
	struct exception exception = {.other = slice_of(text), .line = floor->line};
	exception_send(all, &exception);
}

static bool read(struct scan_file *file, struct err *err)
{
	static const char *const OLD[] = {"security", "ignore-vulnerabilities", NULL};
	static const char *const NEW[] = {"report", "dependency-vulnerabilities",
					  "auto-ignore-in-report", "vulnerabilities", NULL};
	static const char *const FLOOR[] = {"security", "ignore-cvss-severity-below", NULL};
	struct exceptions all;
	struct yaml_node *root = NULL;
	bool ok = exceptions_begin(&all, file, "safety", err) && exceptions_yaml(&all, &root, err);
	ok = ok && send_all(&all, at(root, OLD), err) && send_all(&all, at(root, NEW), err);
	if (ok)
		send_floor(&all, at(root, FLOOR));
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_SAFETY_POLICY = {
	.name = "safety-policy",
	.title = "Safety's policy file, its ignored vulnerabilities as claims",
	.detect = detect,
	.read = read,
};
