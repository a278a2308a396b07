// What the readers of pipelines share. Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_CI_CI_H
#define GAVEL_LIBEXEC_CHECK_CI_CI_H

#include "findings/check/ci.h"
#include "libexec/check/check.h"

// How a job comes to its cloud.
struct job {
	const char *subject;
	int line;
	const char *cloud; // that it uses; NULL: none
	int cloud_line;
	bool has_role;		       // it assumes one by a token
	bool assumes;		       // in a script of its own
	bool signs_in;		       // a step of it is a login
	const char *connection;	       // that signs it in, as the server has it, or NULL
	const char *local;	       // an action of the repository that it runs, or NULL
	bool own_runner;	       // self-hosted: the machine may have a role of its own
	bool any_runner;	       // that or one of the server's: it is not in the file
	enum check_outcome permission; // to ask for a token
	const char *permission_why;
	int permission_line;
};

// Says what the two rules of OIDC come to.
void ci_judge_job(struct check_work *work, const struct job *job);
// Whether an action of the repository that it runs may sign in for it.
bool ci_hopes_for_role(const struct job *job);
// The one of the role alone: of an action, whose caller has the permissions.
void ci_judge_role(struct check_work *work, const struct job *job);
// Where cloud keys are looked for.
struct key_search {
	struct check_work *work;
	const char *subject;
	const struct yaml_node *document; // has the variables that scripts name
	bool assumes; // a script of the job assumes a role: what it sets is short-lived
	bool found;
};
// Cloud keys in what a node holds, at any depth: by name, by what is said of stored secrets, by
// what a script sets. That there is none is said too.
void ci_judge_values(struct key_search search, const struct yaml_node *node);
// The same, where that there is none is not said; `key` is what the node is called by, or NULL.
void ci_find_keys(struct key_search *search, const char *key, const struct yaml_node *node);
// What a job uses, and how it comes to it.
void ci_use_cloud(struct job *job, const char *cloud, int line);
void ci_use_script(struct job *job, const struct yaml_node *script);
// Something that may hold keys, and is not in the file.
void ci_say_unseen(struct check_work *work, const char *subject, int line, const char *why);
// The file calls another one of the repository, which has to be read too.
void ci_say_needed(struct check_work *work, struct check_call call);
// Cloud keys written out, anywhere in the file, comments too.
void ci_judge_text(struct check_work *work);

bool github_is(const struct yaml_node *document);
void github_read(struct check_work *work, const struct yaml_node *document);
bool gitlab_is(const struct check_work *work, const struct yaml_node *document);
void gitlab_read(struct check_work *work, const struct yaml_node *document);
bool bitbucket_is(const struct check_work *work, const struct yaml_node *document);
void bitbucket_read(struct check_work *work, const struct yaml_node *document);
bool circleci_is(const struct check_work *work, const struct yaml_node *document);
void circleci_read(struct check_work *work, const struct yaml_node *document);
bool azure_is(const struct check_work *work, const struct yaml_node *document);
void azure_read(struct check_work *work, const struct yaml_node *document);
bool jenkins_is(const struct check_work *work);
void jenkins_read(struct check_work *work); // a text, not a document
// Whether a file's path ends with "name.yml" or "name.yaml", in any case; behind a slash, or whole.
bool ci_is_named(const struct check_work *work, const char *name);

#endif
