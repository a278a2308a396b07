// .trivyignore.yaml: lists of {id, paths, purls, expired_at, statement} per kind of finding.
//
// As in Trivy, an entry with a date lapses at 00:00 UTC of that day.
// Source: aquasecurity/trivy, docs "Filtering", pkg/result/ignore.go.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

static const struct {
	const char *list, *class;
} LISTS[] = {{"vulnerabilities", ""},
	     {"misconfigurations", "iac"},
	     {"secrets", "secret"},
	     {"licenses", ""}};

static int detect(const struct scan_sniff *sniff)
{
	bool listed = has_line(sniff->head, "vulnerabilities:") ||
		      has_line(sniff->head, "misconfigurations:") ||
		      has_line(sniff->head, "secrets:") || has_line(sniff->head, "licenses:");
	bool entry = has_line(sniff->head, "  - id:") || has_line(sniff->head, "- id:") ||
		     has_line(sniff->head, "    - id:");
	return !sniff->json && listed && entry ? 80 : 0;
}

static void send(struct exceptions *all, const struct yaml_node *entry, const char *class)
{
	struct exception exception = {
		.id = yaml_slice(yaml_get(entry, "id")),
		.class = slice_of(class),
		.paths = yaml_lines(all, yaml_get(entry, "paths")),
		.purls = yaml_lines(all, yaml_get(entry, "purls")),
		.reason = yaml_slice(yaml_get(entry, "statement")),
		.until = yaml_slice(yaml_get(entry, "expired_at")),
		.line = entry->line,
	};
	if (exception.id.len)
		exception_send(all, &exception);
}

static bool send_list(struct exceptions *all, const struct yaml_node *list, const char *class,
		      struct err *err)
{
	if (!list || yaml_is_null(list))
		return true;
	if (list->kind != YAML_LIST)
		return err_set(err, ERR_INVALID, "%s:%d: '%s' is no list", all->file->name,
			       list->line, list->key);
	for (const struct yaml_node *entry = list->child; entry; entry = entry->next) {
		if (entry->kind != YAML_MAP)
			return err_set(err, ERR_INVALID, "%s:%d: an entry is no object with an id",
				       all->file->name, entry->line);
		send(all, entry, class);
	}
	return true;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	struct yaml_node *root = NULL;
	bool ok = exceptions_begin(&all, file, "trivy", err) && exceptions_yaml(&all, &root, err);
	for (size_t i = 0; ok && i < sizeof LISTS / sizeof *LISTS; i++)
		ok = send_list(&all, yaml_get(root, LISTS[i].list), LISTS[i].class, err);
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_TRIVYIGNORE_YAML = {
	.name = "trivyignore-yaml",
	.title = ".trivyignore.yaml, as claims",
	.detect = detect,
	.read = read,
};
