#include "view/view.h"

#include <string.h>

#define LEADS(targets_)                                                                            \
	.targets = (targets_), .target_count = sizeof(targets_) / sizeof *(targets_), NULL, NULL

static const struct view_target TO_BILL[] = {
	{NULL, "cost by:service period:{period} payer:{payer} report:{report} currency:{currency}"},
	{"run", "runs run:{run}"},
	{"rejected", "rejects run:{run}"},
	{"delivery", "scopes delivery:{delivery}"},
};
static const struct view_target TO_RESTATED[] = {
	{NULL, "cost by:usage_type service:{service} currency:{currency}"},
	{"delivery", "scopes delivery:{delivery}"},
};
static const struct view_target TO_TAG[] = {{NULL, "cost by:tag:{key}"}};
static const struct view_target TO_RUN[] = {{"run", "runs run:{run}"}};
static const struct view_target TO_SOURCE[] = {
	{NULL, "log source:{source}"},
	{"run", "runs run:{run}"},
	{"runs", "runs source:{source}"},
	{"scopes", "scopes source:{source} state:shown"},
	{"rows", "scopes source:{source} state:shown"},
	{"rejected", "rejects source:{source}"},
	{"incomplete", "scopes run:{run} state:incomplete"},
};
static const struct view_target OF_RUN[] = {
	{NULL, "inputs run:{run}"},
	{"source", "sources source:{source}"},
	{"lines", "scopes run:{run}"},
	{"fault", "log run:{run}"},
};
static const struct view_target OF_SCOPE[] = {
	{NULL, "runs run:{run}"},
	{"rejected", "rejects run:{run}"},
};
static const struct view_target OF_REJECT[] = {
	{NULL, "inputs run:{run} uri:{uri}"},
	{"run", "runs run:{run}"},
};
static const struct view_target OF_EVENT[] = {
	{NULL, "inputs run:{run}"},	   {"source", "sources source:{source}"},
	{"run", "runs run:{run}"},	   {"rows", "scopes run:{run}"},
	{"rejected", "rejects run:{run}"},
};
static const struct view_target OF_DOCKET[] = {{NULL, "{}{address}"}};

static const struct view_target OF_SBOM[] = {
	{NULL, "components subject:{subject} digest:{digest} part:{part}"},
	{"run", "runs run:{run}"},
	{"running", "workloads digest:{digest}"},
};
static const struct view_target OF_COMPONENT[] = {
	{NULL, "components name:{name} ecosystem:{ecosystem}"},
	{"subject", "sbom subject:{subject} digest:{digest}"},
	{"run", "runs run:{run}"},
	{"running", "workloads digest:{digest}"},
};
static const struct view_target OF_KEV[] = {{NULL, "advisory_hits advisory:{cve}"},
					    {"run", "runs run:{run}"}};
static const struct view_target OF_VEX[] = {{NULL, "advisory_hits advisory:{vulnerability}"},
					    {"run", "runs run:{run}"}};
static const struct view_target OF_HIT[] = {
	{NULL, "vex vulnerability:{advisory} document:{document}"},
	{NULL, "components name:{component} subject:{subject}"},
	{"subject", "sbom subject:{subject} digest:{digest}"},
	{"component", "components name:{component} subject:{subject}"},
	{"running", "workloads digest:{digest}"},
	{"kev", "kev cve:{advisory}"},
	{"epss", "epss cve:{advisory}"},
	{"run", "runs run:{run}"},
};
static const struct view_target OF_WORKLOAD[] = {{NULL, "sbom digest:{digest}"},
						 {"run", "runs run:{run}"}};
static const struct view_target OF_FINDING[] = {
	{NULL, "finding id:{id}"},
	{"id", "sightings finding:{id}"},
	{"state", "finding_events finding:{id}"},
	{"rule", "findings rule:{rule} state:open"},
	{"package", "findings package:{package} state:open"},
	{"cve", "findings cve:{cve} state:open"},
	{"target", "findings target:{target} state:open"},
	{"owner", "findings owner:{owner} state:open"},
	{"upgrade", "findings upgrade:{upgrade} state:open"},
	{"running", "workloads finding:{id}"},
};
static const struct view_target OF_FINDING_COLUMN[] = {
	{NULL, "sightings finding:{id}"},
	{"id", "sightings finding:{id}"},
	{"state", "finding_events finding:{id}"},
	{"rule", "findings rule:{rule} state:open"},
	{"package", "findings package:{package} state:open"},
	{"cve", "findings cve:{cve} state:open"},
	{"target", "findings target:{target} state:open"},
	{"owner", "findings owner:{owner} state:open"},
	{"upgrade", "findings upgrade:{upgrade} state:open"},
	{"running", "workloads finding:{id}"},
};
static const struct view_target OF_SCAN[] = {
	{NULL, "findings tool:{tool} category:{category} target:{target} state:open"},
	{"report", "inputs uri:{report} sha256:{report_sha256}"},
	{"run", "runs run:{run}"}};
static const struct view_target OF_SIGHTING[] = {
	{NULL, "findings id:{finding}"},
	{"report", "inputs uri:{report} sha256:{report_sha256}"},
	{"at", "scans at:{at} tool:{tool} target:{target}"}};
static const struct view_target OF_FINDING_EVENT[] = {
	{NULL, "sightings finding:{finding}"},
	{"finding", "findings id:{finding}"},
};

static const struct view_target OF_EXCEPTION[] = {{NULL, "findings rule:{rule}"},
						  {"run", "runs run:{run}"}};

static const struct view_target OF_ACCEPTANCE[] = {{NULL, "finding id:{finding}"},
						   {"finding", "findings id:{finding}"}};

static const struct view VIEWS[] = {
	{"docket", "docket", NULL, "Docket",
	 "everything that waits for someone or went wrong, by due date", '1', LEADS(OF_DOCKET)},
	{"cost", "cost", "service", "Cost",
	 "cost and usage by any dimension, per currency; exact sums of the bills", '2', NULL, 0,
	 NULL, NULL},
	{"bills", "bills", NULL, "Bills", "every bill shown, with its self-check, finality and age",
	 0, LEADS(TO_BILL)},
	{"restatements", "restatements", NULL, "Restatements",
	 "what a newer delivery of a bill changed, by service", 0, LEADS(TO_RESTATED)},
	{"tags", "tags", NULL, "Tags", "cost allocation tag keys that were seen", 0, LEADS(TO_TAG)},
	{"cells", "cells", NULL, "Cells",
	 "the smallest rows kept of a bill, each with the rows of the file it comes from", 0,
	 LEADS(TO_RUN)},
	{"findings", "findings", NULL, "Findings",
	 "every finding of every scanner, as it is now: state, severity, place, due date", '4',
	 LEADS(OF_FINDING)},
	{"scans", "scans", NULL, "Scans",
	 "every scan: when, of what, whether it is whole, and what it changed", 0, LEADS(OF_SCAN)},
	{"sightings", "sightings", NULL, "Sightings",
	 "every sighting of a finding: the scan, what it said, and why it is the same one", 0,
	 LEADS(OF_SIGHTING)},
	{"finding_events", "finding_events", NULL, "Finding events",
	 "what became of findings: new, changed, gone, back", 0, LEADS(OF_FINDING_EVENT)},
	{"finding", "findings", NULL, "Finding", "one finding with its history and sightings", 0,
	 LEADS(OF_FINDING_COLUMN)},
	{"groups", "finding_groups", "rule", "Groups",
	 "findings by rule, package, target or any other column", 0, NULL, 0, "findings", NULL},
	{"fixes", "finding_groups", "upgrade", "Fixes",
	 "which upgrades close how many findings: what runs, what is exploited, the most first", 0,
	 NULL, 0, "findings", "state:open -upgrade= sort:-first"},
	{"trend", "trend", "week", "Trend",
	 "findings week by week: what came, what went, what stands", 0, NULL, 0, "finding_events",
	 NULL},
	{"repairs", "repairs", "severity", "Repairs",
	 "how long findings take to be repaired, and how old the open ones are", 0, NULL, 0,
	 "findings state:open", NULL},
	{"exceptions", "exceptions", NULL, "Exceptions",
	 "what ignore files and VEX statements ask to leave out: until when, and what it is about",
	 0, LEADS(OF_EXCEPTION)},
	{"acceptances", "acceptances", NULL, "Acceptances",
	 "risks that were accepted: until when, by whom, and whether that still holds", 0,
	 LEADS(OF_ACCEPTANCE)},
	{"sources", "sources", NULL, "Sources",
	 "every source that is configured or brought anything: state, age, next run, error", '8',
	 LEADS(TO_SOURCE)},
	{"runs", "runs", NULL, "Runs", "every accepted run of a collector", 0, LEADS(OF_RUN)},
	{"inputs", "inputs", NULL, "Inputs", "every file or answer that was read", 0,
	 LEADS(TO_RUN)},
	{"scopes", "scopes", NULL, "Scopes", "every version of everything that was published", 0,
	 LEADS(OF_SCOPE)},
	{"rejects", "rejects", NULL, "Rejects", "records that could not be used", 0,
	 LEADS(OF_REJECT)},
	{"sbom", "sbom", NULL, "SBOMs",
	 "software inventories, one per digest of a subject and generator", 0, LEADS(OF_SBOM)},
	{"components", "components", NULL, "Components", "the packages of every inventory", 0,
	 LEADS(OF_COMPONENT)},
	{"advisory_hits", "advisory_hits", NULL, "Advisory hits",
	 "what advisories and VEX statements say of stored inventories, without a new scan", 0,
	 LEADS(OF_HIT)},
	{"vex", "vex", NULL, "VEX", "statements on whether products are affected", 0,
	 LEADS(OF_VEX)},
	{"kev", "kev", NULL, "KEV", "vulnerabilities known to be exploited", 0, LEADS(OF_KEV)},
	{"epss", "epss", NULL, "EPSS", "how likely vulnerabilities are exploited", 0,
	 LEADS(OF_KEV)},
	{"workloads", "workloads", NULL, "Workloads", "what runs in clusters, by image and digest",
	 0, LEADS(OF_WORKLOAD)},
	{"log", "log", NULL, "Log",
	 "runs and imports as a time line, with what they warned of beneath", '9', LEADS(OF_EVENT)},
};
enum { VIEW_COUNT = sizeof VIEWS / sizeof *VIEWS };

const struct view *view_list(size_t *count)
{
	*count = VIEW_COUNT;
	return VIEWS;
}

const struct view *view_find(struct slice name)
{
	for (size_t i = 0; i < VIEW_COUNT; i++)
		if (slice_is(name, VIEWS[i].name))
			return &VIEWS[i];
	return NULL;
}

const char *view_names(struct arena *arena)
{
	struct str names = {0};
	for (size_t i = 0; i < VIEW_COUNT; i++)
		str_addf(&names, "%s%s", i ? ", " : "", VIEWS[i].name);
	const char *copy = arena_slice(arena, str_slice(&names));
	str_fini(&names);
	return copy;
}
