// What is said of clouds in a pipeline: which names hold keys, which steps assume a role.
//
// Sources: GitHub's "Security hardening with OpenID Connect"; the actions' own inputs; GitLab's
// id_tokens. Must not: walk a pipeline (libexec/check/ci).
#ifndef GAVEL_FINDINGS_CHECK_CI_H
#define GAVEL_FINDINGS_CHECK_CI_H

#include "findings/check/rule.h"

// What an action or a workflow that is called takes from its caller, as a set.
enum ci_loan {
	CI_ROLE = 1, // the role that the caller's job assumed
	CI_TOKEN = 2 // its permission to ask for a token
};

// A long-lived cloud key that a variable or an input of that name holds: "AWS", or NULL.
const char *ci_key_cloud(const char *name);
const char *ci_key_name(size_t index); // NULL behind the last
// The cloud whose registry of images an address is of, or NULL.
const char *ci_registry_cloud(const char *address);
// Whether a variable of that name names a file of keys.
bool ci_is_key_file(const char *name);
// The name of such a key in a text that speaks of stored secrets, or NULL.
const char *ci_stored_key(const char *text);
// Whether an expression stands for all stored secrets: ${{ toJSON(secrets) }}.
bool ci_is_every_secret(const char *text);
// Whether a value is no long-lived key: given out by an earlier step, as temporary credentials are,
// or a word that stands for one where none is needed, as "testing" does.
bool ci_is_harmless(const char *value);

// A key that a script sets: NAME=value, `aws configure set NAME value`.
struct ci_assignment {
	const char *key;       // "AWS_ACCESS_KEY_ID"
	char value[200];       // as far as it fits
	struct slice variable; // that it is taken from, or empty; borrowed from the script
	bool is_output;	       // of a command
	bool is_text;	       // or an expression of the pipeline
};
// The next one behind `from` that is neither harmless nor a key's own variable handed on; returns
// where to go on, NULL at the end.
const char *ci_next_assignment(const char *script, const char *from, struct ci_assignment *out);

// A line of a script that speaks of keys otherwise: it fills a file of keys, signs in by one, or
// names one.
struct ci_handover {
	const char *what; // "aws/credentials", "aws configure", "AWS_SECRET_ACCESS_KEY"
	struct slice line;
	bool is_file, is_login;
};
// The next one of the rest of a script; false at its end.
bool ci_next_handover(struct slice *rest, struct ci_handover *out);

struct ci_variable {
	struct slice name;
	bool is_key;   // named as a key itself: handed on
	bool is_place; // of folders and the like
};
// The next variable of the rest of a text; false at its end.
bool ci_next_variable(struct slice *rest, struct ci_variable *out);

// A step that signs in to a cloud.
struct ci_login {
	const char *action; // "aws-actions/configure-aws-credentials"
	const char *role;   // the input that names what is assumed
	const char *cloud;
};
// By the text behind `uses:`, or NULL.
const struct ci_login *ci_login_of(const char *uses);
// The cloud whose command line tool a script runs, or NULL: not for a version, on this machine
// alone, or without signing in.
const char *ci_command_cloud(const char *script);
// Whether a script assumes a role by a token itself.
bool ci_assumes_role(const char *script);

#endif
