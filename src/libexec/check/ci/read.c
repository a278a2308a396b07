#include "libexec/check/ci/ci.h"

#include <string.h>
#include <strings.h>

static bool is_end(const char *path, size_t len, const char *end)
{
	size_t end_len = strlen(end);
	return len >= end_len && !strncasecmp(path + len - end_len, end, end_len) &&
	       (len == end_len || path[len - end_len - 1] == '/');
}

bool ci_is_named(const struct check_work *work, const char *name)
{
	static const char *const ENDS[] = {".yml", ".yaml"};
	size_t len = strlen(work->name);
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
		size_t end = strlen(ENDS[i]);
		if (len > end && !strcmp(work->name + len - end, ENDS[i]) &&
		    is_end(work->name, len - end, name))
			return true;
	}
	return false;
}

// ---- What the readers share ----

void ci_use_cloud(struct job *job, const char *cloud, int line)
{
	if (cloud && !job->cloud) {
		job->cloud = cloud;
		job->cloud_line = line;
	}
}

void ci_use_script(struct job *job, const struct yaml_node *script)
{
	const char *text = yaml_text(script);
	ci_use_cloud(job, ci_command_cloud(text),
		     script && script->key_line ? script->key_line
		     : script			? script->line
						: 0);
	job->assumes |= ci_assumes_role(text);
	job->has_role |= job->assumes;
}

void ci_say_unseen(struct check_work *work, const char *subject, int line, const char *why)
{
	struct judgement j = {.line = line};
	judge(&j, OUTCOME_UNSEEN, "%s", why);
	check_result(work, subject, "stored-key", &j);
	str_fini(&j.why);
}

// ---- Systems ----

// Pipelines that are known by their names and not read: none of them is passed over.
static const struct {
	const char *name, *what;
} UNREAD[] = {
	{".travis", "Travis CI"},
	{".drone", "Drone"},
	{".woodpecker", "Woodpecker"},
	{"appveyor", "AppVeyor"},
	{".appveyor", "AppVeyor"},
	{"buildspec", "CodeBuild"},
	{"cloudbuild", "Google Cloud Build"},
	{".buildkite/pipeline", "Buildkite"},
	{"buildkite", "Buildkite"},
	{"buildkite/pipeline", "Buildkite"},
	{".semaphore/semaphore", "Semaphore"},
};

// Folders of them, and how the paths in these begin.
static const struct {
	const char *folder, *begins, *what;
} UNREAD_FOLDERS[] = {
	{".woodpecker/", "", "Woodpecker"},
	{".buildkite/", "pipeline.", "Buildkite"},
};

static bool is_in(const struct check_work *work, const char *folder, const char *begins)
{
	const char *at = strstr(work->name, folder);
	struct slice name = slice_of(work->name);
	return at && (at == work->name || at[-1] == '/') &&
	       slice_starts(slice_of(at + strlen(folder)), begins) &&
	       (slice_ends(name, ".yml") || slice_ends(name, ".yaml"));
}

static bool refuse_unread(const struct check_work *work, struct err *err)
{
	for (size_t i = 0; i < sizeof UNREAD_FOLDERS / sizeof *UNREAD_FOLDERS; i++)
		if (is_in(work, UNREAD_FOLDERS[i].folder, UNREAD_FOLDERS[i].begins))
			return err_set(err, ERR_INVALID, "%s: pipelines of %s are not read",
				       work->name, UNREAD_FOLDERS[i].what);
	for (size_t i = 0; i < sizeof UNREAD / sizeof *UNREAD; i++)
		if (ci_is_named(work, UNREAD[i].name))
			return err_set(err, ERR_INVALID, "%s: pipelines of %s are not read",
				       work->name, UNREAD[i].what);
	return true;
}

static bool is_github(const struct check_work *work, const struct yaml_node *document)
{
	(void)work;
	return github_is(document);
}

// The first that a document is.
static const struct {
	const char *kind;
	bool (*is)(const struct check_work *, const struct yaml_node *);
	void (*read)(struct check_work *, const struct yaml_node *);
} SYSTEMS[] = {
	{"bitbucket", bitbucket_is, bitbucket_read},
	{"circleci", circleci_is, circleci_read},
	{"azure", azure_is, azure_read},
	{"github", is_github, github_read},
	{"gitlab", gitlab_is, gitlab_read},
};

static void read_document(struct check_work *work, const struct yaml_node *document)
{
	for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++) {
		if (!SYSTEMS[i].is(work, document))
			continue;
		if (!work->kind)
			ci_judge_text(work);
		work->kind = SYSTEMS[i].kind;
		SYSTEMS[i].read(work, document);
		return;
	}
}

bool ci_read(struct check_work *work, struct err *err)
{
	struct yaml_node *documents;
	if (jenkins_is(work)) {
		work->kind = "jenkins";
		ci_judge_text(work);
		jenkins_read(work);
		return true;
	}
	if (!refuse_unread(work, err) || !check_documents(work, &documents, err))
		return false;
	for (YAML_EACH(document, documents))
		read_document(work, document);
	return true;
}
