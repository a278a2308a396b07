// How the tool's run ended, what of it is missing, when it was (§3.20), and of what: repository,
// commit and branch.
#include "plugins/scans/sarif/sarif.h"
#include "plugins/scans/words/words.h"

#include <string.h>

static bool is_error(const struct node *notification)
{
	return slice_is(node_text(notification, "level"), "error");
}

// What Semgrep calls a file that it did not read, or not with all rules; it is no more than a
// warning there. Source: semgrep-interfaces, semgrep_output_v1.atd, error_type.
static bool is_unread(const struct node *notification)
{
	static const char *const KINDS[] = {"Timeout",
					    "Fixpoint timeout",
					    "Timeout during interfile analysis",
					    "Out of memory",
					    "OOM during interfile analysis",
					    "Stack overflow",
					    "Too many matches",
					    "Lexical error",
					    "Syntax error",
					    "Other syntax error",
					    "AST builder error"};
	struct slice kind = node_text(notification, "descriptor.id");
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (slice_is(kind, KINDS[i]))
			return true;
	return false;
}

// The first notification of an error, which need not have kept the tool from going on.
static void note_errors(struct sarif_run *run, const struct node *list)
{
	for (NODE_EACH(item, list)) {
		if ((!is_error(item) && !is_unread(item)) || run->partial.len)
			continue;
		struct slice text = scan_quote(run->file, node_text(item, "message.text"));
		run->partial = scan_keep(run->file, "the tool told of an error: %.*s",
					 (int)text.len, text.at);
	}
}

// Every other word than `true` says that it did not end well, wherever the member stands.
static bool is_success(const struct node *item)
{
	bool told = false;
	for (NODE_EACH(member, item)) {
		if (!slice_is(member->key, "executionSuccessful"))
			continue;
		told = true;
		if (member->kind != NODE_BOOL || !slice_is(member->text, "true"))
			return false;
	}
	// Untold, what the shell was told counts: 1 is what many say when they found something.
	int64_t code = node_int(item, "exitCode", 0);
	return told || code == 0 || code == 1;
}

static bool ended_well(const struct node *item)
{
	return is_success(item) && !node_text(item, "processStartFailureMessage").len &&
	       !node_at(item, "exitSignalNumber") && !node_at(item, "exitSignalName");
}

void sarif_note_failure(struct sarif_run *run, const struct node *item)
{
	const struct node *first = node_at(item, "toolExecutionNotifications.0");
	struct slice text = node_text(item, "processStartFailureMessage");
	if (ended_well(item))
		return;
	text = scan_quote(run->file, text.len ? text : node_text(first, "message.text"));
	run->failed = scan_keep(run->file, "the tool says that its run failed%s%.*s",
				text.len ? ": " : "", (int)text.len, text.at)
			      .at;
}

// Options with which a tool tells only what a change brings.
static bool is_diff(struct slice text)
{
	static const char *const OPTIONS[] = {"--baseline-commit", "--baseline-ref", "--diff-ref",
					      "--new-only"};
	for (size_t i = 0; text.len && i < sizeof OPTIONS / sizeof *OPTIONS; i++)
		if (memmem(text.at, text.len, OPTIONS[i], strlen(OPTIONS[i])))
			return true;
	return false;
}

static void note_diff(struct sarif_run *run, const struct node *item)
{
	bool diff = is_diff(node_text(item, "commandLine"));
	for (NODE_EACH(argument, node_at(item, "arguments")))
		diff = diff || (argument->kind == NODE_TEXT && is_diff(argument->text));
	if (diff && !run->partial.len)
		run->partial = SLICE("it was asked for what a change brings, against a baseline");
}

// Files below the folder where the tool ran are relative to it.
static void note_folder(struct sarif_run *run, struct slice uri)
{
	if (uri.len)
		*vec_push(&run->bases) = (struct sarif_base){.uri = sarif_keep(run, uri)};
}

static int enabled_of(const struct node *override)
{
	if (!node_has(override, "configuration.enabled"))
		return SARIF_UNSAID;
	return node_bool(override, "configuration.enabled", true) ? SARIF_ON : SARIF_OFF;
}

static void take_overrides(struct sarif_run *run, const struct node *list, int64_t invocation)
{
	for (NODE_EACH(item, list))
		*vec_push(&run->overrides) = (struct sarif_override){
			.invocation = invocation,
			.index = node_int(item, "descriptor.index", -1),
			.component = node_int(item, "descriptor.toolComponent.index", -1),
			.id = sarif_keep(run, node_text(item, "descriptor.id")),
			.level = sarif_keep(run, node_text(item, "configuration.level")),
			.enabled = enabled_of(item)};
}

bool sarif_read_invocations(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *list;
	int64_t number = 0;
	if (!doc_read(doc, &list, err))
		return false;
	for (NODE_EACH(item, list)) {
		int64_t begun = scan_made(run->file, node_text(item, "startTimeUtc"));
		int64_t ended = scan_made(run->file, node_text(item, "endTimeUtc"));
		int64_t at = ended ? ended : begun;
		run->at = at > run->at ? at : run->at;
		sarif_note_failure(run, item);
		note_diff(run, item);
		note_folder(run, node_text(item, "workingDirectory.uri"));
		note_errors(run, node_at(item, "toolExecutionNotifications"));
		note_errors(run, node_at(item, "toolConfigurationNotifications"));
		take_overrides(run, node_at(item, "ruleConfigurationOverrides"), number++);
	}
	doc_forget(doc);
	return true;
}

// ---- What was scanned ----

bool sarif_read_provenance(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *list;
	if (!doc_read(doc, &list, err))
		return false;
	run->digest = sarif_keep(run, node_text(list, "0.revisionId"));
	run->ref = sarif_keep(run, node_text(list, "0.branch"));
	run->target =
		words_repo_on(node_text(list, "0.repositoryUri"), &run->ref, run->file->arena);
	doc_forget(doc);
	return true;
}
