The chain behind a number: runs and what they read.

-- @name: provenance_run
-- ?1 run
SELECT source, plugin, version, started, finished, lines, sha256, pruned, fault FROM run
WHERE id = ?1;
-- @name: provenance_inputs
-- ?1 run
SELECT number, uri, sha256, bytes, mtime FROM input WHERE run = ?1 ORDER BY number;
