The inputs behind cells, to read their rows again.

-- @name: text_of
-- ?1 id
SELECT v FROM text WHERE id = ?1;
-- @name: lines_inputs
-- ?1 run: every input of it, with the collector that read it and the bill's format
SELECT i.number, i.uri, i.sha256, r.plugin,
  (SELECT b.format FROM scope s JOIN bill b ON b.scope = s.id WHERE s.run = r.id LIMIT 1)
FROM input i JOIN run r ON r.id = i.run WHERE i.run = ?1 ORDER BY i.number;
