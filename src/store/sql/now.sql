What is so now and not in the archive: temporary tables of one connection, filled before a view of
them is read. Empty with --as-of.

-- @name: temp_schema
CREATE TEMP TABLE source_now(   -- every source of gavel.yaml, and those that ran once
  source TEXT PRIMARY KEY,
  configured INTEGER NOT NULL,  -- 1: gavel.yaml has it
  plugin TEXT,
  every INTEGER,                -- seconds, NULL = at times of day or by hand
  running INTEGER NOT NULL,
  late INTEGER NOT NULL,        -- 1: its last success is older than its schedule and grace allow
  last_run INTEGER, last_success INTEGER, next INTEGER,
  seconds INTEGER,              -- how long the last run took
  failures INTEGER,             -- in a row
  missed INTEGER, missed_since INTEGER,
  error TEXT,
  origin TEXT                   -- file:line of gavel.yaml
);
CREATE TEMP TABLE docket(       -- what waits or went wrong
  due INTEGER NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  place TEXT NOT NULL,
  since INTEGER,
  changed INTEGER,
  view TEXT NOT NULL,           -- where to look: a view,
  field TEXT NOT NULL,          -- a column of it, '' when the view says all
  value TEXT NOT NULL           -- and what it holds; else what tells the row from others
);
-- @name: now_drop_sources
DELETE FROM source_now;
-- @name: now_drop_docket
DELETE FROM docket;
-- @name: now_ran
-- sources that ever ran
SELECT source, max(plugin) FROM run GROUP BY source ORDER BY source;
-- @name: now_add_source
-- in the order of the columns
INSERT OR REPLACE INTO source_now VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
  ?15);
-- @name: docket_failed
-- sources whose last run failed, due when they are tried again
INSERT INTO docket SELECT coalesce(nullif(next, 0), last_run), 'failed',
  error || iif(failures > 1, ' (' || failures || ' times)', ''), source,
  coalesce(last_success, last_run), last_run, 'sources', 'source', source
FROM source_now WHERE error IS NOT NULL;
-- @name: docket_missed
-- planned runs that did not happen, due since the first of them
INSERT INTO docket SELECT missed_since, 'missed',
  missed || iif(missed = 1, ' planned run did not happen', ' planned runs did not happen'), source,
  missed_since, missed_since, 'sources', 'source', source
FROM source_now WHERE missed > 0;
-- @name: docket_late
-- ?1 now: sources without a success for longer than their schedule and its grace
INSERT INTO docket SELECT coalesce(last_success + every, next, ?1), 'late',
  iif(last_success IS NULL, 'no run was a success yet', 'no success within its schedule'),
  source, last_success, coalesce(last_success + every, next), 'sources', 'source', source
FROM source_now WHERE late AND error IS NULL;
-- @name: docket_damaged
-- runs of which nothing is used
INSERT INTO docket SELECT finished, 'damaged', fault, source || ' run ' || id, finished, finished,
  'runs', 'run', id
FROM run WHERE fault IS NOT NULL;
-- @name: docket_incomplete
-- what came incomplete and has not come whole since
INSERT INTO docket SELECT s.published_at, 'incomplete', coalesce(s.why, 'incomplete'), s.label,
  s.published_at, s.published_at, 'scopes', 'id', s.id
FROM scope s WHERE s.state = 'incomplete' AND NOT EXISTS (SELECT 1 FROM scope n
  WHERE n.kind = s.kind AND n.key = s.key AND n.id > s.id);
-- @name: docket_older
-- what the last run of a source brought is older than what is shown
INSERT INTO docket SELECT s.published_at, 'older', 'an older delivery than the one shown', s.label,
  s.published_at, s.published_at, 'scopes', 'id', s.id
FROM scope s JOIN (SELECT max(id) AS id FROM run GROUP BY source) r ON r.id = s.run
WHERE s.state = 'older';
-- @name: docket_rejected
-- what is shown without some of its records
INSERT INTO docket SELECT s.published_at, 'rejected',
  s.rejected || iif(s.rejected = 1, ' record', ' records') || ' could not be used', s.label,
  s.published_at, s.published_at, 'rejects', 'run', s.run
FROM scope s WHERE s.state = 'shown' AND s.rejected > 0;
-- @name: docket_residue
-- bills shown whose parts do not sum to the whole
INSERT INTO docket SELECT s.published_at, 'residue',
  m.residue || ' ' || coalesce(m.currency, '') || ' is left between cash and amortized cost',
  s.label, s.published_at, s.published_at, 'bills', 'run', s.run
FROM (SELECT c.scope, (SELECT v FROM text WHERE id = c.currency) AS currency,
  dec_sub(dec_add(dec_sum(c.amortized), dec_sum(c.true_up), dec_sum(c.upfront), dec_sum(c.refund)),
    dec_sum(c.unblended)) AS residue
  FROM cost_month c JOIN bill b ON b.scope = c.scope AND b.identity GROUP BY c.scope, c.currency) m
JOIN scope s ON s.id = m.scope AND s.state = 'shown' WHERE m.residue <> '0';
-- @name: docket_restated
-- ?1 now: bills that a delivery of the last 31 days changed by more than 1 %, a week or more after
-- their month
INSERT INTO docket SELECT n.published_at, 'restated',
  printf('%+.2f %% against the delivery before: ', 100 * (n.total - o.total) / o.total)
  || dec_sub(n.exact, o.exact) || ' ' || n.currency, n.label, n.published_at, n.published_at,
  'restatements', 'bill', n.label
FROM (SELECT s.id, s.label, s.kind, s.key, s.at, s.published_at, t.currency,
    sum(CAST(t.unblended AS REAL)) AS total, dec_sum(t.unblended) AS exact
  FROM scope s JOIN scope_total t ON t.scope = s.id
  WHERE s.state = 'shown' AND s.published_at > ?1 - 31 * 86400 GROUP BY s.id, t.currency) n
JOIN (SELECT s.id, s.kind, s.key, s.at, t.currency, sum(CAST(t.unblended AS REAL)) AS total,
    dec_sum(t.unblended) AS exact
  FROM scope s JOIN scope_total t ON t.scope = s.id
  WHERE s.id IN (SELECT max(id) FROM scope WHERE state = 'replaced' GROUP BY kind, key)
  GROUP BY s.id, t.currency) o
ON o.kind = n.kind AND o.key = n.key AND o.currency = n.currency
JOIN bill b ON b.scope = n.id AND o.at > unixepoch(b.period || '-01', '+1 month', '+7 days')
WHERE abs(n.total - o.total) > 0.01 * abs(o.total) AND o.total <> 0;
-- @name: docket_overdue
-- ?1 now: critical findings past their due date, by what was scanned; those that only older images
-- have, which still run, by themselves
INSERT INTO docket SELECT min(coalesce(n.due, n.runs_due)), 'overdue',
  sum(n.findings) || ' critical' || CASE WHEN n.runs_as IS NOT NULL THEN ' past due, still running'
    WHEN sum(n.findings) = 1 THEN ' finding past due' ELSE ' findings past due' END, n.target, min(n.began), max(n.opened_at),
  iif(n.runs_as IS NULL, 'findings state:open sev:critical', 'findings runs_as:open sev:critical'),
  'target', n.target
FROM bucket_now n WHERE n.level = 5 AND coalesce(n.due, n.runs_due) < ?1
GROUP BY n.target, n.runs_as IS NULL;
-- @name: docket_exploited
-- open findings of flaws that are known to be exploited, by flaw; they are due by the catalogue at the latest.
-- Those that only older images have, which still run, by themselves
INSERT INTO docket SELECT coalesce(min(coalesce(n.due, n.runs_due)), min(n.began)), 'exploited',
  count(*) || iif(n.runs_as IS NULL, ' open, ', ' running, ')
  || iif(k.ransomware, 'used by ransomware', 'known to be exploited'), k.cve, min(n.began), max(n.opened_at),
  iif(n.runs_as IS NULL, 'findings state:open', 'findings runs_as:open'), 'cve', k.cve
FROM (SELECT cve, max(ransomware) AS ransomware FROM kev GROUP BY cve) k
JOIN finding_id i ON i.id = k.cve JOIN finding f ON f.id = i.finding
JOIN bucket_now n ON n.id = f.bucket AND coalesce(n.runs_as, n.state) <= 3 GROUP BY k.cve, n.runs_as IS NULL;
-- @name: docket_advised
-- ?1 flaw ?2 due ?3 inventories ?4 since ?5 changed: a flaw that is known to be exploited, in what
-- inventories list and no scan tells of
INSERT INTO docket SELECT ?2, 'exploited', iif(?3 = 1, 'in an inventory, ', 'in ' || ?3 || ' inventories, ')
  || iif(max(k.ransomware), 'ransomware', 'exploited'), k.cve, ?4, ?5,
  'advisory_hits kev:yes current:yes scanned:no', 'advisory', k.cve
FROM kev k WHERE k.cve = ?1 GROUP BY k.cve;
-- @name: has_inventory
SELECT 1 FROM sbom LIMIT 1;
-- @name: docket_stale
-- ?1 now: scans that came at least three times and have not for more than twice their usual time;
-- of one that a gate requires that is said already
INSERT INTO docket SELECT s.last + 2 * s.usual, 'stale',
  'no whole scan for ' || (?1 - s.last) / 86400 || ' days; they came every '
  || max(1, (s.usual + 43200) / 86400), c.tool || ' ' || c.target, s.last, s.last,
  'scans tool:"' || replace(c.tool, '"', '""') || '"', 'target', c.target
FROM (SELECT chain, max(at) AS last, (max(at) - min(at)) / (count(*) - 1) AS usual FROM scan
  WHERE state = 'whole' GROUP BY chain HAVING count(*) > 2) s JOIN chain c ON c.id = s.chain
WHERE ?1 - s.last > 2 * s.usual + 86400 AND NOT EXISTS (SELECT 1 FROM docket d
  WHERE d.kind = 'required' AND d.place = c.target AND d.since = s.last);
-- @name: docket_unscanned
-- images that run and of which there is neither a scan nor an inventory, where others of their name were scanned
INSERT INTO docket SELECT min(s.at), 'unscanned', count(DISTINCT w.digest)
  || iif(count(DISTINCT w.digest) = 1, ' image runs', ' images run') || ' unscanned', w.image, min(s.at),
  max(s.published_at), 'workloads scanned:no sbom:no replicas>0', 'image', w.image
FROM workload w JOIN scope s ON s.id = w.scope WHERE w.replicas > 0
AND image_name(w.image) IN (SELECT image_name(c.target) FROM scan_digest z JOIN chain c ON c.id = z.chain)
AND w.digest NOT IN (SELECT digest FROM scan_digest)
AND w.digest NOT IN (SELECT digest FROM sbom WHERE digest IS NOT NULL) GROUP BY w.image;
-- @name: docket_config
-- ?1 when ?2 what ?3 where ?4 address: a fault of the configuration
INSERT INTO docket VALUES(?1, 'config', ?2, ?3, NULL, NULL, ?4, '', '');
-- @name: docket_required
-- ?1 due ?2 what ?3 where ?4 since ?5 changed ?6 address ?7 its name: a scan that a gate requires;
-- gates that are like each other want the same one once
INSERT INTO docket SELECT ?1, 'required', ?2, ?3, ?4, ?5, ?6, '', ?7
WHERE NOT EXISTS (SELECT 1 FROM docket WHERE kind = 'required' AND place = ?3 AND view = ?6 AND value = ?7);
-- @name: first_run
-- when anything came first
SELECT min(finished) FROM run;
-- @name: standing_scans
-- of each kind of scan the newest whole one and all since, for the required ones
SELECT s.at, c.tool, c.class, c.category, c.target, s.state, s.why, s.target_kind, s.digest, s.ref,
  s.filter, s.packs, s.content, s.findings, s.passed, s.untested,
  s.uncovered > 0 OR EXISTS(SELECT 1 FROM scan_cover v WHERE v.cover_set = s.cover_set AND v.by <> 1), -- COVER_FILE
  (SELECT group_concat(rule, ',') FROM scan_rule u WHERE u.rule_set = s.rule_set)
FROM chain c CROSS JOIN scan s ON s.chain = c.id AND s.at >= coalesce(c.newest_at, 0);
-- @name: scanned_targets
SELECT DISTINCT target FROM chain WHERE target <> '' ORDER BY target;
-- @name: source_ages
-- what each source's newest delivery is, of what is shown
SELECT o.source, max(s.at) FROM scope s JOIN run o ON o.id = s.run WHERE s.state = 'shown'
GROUP BY o.source ORDER BY o.source;
-- @name: source_shown
-- ?1 source: whether anything of it is shown
SELECT 1 FROM scope s JOIN run o ON o.id = s.run WHERE s.state = 'shown' AND o.source = ?1 LIMIT 1;
