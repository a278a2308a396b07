Findings: scans, what they saw, and what became of it. As all of the cache, a fold of the archive.
Numbers of enums are part of the schema: another order means another CACHE_SCHEMA.

-- @name: findings_schema
CREATE TABLE chain(             -- scans that follow each other: of one tool, class, category, target
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,     -- the scope's key: a JSON list of the four
  tool TEXT NOT NULL,
  class TEXT NOT NULL,          -- of most of its findings
  category TEXT NOT NULL,
  target TEXT NOT NULL,         -- '' when nobody told: such scans close nothing
  newest INTEGER,               -- scan: the newest whole one
  newest_at INTEGER             -- its time
) STRICT;
CREATE TABLE scan(              -- one scan; its id is the scope's
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  chain INTEGER NOT NULL,
  at INTEGER NOT NULL,          -- when it was made
  content TEXT NOT NULL,        -- sum of what its records say, hex; same time and content: the same scan;
                                -- of a failed one: of its `scan` line and why it failed
  state TEXT NOT NULL,          -- 'whole', 'partial' (closes nothing), 'failed' (changes nothing)
  why TEXT,                     -- of a partial or failed one
  tool TEXT NOT NULL, version TEXT, format TEXT NOT NULL, class TEXT, category TEXT, target TEXT,
  target_kind TEXT, digest TEXT, ref TEXT, filter TEXT, packs TEXT, blind TEXT, -- as records have them
  rules INTEGER,                -- how many it had
  passed INTEGER, untested INTEGER,
  findings INTEGER NOT NULL,    -- results, repeated ones too; 0 of a failed one
  rule_set INTEGER,             -- its rules in scan_rule, NULL when it tells none
  cover_set INTEGER,            -- what it looked at, in scan_cover; NULL: all there is
  rules_told INTEGER NOT NULL,  -- 1: it lists rules that found nothing: what a scan of this format and chain does not list is retired
  report INTEGER,               -- input: what it was read from; of several that say the same, the one whose
                                -- URI is the least; NULL: nobody told
  fresh INTEGER NOT NULL,       -- findings first seen in it
  same INTEGER NOT NULL,        -- known and open before
  gone INTEGER NOT NULL,        -- open before and closed by it
  back INTEGER NOT NULL,        -- closed before and open again
  changed INTEGER NOT NULL,     -- of the same and back ones: severity is another
  uncovered INTEGER NOT NULL    -- open before and not looked at, so it did not close them
) STRICT;
CREATE INDEX scan_by_chain ON scan(chain, at, content);
CREATE INDEX scan_by_run ON scan(run);
CREATE VIEW scan_digest AS       -- scans that count and tell of which image they are
SELECT id AS scan, run, chain, at, content, state = 'whole' AS whole, cover_set,
  substr(digest, instr(digest, '@') + 1) AS digest
FROM scan WHERE digest IS NOT NULL AND state <> 'failed';
CREATE TABLE scan_rule(         -- the rules that a scan had; scans of one set share it
  rule_set INTEGER NOT NULL,
  rule TEXT NOT NULL,           -- its id
  name TEXT, help TEXT, link TEXT,
  PRIMARY KEY(rule_set, rule)
) STRICT, WITHOUT ROWID;
CREATE TABLE scan_cover(        -- what a scan looked at, where that is not all; scans of one set share it
  cover_set INTEGER NOT NULL,
  by INTEGER NOT NULL,          -- enum cover_by: of each a finding has one of the values, or none
  value INTEGER NOT NULL,       -- a file's, rule's or service's key, 1 or 0: there is a fix or none, enum finding_level
  PRIMARY KEY(cover_set, by, value)
) STRICT, WITHOUT ROWID;
CREATE VIEW scan_left AS         -- what a scan left open because it did not look at it, in words
SELECT s.id AS scan, iif(s.uncovered = 1, '1 open finding is ', s.uncovered || ' open findings are ')
  || CASE WHEN s.cover_set IS NULL THEN 'of a rule pack that it did not run'
    WHEN s.files AND s.skipped AND NOT s.rules THEN 'in files that it does not list or of what it did not look at'
    WHEN s.files AND s.filter IS NULL AND NOT s.rules THEN 'in files that it does not list'
    WHEN s.rules AND NOT s.files AND s.filter IS NULL THEN 'of checks that it does not list'
      || iif(s.skipped, ' or did not make', '')
    WHEN s.rules THEN 'outside what it looked at'
    WHEN s.files THEN 'in files that it does not list or hidden by its filter (' || s.filter || ')'
    WHEN s.filter IS NULL AND s.skipped THEN 'of what it says that it did not look at'
    WHEN s.kinds AND s.filter IS NULL THEN 'of a kind of packages that it does not list'
    WHEN s.filter IS NOT NULL AND NOT s.skipped THEN 'hidden by its filter (' || s.filter || ')'
    ELSE 'outside what it looked at' END
  || iif(s.uncovered = 1, ' and stays open', ' and stay open') AS words,
  s.rules OR ((s.files OR (s.kinds AND s.filter IS NULL)) AND NOT s.skipped) AS lifts -- 1: --whole would have closed them
FROM (SELECT id, uncovered, filter, cover_set, EXISTS(SELECT 1 FROM scan_cover c
    WHERE c.cover_set = scan.cover_set AND c.by = 1) AS files, -- COVER_FILE
  EXISTS(SELECT 1 FROM scan_cover c
    WHERE c.cover_set = scan.cover_set AND c.by = 4) AS kinds, -- COVER_PACKAGES
  EXISTS(SELECT 1 FROM scan_cover c
    WHERE c.cover_set = scan.cover_set AND c.by IN (5, 6, 7, 9)) AS skipped, -- COVER_NOT_…, COVER_UNTESTED
  EXISTS(SELECT 1 FROM scan_cover c
    WHERE c.cover_set = scan.cover_set AND c.by = 8) AS rules -- COVER_RULE
  FROM scan WHERE uncovered > 0) s;
CREATE TABLE scan_pass(         -- what a scan says is well, which no finding need be known of
  scan INTEGER NOT NULL,
  key BLOB NOT NULL,            -- the identity that a finding of it has, 16 bytes
  PRIMARY KEY(scan, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE bucket(            -- findings that share all that lists are sorted and narrowed by
  id INTEGER PRIMARY KEY,       -- a hash of the rest
  chain INTEGER NOT NULL,
  class INTEGER NOT NULL,       -- enum finding_class
  level INTEGER NOT NULL,       -- enum finding_level: 0 unknown … 5 critical
  state INTEGER NOT NULL,       -- enum life_state: 0 open, 1 not seen any more, 2 rule retired, 3 closed by its tool
  first_at INTEGER NOT NULL,    -- first seen ever
  opened_at INTEGER NOT NULL,   -- the episode's beginning
  closed_at INTEGER,            -- NULL: open
  last_at INTEGER,              -- last seen; NULL: in the chain's newest whole scan
  episodes INTEGER NOT NULL,
  returned INTEGER NOT NULL,    -- 1: came back after it was closed
  claimed INTEGER NOT NULL,     -- 1: an ignore file or a suppression says that it does not matter
  claim_until INTEGER,          -- NULL: without an end; -1: unreadable
  exploited INTEGER NOT NULL,   -- 1: the tool says that it is known to be exploited
  kev_due INTEGER,              -- the earliest date that the KEV catalogue sets for one of its flaws
  vex_from INTEGER,             -- the day from which a VEX statement claims that they do not matter
  vex_until INTEGER,            -- the day on which none does any more; NULL: without an end
  accepted_until INTEGER,       -- when the acceptance that covers them ends
  running INTEGER,              -- workloads that run what has them; NULL: none
  findings INTEGER NOT NULL     -- how many
) STRICT;
CREATE INDEX bucket_by_chain ON bucket(chain);
CREATE TABLE finding(           -- as it is now
  id INTEGER PRIMARY KEY,       -- the public id's number: a hash of chain and identity when first seen
  bucket INTEGER NOT NULL,
  body INTEGER NOT NULL,        -- what was said of it last
  rule INTEGER NOT NULL,        -- text
  package INTEGER,              -- text
  upgrade INTEGER,              -- text: what closes it; below 0: that of its package, which nothing closes yet
  hash BLOB NOT NULL,           -- of the body's content, 16 bytes
  key BLOB NOT NULL,            -- identity, 16 bytes, words in 4 of them; print, file, line: see findings/match/match.h
  print INTEGER NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  single INTEGER NOT NULL,      -- 1: the key is the provider's own id, 2: one per place
  times INTEGER NOT NULL,       -- how often the newest scan that saw it has it
  flaw INTEGER,                 -- the same of all that are one flaw in one package (findings/ids.h)
  named INTEGER NOT NULL        -- 1: it has rows of finding_id
) STRICT;
CREATE INDEX finding_by_bucket ON finding(bucket, id, body);
-- Lists go through buckets in their order; within each the rule or package is sought, and
-- its findings in the order of their ids. Upgrades are counted along the same index.
CREATE INDEX finding_by_rule ON finding(bucket, rule);
CREATE INDEX finding_by_package ON finding(bucket, package, id, upgrade) WHERE package IS NOT NULL;
CREATE INDEX finding_by_flaw ON finding(bucket, flaw) WHERE flaw IS NOT NULL;
CREATE TABLE finding_body(      -- what a tool said of a finding, word for word
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,           -- of its content
  class TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
  raw TEXT, level_from TEXT,    -- the tool's word for the severity, and where our level is from
  text TEXT, cvss TEXT, vector TEXT, epss TEXT,
  kev INTEGER,                  -- 1: the tool says that it is known to be exploited
  ids TEXT, cwe TEXT,           -- canonical, blanks between, a CVE first
  purl TEXT, package TEXT, version TEXT, fixed TEXT,
  file TEXT, line INTEGER, last_line INTEGER, logical TEXT, resource TEXT,
  url TEXT, method TEXT, param TEXT,
  print TEXT, snippet TEXT, secret TEXT, uid TEXT, -- the tool's fingerprint; digests; the provider's id
  status TEXT, claim TEXT, claim_why TEXT, claim_until INTEGER, seen INTEGER,
  link TEXT, n INTEGER, places TEXT,
  alias TEXT, fix TEXT,         -- the rule as the report spells it; whether there is a fix
  rows TEXT NOT NULL,           -- 'input:first-last,…' where it was met first
  scan INTEGER NOT NULL         -- in which that was
) STRICT;
CREATE TABLE sighting(          -- a finding in scans: from one on, as long as the same is said of it
  finding INTEGER NOT NULL,
  first INTEGER NOT NULL,       -- scan
  last INTEGER,                 -- scan; NULL: up to the chain's newest whole one. Of whole scans all
                                -- between have it; a partial one stands for itself
  body INTEGER NOT NULL,
  times INTEGER NOT NULL,       -- how often each of the scans has it
  reason INTEGER NOT NULL,      -- enum match_reason: how it was found to be the same
  by_print INTEGER NOT NULL,    -- 1: by the tool's fingerprint
  PRIMARY KEY(finding, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_by_scan ON sighting(first);
CREATE TABLE finding_id(        -- canonical ids of flaws: CVE-…, GHSA-…
  id TEXT NOT NULL,
  finding INTEGER NOT NULL,
  flaw INTEGER,                 -- of a CVE that others pair with its ids: the same of all that are this flaw
                                -- in this package; NULL: it is told of the finding
  main INTEGER NOT NULL,        -- 1: the CVE of the finding: the first that is told, else the only one paired
  PRIMARY KEY(id, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_id_paired ON finding_id(finding, id, flaw, main) WHERE flaw IS NOT NULL;
CREATE VIEW finding_pair AS      -- what tells no CVE and is paired with exactly one
SELECT finding, id AS cve, flaw FROM finding_id INDEXED BY finding_id_paired WHERE flaw IS NOT NULL AND main;
CREATE VIEW finding_cve AS       -- the CVE of each finding: the first that is told of it, else the one that is paired
SELECT id AS cve, finding FROM finding_id WHERE main;
CREATE TABLE flaw_pair(         -- two ids of one flaw, as a finding told that has one CVE; told once, it stays
  id TEXT NOT NULL,             -- GHSA-…
  cve TEXT NOT NULL,
  PRIMARY KEY(id, cve)
) STRICT, WITHOUT ROWID;
CREATE TABLE pair_due(          -- while a run is folded: findings without a CVE that may be paired with another
  finding INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE finding_event(     -- what became of findings, but for their first sighting
  id INTEGER PRIMARY KEY,
  finding INTEGER NOT NULL,
  scan INTEGER NOT NULL,
  kind TEXT NOT NULL,           -- 'fixed', 'retired', 'closed', 'back', 'severity', 'claim', 'renamed'
  old TEXT, new TEXT,           -- of a severity, a claim, a place; old of what closes: its severity
  since INTEGER                 -- of what closes: when the episode began
) STRICT;
CREATE INDEX finding_event_by_finding ON finding_event(finding);
CREATE INDEX finding_event_by_scan ON finding_event(scan);
CREATE TABLE exception(         -- what an exception file of a tool asks to leave out
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,       -- of kind 'exceptions'; its key is tool, target and file name
  input INTEGER,                -- the file among the run's inputs
  line INTEGER,
  rule TEXT NOT NULL,           -- as the file spells it; '' is any
  name TEXT NOT NULL,           -- the same as findings have it: a flaw's canonical id, a rule's present one
  class TEXT,                   -- NULL: any
  paths TEXT, purls TEXT,       -- line by line, NULL: everywhere
  globs TEXT, packages TEXT,    -- the same as JSON lists for GLOB and for comparing; NULL: not told
  other TEXT,                   -- further conditions, which nobody tests
  reason TEXT,
  told TEXT,                    -- the end as the file spells it; NULL: without end
  until INTEGER,                -- over from here on
  unreadable INTEGER NOT NULL,  -- 1: the end is no time, so it is over
  place_line INTEGER            -- the one line of the file that it is about; NULL: any
) STRICT;
CREATE INDEX exception_by_scope ON exception(scope);
CREATE INDEX exception_by_name ON exception(name);
CREATE VIEW exception_about AS  -- every exception that is shown with every finding that it is about
SELECT e.id AS exception, f.id AS finding
FROM finding f JOIN bucket b ON b.id = f.bucket JOIN chain c ON c.id = b.chain
LEFT JOIN finding_body o ON o.id = f.body
JOIN exception e ON e.name IN (SELECT t.v FROM text t WHERE t.id = f.rule
  UNION ALL SELECT j.value
    FROM json_each('[' || replace(json_quote(o.ids), ' ', '","') || ']') j)
JOIN scope s ON s.id = +e.scope AND +s.state = 'shown' -- entries are sought by name or id
WHERE e.name <> '' AND EXISTS ( -- a target without a branch is that of every branch (findings/target.h)
  SELECT 1 FROM (SELECT json_extract(s.key, '$[1]') AS name) WHERE name IN ('', c.target)
  OR (instr(substr(name, 2), '@') = 0 AND substr(c.target, 1, length(name) + 1) = name || '@'))
AND (e.class IS NULL OR o.class = e.class)
AND (e.globs IS NULL OR EXISTS (SELECT 1 FROM json_each(e.globs) g WHERE o.file GLOB g.value))
AND (e.place_line IS NULL OR o.line = e.place_line)
AND (e.packages IS NULL OR EXISTS (SELECT 1 FROM json_each(e.packages) p
  WHERE substr(o.purl, 1, length(p.value)) = p.value
  AND substr(o.purl, length(p.value) + 1, 1) IN ('', '@', '?', '#')));
CREATE TABLE acceptance(        -- a decision that a finding's risk is accepted, as the ledger tells it
  scope INTEGER NOT NULL,       -- of kind 'acceptances'
  id TEXT NOT NULL,
  finding INTEGER NOT NULL,
  level INTEGER NOT NULL,       -- the finding's severity then; what is worse is not covered
  exploited INTEGER NOT NULL,   -- 1: it was known then to be exploited
  until INTEGER NOT NULL,       -- over from here on; 0: it tells no end, so it is over
  who TEXT, why TEXT,
  PRIMARY KEY(finding, id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX acceptance_by_scope ON acceptance(scope);
CREATE TABLE scan_tally(        -- what a scan changed, by class and level
  scan INTEGER NOT NULL,
  kind TEXT NOT NULL,           -- 'new', 'fixed', 'retired', 'closed', 'back';
                                -- 'level_in' and 'level_out': to and from a level
  class INTEGER NOT NULL, level INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  PRIMARY KEY(scan, kind, class, level)
) STRICT, WITHOUT ROWID;
