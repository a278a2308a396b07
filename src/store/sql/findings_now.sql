Findings by what is so now: due dates from gavel.yaml, claims that have ended. A temporary table of
one connection, filled before findings are read.

-- @name: findings_temp_schema
CREATE TEMP TABLE IF NOT EXISTS moment(now INTEGER NOT NULL); -- one row
CREATE TEMP TABLE IF NOT EXISTS bucket_now( -- every bucket, with what its chain says and what is so now
  id INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL,
  tool TEXT NOT NULL, category TEXT NOT NULL, target TEXT NOT NULL,
  class INTEGER NOT NULL, level INTEGER NOT NULL,
  state INTEGER NOT NULL,       -- 1 new 2 open 3 reopened 4 suppressed 5 accepted; 6 fixed 7 retired 8 closed
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  opened_at INTEGER NOT NULL, closed_at INTEGER,
  began INTEGER NOT NULL,       -- from where all that counts days counts: the episode's beginning; of
                                -- the first one when it was first seen, which its tool may know better
  due INTEGER,                  -- NULL: closed, suppressed or accepted, or its severity has no days
  episodes INTEGER NOT NULL,
  exploited INTEGER NOT NULL,   -- 1: its tool says so
  kev_due INTEGER,              -- the KEV catalogue's date, whatever the state
  findings INTEGER NOT NULL,
  running INTEGER,              -- workloads that run what has them; NULL: none
  runs_as INTEGER,              -- of what is closed and still runs: the state that it would have were it open
  runs_due INTEGER              -- likewise when it would be due
);
-- In each order what runs comes first.
CREATE INDEX IF NOT EXISTS temp.bucket_now_severity ON bucket_now(level, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_severity_down ON bucket_now(level DESC, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_first ON bucket_now(first_at, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_first_down ON bucket_now(first_at DESC, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_began ON bucket_now(began, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_began_down ON bucket_now(began DESC, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_last ON bucket_now(last_at, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_last_down ON bucket_now(last_at DESC, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_due ON bucket_now(due, running IS NULL);
CREATE INDEX IF NOT EXISTS temp.bucket_now_due_down ON bucket_now(due DESC, running IS NULL);
CREATE TEMP TABLE IF NOT EXISTS exception_now( -- every exception that is shown, and what is so now
  id INTEGER PRIMARY KEY,
  over INTEGER NOT NULL,        -- 1: its end has come, or cannot be read
  covers INTEGER NOT NULL       -- open findings that it is about
);
CREATE TEMP TABLE IF NOT EXISTS exception_hit( -- findings whose flaw or rule an exception names
  exception INTEGER NOT NULL,
  finding INTEGER NOT NULL,
  PRIMARY KEY(exception, finding)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS gate_bucket( -- buckets that a gate counts
  bucket INTEGER PRIMARY KEY,
  judged INTEGER NOT NULL       -- 1: its findings may break a rule, or are listed
);
CREATE TEMP TABLE IF NOT EXISTS judged(finding INTEGER PRIMARY KEY); -- findings that a gate reads
-- @name: gate_drop_buckets
DELETE FROM gate_bucket;
-- @name: gate_drop_judged
DELETE FROM judged;
-- @name: gate_buckets
-- ?1 whether what runs counts: what is open or left out, and what is so in an image that still runs
SELECT n.id, n.tool, n.category, n.target, n.class, n.level, coalesce(n.runs_as, n.state),
  coalesce(n.runs_due, n.due), n.exploited OR n.kev_due IS NOT NULL, n.findings, n.runs_as IS NOT NULL
FROM bucket_now n WHERE n.state <= 5 OR (?1 AND n.runs_as IS NOT NULL) ORDER BY n.id;
-- @name: gate_add_bucket
-- ?1 bucket ?2 judged
INSERT INTO gate_bucket VALUES(?1, ?2);
-- @name: gate_judge
INSERT INTO judged SELECT f.id FROM gate_bucket g CROSS JOIN finding f ON f.bucket = g.bucket
WHERE g.judged;
-- @name: gate_judge_accepted
-- what was accepted, whether or not that holds
INSERT OR IGNORE INTO judged SELECT a.finding FROM acceptance a JOIN finding f ON f.id = a.finding
JOIN gate_bucket g ON g.bucket = f.bucket;
-- @name: gate_judge_advised
-- ?1 flaw ?2 target: what an advisory says of an inventory of the target
INSERT OR IGNORE INTO judged SELECT f.id FROM finding_id i CROSS JOIN finding f ON f.id = i.finding
JOIN gate_bucket g ON g.bucket = f.bucket JOIN bucket_now n ON n.id = f.bucket AND n.target = ?2
WHERE i.id = ?1;
-- @name: gate_judge_flaws
-- what is one with something that is judged: the same flaw in the same package of the same target
INSERT OR IGNORE INTO judged SELECT h.id FROM (SELECT DISTINCT m.target, coalesce(p.flaw, f.flaw) AS flaw,
    coalesce(p.cve, substr(o.ids, 1, instr(o.ids || ' ', ' ') - 1)) AS id
  FROM judged j CROSS JOIN finding f ON f.id = j.finding AND f.flaw IS NOT NULL
  LEFT JOIN finding_pair p ON p.finding = f.id
  JOIN bucket_now m ON m.id = f.bucket JOIN finding_body o ON o.id = f.body) w
CROSS JOIN finding_id i ON i.id = w.id CROSS JOIN finding h ON h.id = i.finding
  AND coalesce(i.flaw, h.flaw) = w.flaw
JOIN gate_bucket g ON g.bucket = h.bucket JOIN bucket_now n ON n.id = h.bucket AND n.target = w.target;
-- @name: gate_flaws
-- what is not judged and may be one with another: several findings of one flaw
SELECT g.bucket, coalesce((SELECT p.flaw FROM finding_pair p WHERE p.finding = f.id), f.flaw)
FROM gate_bucket g CROSS JOIN finding f INDEXED BY finding_by_flaw
ON f.bucket = g.bucket AND f.flaw IS NOT NULL
WHERE NOT g.judged AND f.id NOT IN (SELECT finding FROM judged) ORDER BY g.bucket;
-- @name: gate_flaws_judged
-- of those in buckets that are not judged: how many are, and how many of them are closed and still run
SELECT count(*), count(n.runs_as) FROM judged j JOIN finding f ON f.id = j.finding JOIN gate_bucket g
ON g.bucket = f.bucket AND NOT g.judged JOIN bucket_now n ON n.id = g.bucket;
-- @name: now_drop_moment
DELETE FROM moment;
-- @name: now_add_moment
-- ?1 now
INSERT INTO moment VALUES(?1);
-- @name: now_drop_buckets
DELETE FROM bucket_now;
-- @name: now_add_buckets
-- ?1 now ?2 … ?7 seconds to fix what is unknown, info, low, medium, high, critical; NULL: no due date
INSERT INTO bucket_now
SELECT id, chain, tool, category, target, class, level, iif(gone, 5 + gone, here), first_at, last_at,
  opened_at, closed_at, began, iif(gone, NULL, due), episodes, exploited, kev_due, findings, running,
  iif(gone AND running > 0, here, NULL), iif(gone AND running > 0, due, NULL)
-- A date is due through the end of its day.
FROM (SELECT *, CASE WHEN here <= 3 THEN min(coalesce(began + sla, listed), coalesce(listed, began + sla)) END AS due
  FROM (SELECT b.id, b.chain, c.tool, c.category, c.target, b.class, b.level, b.state AS gone,
    CASE WHEN b.accepted_until > ?1 THEN 5
      WHEN b.level <> 5 AND ((b.claimed AND coalesce(b.claim_until, ?1) >= ?1)
        OR (b.vex_from <= ?1 AND coalesce(b.vex_until > ?1, 1))) THEN 4
      WHEN b.returned THEN 3
      WHEN b.opened_at >= coalesce(c.newest_at, b.opened_at) THEN 1 ELSE 2 END AS here,
    b.first_at, coalesce(b.last_at, c.newest_at) AS last_at, b.opened_at, b.closed_at,
    iif(b.episodes = 1, b.first_at, b.opened_at) AS began,
    CASE b.level WHEN 0 THEN ?2 WHEN 1 THEN ?3 WHEN 2 THEN ?4 WHEN 3 THEN ?5 WHEN 4 THEN ?6
      ELSE ?7 END AS sla,
    b.kev_due + iif(b.kev_due % 86400, 0, 86399) AS listed,
    b.episodes, b.exploited, b.kev_due, b.findings, b.running
  FROM bucket b JOIN chain c ON c.id = b.chain));
-- @name: now_drop_exceptions
DELETE FROM exception_now;
-- @name: now_drop_exception_hits
DELETE FROM exception_hit;
-- @name: now_hit_flaws
INSERT OR IGNORE INTO exception_hit
SELECT e.id, i.finding FROM exception e JOIN finding_id i ON i.id = e.name;
-- @name: now_hit_rules
INSERT OR IGNORE INTO exception_hit
SELECT e.id, f.id FROM finding f JOIN text t ON t.id = f.rule
JOIN exception e ON e.name = t.v AND e.name <> '';
-- @name: now_add_exceptions
-- ?1 now
INSERT INTO exception_now
SELECT e.id, e.unreadable OR coalesce(e.until <= ?1, 0),
  (SELECT count(*) FROM exception_hit h CROSS JOIN finding f ON f.id = h.finding
    JOIN bucket b ON b.id = f.bucket
    WHERE h.exception = e.id AND b.state = 0 AND EXISTS (SELECT 1 FROM exception_about a
      WHERE a.finding = f.id AND a.exception = e.id))
FROM exception e JOIN scope s ON s.id = e.scope AND s.state = 'shown';
