#include "cmd/gate/gate.h"

#include "base/file.h"
#include "base/utf8.h"
#include "cmd/terminal/interrupt.h"
#include "config/gates/gates.h"
#include "findings/finding.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>

const struct option CHECK_FINDINGS_OPTIONS[CHECK_FINDINGS_OPTION_COUNT] = {
	{"gate", OPTION_TEXT, "FILE",
	 "the gate file instead of gavel.yaml's or the ledger's policy/gates.yaml"},
	{"stage", OPTION_TEXT, "NAME", "which of its gates; alone one is enough, or 'default'"},
	{"target", OPTION_TEXT, "NAMES",
	 "what is judged, commas between; all where it is not told"},
	{"digest", OPTION_TEXT, "DIGEST", "the image that is judged: sha256:…"},
	{"commit", OPTION_TEXT, "COMMIT", "the commit that is judged, in full"},
	{"scan", OPTION_FLAG, NULL, "judge the files PATH… and no cache"},
	{"scanners", OPTION_TEXT, "KINDS",
	 "with --scan: what was looked for, where Trivy or an SBOM does not say: vuln, secret, …"},
	{"new-since", OPTION_TEXT, "PATH",
	 "count only what this file, ref or scan had not, or as less severe"},
	{"tree", OPTION_TEXT, "DIR", "the working tree, for files that the gate wants looked at"},
	{"show-policy", OPTION_FLAG, NULL, "print the gate file that holds, and judge nothing"},
	REPORT_OPTIONS};

// What is judged, by what.
struct gating {
	struct invocation *invocation;
	struct gates_place place;
	struct gate_file file;
	struct gate_subject subject;
	const struct gate_policy *policy;
	struct gate_base old;
	struct evidence evidence;
	struct handed handed;
	struct arena arena;
};

static const char *option(const struct gating *gating, const char *name)
{
	return invocation_option(gating->invocation, name);
}

// ---- The policy ----

static void say_problems(const struct gate_file *file)
{
	struct str safe = {0};
	if (file->problem_count < 2)
		return;
	utf8_add_safe(&safe, str_slice(&file->problems), true);
	fprintf(stderr, "%s\n", str_text(&safe));
	str_fini(&safe);
}

// The one that is told, the one of gavel.yaml, or the ledger's.
static bool find_place(struct gating *gating, struct err *err)
{
	const struct config *config = &gating->invocation->session->config;
	const char *told = option(gating, "gate");
	if (!told && config->gate_count > 1)
		return err_set(err, ERR_INVALID,
			       "gavel.yaml names %zu gate files; say which one with --gate",
			       config->gate_count);
	if (!told && config->gate_count)
		told = config->gates[0];
	return gates_place(told, config->ledger, &gating->arena, &gating->place, err);
}

static bool read_policy(struct gating *gating, struct err *err)
{
	const char *path;
	if (!find_place(gating, err))
		return false;
	path = gating->place.path;
	bool done = path ? gates_load(path, &gating->file, err)
			 : gates_parse(GATES_BUILT_IN_NAME, slice_of(GATES_BUILT_IN), &gating->file,
				       err);
	say_problems(&gating->file);
	gating->policy = done ? gates_find(&gating->file, option(gating, "stage"), err) : NULL;
	return gating->policy != NULL;
}

static bool show_policy(struct gating *gating, struct err *err)
{
	enum { BYTES_MAX = 4 << 20 };
	struct str *out = &gating->invocation->out;
	if (!find_place(gating, err))
		return false;
	if (gating->place.path)
		return file_read(gating->place.path, BYTES_MAX, out, err);
	if (gating->place.missing)
		fprintf(stderr, "%s: it is not there, so the built-in gate holds\n",
			gating->place.missing);
	str_add_text(out, GATES_BUILT_IN);
	return true;
}

// ---- What there is ----

// What a file that was handed over is said to be of is judged.
static void add_handed_targets(struct gating *gating)
{
	struct gate_words *also = &gating->subject.also;
	const struct handed *handed = &gating->handed;
	const char **all =
		arena_alloc(&gating->arena, (also->count + handed->targets.len + 1) * sizeof *all);
	for (size_t i = 0; i < also->count; i++)
		all[i] = also->at[i];
	for (size_t i = 0; i < handed->targets.len; i++)
		all[also->count + i] = handed->targets.at[i];
	*also = (struct gate_words){all, also->count + handed->targets.len};
}

static bool read_evidence(struct gating *gating, struct err *err)
{
	struct invocation *invocation = gating->invocation;
	struct session *session = invocation->session;
	struct words paths = {invocation->arguments, invocation->argument_count};
	if (gating->subject.handed) {
		if (!handed_open(invocation, paths, &gating->handed, err))
			return false;
		session = &gating->handed.session;
		gating->evidence.catalogue_from = invocation->session;
		add_handed_targets(gating);
	}
	for (size_t i = 0; i < gating->policy->required_count; i++)
		gating->evidence.with_rules |= gating->policy->required[i].packs.count > 0;
	struct evidence_asked asked = {&gating->subject, gating->policy,
				       gating->subject.only_new ? &gating->old : NULL};
	return evidence_read(session, &asked, &gating->evidence, err);
}

// ---- The verdict ----

static void put_facts(struct gating *gating, struct report *report,
		      const struct gate_verdict *verdict)
{
	const struct gate_policy *policy = gating->policy;
	report_fact(report, "gate",
		    report_textf(report, "%s of %s", policy->name, gating->file.name));
	if (gating->place.missing)
		report_fact(report, "no gate file",
			    report_textf(report, "%s is not there", gating->place.missing));
	report_fact(report, "target", option(gating, "target"));
	report_fact(report, "digest", gating->subject.digest);
	report_fact(report, "commit", gating->subject.commit);
	if (policy->exploited)
		gate_put_catalogue(report, &gating->evidence, gating->subject.now);
	gate_put_counted(report, verdict);
	if (!gating->subject.only_new)
		return;
	report_fact(report, "since", option(gating, "new-since"));
	report_fact(report, "before", report_textf(report, "%lld", (long long)verdict->old));
}

static void put_missing(struct report *report, const char *message, const char *remedy)
{
	struct report_item *item = report_add(report);
	item->rule = "scans";
	item->kind = REPORT_MISSING;
	item->message = message;
	item->remedy = remedy;
}

// What could not even become a scan, and runs of the archive that cannot be used.
static void put_broken(struct gating *gating, struct report *report)
{
	struct err err = {0};
	for (size_t i = 0; i < gating->handed.broken.len; i++)
		put_missing(report, gating->handed.broken.at[i],
			    "hand over the whole of it: scan again, or name the file itself");
	if (!gating->subject.handed && !session_whole(gating->invocation->session, &err))
		put_missing(report, report_textf(report, "%s", err.text), NULL);
}

static bool judge(struct gating *gating, struct err *err)
{
	struct gate_input input = {
		.policy = gating->policy,
		.subject = gating->subject,
		.scans = gating->evidence.scans.at,
		.scan_count = gating->evidence.scans.len,
		.findings = gating->evidence.findings.at,
		.finding_count = gating->evidence.findings.len,
		.catalogue_at = gating->evidence.catalogue_at,
		.quiet = gating->evidence.quiet.flaws,
		.quiet_findings = gating->evidence.quiet.findings,
		.quiet_running = gating->evidence.quiet.running,
	};
	struct report report = {
		.check = "findings",
		.home = gating->policy->file,
		.rules = GATE_REPORT_RULES,
		.rule_count = GATE_DEMANDS,
	};
	struct gate_verdict verdict;
	gate_judge(&input, &gating->arena, &verdict);
	put_facts(gating, &report, &verdict);
	gate_put_reasons(&report, &input, &verdict);
	gate_put_unscanned(&report, &gating->evidence.unscanned);
	put_broken(gating, &report);
	return report_end(&report, gating->invocation, err) &&
	       (gating->subject.handed || view_check_age(gating->invocation->session, NULL, err));
}

// Files are as old as they say, and the gate's `max_age` is theirs.
static bool check_times(const struct gating *gating, struct err *err)
{
	const struct session *session = gating->invocation->session;
	return !option(gating, "scan") || (!session->as_of && session->max_age < 0) ||
	       err_set(err, ERR_INVALID,
		       "%s: it is of a cache, and --scan judges files; see the gate's 'max_age'",
		       session->as_of ? "--as-of" : "--max-age");
}

static bool check_usage(const struct gating *gating, struct err *err)
{
	const struct invocation *invocation = gating->invocation;
	if (!check_times(gating, err))
		return false;
	if (option(gating, "scan") && !invocation->argument_count)
		return err_set(err, ERR_INVALID, "--scan: name the files to judge");
	if (!option(gating, "scan") && invocation->argument_count)
		return err_set(err, ERR_INVALID, "'%s': files are judged with --scan",
			       invocation->arguments[0]);
	if (!option(gating, "scan") && option(gating, "scanners"))
		return err_set(err, ERR_INVALID,
			       "--scanners: what is in a cache was told by 'import --scanners'");
	if (!finding_check_scanners(option(gating, "scanners"), err))
		return err_wrap(err, "--scanners");
	return report_check_form(invocation, err);
}

static bool run(struct gating *gating, struct err *err)
{
	if (!check_usage(gating, err))
		return false;
	if (option(gating, "show-policy"))
		return show_policy(gating, err);
	return read_policy(gating, err) &&
	       gate_read_subject(gating->invocation, gating->policy, &gating->arena,
				 &gating->subject, err) &&
	       gate_read_base(gating->invocation, &gating->arena, &gating->old, err) &&
	       read_evidence(gating, err) && judge(gating, err);
}

// What is not there is wrong with the command line; only a verdict is a check's failure.
static bool run_whole(struct gating *gating, struct err *err)
{
	bool done = run(gating, err);
	if (!done && err->code == ERR_NOT_FOUND)
		err->code = ERR_INVALID;
	return done;
}

bool check_findings_run(struct invocation *invocation, struct err *err)
{
	struct gating gating = {.invocation = invocation};
	struct interrupt interrupt;
	interrupt_hold(&interrupt);
	bool done = run_whole(&gating, err);
	handed_close(&gating.handed);
	interrupt_release(&interrupt);
	evidence_fini(&gating.evidence);
	gate_base_fini(&gating.old);
	gates_fini(&gating.file);
	arena_fini(&gating.arena);
	return done;
}
