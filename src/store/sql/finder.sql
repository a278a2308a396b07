The text index: which texts findings have, each once, so that those that hold a word are found
without reading every finding; and what many of them have in common. Built after a run is published
(store/finder).

-- @name: finder_schema
CREATE TABLE finder_state(      -- one row
  indexed INTEGER NOT NULL      -- every finding_body up to this id is in finder_body as it is; what
                                -- stands behind it in finder_body is void
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
CREATE TABLE finder_body(       -- what a finding_body says, by number; NULL where it says nothing
  body INTEGER PRIMARY KEY,
  title INTEGER, file INTEGER,  -- finder_phrase: these columns as they are
  place INTEGER,                -- of what is in no file: its resource, address or logical place
  url INTEGER,                  -- as it is, whether or not that is the place
  rest INTEGER,                 -- other columns
  package INTEGER, flaw INTEGER, -- finder_shared
  text INTEGER,                 -- finder_text
  line INTEGER                  -- that its place is shown with
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
-- @name: finder_forget_texts
-- ?1 the last body that is indexed: what begins behind it, no body before has
DELETE FROM finder_text WHERE body > ?1;
-- @name: finder_bodies
-- ?1 the last one before; title; file; place elsewhere; url; the rest; of the package; of the flaw; text; line
SELECT id, title, file, CASE WHEN file IS NULL THEN coalesce(resource, url, logical) END, url,
  CASE WHEN file IS NOT NULL THEN resource END, package, fixed, version, purl, ids,
  cwe, fix, link, raw, level_from, claim, claim_why, package, purl,
  CASE WHEN ids GLOB 'CVE-*' THEN substr(ids, 1, instr(ids || ' ', ' ') - 1) END, cwe, text,
  -- SQL reads a place with a NUL in it no further.
  CASE WHEN instr(file, char(0)) = 0 THEN line END
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
-- @name: finder_put
-- in the order of the columns
INSERT INTO finder_body VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
-- @name: finder_of
-- ?1 body: what is indexed of it, in the order of the numbers
SELECT (SELECT v FROM finder_phrase WHERE id = b.title), (SELECT v FROM finder_phrase WHERE id = b.file),
  (SELECT v FROM finder_phrase WHERE id = b.place), (SELECT v FROM finder_phrase WHERE id = b.url),
  (SELECT v FROM finder_phrase WHERE id = b.rest),
  p.package, p.purl, f.cve, f.cwe,
  -- The body that had it first may be gone.
  (SELECT iif(o.id IS NULL, s.text, o.text) FROM finder_text t LEFT JOIN finding_body o ON o.id = t.body
    WHERE t.body = b.text), b.line
FROM finder_body b JOIN finding_body s ON s.id = b.body
LEFT JOIN finder_shared p ON p.id = b.package LEFT JOIN finder_shared f ON f.id = b.flaw
WHERE b.body = ?1;
-- @name: common_keys
-- what each indexed body is told by: its file, package and flaw
SELECT body, file, package, flaw FROM finder_body
WHERE body <= (SELECT indexed FROM finder_state) ORDER BY body;
-- @name: common_findings
-- all findings, bucket by bucket
SELECT bucket, body FROM finding INDEXED BY finding_by_bucket ORDER BY bucket;
-- @name: common_words
-- ?1 file ?2 package ?3 flaw, as common_keys has them
SELECT (SELECT v FROM finder_phrase WHERE id = ?1), p.package, p.purl, f.cve, f.cwe
FROM (SELECT 1) LEFT JOIN finder_shared p ON p.id = ?2 LEFT JOIN finder_shared f ON f.id = ?3;
-- @name: common_body
-- ?1 a body that is not indexed: the same of it
SELECT file, package, purl, ids, cwe FROM finding_body WHERE id = ?1;
