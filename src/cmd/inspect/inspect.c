#include "cmd/inspect/inspect.h"

#include "base/map.h"
#include "cmd/inspect/run.h"
#include "cmd/inspect/tls.h"

#include <stdio.h>
#include <string.h>

// A rule of every check: what could not be read was not judged.
static const struct report_rule READABLE = {"readable", "every file of the check can be read"};

// What a check reads, for whoever named something else.
static const char *const READS[CHECKS] = {
	[CHECK_HARDENING] = "a Dockerfile, a Kubernetes manifest or an ECS task definition",
	[CHECK_CI] = ("a GitHub workflow or action, or a pipeline of GitLab, Bitbucket, "
		      "CircleCI, Azure or Jenkins"),
	[CHECK_HEADERS] = "a saved block of HTTP header lines",
	[CHECK_IAC] =
		"a Terraform plan in JSON (terraform show -json) or a CloudFormation template",
};

// ---- The rules of a report ----

static const struct report_rule *rules_of(struct report *report, enum check_id check, size_t *count)
{
	const struct check_rule *rules = check_rules(check, count);
	struct report_rule *out = arena_alloc(&report->arena, (*count + 1) * sizeof *out);
	for (size_t i = 0; i < *count; i++)
		out[i] = (struct report_rule){rules[i].id, rules[i].title};
	out[(*count)++] = READABLE;
	return out;
}

// The option's ids, which only warn; *out has one entry per id.
static bool read_warned(const struct invocation *invocation, enum check_id check, struct map *out,
			struct err *err)
{
	const char *option = invocation_option(invocation, "warn");
	struct slice rest = slice_of(option);
	char id[64];
	while (rest.at) {
		struct slice word = slice_trim(slice_cut(&rest, ','));
		snprintf(id, sizeof id, "%.*s", (int)word.len, word.at);
		if (!check_rule_find(check, id))
			return err_set(err, ERR_INVALID,
				       "--warn %s: no rule of this check; see --rules", id);
		map_put(out, word, NULL);
	}
	return true;
}

// ---- Items ----

static enum report_kind kind_of(const struct inspection_result *result, const struct map *warned)
{
	if (result->outcome == OUTCOME_NONE)
		return REPORT_NOTE;
	if (map_get(warned, slice_of(result->rule->id)))
		return REPORT_WARN;
	return result->outcome == OUTCOME_UNSEEN ? REPORT_MISSING : REPORT_BLOCK;
}

// That a rule does not apply is said once, not of each file.
static bool is_said(struct map *said, const struct inspection_result *result)
{
	struct str key = {0};
	bool added = true;
	str_addf(&key, "%s %s", result->rule->id, result->why);
	if (result->outcome == OUTCOME_NONE)
		map_put(said, str_slice(&key), &added);
	str_fini(&key);
	return !added;
}

// What is wrong twice in one place is told apart by a number.
static const char *id_of(struct report *report, const struct inspection *inspection,
			 const struct inspection_result *result, struct map *ids)
{
	const char *file = inspection->files.at[result->file].name;
	const char *id = report_textf(report, "%s/%s/%s/%s", report->check, result->rule->id, file,
				      result->subject);
	int64_t *count = map_put(ids, slice_of(id), NULL);
	return ++*count == 1 ? id : report_textf(report, "%s/%lld", id, (long long)*count);
}

static void add_result(struct report *report, const struct inspection *inspection,
		       const struct inspection_result *result, enum report_kind kind)
{
	const struct check_rule *rule = result->rule;
	*report_add(report) = (struct report_item){
		.rule = rule->id,
		.kind = kind,
		.message = result->why,
		.file = inspection->files.at[result->file].name,
		.line = result->line,
		.where = *result->subject ? result->subject : NULL,
		.remedy = result->outcome == OUTCOME_NONE ? NULL : rule->remedy,
		.facts = {{"severity", finding_level_name(rule->level)},
			  {"also", *rule->also ? rule->also : NULL}},
	};
}

static void add_results(struct report *report, const struct inspection *inspection,
			const struct map *warned)
{
	struct map said = {0}, ids = {0};
	for (size_t i = 0; i < inspection->results.len; i++) {
		const struct inspection_result *result = &inspection->results.at[i];
		if (is_said(&said, result))
			continue;
		add_result(report, inspection, result, kind_of(result, warned));
		report->items.at[report->items.len - 1].id =
			id_of(report, inspection, result, &ids);
	}
	map_fini(&said);
	map_fini(&ids);
}

// ---- Files ----

static void add_fault(struct report *report, const struct inspected *file)
{
	size_t len = strlen(file->name);
	const char *text = file->fault;
	if (!strncmp(text, file->name, len) && !strncmp(text + len, ": ", 2))
		text += len + 2;
	*report_add(report) = (struct report_item){
		.rule = READABLE.id,
		.kind = REPORT_MISSING,
		.message = text,
		.file = file->name,
		.id = report_textf(report, "%s/%s/%s", report->check, READABLE.id, file->name),
	};
}

// What browsers do with the answer depends on how it came, which the header lines do not say.
static void add_transport(struct report *report, const struct inspection *inspection,
			  const struct map *warned)
{
	if (!inspection->in_the_clear)
		return;
	*report_add(report) = (struct report_item){
		.rule = "hsts",
		.kind = map_get(warned, SLICE("hsts")) ? REPORT_WARN : REPORT_BLOCK,
		.message =
			"answered in the clear: browsers pass over Strict-Transport-Security there",
		.file = inspection->in_the_clear,
		.remedy = "answer http:// with a redirect to https://, and check that address",
		.id = report_textf(report, "%s/transport/%s", report->check,
				   inspection->in_the_clear),
	};
}

static bool count_file(struct report *report, struct inspection *inspection,
		       const struct inspected *file, struct err *err)
{
	if (file->fault && file->named)
		return err_set(err, ERR_INVALID, "%s", file->fault);
	if (file->fault)
		add_fault(report, file);
	else if (!file->kind && file->named)
		return err_set(err, ERR_INVALID, "%s: not %s", file->name,
			       READS[inspection->check]);
	inspection->passed_over += !file->fault && !file->kind;
	return true;
}

static bool add_files(struct report *report, struct inspection *inspection, struct err *err)
{
	int64_t files = 0, things = 0, passed = 0, others = 0;
	for (size_t i = 0; i < inspection->files.len; i++) {
		const struct inspected *file = &inspection->files.at[i];
		if (!count_file(report, inspection, file, err))
			return false;
		files += file->kind != NULL;
		things += file->things;
		passed += file->passed;
		others += file->others;
	}
	for (size_t i = 0; i < inspection->unread.len; i++)
		add_fault(report, &inspection->unread.at[i]);
	inspection_report_needs(inspection, report, READABLE.id);
	if ((!things || !passed) && !report->items.len)
		return err_set(
			err, ERR_INVALID,
			"nothing to check: %lld files, and nothing in them is judged; name %s",
			(long long)(files + inspection->passed_over), READS[inspection->check]);
	report_fact(report, "files",
		    report_textf(report, "checked %lld, passed over %lld", (long long)files,
				 (long long)inspection->passed_over));
	if (others)
		inspection_report_others(inspection, report, others);
	report_fact(report, "rules",
		    report_textf(report, "%lld held, on %lld thing%s", (long long)passed,
				 (long long)things, things == 1 ? "" : "s"));
	return true;
}

// ---- The commands ----

static bool add_arguments(struct inspection *inspection, const struct invocation *invocation,
			  struct err *err)
{
	for (size_t i = 0; i < invocation->argument_count; i++) {
		const char **argument = &invocation->arguments[i];
		bool address = inspection->check == CHECK_HEADERS && strstr(*argument, "://");
		if (address ? !inspection_add_address(inspection, *argument, err)
			    : !inspection_add_paths(inspection, argument, 1, err))
			return false;
	}
	return true;
}

// TLS beside the header lines: of the addresses, and of the server that --host names.
static bool add_tls(struct report *report, const struct invocation *invocation,
		    const struct map *warned, struct err *err)
{
	const char *host = invocation_option(invocation, "host");
	bool scanned = false;
	const struct tls_look look = {report, invocation->session, warned, &scanned};
	bool ok = !host || tls_add_findings(&look, tls_server(host, &report->arena), err);
	for (size_t i = 0; ok && i < invocation->argument_count; i++) {
		const char *argument = invocation->arguments[i];
		if (strstr(argument, "://"))
			ok = tls_add_findings(&look, tls_server(argument, &report->arena), err);
	}
	if (!scanned)
		tls_drop_rules(report);
	return ok;
}

static bool judge_arguments(struct invocation *invocation, struct inspection *inspection,
			    struct report *report, struct err *err)
{
	struct map warned = {0};
	bool ok = read_warned(invocation, inspection->check, &warned, err) &&
		  add_arguments(inspection, invocation, err) && inspection_judge(inspection, err);
	if (ok) {
		inspection_settle_needs(inspection);
		add_results(report, inspection, &warned);
		add_transport(report, inspection, &warned);
	}
	ok = ok && add_files(report, inspection, err) &&
	     (inspection->check != CHECK_HEADERS || add_tls(report, invocation, &warned, err));
	map_fini(&warned);
	return ok;
}

static bool run(struct invocation *invocation, enum check_id check, struct err *err)
{
	struct report report = {.check = check_name(check)};
	struct inspection inspection = {.check = check, .config = &invocation->session->config};
	if (invocation_option(invocation, "rules")) {
		rules_list(invocation, check);
		return true;
	}
	if (!invocation->argument_count)
		return err_set(err, ERR_INVALID, "check %s: name %s", check_name(check),
			       READS[check]);
	report.rules = rules_of(&report, check, &report.rule_count);
	bool ok = report_check_form(invocation, err) &&
		  judge_arguments(invocation, &inspection, &report, err);
	if (ok)
		ok = report_end(&report, invocation, err);
	else
		report_fini(&report);
	inspection_fini(&inspection);
	return ok;
}

bool hardening_run(struct invocation *invocation, struct err *err)
{
	return run(invocation, CHECK_HARDENING, err);
}

bool ci_run(struct invocation *invocation, struct err *err)
{
	return run(invocation, CHECK_CI, err);
}

bool headers_run(struct invocation *invocation, struct err *err)
{
	return run(invocation, CHECK_HEADERS, err);
}

bool iac_run(struct invocation *invocation, struct err *err)
{
	return run(invocation, CHECK_IAC, err);
}
