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
