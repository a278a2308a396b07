The inventory of software and what is known of its weaknesses: SBOMs with their components, known
exploited vulnerabilities, scores of exploit prediction, VEX statements, and what runs. Only shown
scopes have rows here.

-- @name: stock_schema
CREATE TABLE sbom(              -- what an inventory says of itself, per scope of kind sbom
  scope INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,        -- the image, model package or folder that it lists
  part TEXT,                    -- of the subject: a folder, a lockfile, a person's category before it
  kind TEXT,                    -- 'container', 'application', …
  version TEXT,
  digest TEXT,                  -- of the subject: 'sha256:…'
  purl TEXT,                    -- of the subject
  base TEXT,                    -- that without version and qualifiers
  format TEXT NOT NULL,
  tool TEXT,
  serial TEXT,                  -- the document's own number, a UUID
  revision TEXT,                -- which version of that document; NULL: 1
  components INTEGER NOT NULL
) STRICT;
CREATE INDEX sbom_by_subject ON sbom(subject);
CREATE INDEX sbom_by_base ON sbom(base);
CREATE INDEX sbom_by_digest ON sbom(digest);
CREATE TABLE package(           -- every version of every package once
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,     -- its purl in canonical form, a version beside it; else type, name, version
  purl TEXT,                    -- in canonical form
  base TEXT,                    -- the purl without version and qualifiers
  ecosystem TEXT,               -- the purl's type, which orders versions
  space TEXT,                   -- namespace: a group, a distribution
  name TEXT NOT NULL,
  version TEXT
) STRICT;
CREATE INDEX package_by_name ON package(name);
CREATE INDEX package_by_base ON package(base);
CREATE TABLE component(         -- a package in an inventory
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  package INTEGER NOT NULL,
  licence INTEGER,              -- text
  cpe TEXT,
  path TEXT NOT NULL,           -- where it lies; '' = not told
  ref TEXT,                     -- as the document calls it, where that is not its purl
  n INTEGER NOT NULL,           -- how often it is listed
  type TEXT,                    -- 'library', 'operating-system', …
  source TEXT,                  -- base of the source package it was built of, where that has another name
  source_version TEXT           -- its version; NULL: nobody told it
) STRICT;
CREATE INDEX component_by_source ON component(source) WHERE source IS NOT NULL;
CREATE UNIQUE INDEX component_by_scope ON component(scope, package, path);
CREATE INDEX component_by_package ON component(package);
CREATE TABLE kev(               -- vulnerabilities known to be exploited
  scope INTEGER NOT NULL,
  cve TEXT NOT NULL,
  added INTEGER,
  due INTEGER NOT NULL,         -- of one without a date: when it was added, else when the catalogue was made
  ransomware INTEGER NOT NULL,
  product TEXT, name TEXT, action TEXT,
  PRIMARY KEY(scope, cve)
) STRICT, WITHOUT ROWID;
CREATE INDEX kev_by_cve ON kev(cve);
CREATE TABLE epss(              -- how likely a vulnerability is exploited within 30 days
  scope INTEGER NOT NULL,
  cve TEXT NOT NULL,
  epss TEXT NOT NULL,           -- 0 to 1
  percentile TEXT,
  PRIMARY KEY(cve, scope)       -- looked for by CVE; a whole scope goes at once
) STRICT, WITHOUT ROWID;
CREATE TABLE vex(               -- what a vendor or we ourselves state of a vulnerability in a product
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  issuer TEXT,                  -- who says so
  document TEXT,                -- its id
  format TEXT,
  vulnerability TEXT NOT NULL,  -- the CVE where it has one, else its first id
  ids TEXT NOT NULL,            -- all of them, blanks between
  product TEXT,                 -- a purl, an image, a BOM-Link, a name
  component TEXT,               -- the part of the product that it is about: a purl or a reference
  base TEXT,                    -- of the purl that it is about; NULL = it has none
  purl TEXT,                    -- that purl
  versions TEXT,                -- a range; NULL = all, or the purl's
  status TEXT NOT NULL,         -- 'affected', 'not_affected', 'fixed', 'under_investigation'
  honoured INTEGER NOT NULL,    -- 0: not_affected without a reason, which counts for nothing
  justification TEXT,
  text TEXT,
  level TEXT,
  at INTEGER NOT NULL,          -- when it was stated
  input INTEGER, line INTEGER,  -- where in which of the run's inputs
  weight INTEGER NOT NULL,      -- of several that say different things the higher counts
                                -- (findings/vex.h)
  replaced_by INTEGER,          -- what the author said last of the same thing; NULL: this is it
  replaced_at INTEGER,          -- when the first of what replaces it was stated, which may be yet to come
  fixed_at INTEGER              -- likewise of what says 'fixed', which replaced_at leaves out
) STRICT;
CREATE INDEX vex_by_scope ON vex(scope);
CREATE INDEX vex_replaced ON vex(replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX vex_by_base ON vex(base);
CREATE INDEX vex_by_vulnerability ON vex(vulnerability);
CREATE TABLE vex_flaw(          -- the ids of the vulnerability, canonical, each by itself
  vex INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY(vex, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vex_flaw_by_id ON vex_flaw(id);
CREATE TABLE finding_vex(       -- the statement that holds of a finding, from a day on
  finding INTEGER NOT NULL,
  day INTEGER NOT NULL,
  until INTEGER,                -- the day on which another does, or none; NULL: this is the last
  vex INTEGER NOT NULL,
  disputed INTEGER NOT NULL,    -- 1: another author says something else
  PRIMARY KEY(finding, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_vex_by_vex ON finding_vex(vex);
CREATE TABLE stated_anew(       -- while a run is folded: of what it brings or takes away statements or inventories
  name TEXT PRIMARY KEY         -- a flaw's id, what an inventory is of, its digest
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_due(         -- while a run is folded: findings of which another statement may hold after it
  finding INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE claim_span(        -- while a run is folded: from which day to which a statement speaks of one of these
  finding INTEGER NOT NULL,
  vex INTEGER NOT NULL,
  own INTEGER NOT NULL,         -- 1: it is on what was scanned
  since INTEGER NOT NULL,
  until INTEGER                 -- the first day that it does not; NULL: none
) STRICT;
CREATE TABLE claim_day(         -- while a run is folded: the days from which other statements speak of a finding
  finding INTEGER NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY(finding, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE workload(          -- what runs, an image each
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  cluster TEXT NOT NULL,
  space TEXT,                   -- namespace
  workload TEXT NOT NULL,
  kind TEXT,
  image TEXT,
  digest TEXT,
  replicas INTEGER NOT NULL
) STRICT;
CREATE INDEX workload_by_scope ON workload(scope);
CREATE INDEX workload_by_digest ON workload(digest);
CREATE TABLE digest_runs(       -- what runs, by digest
  digest TEXT PRIMARY KEY,
  workloads INTEGER NOT NULL    -- that have replicas of it
) STRICT, WITHOUT ROWID;
CREATE TABLE chain_runs(        -- what tells of findings of a chain that an image which runs has them
  chain INTEGER NOT NULL,
  scan INTEGER NOT NULL,        -- a scan of the chain; 0: the inventory
  sbom INTEGER NOT NULL,        -- an inventory of its target, of what no scan looked at whole; 0: the scan
  digest TEXT NOT NULL,         -- of the image
  PRIMARY KEY(chain, scan, sbom)
) STRICT, WITHOUT ROWID;
CREATE VIEW running_seen AS      -- findings that a scan saw in an image which runs
SELECT f.id AS finding, r.digest FROM finding f CROSS JOIN bucket b ON b.id = f.bucket
CROSS JOIN chain_runs r ON r.chain = b.chain AND r.scan > 0 CROSS JOIN scan s ON s.id = r.scan
WHERE EXISTS (SELECT 1 FROM sighting g CROSS JOIN scan x ON x.id = g.first LEFT JOIN scan y ON y.id = g.last
  WHERE g.finding = f.id AND CASE x.state WHEN 'partial' THEN s.id = x.id ELSE s.state = 'whole'
    AND (s.at, s.content) >= (x.at, x.content) AND (y.id IS NULL OR (s.at, s.content) <= (y.at, y.content)) END)
-- what did not look for all of it may yet have closed it
AND NOT EXISTS (SELECT 1 FROM finding_event e CROSS JOIN scan_digest z ON z.scan = e.scan
  WHERE e.finding = f.id AND e.kind IN ('fixed', 'retired', 'closed') AND z.digest = r.digest
  AND z.at >= s.at);
CREATE VIEW running_listed AS    -- findings whose package in its version is in the inventory of one
SELECT f.id AS finding, r.digest FROM finding f CROSS JOIN bucket b ON b.id = f.bucket
CROSS JOIN chain_runs r ON r.chain = b.chain AND r.scan = 0 CROSS JOIN finding_body o ON o.id = f.body
WHERE f.package IS NOT NULL
AND EXISTS (SELECT 1 FROM package p CROSS JOIN component c ON c.scope = r.sbom AND c.package = p.id
  WHERE p.base = purl_base(o.purl) AND (p.version = o.version OR p.version IS NULL));
CREATE TABLE runs_anew(         -- while a run is folded: digests of which another number of workloads runs
  digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE running_due(       -- while a run is folded: chains of which other findings may run after it
  chain INTEGER PRIMARY KEY
) STRICT;
-- @name: add_sbom
-- in the order of the columns
INSERT INTO sbom VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
-- @name: package_of
-- ?1 key
SELECT id FROM package WHERE key = ?1;
-- @name: add_package
-- in the order of the columns, without the id
INSERT INTO package(key, purl, base, ecosystem, space, name, version)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7);
-- @name: add_component
-- in the order of the columns, without the id
INSERT INTO component(scope, package, licence, cpe, path, ref, n, type, source, source_version)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO UPDATE SET n = n + excluded.n,
  source_version = iif(source IS NULL, excluded.source_version, source_version),
  source = coalesce(source, excluded.source);
-- @name: add_kev
-- in the order of the columns
INSERT OR REPLACE INTO kev VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: add_epss
-- in the order of the columns
INSERT OR REPLACE INTO epss VALUES(?1, ?2, ?3, ?4);
-- @name: add_vex
-- in the order of the columns, without the id
INSERT INTO vex(scope, issuer, document, format, vulnerability, ids, product, component, base, purl,
  versions, status, honoured, justification, text, level, at, input, line, weight)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20);
-- @name: add_vex_flaw
-- ?1 statement ?2 id
INSERT OR IGNORE INTO vex_flaw VALUES(?1, ?2);
-- @name: vex_any
-- a row when there are statements, or were
SELECT 1 WHERE EXISTS (SELECT 1 FROM vex) OR EXISTS (SELECT 1 FROM finding_vex);
-- @name: state_flaws
-- ?1 scope: its statements come or go
INSERT OR IGNORE INTO stated_anew SELECT vulnerability FROM vex WHERE scope = ?1
UNION SELECT w.id FROM vex v CROSS JOIN vex_flaw w ON w.vex = v.id WHERE v.scope = ?1;
-- @name: state_sbom
-- ?1 scope: its inventory comes or goes
INSERT OR IGNORE INTO stated_anew SELECT subject FROM sbom WHERE scope = ?1
UNION SELECT digest FROM sbom WHERE scope = ?1 AND digest IS NOT NULL;
-- @name: rank_vex
-- which statement of an author on one thing is the last; what is not honoured replaces nothing
WITH ranked AS (SELECT v.id, first_value(v.id) OVER (o ROWS UNBOUNDED PRECEDING) AS last,
    min(iif(v.status <> 'fixed', v.at, NULL)) OVER better AS since,
    min(iif(v.status = 'fixed', v.at, NULL)) OVER better AS fixed
  FROM stated_anew n CROSS JOIN vex v ON v.vulnerability = n.name
  WINDOW o AS (PARTITION BY v.vulnerability, coalesce(v.issuer, v.document), v.product, v.component, v.versions
    ORDER BY v.honoured DESC, v.at DESC, v.weight DESC, v.document, v.justification, v.text, v.id),
  better AS (o ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
UPDATE vex SET replaced_by = nullif(r.last, vex.id), replaced_at = r.since, fixed_at = r.fixed FROM ranked r
WHERE r.id = vex.id AND (vex.replaced_by IS NOT nullif(r.last, vex.id) OR vex.replaced_at IS NOT r.since
  OR vex.fixed_at IS NOT r.fixed);
-- @name: state_other_ids
-- what was ranked anew may hold by any id that it tells
INSERT OR IGNORE INTO stated_anew SELECT w.id FROM stated_anew n
  CROSS JOIN vex v ON v.vulnerability = n.name CROSS JOIN vex_flaw w ON w.vex = v.id;
-- @name: due_of_flaws
INSERT OR IGNORE INTO claim_due
SELECT i.finding FROM stated_anew n CROSS JOIN finding_id i ON i.id = n.name;
-- @name: due_of_chains
-- ?1 run: of all chains that it has a scan of, or of what an inventory is told anew
INSERT OR IGNORE INTO claim_due SELECT f.id FROM (SELECT chain AS id FROM scan WHERE run = ?1
  UNION SELECT c.id FROM chain c LEFT JOIN scan s ON s.id = c.newest
    WHERE EXISTS (SELECT 1 FROM stated_anew) AND (c.target IN (SELECT name FROM stated_anew)
    OR substr(s.digest, instr(s.digest, '@') + 1) IN (SELECT name FROM stated_anew))) c
CROSS JOIN bucket b ON b.chain = c.id CROSS JOIN finding f ON f.bucket = b.id
WHERE f.named OR EXISTS (SELECT 1 FROM finding_vex x WHERE x.finding = f.id);
-- @name: drop_claim
-- ?1 finding, which goes
DELETE FROM finding_vex WHERE finding = ?1;
-- @name: forget_claims
DELETE FROM finding_vex WHERE finding IN (SELECT finding FROM claim_due);
-- @name: find_spans
-- Which statements speak of each finding that is due. A version that nobody knows may be any of those that
-- a statement warns of, and is none of those that it clears.
WITH seen AS MATERIALIZED (SELECT f.id, i.value AS flaw, b.chain, o.purl, purl_base(o.purl) AS base,
    o.version
  FROM claim_due d CROSS JOIN finding f ON f.id = d.finding CROSS JOIN bucket b ON b.id = f.bucket
  CROSS JOIN finding_body o ON o.id = f.body
  CROSS JOIN json_each('[' || replace(json_quote(o.ids), ' ', '","') || ']') i WHERE o.ids IS NOT NULL),
said AS MATERIALIZED (SELECT v.id, w.flaw, v.product, v.component, v.base, v.versions,
    v.weight >= 2 AS warns, coalesce(v.component, v.product) AS about
  FROM (SELECT DISTINCT flaw FROM seen) w CROSS JOIN vex_flaw x ON x.id = w.flaw
  CROSS JOIN vex v ON v.id = x.vex WHERE v.product IS NOT NULL
  AND (v.replaced_by IS NULL OR min(coalesce(v.replaced_at, v.fixed_at), coalesce(v.fixed_at, v.replaced_at))
    / 86400 > v.at / 86400)),
scanned AS MATERIALIZED (SELECT c.id AS chain, c.target, s.ref,
    substr(s.digest, instr(s.digest, '@') + 1) AS digest
  FROM chain c LEFT JOIN scan s ON s.id = c.newest WHERE c.id IN (SELECT chain FROM seen)),
listed AS MATERIALIZED (SELECT n.chain, b.scope, b.purl, b.serial,
    'urn:cdx:' || b.serial || '/' || coalesce(b.revision, '1') || '#' AS link FROM scanned n JOIN sbom b
  ON (b.subject = n.target OR b.digest = n.digest)
  AND coalesce(b.digest, n.digest) IS coalesce(n.digest, b.digest)),
-- what is excused in one version of a document is not in another (BOM-Link)
named AS MATERIALIZED (SELECT p.product, p.warns, n.chain
  FROM (SELECT DISTINCT s.product, s.warns, f.chain FROM said s JOIN seen f ON f.flaw = s.flaw) p
  JOIN scanned n ON n.chain = p.chain WHERE vex_names(p.product, n.target, n.ref, n.digest)
  OR EXISTS (SELECT 1 FROM listed b WHERE b.chain = n.chain AND (purl_covers(p.product, b.purl)
    OR (p.product GLOB 'urn:cdx:*' AND b.serial = substr(p.product, 9, 36)
      AND (p.warns OR instr(p.product || '#', b.link) = 1))))),
-- of what was scanned, as a whole or in a part of it; of a package wherever it is
met AS (SELECT f.id AS finding, f.chain, f.purl, f.base, f.version, s.id AS vex, s.product, s.component, s.base AS of,
    s.versions, s.warns, s.about, 1 AS own
  FROM said s JOIN named n ON n.product = s.product AND n.warns = s.warns
  JOIN seen f ON f.flaw = s.flaw AND f.chain = n.chain
  UNION ALL SELECT f.id, f.chain, f.purl, f.base, f.version, s.id, s.product, s.component, s.base,
    s.versions, s.warns, s.about, 0 FROM said s JOIN seen f ON f.flaw = s.flaw AND f.base = s.base
  WHERE s.component IS NULL
  AND NOT EXISTS (SELECT 1 FROM named n
    WHERE n.product = s.product AND n.warns = s.warns AND n.chain = f.chain)),
held AS (SELECT DISTINCT m.finding, m.vex, m.own FROM met m
  WHERE CASE WHEN m.own AND m.component IS NULL AND m.versions IS NULL THEN 1
    WHEN m.of IS NULL AND m.component IS NOT NULL THEN EXISTS (SELECT 1 FROM listed b
      JOIN component c ON c.scope = b.scope AND c.ref = m.component
      JOIN package p ON p.id = c.package WHERE b.chain = m.chain AND purl_covers(p.purl, m.purl)
      AND (m.product NOT GLOB 'urn:cdx:*' OR b.serial IS substr(m.product, 9, 36))
      AND CASE WHEN m.warns THEN version_may_be_in(p.ecosystem, p.version, m.versions)
        ELSE version_in(p.ecosystem, p.version, m.versions) END)
    WHEN m.warns THEN m.of = m.base AND purl_may_cover(m.about, m.purl, m.version)
      AND version_may_be_in(substr(m.base, 5, instr(m.base, '/') - 5), m.version, m.versions)
    ELSE m.of = m.base AND purl_covers(m.about, m.purl)
      AND version_in(substr(m.base, 5, instr(m.base, '/') - 5), m.version, m.versions) END)
INSERT INTO claim_span SELECT h.finding, h.vex, h.own, v.at / 86400 * 86400,
  min(coalesce(v.replaced_at, v.fixed_at), coalesce(v.fixed_at, v.replaced_at)) / 86400 * 86400
FROM held h JOIN vex v ON v.id = h.vex;
-- @name: find_days
INSERT INTO claim_day SELECT finding, since FROM claim_span
UNION SELECT finding, until FROM claim_span WHERE until IS NOT NULL;
-- @name: find_claims
-- Which statement holds of each finding that is due, from day to day: what is dated ahead changes
-- nothing before its day. Statements on the thing that was scanned, as a
-- whole or on the package in it, outweigh those on the package wherever it is. Of each author the last
-- one counts, of authors who disagree the one that is more careful; what is not honoured holds only
-- where nothing else does, and hides nothing.
WITH best AS (SELECT d.finding, d.day, h.vex, v.honoured, v.at, v.weight, v.document, v.justification, v.text,
    coalesce(v.issuer, v.document) AS author,
    max(v.honoured * 2 + h.own) OVER (PARTITION BY d.finding, d.day) = v.honoured * 2 + h.own AS counts
  FROM claim_span h CROSS JOIN claim_day d ON d.finding = h.finding AND d.day >= h.since
    AND d.day < coalesce(h.until, 9e18)
  CROSS JOIN vex v ON v.id = h.vex),
last AS (SELECT *, row_number() OVER (PARTITION BY finding, day, author
    ORDER BY at DESC, weight DESC, document, justification, text, vex) AS place
  FROM best WHERE counts)
INSERT INTO finding_vex SELECT finding, day,
  (SELECT min(d.day) FROM claim_day d WHERE d.finding = x.finding AND d.day > x.day), vex, disputed
FROM (SELECT finding, day, vex,
    min(weight) OVER (PARTITION BY finding, day) <> max(weight) OVER (PARTITION BY finding, day) AS disputed,
    row_number() OVER (PARTITION BY finding, day ORDER BY weight DESC, at DESC, author, document,
      justification, text, vex) AS place
  FROM last WHERE place = 1) x WHERE place = 1;
-- @name: forget_spans
DELETE FROM claim_span;
-- @name: forget_days
DELETE FROM claim_day;
-- @name: forget_stated
DELETE FROM stated_anew;
-- @name: forget_due
DELETE FROM claim_due;
-- @name: runs_changed
INSERT INTO runs_anew SELECT digest FROM (SELECT digest, count(*) AS workloads FROM workload
  WHERE replicas > 0 AND digest IS NOT NULL GROUP BY digest) w FULL JOIN digest_runs r USING(digest)
WHERE w.workloads IS NOT r.workloads;
-- @name: runs_drop
DELETE FROM digest_runs WHERE digest IN (SELECT digest FROM runs_anew);
-- @name: runs_add
INSERT INTO digest_runs SELECT n.digest, count(*) FROM runs_anew n CROSS JOIN workload w
ON w.digest = n.digest AND w.replicas > 0 GROUP BY n.digest;
-- @name: running_due_of_scans
-- ?1 run
INSERT OR IGNORE INTO running_due SELECT chain FROM scan WHERE run = ?1;
-- @name: running_due_of_names
-- of what other workloads run, or inventories came or went: by the digest or the name
WITH named(name) AS MATERIALIZED (SELECT digest FROM runs_anew UNION SELECT name FROM stated_anew
  UNION SELECT b.subject FROM runs_anew n CROSS JOIN sbom b ON b.digest = n.digest)
INSERT OR IGNORE INTO running_due SELECT chain FROM scan_digest
WHERE EXISTS (SELECT 1 FROM named) AND digest IN (SELECT name FROM named)
UNION SELECT id FROM chain WHERE target IN (SELECT name FROM named);
-- @name: chain_runs_drop
DELETE FROM chain_runs WHERE chain IN (SELECT chain FROM running_due);
-- @name: chain_runs_scans
-- the scans of each digest from the last on that looked for all of it, and of those that looked at the same
-- part of it the last whole one and all since
INSERT INTO chain_runs SELECT chain, scan, 0, digest FROM (SELECT s.chain, s.scan, s.at, r.digest,
    max(iif(s.whole AND s.cover_set IS NULL, s.at, NULL)) OVER (PARTITION BY s.chain, s.digest) AS looked,
    max(iif(s.whole, s.at, NULL)) OVER (PARTITION BY s.chain, s.digest, s.cover_set) AS same
  FROM running_due d CROSS JOIN scan_digest s ON s.chain = d.chain CROSS JOIN digest_runs r ON r.digest = s.digest)
WHERE (looked IS NULL OR at >= looked) AND (same IS NULL OR at >= same);
-- @name: chain_runs_sboms
INSERT INTO chain_runs SELECT c.id, 0, i.scope, r.digest
FROM running_due d CROSS JOIN chain c ON c.id = d.chain CROSS JOIN sbom i ON i.subject = c.target
CROSS JOIN digest_runs r ON r.digest = i.digest
WHERE NOT EXISTS (SELECT 1 FROM scan_digest s WHERE s.chain = c.id AND s.digest = i.digest AND s.whole
  AND s.cover_set IS NULL);
-- @name: forget_runs
DELETE FROM runs_anew;
-- @name: forget_running
DELETE FROM running_due;
-- @name: add_workload
-- in the order of the columns, without the id
INSERT INTO workload(scope, cluster, space, workload, kind, image, digest, replicas)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: drop_sbom
-- ?1 scope
DELETE FROM sbom WHERE scope = ?1;
-- @name: drop_components
-- ?1 scope
DELETE FROM component WHERE scope = ?1;
-- @name: drop_kev
-- ?1 scope
DELETE FROM kev WHERE scope = ?1;
-- @name: drop_epss
-- ?1 scope: of another kind none is looked for
DELETE FROM epss WHERE scope = ?1 AND EXISTS (SELECT 1 FROM scope WHERE id = ?1 AND kind = 'epss');
-- @name: drop_vex_flaws
-- ?1 scope
DELETE FROM vex_flaw WHERE vex IN (SELECT id FROM vex WHERE scope = ?1);
-- @name: drop_vex
-- ?1 scope
DELETE FROM vex WHERE scope = ?1;
-- @name: drop_workloads
-- ?1 scope
DELETE FROM workload WHERE scope = ?1;
-- @name: sbom_find
-- ?1 a subject, or the beginning of a digest, ?2 a part, '' or NULL: its inventories, those of that part first, then
-- the newest, and whether others list the same
SELECT b.scope, b.subject, b.version, b.digest, b.tool, b.part, EXISTS (SELECT 1 FROM sbom o
  WHERE o.subject = b.subject AND o.scope <> b.scope AND o.digest IS b.digest AND o.part IS b.part
  AND (o.digest IS NOT NULL OR o.version IS b.version)) FROM sbom b JOIN scope s ON s.id = b.scope
WHERE b.subject = ?1 OR (length(?1) > 7 AND substr(b.digest, 1, length(?1)) = ?1)
ORDER BY coalesce(b.part, '') IS ?2 DESC, s.at DESC, b.digest, b.version, b.tool, b.part;
-- @name: sbom_versions
-- ?1 scope: every version of every package in it, in the order of packages, then versions
SELECT DISTINCT coalesce(p.base, coalesce(c.type, '') || ' ' || p.name) AS key, p.name, p.ecosystem,
  coalesce(p.version, '')
FROM component c JOIN package p ON p.id = c.package WHERE c.scope = ?1
ORDER BY key, (coalesce(p.ecosystem, '') || ' ' || coalesce(p.version, '')) COLLATE version;
