The text index: which texts findings have, each once, so that those that hold a word are found
without reading every finding. Built after a run is published (store/finder); only a hint, for the
rows that it leaves are tested word for word.

-- @name: finder_schema
CREATE TABLE finder_state(      -- one row
  indexed INTEGER NOT NULL      -- every finding_body up to this id is in finder_body as it is; what
                                -- stands behind it in finder_body is void
) STRICT;
INSERT INTO finder_state VALUES(0);
CREATE TABLE finder_phrase(     -- what some columns of bodies say, a 1F byte between two columns
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,        -- of v, to find it again
  v TEXT NOT NULL
) STRICT;
CREATE INDEX finder_phrase_by_hash ON finder_phrase(hash);
CREATE TABLE finder_body(       -- the phrases of a finding_body; NULL where it says nothing
  body INTEGER PRIMARY KEY,
  title INTEGER, place INTEGER, rest INTEGER,
  line INTEGER                  -- of its file
) STRICT;
-- @name: finder_state
-- how far it is, and how far it has to go
SELECT indexed, (SELECT coalesce(max(id), 0) FROM finding_body) FROM finder_state;
-- @name: finder_lower
-- ?1 a body that is about to be written: what is indexed ends before it
UPDATE finder_state SET indexed = ?1 - 1 WHERE indexed >= ?1;
-- @name: finder_set
-- ?1 the last body that is indexed
UPDATE finder_state SET indexed = ?1;
-- @name: finder_forget
-- ?1 the last body that is indexed
DELETE FROM finder_body WHERE body > ?1;
-- @name: finder_bodies
-- ?1 the last one before; title; place up to logical; the rest; the line
SELECT id, title, file, resource, url, logical, package, fixed, version,
  purl, ids,
  cwe, fix, link, raw, level_from, claim, claim_why, line
FROM finding_body WHERE id > ?1 ORDER BY id;
-- @name: finder_find
-- ?1 hash ?2 phrase
SELECT id FROM finder_phrase WHERE hash = ?1 AND v = ?2;
-- @name: finder_add
-- ?1 hash ?2 phrase
INSERT INTO finder_phrase(hash, v) VALUES(?1, ?2);
-- @name: finder_put
-- in the order of the columns
INSERT INTO finder_body VALUES(?1, ?2, ?3, ?4, ?5);
-- @name: finder_of
-- ?1 body: its phrases and line, as they are indexed
SELECT (SELECT v FROM finder_phrase WHERE id = b.title),
  (SELECT v FROM finder_phrase WHERE id = b.place), (SELECT v FROM finder_phrase WHERE id = b.rest),
  b.line FROM finder_body b WHERE b.body = ?1;
