What a collector's run is judged by before it is kept, and the sum that is told of a scope.

-- @name: collect_versions
-- ?1 kind ?2 key: every complete version of a scope that was ever taken in, newest first
SELECT run, state, at, delivery, rows FROM scope
WHERE kind = ?1 AND key = ?2 AND state IN ('shown', 'replaced', 'older') ORDER BY id DESC;
-- @name: collect_has_input
-- ?1 run ?2 sha256: whether the run read an input with these bytes
SELECT 1 FROM input WHERE run = ?1 AND sha256 = ?2;
-- @name: collect_scan
-- ?1 run ?2 label: what a scan changed
SELECT n.fresh, n.gone, n.back, n.same, n.changed, n.why, c.target FROM scope s
JOIN scan n ON n.id = s.id JOIN chain c ON c.id = n.chain
WHERE s.run = ?1 AND s.kind = 'scan' AND s.label = ?2 AND n.state <> 'failed'
ORDER BY s.id DESC LIMIT 1;
-- @name: collect_total
-- ?1 kind ?2 label: what the shown version of a scope sums to, by currency
SELECT t.currency, dec_sum(t.amortized) FROM scope s JOIN scope_total t ON t.scope = s.id
WHERE s.kind = ?1 AND s.label = ?2 AND s.state = 'shown' GROUP BY t.currency ORDER BY t.currency;
