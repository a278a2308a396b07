// What Trivy's SARIF says beside the standard: its image, and in lines of messages the package, the
// licence and what matched.
// Source: aquasecurity/trivy, pkg/report/sarif.go.
#include "plugins/scans/sarif/sarif.h"
#include "plugins/scans/words/words.h"

#include <string.h>

bool sarif_read_properties(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *map;
	if (!doc_read(doc, &map, err))
		return false;
	run->image = (struct trivy_image){
		sarif_keep(run, node_text(map, "imageName")),
		sarif_keep(run, node_text(map, "repoTags.0")),
		sarif_keep(run, words_join(node_member(map, "repoDigests"), "", &run->scratch)),
		sarif_keep(run, node_text(map, "imageID")),
	};
	doc_forget(doc);
	return true;
}

static bool shows_vulnerability(const struct sarif_run *run)
{
	for (size_t i = 0; i < run->rules.len; i++)
		if (run->rules.at[i].kind == TRIVY_VULN || run->rules.at[i].ids.len)
			return true;
	return trivy_asked(run->file, TRIVY_VULN);
}

void sarif_trivy(const struct sarif_run *run, size_t at, struct scan *scan)
{
	if (run->image.name.len && !scan->target.len)
		trivy_name_image(run->file, &run->image, scan);
	if (at == SARIF_OWN && !scan->partial.len && !shows_vulnerability(run))
		scan->partial = SLICE("it shows no vulnerability, as a run for secrets alone does "
				      "too; --scanners vuln, or `scanners` of the source, says "
				      "that they were looked for");
}

// ---- Findings ----

// What stands behind the label in its line of the message, or nothing.
static struct slice labelled(struct slice message, const char *label)
{
	size_t len = strlen(label);
	while (message.len) {
		struct slice line = slice_trim(slice_cut(&message, '\n'));
		if (slice_starts(line, label))
			return slice_trim((struct slice){line.at + len, line.len - len});
	}
	return (struct slice){0};
}

// The title is the flaw's, which is its rule's, with the package.
static void name_flaw(const struct sarif_result *r, struct scan_finding *f)
{
	struct str title = {0};
	struct slice name = r->rule->title, package = f->package;
	bool named = !package.len || memmem(name.at, name.len, package.at, package.len);
	str_add_slice(&title, name);
	if (!named)
		str_addf(&title, " in %.*s", (int)package.len, package.at);
	f->text = f->title;
	f->title = sarif_hold(r->run, &title);
	str_fini(&title);
}

// As its JSON tells it: by the licence's name and the package, in a file of its own if it has one.
static void tell_licence(const struct sarif_result *r, struct slice message, struct scan_finding *f)
{
	struct slice name = labelled(message, "License ");
	struct slice category = labelled(message, "Classification: ");
	struct slice path = labelled(message, "Path: ");
	struct str title = {0};
	if (!name.len)
		return;
	str_addf(&title, "licence %.*s (%.*s)", (int)name.len, name.at, (int)category.len,
		 category.len ? category.at : "");
	f->title = sarif_hold(r->run, &title);
	str_fini(&title);
	f->text = (struct slice){0};
	f->rule = name;
	f->package = labelled(message, "PkgName: ");
	f->places = path.len ? f->places : f->file;
	f->file = words_path(path, &r->run->scratch);
	f->line = f->end_line = 0;
}

// What matched, to the message's end: it is the secret, as far as the tool did not blank it.
static struct slice match_of(struct slice message)
{
	static const char LABEL[] = "\nMatch: ";
	size_t len = strlen(LABEL);
	const char *at = message.len ? memmem(message.at, message.len, LABEL, len) : NULL;
	return at ? (struct slice){at + len, (size_t)(message.at + message.len - at) - len}
		  : (struct slice){0};
}

void sarif_trivy_finding(const struct sarif_result *r, struct scan_finding *f)
{
	struct slice message = f->title;
	if (!r->run->is_trivy || !r->rule)
		return;
	if (r->rule->title.len)
		name_flaw(r, f);
	if (r->rule->kind == TRIVY_LICENCE)
		tell_licence(r, message, f);
	if (f->class == FINDING_SECRET)
		f->secret = slice_or(match_of(message), f->secret);
}
