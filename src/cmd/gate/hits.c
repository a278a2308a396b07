#include "cmd/gate/rows.h"
#include "findings/ids.h"
#include "findings/purl.h"
#include "findings/target.h"
#include "view/view.h"

#include <string.h>

// What advisories say of stored inventories counts as what a scanner says: without a new scan.

struct hits {
	const struct gate_subject *subject;
	struct evidence *evidence;
	struct advised *out;
	struct map judged; // numbers of inventories -> enum judged
	struct map told;   // what a hit says, whichever inventory lists it -> its place and 1
	struct str key;
};

// ---- Inventories of what is judged ----

enum judged { JUDGED = 1, JUDGED_IMAGE = 2, JUDGED_RUNNING = 4 }; // bits; the last: an older one

enum { SBOM_SUBJECT, SBOM_KIND, SBOM_DIGEST, SBOM_NEWEST, SBOM_RUNNING, SBOM_ID };
static const char *const SBOM_COLUMNS[] = {
	[SBOM_SUBJECT] = "subject",
	[SBOM_KIND] = "kind",
	[SBOM_DIGEST] = "digest",
	[SBOM_NEWEST] = "newest",
	[SBOM_RUNNING] = "running",
	[SBOM_ID] = "id",
	NULL,
};

static bool is_image(const struct value *row)
{
	const char *digest = row[SBOM_DIGEST].text, *kind = row[SBOM_KIND].text;
	return (digest && strncmp(digest, "sha256:", 7) == 0) ||
	       (kind && (strcmp(kind, "container") == 0 || strcmp(kind, "image") == 0));
}

// An inventory that tells no branch may be of any.
static bool have(const struct gate_words *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (target_is_of(words->at[i], name))
			return true;
	return false;
}

static bool is_bound(const struct gate_subject *subject, const struct value *row)
{
	return subject->digest && row[SBOM_DIGEST].text && is_image(row);
}

// An older one that runs, and is not what the verdict is bound to.
static bool is_running(const struct gate_subject *subject, const struct value *row)
{
	return !subject->handed && !subject->digest && !row[SBOM_NEWEST].integer &&
	       row[SBOM_RUNNING].integer > 0;
}

// Of an image by its digest, where one is told; else by name, and then the newest and what runs.
static bool is_judged(const struct gate_subject *subject, const struct value *row)
{
	const char *name = row[SBOM_SUBJECT].text;
	if (subject->handed)
		return true;
	if (is_bound(subject, row))
		return strcmp(row[SBOM_DIGEST].text, subject->digest) == 0;
	if (!row[SBOM_NEWEST].integer && !is_running(subject, row))
		return false;
	if (have(&subject->targets, name) || have(&subject->also, name))
		return true;
	return !subject->targets.count && !subject->digest && !subject->commit;
}

static struct slice sbom_key(const struct value *id)
{
	return (struct slice){(const char *)&id->integer, sizeof id->integer};
}

static bool take_sbom(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	struct hits *hits = context;
	(void)shape, (void)err;
	if (is_judged(hits->subject, row))
		*map_put(&hits->judged, sbom_key(&row[SBOM_ID]), NULL) =
			JUDGED | (is_image(row) ? JUDGED_IMAGE : 0) |
			(is_running(hits->subject, row) ? JUDGED_RUNNING : 0);
	return true;
}

// ---- Hits ----

enum {
	HIT_ADVISORY,
	HIT_SUBJECT,
	HIT_COMPONENT,
	HIT_VERSION,
	HIT_STATUS,
	HIT_KEV,
	HIT_DUE,
	HIT_SOURCE,
	HIT_LEVEL,
	HIT_PURL,
	HIT_DIGEST,
	HIT_RUNNING,
	HIT_SBOM,
	HIT_REMEDY
};
static const char *const HIT_COLUMNS[] = {
	[HIT_ADVISORY] = "advisory", [HIT_SUBJECT] = "subject", [HIT_COMPONENT] = "component",
	[HIT_VERSION] = "version",   [HIT_STATUS] = "status",	[HIT_KEV] = "kev",
	[HIT_DUE] = "due",	     [HIT_SOURCE] = "source",	[HIT_LEVEL] = "level",
	[HIT_PURL] = "purl",	     [HIT_DIGEST] = "digest",	[HIT_RUNNING] = "running",
	[HIT_SBOM] = "sbom",	     [HIT_REMEDY] = "remedy",	NULL,
};

static struct gate_finding made_of(struct hits *hits, const struct value *row, int64_t judged)
{
	struct arena *arena = &hits->evidence->arena;
	const char *advisory = rows_text(arena, &row[HIT_ADVISORY]);
	const char *purl = rows_text(arena, &row[HIT_PURL]);
	const char *source = rows_text(arena, &row[HIT_SOURCE]);
	struct gate_finding finding = {
		.tool = source,
		.rule = advisory,
		.cve = advisory,
		.title = arena_printf(arena, "%s, as %s says", rows_text(arena, &row[HIT_STATUS]),
				      source),
		.target = rows_text(arena, &row[HIT_SUBJECT]),
		.package = *purl ? purl : rows_text(arena, &row[HIT_COMPONENT]),
		.version = rows_text(arena, &row[HIT_VERSION]),
		.remedy = rows_text(arena, &row[HIT_REMEDY]),
		.class = judged & JUDGED_IMAGE ? FINDING_CONTAINER : FINDING_DEPENDENCY,
		.exploited = row[HIT_KEV].integer != 0,
		.due = rows_end_of_day(row[HIT_DUE].integer),
		.advised = true,
		.runs_in = judged & JUDGED_RUNNING ? rows_text(arena, &row[HIT_DIGEST]) : NULL,
		.workloads = row[HIT_RUNNING].integer,
	};
	finding.id = arena_printf(arena, "%s %s %s %s", advisory, finding.package, finding.version,
				  finding.target);
	finding_level_read(slice_of(row[HIT_LEVEL].text), &finding.level);
	return finding;
}

// Two inventories of one thing, by different generators or of several builds, may list the same
// package: where it is known so, or a new one.
static int64_t *place_of(struct hits *hits, const struct gate_finding *finding)
{
	struct str *key = &hits->key;
	str_clear(key);
	str_addf(key, "%s\n%s\n%s\n%s\n%d %d\n", finding->target, finding->rule, finding->title,
		 finding->version, (int)finding->level, (int)finding->class);
	size_t bare = key->len;
	purl_add_compared(key, slice_of(finding->package));
	str_add_text(key, key->len == bare ? finding->package : "");
	return map_put(&hits->told, str_slice(key), NULL);
}

// By the digests, in their order; what the newest one lists too is of no build alone.
static void add_running(struct hits *hits, struct gate_finding *known,
			const struct gate_finding *finding)
{
	const char *last = known->runs_in ? strrchr(known->runs_in, ' ') : NULL;
	if (!known->runs_in || !finding->runs_in) {
		known->runs_in = NULL;
	} else if (strcmp(last ? last + 1 : known->runs_in, finding->runs_in) != 0) {
		known->runs_in = arena_printf(&hits->evidence->arena, "%s, %s", known->runs_in,
					      finding->runs_in);
		known->workloads += finding->workloads;
	}
}

static bool take_hit(void *context, const struct result *shape, const struct value *row,
		     struct err *err)
{
	struct hits *hits = context;
	const int64_t *judged = map_get(&hits->judged, sbom_key(&row[HIT_SBOM]));
	(void)shape, (void)err;
	if (!judged)
		return true;
	struct gate_finding finding = made_of(hits, row, *judged);
	int64_t *place = place_of(hits, &finding);
	if (*place) {
		add_running(hits, &hits->out->hits.at[*place - 1], &finding);
		return true;
	}
	*vec_push(&hits->out->hits) = finding;
	*place = (int64_t)hits->out->hits.len;
	return true;
}

static bool read_hits(struct hits *hits, struct session *session, struct err *err)
{
	struct select select = {.relation = relation_find("advisory_hits"),
				.measures = HIT_COLUMNS};
	select.sort = relation_column(select.relation, SLICE("digest"));
	const char *digest[] = {hits->subject->digest}; // the condition points to it
	if (!hits->judged.len)
		return true;
	if (hits->subject->digest && !hits->subject->handed && !hits->subject->targets.count &&
	    !hits->subject->also.count)
		rows_where(&select, "digest", digest, 1);
	return gate_rows_read(session, &select, take_hit, hits, err);
}

bool rows_read_hits(struct session *session, const struct gate_subject *subject,
		    struct evidence *evidence, struct advised *out, struct err *err)
{
	struct hits hits = {.subject = subject, .evidence = evidence, .out = out};
	struct select select = {.relation = relation_find("sbom"), .measures = SBOM_COLUMNS};
	bool done = gate_rows_read(session, &select, take_sbom, &hits, err) &&
		    read_hits(&hits, session, err);
	map_fini(&hits.judged);
	map_fini(&hits.told);
	str_fini(&hits.key);
	return done;
}

// ---- Which of them no scanner told ----

// A package's name without what a purl has around it.
static struct slice told_key(struct str *key, const struct gate_finding *finding)
{
	str_clear(key);
	str_addf(key, "%s\n%s\n", finding->cve, finding->target);
	package_add_name(key, slice_of(finding->package));
	return str_slice(key);
}

// Where a scanner told of the flaw, that is judged, with what was accepted or claimed of it.
void rows_add_hits(struct evidence *evidence, const struct advised *advised)
{
	struct map known = {0};
	struct str key = {0};
	for (size_t i = 0; advised->hits.len && i < evidence->findings.len; i++) {
		const struct gate_finding *finding = &evidence->findings.at[i];
		if (*finding->cve && *finding->package)
			map_put(&known, told_key(&key, finding), NULL);
	}
	for (size_t i = 0; i < advised->hits.len; i++)
		if (!map_get(&known, told_key(&key, &advised->hits.at[i])))
			*vec_push(&evidence->findings) = advised->hits.at[i];
	map_fini(&known);
	str_fini(&key);
}
