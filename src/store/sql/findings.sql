The fold of scans (store/scans), inside one transaction per archive run.

-- @name: chain_of
-- ?1 key
SELECT id, newest, newest_at FROM chain WHERE key = ?1;
-- @name: add_chain
-- ?1 key ?2 tool ?3 class ?4 category ?5 target
INSERT INTO chain(key, tool, class, category, target) VALUES(?1, ?2, ?3, ?4, ?5);
-- @name: chain_newest
-- ?1 chain ?2 scan ?3 its time
UPDATE chain SET newest = ?2, newest_at = ?3 WHERE id = ?1;
-- @name: chain_is_most
-- ?1 chain: a row when a quarter of all findings or more are its own
SELECT 1 FROM (SELECT total(CASE WHEN chain = ?1 THEN findings END) own, total(findings) every
  FROM bucket) WHERE 4 * own >= every;
-- @name: chain_findings
-- ?1 chain: what the matcher has to know of every finding, in the order in which events are told
SELECT f.id, f.body, f.rule, f.package, f.hash, f.key, f.print, f.file, f.line, f.single, f.times, f.flaw,
  f.named, f.bucket, f.upgrade
FROM bucket b CROSS JOIN finding f ON f.bucket = b.id WHERE b.chain = ?1 ORDER BY f.id;
-- @name: every_finding
-- ?1 who takes them (store/rows_sql.h): the same of all chains, as they lie, which is in this order, so that
-- no page is read twice
SELECT taken(?1, f.id, f.body, f.rule, f.package, f.hash, f.key, f.print, f.file, f.line, f.single, f.times,
  f.flaw, f.named, f.bucket, f.upgrade) FROM finding f NOT INDEXED;
-- @name: chain_buckets
-- ?1 chain: what the findings of each of its buckets share
SELECT id, class, level, state, first_at, opened_at, closed_at, last_at, episodes, returned, claimed, claim_until,
  exploited, kev_due, vex_from, vex_until, accepted_until, running FROM bucket WHERE chain = ?1 ORDER BY id;
-- @name: chain_scans
-- ?1 chain: its scans that count, in their order
SELECT id, at, state, rules_told, rule_set, format, blind, cover_set FROM scan
WHERE chain = ?1 AND state <> 'failed' ORDER BY at, content;
-- @name: chain_told_rules
-- ?1 chain ?2 format: did a scan of this format list rules that found nothing?
SELECT 1 FROM scan WHERE chain = ?1 AND format = ?2 AND rules_told AND state = 'whole' LIMIT 1;
-- @name: scan_before
-- ?1 scan: the id of the key that blinds its secrets, what it covers
SELECT blind, cover_set FROM scan WHERE id = ?1;
-- @name: chain_last
-- ?1 chain: the last scan that counts
SELECT at, content FROM scan WHERE chain = ?1 AND state <> 'failed'
ORDER BY at DESC, content DESC LIMIT 1;
-- @name: same_scan
-- ?1 chain's key ?2 time ?3 content: was it taken in before?
SELECT s.id FROM chain c JOIN scan s ON s.chain = c.id
WHERE c.key = ?1 AND s.at = ?2 AND s.content = ?3 AND s.state <> 'failed';
-- @name: same_failed_scan
-- ?1 chain's key ?2 time ?3 content: is it known that it failed, by this one or one that is kept instead?
SELECT s.id FROM chain c JOIN scan s ON s.chain = c.id
WHERE c.key = ?1 AND s.at = ?2 AND s.content <= ?3 AND s.state = 'failed';
-- @name: drop_failed_scan
-- ?1 chain ?2 time
DELETE FROM scan WHERE chain = ?1 AND at = ?2 AND state = 'failed';
-- @name: add_scan
-- in the order of the columns up to report
INSERT INTO scan VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
  ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, 0, 0, 0, 0, 0, 0);
-- @name: report_of
-- ?1 run ?2 the first and ?3 the last number: the input that it has of these, when that is one
SELECT min(id) FROM (SELECT id FROM input WHERE run = ?1 AND number BETWEEN ?2 AND ?3 LIMIT 2)
HAVING count(*) = 1;
-- @name: name_report
-- ?1 scan ?2 input ?3 content: the same scan was read from it too
UPDATE scan SET report = ?2 WHERE id = ?1 AND content = ?3 AND EXISTS(SELECT 1 FROM input n
  LEFT JOIN input o ON o.id = scan.report WHERE n.id = ?2 AND (o.id IS NULL OR n.uri < o.uri));
-- @name: report_is_less
-- ?1 scan ?2 URI ?3 content: a row when a report of this name would be told as the scan's
SELECT 1 FROM scan s LEFT JOIN input o ON o.id = s.report
WHERE s.id = ?1 AND s.content = ?3 AND ?2 < coalesce(o.uri, ?2 || '0');
-- @name: scan_counts
-- ?1 scan ?2 fresh ?3 same ?4 gone ?5 back ?6 changed ?7 uncovered
UPDATE scan SET fresh = ?2, same = ?3, gone = ?4, back = ?5, changed = ?6, uncovered = ?7
WHERE id = ?1;
-- @name: add_scan_rule
-- ?1 rule set ?2 rule ?3 name ?4 help ?5 link
INSERT OR IGNORE INTO scan_rule VALUES(?1, ?2, ?3, ?4, ?5);
-- @name: name_scan_rules
-- ?1 number in the making ?2 rule set
INSERT OR IGNORE INTO scan_rule SELECT ?2, rule, name, help, link FROM scan_rule WHERE rule_set = ?1;
-- @name: forget_scan_rules
-- ?1 number in the making
DELETE FROM scan_rule WHERE rule_set = ?1;
-- @name: add_scan_cover
-- ?1 cover set ?2 by ?3 value
INSERT OR IGNORE INTO scan_cover VALUES(?1, ?2, ?3);
-- @name: scan_covers
-- ?1 cover set
SELECT by, value FROM scan_cover WHERE cover_set = ?1;
-- @name: body_covered
-- ?1 body: what tells whether a scan looked at the finding: its file, whether there is a fix, its package, what has it
SELECT file, coalesce(fixed, '') <> '' OR coalesce(fix, '') = 'fixed', package, purl, resource, class
FROM finding_body WHERE id = ?1;
-- @name: add_scan_pass
-- in the order of the columns
INSERT OR IGNORE INTO scan_pass VALUES(?1, ?2);
-- @name: scan_passes
-- ?1 scan
SELECT key FROM scan_pass WHERE scan = ?1;
-- @name: drop_scan_passes
-- ?1 scan
DELETE FROM scan_pass WHERE scan = ?1;
-- @name: scan_has_rule
-- ?1 rule set ?2 rule ?3 what stands before its first slash
SELECT rule_set FROM scan_rule WHERE rule_set = ?1 AND rule IN (?2, ?3);
-- @name: rule_had_before
-- ?1 scan ?2 rule ?3 what stands before its first slash: the rules of the last one before it that had it
SELECT s.rule_set FROM scan n JOIN scan s ON s.chain = n.chain AND (s.at, s.content) < (n.at, n.content)
WHERE n.id = ?1 AND s.state <> 'failed'
AND EXISTS(SELECT 1 FROM scan_rule r WHERE r.rule_set = s.rule_set AND r.rule IN (?2, ?3))
ORDER BY s.at DESC, s.content DESC LIMIT 1;
-- @name: rules_meet
-- ?1 ?2 rule sets: a row when a rule is in both
SELECT 1 FROM scan_rule a JOIN scan_rule b ON b.rule_set = ?2 AND b.rule = a.rule
WHERE a.rule_set = ?1 LIMIT 1;
-- @name: add_body
-- in the order of the columns
INSERT INTO finding_body VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
  ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34,
  ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43);
-- @name: add_code_body
-- in the order of the columns: what findings in code mostly have
INSERT INTO finding_body(hash, class, rule, title, level, raw, level_from, text, cwe, file, line, last_line,
  logical, print, snippet, link, rows, scan)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18);
-- @name: add_package_body
-- in the order of the columns: what findings in packages mostly have
INSERT INTO finding_body(hash, class, rule, title, level, raw, level_from, text, cvss, vector, ids, cwe, purl,
  package, version, fixed, file, link, places, fix, rows, scan)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
  ?21, ?22);
-- @name: ids_of_body
-- ?1 body
SELECT ids FROM finding_body WHERE id = ?1 AND ids IS NOT NULL;
-- @name: drop_body
-- ?1 body
DELETE FROM finding_body WHERE id = ?1;
-- @name: add_findings
-- ?1 rows (store/rows_sql.h), in the order of the columns. What fails is rolled back with its run,
-- so that it need not be kept how the table was before.
INSERT OR FAIL INTO finding
SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15 FROM given_rows(?1);
-- @name: set_finding
-- in the order of the columns
UPDATE finding SET bucket = ?2, body = ?3, rule = ?4, package = ?5, upgrade = ?6, hash = ?7,
  key = ?8, print = ?9, file = ?10, line = ?11, single = ?12, times = ?13, flaw = ?14, named = ?15
WHERE id = ?1;
-- @name: set_finding_said
-- ?1 finding ?2 body … : the same, of what is in no index but the bucket's
UPDATE finding SET body = ?2, hash = ?3, key = ?4, print = ?5, file = ?6, line = ?7, single = ?8,
  times = ?9, named = ?10 WHERE id = ?1;
-- @name: add_finding_id
-- ?1 id of the flaw ?2 finding ?3 whether it is its CVE
INSERT OR IGNORE INTO finding_id VALUES(?1, ?2, NULL, ?3);
-- @name: drop_finding_ids
-- ?1 finding ?2 body: the ids that it is not known by any more, and what is paired with them
WITH RECURSIVE cut(id, rest) AS (
  SELECT NULL, ids || ' ' FROM finding_body WHERE id = ?2 AND ids IS NOT NULL
  UNION ALL SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM cut WHERE rest <> '')
DELETE FROM finding_id WHERE finding = ?1 AND id IN (SELECT id FROM cut WHERE id IS NOT NULL
  UNION ALL SELECT id FROM finding_id WHERE finding = ?1 AND flaw IS NOT NULL);
-- @name: add_flaw_pair
-- ?1 id ?2 CVE
INSERT OR IGNORE INTO flaw_pair VALUES(?1, ?2);
-- @name: pair_due_of_id
-- ?1 id: all that are known by it
INSERT OR IGNORE INTO pair_due SELECT finding FROM finding_id WHERE id = ?1;
-- @name: pair_due
-- ?1 id ?2 finding that is known by it, if others tell anything beside it
INSERT OR IGNORE INTO pair_due SELECT ?2 WHERE EXISTS (SELECT 1 FROM flaw_pair WHERE id = ?1)
OR EXISTS (SELECT 1 FROM vex_flaw WHERE id = ?1);
-- @name: pair_due_of_stated
-- what statements told or tell of
INSERT OR IGNORE INTO pair_due
SELECT i.finding FROM stated_anew n CROSS JOIN finding_id i ON i.id = n.name;
-- @name: pair_drop
DELETE FROM finding_id WHERE flaw IS NOT NULL AND finding IN (SELECT finding FROM pair_due);
-- @name: pair_add
-- the CVEs of what is due and tells none: of each of its ids those that findings or statements, which
-- tell one CVE and no other, have beside it
WITH bare AS MATERIALIZED (SELECT d.finding, i.value AS id, o.purl, o.package
  FROM pair_due d CROSS JOIN finding f ON f.id = d.finding CROSS JOIN finding_body o ON o.id = f.body
  CROSS JOIN json_each('[' || replace(json_quote(o.ids), ' ', '","') || ']') i
  WHERE o.ids IS NOT NULL AND o.ids NOT GLOB 'CVE-*'),
told AS (SELECT b.finding, p.cve, b.purl, b.package FROM bare b CROSS JOIN flaw_pair p ON p.id = b.id
  UNION SELECT b.finding, max(y.id), b.purl, b.package FROM bare b CROSS JOIN vex_flaw x ON x.id = b.id
  CROSS JOIN vex_flaw y ON y.vex = x.vex AND y.id GLOB 'CVE-*'
  GROUP BY b.finding, b.id, x.vex HAVING count(*) = 1)
INSERT OR IGNORE INTO finding_id SELECT cve, finding, flaw_key(cve, purl, package),
  count(*) OVER (PARTITION BY finding) = 1 FROM told;
-- @name: pair_forget
DELETE FROM pair_due;
-- @name: add_bucket
-- in the order of the columns: its findings are added to those it has
INSERT INTO bucket VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
  ?16, ?17, ?18, ?19, ?20)
ON CONFLICT(id) DO UPDATE SET findings = findings + ?20;
-- @name: life_of
-- ?1 finding: its bucket, its chain and what its bucket says of it
SELECT b.id, c.id, c.key, b.class, b.level, b.state, b.first_at, b.opened_at, b.closed_at, b.last_at,
  b.episodes, b.returned, b.claimed, b.claim_until, b.exploited, b.kev_due, b.vex_from, b.vex_until,
  b.accepted_until, b.running
FROM finding f JOIN bucket b ON b.id = f.bucket JOIN chain c ON c.id = b.chain WHERE f.id = ?1;
-- @name: kev_moves
-- findings whose date in the KEV catalogue is another one than their bucket has, or none any more
WITH listed AS MATERIALIZED (SELECT i.finding, min(k.due) AS due FROM kev k
  CROSS JOIN finding_id i ON i.id = k.cve GROUP BY i.finding),
wrong AS (SELECT l.finding, l.due FROM listed l JOIN finding f ON f.id = l.finding
    JOIN bucket b ON b.id = f.bucket WHERE b.kev_due IS NOT l.due
  UNION ALL SELECT f.id, NULL FROM bucket b CROSS JOIN finding f ON f.bucket = b.id
  WHERE b.kev_due IS NOT NULL AND f.id NOT IN (SELECT finding FROM listed))
SELECT finding, due, NULL FROM wrong ORDER BY finding;
-- @name: claim_moves
-- findings that are due, of which statements claim so on other days than their bucket has, or none any
-- more; of several times that they do, parted by others, the last
WITH claimed AS (SELECT x.finding, x.day, x.until,
    lag(x.until) OVER (PARTITION BY x.finding ORDER BY x.day) IS x.day AS goes_on
  FROM claim_due d CROSS JOIN finding_vex x ON x.finding = d.finding
  JOIN vex v ON v.id = x.vex AND v.honoured AND v.status = 'not_affected'),
times AS MATERIALIZED (SELECT finding, max(max(iif(goes_on, 1, day)), 1) AS day,
    iif(count(*) = count(until), max(until), NULL) AS until
  FROM claimed GROUP BY finding),
wrong AS (SELECT d.finding, t.day, t.until
  FROM claim_due d CROSS JOIN finding f ON f.id = d.finding CROSS JOIN bucket b ON b.id = f.bucket
  LEFT JOIN times t ON t.finding = d.finding
  WHERE b.vex_from IS NOT t.day OR b.vex_until IS NOT t.until)
SELECT finding, day, until FROM wrong ORDER BY finding;
-- @name: acceptance_moves
-- findings that are accepted until another time than their bucket has, or no more: an acceptance covers
-- what is no worse than what was accepted
WITH held AS MATERIALIZED (SELECT a.finding, max(a.until) AS until FROM acceptance a
    JOIN finding f ON f.id = a.finding JOIN bucket n ON n.id = f.bucket
    WHERE a.until > 0 AND n.level <= a.level AND (n.level > 0 OR a.level = 0)
    AND (a.exploited OR NOT (n.exploited OR n.kev_due IS NOT NULL)) GROUP BY a.finding),
wrong AS (SELECT h.finding, h.until FROM held h JOIN finding f ON f.id = h.finding
    JOIN bucket b ON b.id = f.bucket WHERE b.accepted_until IS NOT h.until
  UNION ALL SELECT f.id, NULL FROM bucket b CROSS JOIN finding f ON f.bucket = b.id
  WHERE b.accepted_until IS NOT NULL AND f.id NOT IN (SELECT finding FROM held))
SELECT finding, until, NULL FROM wrong ORDER BY finding;
-- @name: running_moves
-- findings of chains that are due, of which another number of workloads runs what has them than their
-- bucket has
WITH due AS MATERIALIZED (SELECT d.chain FROM running_due d
  WHERE EXISTS (SELECT 1 FROM chain_runs r WHERE r.chain = d.chain)
  OR EXISTS (SELECT 1 FROM bucket b WHERE b.chain = d.chain AND b.running IS NOT NULL)),
wrong AS (SELECT finding, workloads FROM (SELECT f.id AS finding, b.running AS was,
    (SELECT sum(r.workloads) FROM digest_runs r WHERE r.digest IN (
      SELECT s.digest FROM running_seen s WHERE s.finding = f.id
      UNION ALL SELECT l.digest FROM running_listed l WHERE l.finding = f.id)) AS workloads
  FROM due d CROSS JOIN bucket b ON b.chain = d.chain CROSS JOIN finding f ON f.bucket = b.id)
  WHERE was IS NOT workloads)
SELECT finding, workloads, NULL FROM wrong ORDER BY finding;
-- @name: add_acceptance
-- in the order of the columns
INSERT OR REPLACE INTO acceptance VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: drop_acceptances
-- ?1 scope
DELETE FROM acceptance WHERE scope = ?1;
-- @name: move_finding
-- ?1 finding ?2 bucket
UPDATE finding SET bucket = ?2 WHERE id = ?1;
-- @name: leave_bucket
-- ?1 bucket
UPDATE bucket SET findings = findings - 1 WHERE id = ?1;
-- @name: drop_left_buckets
DELETE FROM bucket WHERE findings = 0;
-- @name: drop_empty_buckets
-- ?1 chain
DELETE FROM bucket WHERE chain = ?1 AND findings = 0;
-- @name: add_sighting
-- in the order of the columns
INSERT INTO sighting VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7);
-- @name: add_sightings
-- ?1 rows, like add_findings
INSERT OR FAIL INTO sighting SELECT c1, c2, c3, c4, c5, c6, c7 FROM given_rows(?1);
-- @name: end_sighting
-- ?1 finding ?2 the last whole scan that saw it
UPDATE sighting SET last = ?2 WHERE finding = ?1 AND last IS NULL;
-- @name: add_finding_event
-- ?1 finding ?2 scan ?3 kind ?4 old ?5 new ?6 since
INSERT INTO finding_event(finding, scan, kind, old, new, since) VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: add_renamed
-- ?1 finding ?2 scan ?3 body before ?4 body now
INSERT INTO finding_event(finding, scan, kind, old, new) VALUES(?1, ?2, 'renamed',
  (SELECT file FROM finding_body WHERE id = ?3), (SELECT file FROM finding_body WHERE id = ?4));
-- @name: add_tally
-- in the order of the columns
INSERT INTO scan_tally VALUES(?1, ?2, ?3, ?4, ?5);
-- @name: set_sighting
-- in the order of the columns
UPDATE sighting SET last = ?3, body = ?4, times = ?5, reason = ?6, by_print = ?7
WHERE finding = ?1 AND first = ?2;
-- @name: drop_sighting
-- ?1 finding ?2 scan from which on it is
DELETE FROM sighting WHERE finding = ?1 AND first = ?2;
-- @name: sightings_from
-- ?1 scan: those that begin in it
SELECT finding, last, body, times, reason, by_print FROM sighting WHERE first = ?1 ORDER BY finding;
-- @name: bodies_said
-- ?1 body: of it and all after it what identity is worked out from
SELECT hash, class, rule, title, text, ids, purl, package, version, fixed, file, logical, resource, url,
  method, param, print, snippet, secret, uid, alias, level, status, claim, line, claim_until, kev, seen, id
FROM finding_body WHERE id >= ?1 ORDER BY id;
-- @name: forget_events
-- ?1 chain
DELETE FROM finding_event WHERE scan IN (SELECT id FROM scan WHERE chain = ?1);
-- @name: forget_tallies
-- ?1 chain
DELETE FROM scan_tally WHERE scan IN (SELECT id FROM scan WHERE chain = ?1);
-- @name: drop_finding
-- ?1 finding
DELETE FROM finding WHERE id = ?1;
-- @name: add_exception
-- in the order of the columns from scope on
INSERT INTO exception VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);
-- @name: drop_exceptions
-- ?1 scope
DELETE FROM exception WHERE scope = ?1;
