#include "cmd/gate/rows.h"

#include "findings/target.h"
#include "view/now.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum chain_use { CHAIN_OTHER, CHAIN_OPEN, CHAIN_BOUND };

// ---- Which of them ----

static struct slice chain_key(struct str *key, const char *tool, const char *category,
			      const char *target)
{
	str_clear(key);
	str_addf(key, "%s\n%s\n%s", tool ? tool : "", category ? category : "",
		 target ? target : "");
	return str_slice(key);
}

// What a chain of scans is to the subject, by any scan of it.
static void note_chains(struct reading *r)
{
	struct str key = {0};
	for (size_t i = 0; i < r->out->scans.len; i++) {
		const struct gate_scan *scan = &r->out->scans.at[i];
		int64_t *use =
			map_put(&r->chains,
				chain_key(&key, scan->tool, scan->category, scan->target), NULL);
		if (gate_is_bound(r->subject, scan))
			*use = CHAIN_BOUND;
		else if (*use == CHAIN_OTHER && gate_is_subject(r->subject, scan))
			*use = CHAIN_OPEN;
	}
	str_fini(&key);
}

static bool counts(void *context, const char *tool, const char *category, const char *target)
{
	struct reading *r = context;
	struct str key = {0};
	const int64_t *use = map_get(&r->chains, chain_key(&key, tool, category, target));
	str_fini(&key);
	return !use || *use == CHAIN_OPEN;
}

static bool take_open(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	(void)shape, (void)err;
	take_finding(context, row);
	return true;
}

// Each file handed over counts for itself: one scan does not close what another saw.
static bool take_handed(void *context, const struct result *shape, const struct value *row,
			struct err *err)
{
	(void)shape, (void)err;
	if (!row_is_state(row, "closed"))
		take_finding(context, row);
	return true;
}

static bool read_handed(struct reading *r, struct err *err)
{
	struct select select = {.relation = relation_find("findings"), .measures = FINDING_COLUMNS};
	return gate_rows_read(r->session, &select, take_handed, r, err);
}

// ---- What runs and nobody looked at ----

struct unscanned_reading {
	struct unscanned *out;
	struct arena *arena;
	struct map names;   // of images that are judged
	struct map digests; // of theirs, counted once
};

enum { RUNS_IMAGE, RUNS_DIGEST, RUNS_REPLICAS, RUNS_SCANNED, RUNS_SBOM };
static const char *const RUNS_COLUMNS[] = {
	[RUNS_IMAGE] = "image",	    [RUNS_DIGEST] = "digest", [RUNS_REPLICAS] = "replicas",
	[RUNS_SCANNED] = "scanned", [RUNS_SBOM] = "sbom",     NULL};

static bool take_unscanned(void *context, const struct result *shape, const struct value *row,
			   struct err *err)
{
	struct unscanned_reading *u = context;
	const char *image = row[RUNS_IMAGE].text, *digest = row[RUNS_DIGEST].text;
	bool added;
	(void)shape, (void)err;
	if (!row[RUNS_REPLICAS].integer || row[RUNS_SCANNED].integer || row[RUNS_SBOM].integer ||
	    !image || !digest || !map_get(&u->names, target_untagged(slice_of(image))))
		return true;
	map_put(&u->digests, slice_of(digest), &added);
	u->out->images += added;
	u->out->workloads++;
	if (!u->out->digest || strcmp(digest, u->out->digest) < 0)
		u->out->digest = arena_text(u->arena, digest);
	return true;
}

// Of names that scans of images have: what has none is not known to be of the subject.
static bool read_unscanned(struct reading *r, struct err *err)
{
	struct unscanned_reading u = {.out = &r->out->unscanned, .arena = &r->out->arena};
	struct select select = {.relation = relation_find("workloads"), .measures = RUNS_COLUMNS};
	for (size_t i = 0; i < r->out->scans.len; i++) {
		const struct gate_scan *scan = &r->out->scans.at[i];
		if (scan->digest && scan->target && gate_is_subject(r->subject, scan))
			map_put(&u.names, target_untagged(slice_of(scan->target)), NULL);
	}
	bool done = r->subject->digest || !u.names.len ||
		    gate_rows_read(r->session, &select, take_unscanned, &u, err);
	map_fini(&u.names);
	map_fini(&u.digests);
	return done;
}

// ---- What is judged ----

// What is old is counted one by one, and what bound scans saw may be one with what is open.
static bool read_sieved(struct reading *r, struct cache *cache, struct err *err)
{
	const struct gate_subject *subject = r->subject;
	struct select select = {.relation = relation_judged(), .measures = FINDING_COLUMNS};
	struct sieve sieve = {.policy = r->policy,
			      .advised = &r->advised,
			      .now = subject->now,
			      .all = subject->only_new || subject->digest || subject->commit,
			      .running = !subject->digest,
			      .counts = counts,
			      .context = r};
	struct select_reader reader = {.row = take_open, .context = r};
	r->running = sieve.running;
	return now_fill_findings(r->session, cache, err) &&
	       sieve_findings(cache, &sieve, &r->out->quiet, err) &&
	       select_each(cache, &select, &reader, err);
}

// Held, so that no other run is published between what is asked first and what is read.
static bool read_open(struct reading *r, struct cache *cache, struct err *err)
{
	if (!cache_temp_begin(cache, err))
		return false;
	bool done = read_sieved(r, cache, err);
	cache_temp_end(cache);
	r->running = false;
	return done;
}

// As the scan had it, whatever became of it since. What a newer one told is not asked again.
static bool take_sighted(void *context, const struct result *shape, const struct value *row,
			 struct err *err)
{
	struct reading *r = context;
	const int64_t *seen = map_get(r->sighted, slice_of(row_id(row)));
	(void)shape, (void)err;
	if (!seen || row_is_state(row, "closed") || map_get(&r->settled, slice_of(row_id(row))))
		return true;
	map_put(&r->settled, slice_of(row_id(row)), NULL);
	take_finding(r, row);
	r->out->findings.at[r->out->findings.len - 1].level = rows_then(*seen).level;
	return true;
}

static bool read_bound_scan(struct reading *r, const struct gate_scan *scan, struct err *err)
{
	struct map seen = {0};
	struct select select = {.relation = relation_find("findings"), .measures = FINDING_COLUMNS};
	rows_where(&select, "target", (const char *[]){scan->target}, 1);
	rows_where(&select, "tool", (const char *[]){scan->tool}, 1);
	r->sighted = &seen;
	bool done = rows_read_sightings(r->session, scan, &seen, err) &&
		    (!seen.len || gate_rows_read(r->session, &select, take_sighted, r, err));
	r->sighted = NULL;
	map_fini(&seen);
	return done;
}

// What it did not look at is as the scans before it have it, down to one that looked at all.
static bool read_bound_chain(struct reading *r, const struct gate_scan *scan, struct err *err)
{
	const struct evidence *out = r->out;
	bool done = read_bound_scan(r, scan, err);
	while (done && scan->narrow) {
		done = rows_read_closed(r->session, scan, &r->settled, err);
		scan = gate_before(r->subject, out->scans.at, out->scans.len, scan);
		if (!scan)
			break;
		done = done && read_bound_scan(r, scan, err);
	}
	map_fini(&r->settled);
	return done;
}

static bool read_bound(struct reading *r, struct err *err)
{
	struct evidence *out = r->out;
	bool done = true, *stands = mem_alloc(out->scans.len + 1);
	gate_choose(r->subject, out->scans.at, out->scans.len, stands);
	for (size_t i = 0; done && i < out->scans.len; i++)
		if (stands[i] && gate_is_bound(r->subject, &out->scans.at[i]))
			done = read_bound_chain(r, &out->scans.at[i], err);
	free(stands);
	return done;
}

bool evidence_read(struct session *session, const struct evidence_asked *asked,
		   struct evidence *out, struct err *err)
{
	struct reading r = {.session = session,
			    .policy = asked->policy,
			    .subject = asked->subject,
			    .old = asked->old,
			    .out = out};
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return err->code == ERR_NOT_FOUND && (err_clear(err), true);
	bool done = rows_read_scans(session, out, err) &&
		    rows_read_catalogue(session, out, &r.catalogue, err) &&
		    rows_read_hits(session, asked->subject, out, &r.advised, err);
	note_chains(&r);
	if (done && asked->subject->handed)
		done = read_handed(&r, err);
	else
		done = done && read_open(&r, cache, err) && read_bound(&r, err) &&
		       read_unscanned(&r, err);
	if (done && r.old)
		gate_base_mark(r.old, out->findings.at);
	if (done)
		rows_add_hits(out, &r.advised);
	vec_fini(&r.advised.hits);
	map_fini(&r.chains);
	map_fini(&r.catalogue);
	return done;
}

void evidence_fini(struct evidence *evidence)
{
	vec_fini(&evidence->scans);
	vec_fini(&evidence->findings);
	map_fini(&evidence->texts);
	arena_fini(&evidence->arena);
}
