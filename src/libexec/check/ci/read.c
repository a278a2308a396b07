#include "libexec/check/ci/ci.h"

#include "base/file.h"

#include <ctype.h>
#include <string.h>

// ---- Pipelines that are known by name, and not read ----

// Names in small letters, of a file or of its end with a folder.
static const struct {
	const char *name, *what;
} UNREAD[] = {
	{"bitbucket-pipelines.yml", "Bitbucket Pipelines"},
	{"bitbucket-pipelines.yaml", "Bitbucket Pipelines"},
	{".circleci/config.yml", "CircleCI"},
	{".circleci/config.yaml", "CircleCI"},
	{"azure-pipelines.yml", "Azure Pipelines"},
	{"azure-pipelines.yaml", "Azure Pipelines"},
	{"jenkinsfile", "Jenkins"},
};

static bool is_named(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);
	return len >= end_len && !strcasecmp(name + len - end_len, end) &&
	       (len == end_len || name[len - end_len - 1] == '/');
}

static const char *unread_kind(const char *name)
{
	for (size_t i = 0; i < sizeof UNREAD / sizeof *UNREAD; i++)
		if (is_named(name, UNREAD[i].name))
			return UNREAD[i].what;
	return NULL;
}

bool ci_read(struct check_work *work, struct err *err)
{
	struct yaml_node *documents;
	const char *unread = unread_kind(work->name);
	if (unread)
		return err_set(err, ERR_INVALID, "%s: pipelines of %s are not read", work->name,
			       unread);
	if (!check_documents(work, &documents, err))
		return false;
	for (YAML_EACH(document, documents)) {
		bool github = github_is(document);
		if (!github && !gitlab_is(work, document))
			continue;
		if (!work->kind)
			ci_judge_text(work);
		work->kind = github ? "github" : "gitlab";
		(github ? github_read : gitlab_read)(work, document);
	}
	return true;
}
