// .grype.yaml: `ignore`, a list of rules all of whose conditions must hold. They have no end.
// Source: anchore/grype, README "Specifying matches to ignore", grype/match/ignore.go.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

static int detect(const struct scan_sniff *sniff)
{
	static const char *const RULES[] = {
		"  - vulnerability:", "- vulnerability:", "  - package:",	  "- package:",
		"  - fix-state:",     "- fix-state:",	  "    - vulnerability:", "    - package:"};
	bool rule = false;
	for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
		rule |= has_line(sniff->head, RULES[i]);
	return !sniff->json && has_line(sniff->head, "ignore:") && rule ? 80 : 0;
}

// The conditions beside the vulnerability and the place, as text.
static struct slice conditions(struct exceptions *all, const struct yaml_node *rule)
{
	static const char *const NAMES[] = {"namespace", "fix-state", "match-type", "vex-status",
					    "vex-justification"};
	static const char *const PARTS[] = {"name", "version", "type", "language", "upstream-name"};
	const struct yaml_node *package = yaml_get(rule, "package");
	struct str text = {0};
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
		struct slice part = yaml_slice(yaml_get(package, PARTS[i]));
		if (part.len)
			str_addf(&text, "%spackage %s %.*s", text.len ? ", " : "", PARTS[i],
				 (int)part.len, part.at);
	}
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		struct slice value = yaml_slice(yaml_get(rule, NAMES[i]));
		if (value.len)
			str_addf(&text, "%s%s %.*s", text.len ? ", " : "", NAMES[i], (int)value.len,
				 value.at);
	}
	struct slice out = {arena_slice(&all->arena, str_slice(&text)), text.len};
	str_fini(&text);
	return out;
}

static void send(struct exceptions *all, const struct yaml_node *rule)
{
	struct exception exception = {
		.id = yaml_slice(yaml_get(rule, "vulnerability")),
		.paths = yaml_slice(yaml_get(yaml_get(rule, "package"), "location")),
		.other = conditions(all, rule),
		.reason = yaml_slice(yaml_get(rule, "reason")),
		.line = rule->line,
	};
	exception_send(all, &exception);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	struct yaml_node *root = NULL, *list = NULL;
	bool ok = exceptions_begin(&all, file, "grype", err) && exceptions_yaml(&all, &root, err);
	list = yaml_get(root, "ignore");
	for (list = list ? list->child : NULL; ok && list; list = list->next) {
		if (list->kind == YAML_MAP)
			send(&all, list);
		else
			ok = err_set(err, ERR_INVALID, "%s:%d: a rule is no object", file->name,
				     list->line);
	}
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_GRYPE_IGNORE = {
	.name = "grype-ignore",
	.title = ".grype.yaml, its ignore rules as claims",
	.detect = detect,
	.read = read,
};
