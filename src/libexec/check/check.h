// What the readers of the program `check` share: the file at hand, and the lines that are said of
// it.
//
//	check_file -> the check's reader -> check_documents, check_thing, check_result
//
// Must not: open anything; all bytes come in. Everything said goes through the JSON writer.
#ifndef GAVEL_LIBEXEC_CHECK_CHECK_H
#define GAVEL_LIBEXEC_CHECK_CHECK_H

#include "base/json.h"
#include "base/yaml.h"
#include "findings/check/rule.h"

struct check_work {
	enum check_id check;
	int at;			 // the file's place in the request
	const char *name;	 // and its name, as the person wrote it
	struct slice text;	 // its bytes, UTF-8
	const char *kind;	 // what it is: "kubernetes"; NULL: nothing of this check's
	int64_t things;		 // judged in it
	int64_t passed;		 // rules that held
	int64_t others;		 // objects in it without a container, of what is known
	const char *other_kinds; // of those: "A, B"
	uint64_t told_none;	 // by rule: that it does not apply was said
	unsigned takes;		 // from whoever calls the file: a set of enum ci_loan
	unsigned gives;		 // to whoever calls it
	bool needs_caller;	 // its permissions are its callers'
	bool several;		 // what cannot be judged in it keeps nothing else from being so
	struct str *out;	 // lines
	struct arena arena;	 // of the file
};

// Judges one file. `name` is shown and hints at Dockerfiles; lines are appended to `out`.
void check_file(enum check_id check, int at, const char *name, struct slice text, struct str *out);

// ---- For the readers ----

// Sets work->kind when the file is of theirs. False: it is, and cannot be read.
bool hardening_read(struct check_work *work, struct err *err);
bool ci_read(struct check_work *work, struct err *err);
bool headers_read(struct check_work *work, struct err *err);
bool iac_read(struct check_work *work, struct err *err);

// The documents of a file that is JSON or YAML, as a list.
bool check_documents(struct check_work *work, struct yaml_node **documents, struct err *err);
struct slice check_without_bom(struct slice text);
bool check_is_json(const struct check_work *work); // begins like it
// Whether a text has an action of a Helm template in it, which helm was to replace. Where other
// programs have templates of their own (`others`), one that they may have too is none.
bool check_has_action(const char *text, bool others);

// What is written within a text of the file stands at the text's line.
void check_put_lines(struct yaml_node *node, int line);

// Says what a rule of this check came to on a thing. A pass is only counted; that it does not
// apply is said once a file, and not without a reason.
void check_result(struct check_work *work, const char *subject, const char *rule,
		  const struct judgement *judgement);
// That what the file does is in another file of the repository too.
struct check_call {
	const char *subject; // that calls it
	const char *path;    // from the root, or the folder that it is in; its last part may have *
	int line;
	unsigned lacks;	 // what the caller does not have: a set of enum ci_loan
	unsigned passes; // what the caller's own callers have to give
	unsigned wants;	 // what the caller hopes that the called gives
};
void check_needs(struct check_work *work, const struct check_call *call);
// A scalar as it is said in a file. Null, a list and a map are nothing said; a tag or a map of a
// function (Ref, Fn::…) is unseen.
struct said check_said(const struct yaml_node *node);
// The same where nothing but a scalar may stand: a list or a map is said, in words that are no
// value.
struct said check_scalar(const struct yaml_node *node);
// The address of a planned resource without [0] and ["key"].
const char *check_base(struct arena *arena, const char *address);

#endif
