// A run as scans: one for each kind of what it looked for.
//
// Trivy, Checkov and KICS look for several kinds in one run, and for one alone when they are told
// to, which a report does not say: a scan of all would close what a run for one kind left out. What
// shows that a kind was looked for is a rule of it. Tools that list the rules they ran show by them
// what they looked for and did not find; those that list what they found leave it open, and there
// the source's key `scanners` says it.
#include "plugins/scans/sarif/sarif.h"

#include <strings.h>

static const enum finding_class CLASSES[TRIVY_KINDS] = {[TRIVY_VULN] = FINDING_CONTAINER,
							[TRIVY_MISCONF] = FINDING_IAC,
							[TRIVY_SECRET] = FINDING_SECRET,
							[TRIVY_LICENCE] = FINDING_CONTAINER};

// Licences are a kind of Trivy's alone.
static int kind_of(const struct sarif_run *run, const struct sarif_rule *rule)
{
	bool none = !rule || (rule->kind == TRIVY_LICENCE && !run->is_trivy);
	return none ? -1 : rule->kind;
}

// What code holds that opens something else is a secret, though the look at the code found it: a
// tool that lists the rules that found something would close nothing of a scan for it alone.
static bool is_secret(const struct sarif_run *run, const struct sarif_rule *rule)
{
	return run->class == FINDING_CODE && rule &&
	       (rule->secrets || (rule->credentials && !run->guesses));
}

enum finding_class sarif_class_of(const struct sarif_run *run, const struct sarif_rule *rule)
{
	int kind = kind_of(run, rule);
	if (kind < 0 && is_secret(run, rule))
		return FINDING_SECRET;
	return kind < 0 ? run->class : CLASSES[kind];
}

// Flaws of packages are what a tool for dependencies is for, whatever their rules are called.
static size_t scan_of_kind(const struct sarif_run *run, int kind)
{
	bool own = kind < 0 || (kind != TRIVY_LICENCE && CLASSES[kind] == run->class) ||
		   (kind == TRIVY_VULN && run->class == FINDING_DEPENDENCY);
	return own ? SARIF_OWN : (size_t)kind;
}

static size_t scan_of(const struct sarif_run *run, const struct sarif_rule *rule)
{
	return scan_of_kind(run, kind_of(run, rule));
}

// ---- What a scan is told as ----

static int64_t rules_of(const struct sarif_run *run, size_t at)
{
	int64_t count = 0;
	for (size_t i = 0; i < run->rules.len; i++)
		count += !run->rules.at[i].off && scan_of(run, &run->rules.at[i]) == at;
	return count;
}

static struct slice packs_of(struct sarif_run *run)
{
	struct str packs = {0};
	for (size_t i = 1; run->components.at && i < run->components.len; i++) {
		str_add_text(&packs, i > 1 ? "," : "");
		str_add_slice(&packs, run->components.at[i].name);
	}
	struct slice kept = sarif_keep(run, str_slice(&packs));
	str_fini(&packs);
	return kept;
}

// What the report itself shows to be no whole scan.
static struct slice why_partial(const struct sarif_run *run)
{
	if (run->partial.len)
		return run->partial;
	if (run->results == SARIF_NULL)
		return SLICE("its results are null: they were not computed");
	if (run->results != SARIF_LIST)
		return SLICE("it has no results: they were not computed");
	const struct sarif_component *driver = run->components.len ? run->components.at : NULL;
	if (!driver || !driver->name.len) // §3.14.6, §3.18.2, §3.19.8
		return SLICE("it names no tool, so nobody knows what scanned");
	if (run->is_mixed && !run->is_trivy && !run->rules.len &&
	    !trivy_asked(run->file, TRIVY_MISCONF))
		return SLICE("it shows no rule, as a run for secrets alone does too; --scanners "
			     "misconfig, or `scanners` of the source, says what was looked for");
	return (struct slice){0};
}

static bool begin(struct sarif_run *run, size_t at, struct err *err)
{
	const struct sarif_component *driver = run->components.len ? run->components.at : NULL;
	struct scan scan = {
		.tool = sarif_tool(run),
		.version = driver ? driver->version : (struct slice){0},
		.category = run->category,
		.class = at == SARIF_OWN ? run->class : CLASSES[at],
		.target = run->target,
		.target_kind = run->target.len ? SLICE("repo") : (struct slice){0},
		.digest = run->digest,
		.ref = run->ref,
		.at = run->at,
		.partial = why_partial(run),
		.packs = packs_of(run),
		.rules = rules_of(run, at),
	};
	if (at == TRIVY_LICENCE)
		scan.category = trivy_licences(run->file, scan.category);
	if (run->is_trivy)
		sarif_trivy(run, at, &scan);
	scan_resume(run->file, 0);
	if (!scan_begin(run->file, &scan, err))
		return false;
	run->scans[at] = scan_current(run->file);
	return true;
}

// ---- Which there are ----

static bool add_asked(const struct sarif_run *run, bool shown[SARIF_SCANS])
{
	static const enum trivy_kind KINDS[] = {TRIVY_MISCONF, TRIVY_SECRET, TRIVY_VULN,
						TRIVY_LICENCE};
	size_t count = run->is_trivy ? TRIVY_KINDS : run->is_mixed ? 2 : 0;
	for (size_t i = 0; i < count; i++)
		shown[scan_of_kind(run, (int)KINDS[i])] |= trivy_asked(run->file, KINDS[i]);
	return count && scan_asked(run->file, NULL);
}

bool sarif_begin_scans(struct sarif_run *run, struct err *err)
{
	bool shown[SARIF_SCANS] = {false}, asked, any = false;
	for (size_t i = 0; i < run->rules.len; i++)
		shown[scan_of(run, &run->rules.at[i])] = true;
	asked = add_asked(run, shown);
	for (size_t i = 0; i < SARIF_SCANS; i++)
		any |= shown[i];
	bool own = shown[SARIF_OWN] || !any;
	if (own && !begin(run, SARIF_OWN, err))
		return false;
	for (size_t i = 0; i < SARIF_OWN; i++)
		if (shown[i] && !begin(run, i, err))
			return false;
	if (any && !asked && run->is_mixed)
		trivy_say_unshown(run->file, run->is_trivy, shown[SARIF_OWN], shown[TRIVY_SECRET]);
	return true;
}

bool sarif_go_on(struct sarif_run *run, const struct sarif_rule *rule, struct err *err)
{
	size_t at = scan_of(run, rule);
	if (!run->scans[at])
		return begin(run, at, err);
	scan_resume(run->file, run->scans[at]);
	return true;
}

bool sarif_end_scans(struct sarif_run *run, struct err *err)
{
	for (size_t i = 0; i < SARIF_SCANS; i++) {
		if (!run->scans[i])
			continue;
		scan_resume(run->file, run->scans[i]);
		if (run->news && !run->others)
			scan_is_part(run->file, "it has only what is new against a baseline");
		if (!scan_end(run->file, run->failed, err))
			return false;
	}
	return true;
}

// ---- Runs of one scan ----
//
// They may stand in any order: the scan is of the time of the last of them, and of a rule that they
// word in several ways the words with the least hash are told.

static bool is_one(const struct sarif_run *a, const struct sarif_run *b)
{
	struct slice tool = sarif_tool(a), other = sarif_tool(b);
	return tool.len == other.len && (!tool.len || !strncasecmp(tool.at, other.at, tool.len)) &&
	       slice_equal(a->category, b->category) && slice_equal(a->target, b->target) &&
	       slice_equal(a->image.name, b->image.name);
}

static int64_t *words_of(struct sarif_run *run, const struct sarif_rule *rule, bool *added)
{
	str_clear(&run->text);
	str_addf(&run->text, "%zu %zu ", run->first, scan_of(run, rule));
	str_add_slice(&run->text, rule->id);
	return map_put(run->words, str_slice(&run->text), added);
}

static void note_words(struct sarif_run *run)
{
	bool added;
	for (size_t i = 0; i < run->rules.len; i++) {
		const struct sarif_rule *rule = &run->rules.at[i];
		if (rule->off)
			continue;
		int64_t *least = words_of(run, rule, &added);
		*least = added || rule->words < *least ? rule->words : *least;
	}
}

bool sarif_is_told(struct sarif_run *run, const struct sarif_rule *rule)
{
	bool added;
	return !rule->off && (!run->words || *words_of(run, rule, &added) == rule->words);
}

void sarif_join_runs(struct sarif_run *runs, size_t count, struct map *words)
{
	for (size_t i = 0; i < count; i++) {
		size_t first = 0;
		sarif_know_tool(&runs[i]);
		while (!is_one(&runs[first], &runs[i]))
			first++;
		runs[i].first = first;
		runs[first].at = runs[i].at > runs[first].at ? runs[i].at : runs[first].at;
	}
	for (size_t i = 0; i < count; i++) {
		runs[i].at = runs[runs[i].first].at;
		runs[i].words = count > 1 ? words : NULL;
		if (runs[i].words)
			note_words(&runs[i]);
	}
}
