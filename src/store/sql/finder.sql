The text index: which texts findings have, each once, so that those that hold a word are found
without reading every finding; and what many of them have in common. Built after a run is published
(store/finder).

-- @name: finder_schema
CREATE TABLE finder_state(      -- one row
  indexed INTEGER NOT NULL      -- every finding_body up to this id is in finder_block as it is; what
                                -- stands behind it there is void
) STRICT;
INSERT INTO finder_state VALUES(0);
CREATE TABLE finder_phrase(     -- what a column of bodies says, or some with a 1F byte between two
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,        -- of v, to find it again
  v TEXT NOT NULL
) STRICT;
CREATE INDEX finder_phrase_by_hash ON finder_phrase(hash);
CREATE TABLE finder_shared(     -- what many bodies have in common: of a package, or of a flaw
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,        -- of the rest, to find it again
  package TEXT, purl TEXT,
  cve TEXT, cwe TEXT            -- the first of its CVEs
) STRICT;
CREATE INDEX finder_shared_by_hash ON finder_shared(hash);
CREATE TABLE finder_text(       -- all that a tool says, each text once
  body INTEGER PRIMARY KEY,     -- the first that has it; a finding_body that is gone tells nothing
  hash INTEGER NOT NULL
) STRICT;
CREATE INDEX finder_text_by_hash ON finder_text(hash);
CREATE TABLE finder_owned(      -- what owners are told by (findings/owner), each once
  id INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL,
  class INTEGER NOT NULL,       -- enum finding_class
  package INTEGER NOT NULL,     -- finder_shared, 0: none
  file INTEGER NOT NULL         -- finder_phrase, 0: none
) STRICT;
CREATE UNIQUE INDEX finder_owned_by ON finder_owned(chain, class, package, file);
CREATE TABLE finder_block(      -- what 4000 finding_bodies say, a column of them
  id INTEGER PRIMARY KEY,       -- the column * 2^32 + their ids / 4000
  numbers BLOB NOT NULL         -- how many bytes a number has; then one for each body, lowest byte first,
                                -- 0 where it says nothing. No row when all are 0. The columns are:
    -- 0 title, 1 file: finder_phrase, these columns as they are
    -- 2 place: of what is in no file, its resource, address or logical place
    -- 3 url: as it is, whether or not that is the place
    -- 4 rest: other columns
    -- 5 rule: as it is
    -- 6 line: the digits that its place is shown with
    -- 7 package, 8 flaw: finder_shared
    -- 9 text: finder_text
    -- 10 owned: finder_owned
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
-- @name: finder_blocks
-- ?1 the first block ?2 the end: the first that is not among them
SELECT id, numbers FROM finder_block WHERE id >= ?1 AND id < ?2 ORDER BY id;
-- @name: finder_forget
-- the same
DELETE FROM finder_block WHERE id >= ?1 AND id < ?2;
-- @name: finder_put_block
-- ?1 block ?2 numbers
INSERT OR REPLACE INTO finder_block VALUES(?1, ?2);
-- @name: finder_drop_block
-- ?1 block
DELETE FROM finder_block WHERE id = ?1;
-- @name: finder_forget_texts
-- ?1 the last body that is indexed: what begins behind it, no body before has
DELETE FROM finder_text WHERE body > ?1;
-- @name: finder_bodies
-- ?1 the last one before; title; file; place elsewhere; url; the rest; of the package; of the flaw; text;
-- line; rule; class; chain
SELECT id, title, file, CASE WHEN file IS NULL THEN coalesce(resource, url, logical) END, url,
  CASE WHEN file IS NOT NULL THEN resource END, package, fixed, version, purl, ids,
  cwe, fix, link, raw, level_from, claim, claim_why, package, purl,
  CASE WHEN ids GLOB 'CVE-*' THEN substr(ids, 1, instr(ids || ' ', ' ') - 1) END, cwe, text,
  -- SQL reads a place with a NUL in it no further.
  CASE WHEN instr(file, char(0)) = 0 THEN line END, rule, class,
  (SELECT s.chain FROM scan s WHERE s.id = finding_body.scan)
FROM finding_body WHERE id > ?1 ORDER BY id;
-- @name: finder_find_phrase
-- ?1 hash ?2 phrase
SELECT id FROM finder_phrase WHERE hash = ?1 AND v = ?2;
-- @name: finder_add_phrase
-- ?1 hash ?2 phrase
INSERT INTO finder_phrase(hash, v) VALUES(?1, ?2);
-- @name: finder_find_package
-- ?1 hash ?2 package ?3 purl
SELECT id FROM finder_shared WHERE hash = ?1 AND package IS ?2 AND purl IS ?3
  AND coalesce(cve, cwe) IS NULL;
-- @name: finder_add_package
-- ?1 hash ?2 package ?3 purl
INSERT INTO finder_shared(hash, package, purl) VALUES(?1, ?2, ?3);
-- @name: finder_find_flaw
-- ?1 hash ?2 cve ?3 cwe
SELECT id FROM finder_shared WHERE hash = ?1 AND cve IS ?2 AND cwe IS ?3
  AND coalesce(package, purl) IS NULL;
-- @name: finder_add_flaw
-- ?1 hash ?2 cve ?3 cwe
INSERT INTO finder_shared(hash, cve, cwe) VALUES(?1, ?2, ?3);
-- @name: finder_find_text
-- ?1 hash ?2 text
SELECT t.body FROM finder_text t JOIN finding_body o ON o.id = t.body WHERE t.hash = ?1 AND o.text = ?2;
-- @name: finder_add_text
-- ?1 hash ?2 the first body that has it
INSERT INTO finder_text(hash, body) VALUES(?1, ?2);
-- @name: finder_named
-- ?1 set: a row when a finding's name is in it
SELECT 1 FROM finding WHERE finder_hint(?1, 0, id) LIMIT 1;
-- @name: finder_find_owned
-- ?1 chain ?2 class ?3 package ?4 file
SELECT id FROM finder_owned WHERE chain = ?1 AND class = ?2 AND package = ?3 AND file = ?4;
-- @name: finder_add_owned
-- the same
INSERT INTO finder_owned(chain, class, package, file) VALUES(?1, ?2, ?3, ?4);
-- @name: finder_of
-- ?1 … ?11 the numbers of a body ?12 the body: what is indexed of it, in the order of the parts
SELECT (SELECT v FROM finder_phrase WHERE id = ?1), (SELECT v FROM finder_phrase WHERE id = ?2),
  (SELECT v FROM finder_phrase WHERE id = ?3), (SELECT v FROM finder_phrase WHERE id = ?4),
  (SELECT v FROM finder_phrase WHERE id = ?5), (SELECT v FROM finder_phrase WHERE id = ?6),
  (SELECT v FROM finder_phrase WHERE id = ?7), p.package, p.purl, f.cve, f.cwe,
  -- The body that had it first may be gone.
  (SELECT iif(o.id IS NULL, s.text, o.text) FROM finder_text t LEFT JOIN finding_body o ON o.id = t.body
    WHERE t.body = ?10), w.chain, w.class, w.package = ?8 AND w.file = ?2
FROM finding_body s
LEFT JOIN finder_shared p ON p.id = ?8 LEFT JOIN finder_shared f ON f.id = ?9
LEFT JOIN finder_owned w ON w.id = ?11
WHERE s.id = ?12;
-- @name: common_findings
-- all findings, bucket by bucket
SELECT bucket, body FROM finding INDEXED BY finding_by_bucket ORDER BY bucket;
-- @name: common_paired
-- the CVE that others tell beside the ids of a body that tells none
SELECT f.body, p.cve FROM finding_pair p CROSS JOIN finding f ON f.id = p.finding ORDER BY f.body;
-- @name: common_words
-- ?1 file ?2 package ?3 flaw, as common_keys has them
SELECT (SELECT v FROM finder_phrase WHERE id = ?1), p.package, p.purl, f.cve, f.cwe
FROM (SELECT 1) LEFT JOIN finder_shared p ON p.id = ?2 LEFT JOIN finder_shared f ON f.id = ?3;
-- @name: common_body
-- ?1 a body that is not indexed: the same of it
SELECT file, package, purl, ids, cwe FROM finding_body WHERE id = ?1;
