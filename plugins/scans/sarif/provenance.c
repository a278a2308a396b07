// What was scanned: repository, commit and branch.
#include "plugins/scans/sarif/sarif.h"

#include <string.h>

// Without who may read it, and without ".git".
static struct slice clean_address(struct sarif_run *run, struct slice uri)
{
	const char *scheme = memmem(uri.at ? uri.at : "", uri.len, "://", 3);
	struct slice rest = uri;
	if (scheme) {
		size_t skip = (size_t)(scheme - uri.at) + 3;
		rest = (struct slice){uri.at + skip, uri.len - skip};
		struct slice after = rest, host = slice_cut(&after, '/');
		const char *at = memrchr(host.at ? host.at : "", '@', host.len);
		if (at) {
			size_t login = (size_t)(at - rest.at) + 1;
			rest = (struct slice){rest.at + login, rest.len - login};
		}
	}
	while (slice_ends(rest, "/"))
		rest.len--;
	if (slice_ends(rest, ".git"))
		rest.len -= 4;
	return sarif_keep(run, rest);
}

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
	run->target = target_of(run, clean_address(run, node_text(list, "0.repositoryUri")));
	doc_forget(doc);
	return true;
}
