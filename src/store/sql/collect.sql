What a collector's run is judged by before it is kept, and the sum that is told of a scope.

-- @name: collect_versions
-- ?1 kind ?2 key: every complete version of a scope that was ever taken in, newest first
SELECT run, state, at, delivery, rows FROM scope
WHERE kind = ?1 AND key = ?2 AND state IN ('shown', 'replaced', 'older') ORDER BY id DESC;
-- @name: collect_has_input
-- ?1 run ?2 sha256: whether the run read an input with these bytes
SELECT 1 FROM input WHERE run = ?1 AND sha256 = ?2;
-- @name: collect_scan
-- ?1 run ?2 label ?3 its scope, or NULL: the newest of that label. What a scan changed
SELECT n.fresh, n.gone, n.back, n.same, n.changed, n.why, c.target,
  EXISTS(SELECT 1 FROM scan o WHERE o.chain = n.chain AND o.at = n.at AND o.id <> n.id
    AND o.state = 'whole'),
  EXISTS(SELECT 1 FROM scan o WHERE o.chain = n.chain AND o.at > n.at AND o.state = 'whole'),
  (SELECT v.words FROM scan_left v WHERE v.scan = n.id),
  (SELECT v.lifts FROM scan_left v WHERE v.scan = n.id)
FROM scan n JOIN chain c ON c.id = n.chain
WHERE n.state <> 'failed' AND n.id = coalesce(?3, (SELECT max(s.id) FROM scope s JOIN scan o ON o.id = s.id
  WHERE s.run = ?1 AND s.kind = 'scan' AND s.label = ?2 AND o.state <> 'failed'));
-- @name: collect_total
-- ?1 kind ?2 label: what the shown version of a scope sums to, by currency
SELECT t.currency, dec_sum(t.amortized) FROM scope s JOIN scope_total t ON t.scope = s.id
WHERE s.kind = ?1 AND s.label = ?2 AND s.state = 'shown' GROUP BY t.currency ORDER BY t.currency;
-- @name: preview_findings
-- ?1 run ?2 label of a scope of it: every finding that its scan changes, or has in another place
WITH the(scan) AS (SELECT max(id) FROM scope WHERE run = ?1 AND kind = 'scan' AND label = ?2),
change(rank, change, finding, reason) AS (
  SELECT iif(reason = 0, 1, 5), iif(reason = 0, 'new', 'same'), finding,
    iif(reason = 0, '', reason_word(reason) || iif(by_print, ', by its fingerprint', ''))
  FROM sighting WHERE first = (SELECT scan FROM the) AND reason <> 1
    AND finding NOT IN (SELECT finding FROM finding_event
      WHERE scan = (SELECT scan FROM the) AND kind = 'back')
  UNION ALL SELECT CASE kind WHEN 'back' THEN 3 WHEN 'severity' THEN 4 ELSE 2 END,
    CASE kind WHEN 'back' THEN 'back' WHEN 'severity' THEN 'changed' ELSE 'gone' END, e.finding,
    CASE kind WHEN 'fixed' THEN 'not seen any more' WHEN 'retired' THEN 'the scan has no such rule'
      WHEN 'closed' THEN 'its tool says so' WHEN 'severity' THEN old || ' before'
      ELSE coalesce((SELECT reason_word(g.reason) FROM sighting g
        WHERE g.finding = e.finding AND g.first = e.scan), '') END
  FROM finding_event e WHERE scan = (SELECT scan FROM the)
    AND kind IN ('fixed', 'retired', 'closed', 'back', 'severity'))
SELECT c.change, finding_word(c.finding), level_word(b.level), (SELECT v FROM text WHERE id = f.rule),
  o.title, coalesce(o.file || coalesce(':' || o.line, ''), o.resource, o.url, o.logical), c.reason
FROM change c JOIN finding f ON f.id = c.finding JOIN bucket b ON b.id = f.bucket
JOIN finding_body o ON o.id = f.body ORDER BY c.rank, b.level DESC, c.finding;
