// What was scanned: repository, commit and branch.
#include "plugins/scans/sarif/sarif.h"
#include "plugins/scans/words/words.h"

#include <string.h>

// "refs/heads/main" as "main".
static struct slice branch_of(struct sarif_run *run, struct slice ref)
{
	static const char HEADS[] = "refs/heads/";
	if (slice_starts(ref, HEADS))
		ref = (struct slice){ref.at + strlen(HEADS), ref.len - strlen(HEADS)};
	return sarif_keep(run, ref);
}

// A branch is a target of its own: a scan of one says nothing of what is on another.
static struct slice target_of(struct sarif_run *run, struct slice address)
{
	if (!address.len || !run->ref.len)
		return address;
	return scan_keep(run->file, "%.*s@%.*s", (int)address.len, address.at, (int)run->ref.len,
			 run->ref.at);
}

bool sarif_read_provenance(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *list;
	if (!doc_read(doc, &list, err))
		return false;
	run->digest = sarif_keep(run, node_text(list, "0.revisionId"));
	run->ref = branch_of(run, node_text(list, "0.branch"));
	run->target =
		target_of(run, words_repo(node_text(list, "0.repositoryUri"), run->file->arena));
	doc_forget(doc);
	return true;
}

// ---- Trivy ----
// Source: aquasecurity/trivy, pkg/report/sarif.go.

bool sarif_read_properties(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *map;
	if (!doc_read(doc, &map, err))
		return false;
	run->image = (struct trivy_image){
		sarif_keep(run, node_text(map, "imageName")),
		sarif_keep(run, node_text(map, "repoTags.0")),
		sarif_keep(run, node_text(map, "repoDigests.0")),
		sarif_keep(run, node_text(map, "imageID")),
	};
	doc_forget(doc);
	return true;
}

bool sarif_is_trivy(const struct sarif_run *run)
{
	return run->components.len && slice_is(run->components.at[0].name, "Trivy");
}

// The kind that all its rules are of, which are those that something was found of; without one what
// it is said to have looked for. -1: of several, or not told.
static int kind_of(const struct sarif_run *run)
{
	static const struct {
		const char *asked;
		enum finding_class class;
	} KINDS[] = {{"vuln", FINDING_CONTAINER},
		     {"misconfig", FINDING_IAC},
		     {"secret", FINDING_SECRET}};
	for (size_t i = 1; i < run->rules.len; i++)
		if (run->rules.at[i].class != run->rules.at[0].class)
			return -1;
	if (run->rules.len)
		return run->rules.at[0].class;
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (scan_asked(run->file, KINDS[i].asked))
			return (int)KINDS[i].class;
	return -1;
}

static bool shows_vulnerability(const struct sarif_run *run)
{
	for (size_t i = 0; i < run->rules.len; i++)
		if (run->rules.at[i].class == FINDING_CONTAINER || run->rules.at[i].ids.len)
			return true;
	return scan_asked(run->file, "vuln");
}

// It does not say what it looked for: a run for secrets alone is a scan for secrets, and where
// nothing shows that vulnerabilities were looked for, none of them is gone.
void sarif_trivy(struct sarif_run *run, struct scan *scan)
{
	if (run->image.name.len && !scan->target.len)
		trivy_name_image(&run->image, scan);
	if (shows_vulnerability(run))
		return;
	int kind = kind_of(run);
	if (kind == FINDING_IAC || kind == FINDING_SECRET)
		run->class = scan->class = (enum finding_class)kind;
	else if (!scan->partial.len)
		scan->partial = SLICE("it shows no vulnerability, as a run for secrets alone does "
				      "too; --scanners vuln, or `scanners` of the source, says "
				      "that they were looked for");
}
