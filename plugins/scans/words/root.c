// Where a file is within its repository, of a path on the machine that scanned it.
#include "plugins/scans/words/words.h"

#include <string.h>

// Folders in which CI checks out, each run in another one perhaps. "*" is any name, "#" one with a
// number in it. What a path has behind them is the repository's, whatever else the report tells.
static const char *const ROOTS[] = {
	"/home/runner/work/*/*/", // GitHub
	"/Users/runner/work/*/*/",
	"/D:/a/*/*/",
	"/__w/*/*/",
	"/github/workspace/",
	"/builds/*/#/*/*/", // GitLab
	"/builds/*/*/",
	"/home/vsts/work/#/s/", // Azure
	"/codebuild/output/*/src/*/*/*/",
	"/codebuild/output/*/src/",
	"/home/circleci/project/",
	"/bitbucket/pipelines/agent/build/",
	"/var/jenkins_home/workspace/*/",
	"/var/lib/jenkins/workspace/*/",
	"/home/jenkins/workspace/*/",
	"/home/jenkins/agent/workspace/*/",
	"/home/*/#/",
	"/tmp/*/",
};

static bool has_number(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] >= '0' && name.at[i] <= '9')
			return true;
	return false;
}

// What is left of the path behind the root, or nothing. A file must be left.
static struct slice behind(struct slice path, const char *root)
{
	struct slice pattern = slice_of(root);
	while (pattern.len) {
		if (!path.len || !memchr(path.at, '/', path.len))
			return (struct slice){0};
		struct slice want = slice_cut(&pattern, '/'), name = slice_cut(&path, '/');
		bool good = slice_is(want, "*")	  ? name.len > 0
			    : slice_is(want, "#") ? has_number(name)
						  : slice_equal(want, name);
		if (!good)
			return (struct slice){0};
	}
	return path;
}

// The last name of "github.com/o/r@main".
static struct slice name_of(struct slice repo)
{
	repo = slice_cut(&repo, '@');
	for (size_t i = repo.len; i > 0; i--)
		if (repo.at[i - 1] == '/')
			return (struct slice){repo.at + i, repo.len - i};
	return repo;
}

static struct slice below_name(struct slice path, struct slice name)
{
	struct slice rest = path;
	while (name.len && rest.len)
		if (slice_equal(slice_cut(&rest, '/'), name))
			return rest;
	return (struct slice){0};
}

struct slice words_below_root(struct slice path, struct slice repo)
{
	struct slice rest = {0};
	if (!slice_starts(path, "/"))
		return path;
	for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS && !rest.len; i++)
		rest = behind(path, ROOTS[i]);
	if (!rest.len)
		rest = below_name(path, name_of(repo));
	return rest.len ? rest : path;
}
