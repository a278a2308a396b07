What a run that is only tried would change beside findings: claims, hits, scores, inventories. Of two
caches, as it is and as it would be, the same is looked at and put side by side in the second.

-- @name: preview_temp_schema
CREATE TEMP TABLE IF NOT EXISTS preview_state( -- what was looked at
  side INTEGER NOT NULL,        -- 0 as it is, 1 as it would be
  part TEXT NOT NULL,           -- 'claim', 'hit', …
  key NOT NULL,                 -- what both sides are compared by
  is_what TEXT,                 -- what is so of it, changed when it is another
  a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, -- what else is told, each part its own
  PRIMARY KEY(part, key, side)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS preview_change( -- what differs
  part TEXT NOT NULL,
  rank INTEGER NOT NULL,        -- of the changes of a part
  change TEXT NOT NULL,
  weight REAL NOT NULL,         -- the heaviest of a change are told first
  findings INTEGER NOT NULL,    -- how many, or 1
  id TEXT, severity TEXT, rule TEXT, title TEXT, place TEXT, reason TEXT
);
-- @name: preview_drop_state
DELETE FROM preview_state;
-- @name: preview_drop_changes
DELETE FROM preview_change;
-- @name: preview_add_state
-- in the order of the columns
INSERT OR IGNORE INTO preview_state VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- @name: preview_see_claims
-- open findings, and what the statement that holds of each says
SELECT x.finding, v.status || iif(v.honoured, '', ', not honoured: no reason')
  || iif(x.disputed, ', disputed', '') || ', says ' || coalesce(v.issuer, v.document, v.format),
  v.status, coalesce(v.component || ' in ' || v.product, v.product),
  coalesce(v.justification || coalesce(': ' || v.text, ''), v.text),
  CASE WHEN v.status <> 'not_affected' OR NOT v.honoured THEN ''
    WHEN b.level = 5 THEN '; critical, so it is not hidden'
    WHEN b.vex_from > (SELECT now FROM moment) THEN '; hides it from ' || date(b.vex_from, 'unixepoch') || ' on'
    ELSE '; hides it' END, NULL
FROM (SELECT finding, vex, disputed, min(day) FROM finding_vex -- what stands now, else the first that will
  WHERE coalesce(until > (SELECT now FROM moment), 1) GROUP BY finding) x
JOIN vex v ON v.id = x.vex JOIN finding f ON f.id = x.finding
JOIN bucket b ON b.id = f.bucket AND b.state = 0;
-- @name: preview_find_claims
INSERT INTO preview_change
SELECT 'claim', CASE change WHEN 'not_affected' THEN 1 WHEN 'fixed' THEN 2 WHEN 'under_investigation' THEN 3
    WHEN 'affected' THEN 4 ELSE 5 END, change, b.level, 1, finding_word(f.id), level_word(b.level),
  (SELECT v FROM text WHERE id = f.rule), o.title,
  coalesce(o.package || coalesce(' ' || o.version, ''), o.file, o.resource, ''), reason
FROM (SELECT coalesce(n.key, w.key) AS finding, coalesce(n.a, 'lifted') AS change,
    coalesce(n.is_what || ' of ' || n.b || coalesce(', ' || n.c, '') || n.d || coalesce('; before: ' || w.is_what, ''),
      'before: ' || w.is_what) AS reason
  FROM (SELECT DISTINCT key FROM preview_state WHERE part = 'claim') k
  LEFT JOIN preview_state w ON w.part = 'claim' AND w.key = k.key AND w.side = 0
  LEFT JOIN preview_state n ON n.part = 'claim' AND n.key = k.key AND n.side = 1
  WHERE (w.is_what, w.d) IS NOT (n.is_what, n.d)) c
JOIN finding f ON f.id = c.finding JOIN bucket b ON b.id = f.bucket AND b.state = 0
JOIN finding_body o ON o.id = f.body;
-- @name: preview_find_hits
-- a: advisory, b: severity, c: component, d: version, e: subject
INSERT INTO preview_change
SELECT 'hit', CASE WHEN w.key IS NULL THEN 1 WHEN n.key IS NULL THEN 3 ELSE 2 END,
  CASE WHEN w.key IS NULL THEN 'comes' WHEN n.key IS NULL THEN 'goes' ELSE 'changes' END,
  0, 1, coalesce(n.a, w.a), coalesce(n.b, w.b), coalesce(n.c, w.c), coalesce(n.d, w.d), coalesce(n.e, w.e),
  coalesce(n.is_what || coalesce('; before: ' || w.is_what, ''), 'before: ' || w.is_what)
FROM (SELECT DISTINCT key FROM preview_state WHERE part = 'hit') k
LEFT JOIN preview_state w ON w.part = 'hit' AND w.key = k.key AND w.side = 0
LEFT JOIN preview_state n ON n.part = 'hit' AND n.key = k.key AND n.side = 1
WHERE w.is_what IS NOT n.is_what;
-- @name: preview_see_exploited
-- open findings of what the KEV catalogue lists
SELECT f.id, b.kev_due, NULL, NULL, NULL, NULL, NULL FROM bucket b CROSS JOIN finding f ON f.bucket = b.id
WHERE b.kev_due IS NOT NULL AND b.state = 0;
-- @name: preview_find_exploited
INSERT INTO preview_change
SELECT 'exploited', CASE WHEN w.key IS NULL THEN 1 WHEN n.key IS NULL THEN 3 ELSE 2 END,
  CASE WHEN w.key IS NULL THEN 'listed' WHEN n.key IS NULL THEN 'unlisted' ELSE 'another day' END,
  b.level, 1, finding_word(f.id), level_word(b.level), (SELECT v FROM text WHERE id = f.rule), o.title,
  coalesce(o.package || coalesce(' ' || o.version, ''), o.file, o.resource, ''),
  coalesce('due ' || date(n.is_what, 'unixepoch') || iif(EXISTS (SELECT 1 FROM finding_id i
    JOIN kev k ON k.cve = i.id AND k.ransomware WHERE i.finding = f.id), ', used by ransomware', ''), '')
  || coalesce(iif(n.key IS NULL, '', '; ') || 'before: due ' || date(w.is_what, 'unixepoch'), '')
FROM (SELECT DISTINCT key FROM preview_state WHERE part = 'exploited') k
LEFT JOIN preview_state w ON w.part = 'exploited' AND w.key = k.key AND w.side = 0
LEFT JOIN preview_state n ON n.part = 'exploited' AND n.key = k.key AND n.side = 1
JOIN finding f ON f.id = k.key JOIN bucket b ON b.id = f.bucket JOIN finding_body o ON o.id = f.body
WHERE w.is_what IS NOT n.is_what;
-- @name: preview_see_scores
-- the newest scores, of the CVEs of open findings
SELECT e.cve, e.epss, count(*), NULL, NULL, NULL, NULL FROM epss e CROSS JOIN finding_id i ON i.id = e.cve
CROSS JOIN finding f ON f.id = i.finding CROSS JOIN bucket b ON b.id = f.bucket AND b.state = 0
WHERE e.scope = (SELECT id FROM scope WHERE kind = 'epss' AND state = 'shown' ORDER BY at DESC, id DESC LIMIT 1)
GROUP BY e.cve;
-- @name: preview_find_scores
INSERT INTO preview_change
SELECT 'score', iif(n.key IS NULL, 2, 1), iif(n.key IS NULL, 'unscored', 'scored'),
  abs(coalesce(n.is_what, 0) - coalesce(w.is_what, 0)), coalesce(n.a, w.a), k.key, '', '',
  coalesce(n.is_what, ''), '', coalesce(w.is_what || ' before', 'no score before') || ', findings: ' || coalesce(n.a, w.a)
FROM (SELECT DISTINCT key FROM preview_state WHERE part = 'score') k
LEFT JOIN preview_state w ON w.part = 'score' AND w.key = k.key AND w.side = 0
LEFT JOIN preview_state n ON n.part = 'score' AND n.key = k.key AND n.side = 1
WHERE w.is_what IS NOT n.is_what;
-- @name: preview_see_packages
-- ?1 label of an inventory: the versions of each package in it
SELECT ?1 || char(10) || coalesce(p.base, coalesce(c.type, '') || ' ' || p.name),
  group_concat(DISTINCT coalesce(p.version, '-')), coalesce(substr(p.base, 5), p.name), b.subject, NULL, NULL, NULL
FROM scope s JOIN sbom b ON b.scope = s.id JOIN component c ON c.scope = s.id
JOIN (SELECT id, base, name, version FROM package ORDER BY version) p ON p.id = c.package
WHERE s.kind = 'sbom' AND s.label = ?1 AND s.state = 'shown' GROUP BY 1;
-- @name: preview_find_packages
INSERT INTO preview_change
SELECT 'package', CASE WHEN w.key IS NULL THEN 1 WHEN n.key IS NULL THEN 2 ELSE 3 END,
  CASE WHEN w.key IS NULL THEN 'added' WHEN n.key IS NULL THEN 'removed' ELSE 'changed' END,
  0, 1, coalesce(n.a, w.a), '', '', coalesce(n.is_what, w.is_what), coalesce(n.b, w.b),
  iif(n.key IS NULL, '', coalesce(w.is_what || ' before', ''))
FROM (SELECT DISTINCT key FROM preview_state WHERE part = 'package') k
LEFT JOIN preview_state w ON w.part = 'package' AND w.key = k.key AND w.side = 0
LEFT JOIN preview_state n ON n.part = 'package' AND n.key = k.key AND n.side = 1
WHERE w.is_what IS NOT n.is_what;
-- @name: preview_see_inventory
-- ?1 label of an inventory
SELECT ?1, s.id, b.subject, strftime('%Y-%m-%dT%H:%M:%SZ', s.at, 'unixepoch'), b.tool, b.components, NULL
FROM scope s JOIN sbom b ON b.scope = s.id WHERE s.kind = 'sbom' AND s.label = ?1 AND s.state = 'shown';
-- @name: preview_find_inventory
INSERT INTO preview_change
SELECT 'inventory', iif(w.key IS NULL, 1, 2), iif(w.key IS NULL, 'new', 'replaces'), 0, 1, '', '', '', '', n.a,
  coalesce('that of ' || w.b || coalesce(' by ' || w.c, '') || ', components: ' || w.d, 'none is stored yet')
FROM preview_state n LEFT JOIN preview_state w ON w.part = n.part AND w.key = n.key AND w.side = 0
WHERE n.part = 'inventory' AND n.side = 1 AND w.is_what IS NOT n.is_what;
-- @name: preview_find_none
-- ?1 part: that nothing of it differs
INSERT INTO preview_change SELECT ?1, 1, 'changed', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL
WHERE NOT EXISTS (SELECT 1 FROM preview_change WHERE part = ?1);
-- @name: preview_changes
-- all, the heaviest of a part's change first; and how many findings or others that change concerns
SELECT change, id, severity, rule, title, place, reason, part, sum(findings) OVER (PARTITION BY part, change)
FROM preview_change ORDER BY part = 'package', part, rank, change, weight DESC, id, rule, place, title, reason;
