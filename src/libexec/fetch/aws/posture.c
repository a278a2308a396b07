#include "libexec/fetch/aws/aws.h"

#include <string.h>

// The services whose findings are one list for an account and region, or one per detector or
// analyzer of it.

enum { PAGE = 100, DETECTORS = 50, IDS = 50 };

bool aws_keep_page(void *file, const struct service_page *page, struct err *err)
{
	return pages_add(file, page->bytes, err);
}

bool aws_ask(struct aws_work *work, const struct service_ask *ask, service_page_fn *visit,
	     void *context, struct err *err)
{
	bool ok = service_pages(work->service, ask, visit, context, err);
	json_decref(ask->parameters);
	return ok;
}

// Security Hub API, GetFindings. Records that their product has archived are left out: a list of
// what is active says what is not, and most of an account's records are old ones.
bool aws_read_security_hub(struct aws_work *work, struct err *err)
{
	const struct service_ask ask = {.method = "POST",
					.path = "/findings",
					.action = "GetFindings",
					.parameters = json_pack("{s:{s:[{s:s,s:s}]},s:i}",
								"Filters", "RecordState", "Value",
								"ACTIVE", "Comparison", "EQUALS",
								"MaxResults", PAGE),
					.token = "NextToken",
					.list = "Findings"};
	pages_list(work->file, &(struct pages_list){0});
	return aws_ask(work, &ask, aws_keep_page, work->file, err);
}

// ---- Inspector2 API: BatchGetAccountStatus, ListFindings ----

struct inspected {
	struct str status; // of the account
	struct str off;	   // kinds of resources
};

static const char ENABLED[] = "ENABLED";

// What is being enabled has not been looked at yet; what is not told of is not known to be.
static bool on_status(void *context, const struct service_page *page, struct err *err)
{
	static const char *const KINDS[] = {"ec2", "ecr", "lambda", "lambdaCode", "codeRepository"};
	struct inspected *inspected = context;
	const json_t *account = json_array_get(page->list, 0);
	const json_t *kinds = json_object_get(account, "resourceState");
	(void)err;
	str_add_text(&inspected->status, aws_text(json_object_get(account, "state"), "status"));
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (strcmp(aws_text(json_object_get(kinds, KINDS[i]), "status"), ENABLED) != 0)
			str_addf(&inspected->off, "%s%s", inspected->off.len ? " " : "", KINDS[i]);
	return true;
}

// Whether it looks at anything: what was switched off has an empty list. Without the right to ask,
// what it lists nothing of is not believed to be clean.
static bool read_status(struct aws_work *work, struct inspected *status, struct err *err)
{
	const struct service_ask ask = {.method = "POST",
					.path = "/status/batch/get",
					.action = "BatchGetAccountStatus",
					.parameters = json_object(),
					.list = "accounts"};
	if (aws_ask(work, &ask, on_status, status, err))
		return true;
	if (err->code != ERR_DENIED)
		return false;
	aws_warn(
		work,
		"whether Inspector is enabled is not known, so of kinds of resources that it lists "
		"nothing of it closes nothing: ",
		err->text);
	err_clear(err);
	return true;
}

// Active, suppressed and closed ones.
static bool list_inspected(struct aws_work *work, struct err *err)
{
	const struct service_ask ask = {.method = "POST",
					.path = "/findings/list",
					.action = "ListFindings",
					.parameters = json_pack("{s:i}", "maxResults", PAGE),
					.token = "nextToken",
					.list = "findings"};
	return aws_ask(work, &ask, aws_keep_page, work->file, err);
}

bool aws_read_inspector(struct aws_work *work, struct err *err)
{
	struct arena arena = {0};
	struct inspected inspected = {0};
	bool ok = read_status(work, &inspected, err);
	struct pages_list told = {0};
	if (ok && !inspected.status.len)
		told.unsure = "it is not known whether Inspector is enabled, and it lists nothing";
	else if (ok && strcmp(str_text(&inspected.status), ENABLED) != 0)
		told.failed = arena_printf(&arena, "Inspector is %s", str_text(&inspected.status));
	if (inspected.off.len)
		told.off = str_text(&inspected.off);
	pages_list(work->file, &told);
	ok = ok && (told.failed || list_inspected(work, err));
	str_fini(&inspected.status);
	str_fini(&inspected.off);
	arena_fini(&arena);
	return ok;
}

// ---- GuardDuty API: ListDetectors, ListFindings, GetFindings ----

struct detector {
	struct aws_work *work;
	const char *id;
	struct arena *arena;
	int64_t count; // of detectors
};

static const char *path_of(const struct detector *detector, const char *rest)
{
	struct str path = {0};
	str_add_text(&path, "/detector/");
	uri_encode(&path, slice_of(detector->id), false);
	str_add_text(&path, rest);
	const char *copy = arena_slice(detector->arena, str_slice(&path));
	str_fini(&path);
	return copy;
}

static bool get_findings(const struct detector *detector, json_t *ids, struct err *err)
{
	const struct service_ask ask = {.method = "POST",
					.path = path_of(detector, "/findings/get"),
					.action = "GetFindings",
					.parameters = json_pack("{s:o}", "findingIds", ids),
					.list = "findings"};
	return aws_ask(detector->work, &ask, aws_keep_page, detector->work->file, err);
}

// A page of ids is a call for what they stand for.
static bool on_ids(void *context, const struct service_page *page, struct err *err)
{
	size_t count = json_array_size(page->list);
	return !count || get_findings(context, json_deep_copy(page->list), err);
}

static bool on_detectors(void *context, const struct service_page *page, struct err *err)
{
	struct detector *detector = context;
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(page->list); i++) {
		detector->id = json_string_value(json_array_get(page->list, i));
		if (!detector->id)
			return err_set(err, ERR_INVALID, "the answer names a detector by no text");
		detector->count++;
		const struct service_ask ask = {.method = "POST",
						.path = path_of(detector, "/findings"),
						.action = "ListFindings",
						.parameters = json_pack("{s:i}", "maxResults", IDS),
						.token = "nextToken",
						.list = "findingIds"};
		ok = aws_ask(detector->work, &ask, on_ids, detector, err);
	}
	return ok;
}

bool aws_read_guardduty(struct aws_work *work, struct err *err)
{
	struct arena arena = {0};
	struct detector detector = {.work = work, .arena = &arena};
	const struct service_ask ask = {.method = "GET",
					.path = "/detector",
					.action = "ListDetectors",
					.parameters = json_pack("{s:i}", "maxResults", DETECTORS),
					.token = "nextToken",
					.list = "detectorIds"};
	pages_list(work->file, &(struct pages_list){0});
	bool ok = aws_ask(work, &ask, on_detectors, &detector, err);
	arena_fini(&arena);
	return ok &&
	       (detector.count || err_set(err, ERR_NOT_FOUND, "GuardDuty has no detector there"));
}

// ---- IAM Access Analyzer API: ListAnalyzers, ListFindings, ListFindingsV2 ----

// What an analyzer looks for. Only the first call tells who may reach a resource, and it answers
// for analyzers of external access alone.
static const struct {
	const char *category, *path, *action;
} SOUGHT[] = {{"external", "/finding", "ListFindings"},
	      {"unused", "/findingv2", "ListFindingsV2"},
	      {"internal", "/findingv2", "ListFindingsV2"}};

// AnalyzerSummary: ACCOUNT, ORGANIZATION, ACCOUNT_UNUSED_ACCESS, ACCOUNT_INTERNAL_ACCESS, …
static size_t sought_by(const char *type)
{
	return strstr(type, "UNUSED") ? 1 : strstr(type, "INTERNAL") ? 2 : 0;
}

static bool on_analyzers(void *analyzers, const struct service_page *page, struct err *err)
{
	(void)err;
	json_array_extend(analyzers, (json_t *)(uintptr_t)page->list);
	return true;
}

static bool list_findings(struct aws_work *work, const json_t *analyzer, size_t sought,
			  struct err *err)
{
	const struct service_ask ask = {.method = "POST",
					.path = SOUGHT[sought].path,
					.action = SOUGHT[sought].action,
					.parameters = json_pack("{s:s,s:i}", "analyzerArn",
								aws_text(analyzer, "arn"),
								"maxResults", PAGE),
					.token = "nextToken",
					.list = "findings"};
	return aws_ask(work, &ask, aws_keep_page, work->file, err);
}

// AnalyzerSummary, "status": ACTIVE, CREATING, DISABLED, FAILED. What does not look, or not yet,
// has no findings; that is nothing to learn from.
static const char *why_idle(const json_t *analyzer, struct arena *arena)
{
	const char *status = aws_text(analyzer, "status");
	const char *why = aws_text(json_object_get(analyzer, "statusReason"), "code");
	if (strcmp(status, "ACTIVE") == 0)
		return NULL;
	return arena_printf(arena, "analyzer '%s' is %s%s%s", aws_text(analyzer, "name"),
			    *status ? status : "of no status", *why ? ": " : "", why);
}

// Each analyzer is a scan: one that is gone is one that was not made, and closes nothing. One that
// is made anew under its name goes on.
static bool read_analyzer(struct aws_work *work, const json_t *analyzer, size_t sought,
			  struct err *err)
{
	struct arena arena = {0};
	const struct pages_list told = {.category = arena_printf(&arena, "%s/%s",
								 SOUGHT[sought].category,
								 aws_text(analyzer, "name")),
					.failed = why_idle(analyzer, &arena)};
	pages_list(work->file, &told);
	bool ok = told.failed || list_findings(work, analyzer, sought, err);
	arena_fini(&arena);
	return ok;
}

bool aws_read_analyzers(struct aws_work *work, struct err *err)
{
	json_t *analyzers = json_array();
	const struct service_ask ask = {.method = "GET",
					.path = "/analyzer",
					.action = "ListAnalyzers",
					.parameters = json_pack("{s:i}", "maxResults", PAGE),
					.token = "nextToken",
					.list = "analyzers"};
	bool ok = aws_ask(work, &ask, on_analyzers, analyzers, err);
	for (size_t i = 0; ok && i < json_array_size(analyzers); i++) {
		const json_t *analyzer = json_array_get(analyzers, i);
		ok = read_analyzer(work, analyzer, sought_by(aws_text(analyzer, "type")), err);
	}
	if (ok && !json_array_size(analyzers))
		ok = err_set(err, ERR_NOT_FOUND, "IAM Access Analyzer has no analyzer there");
	json_decref(analyzers);
	return ok;
}
