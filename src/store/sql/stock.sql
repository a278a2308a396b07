The inventory of software and what is known of its weaknesses: SBOMs with their components, known
exploited vulnerabilities, scores of exploit prediction, VEX statements, and what runs. Only shown
scopes have rows here.

-- @name: stock_schema
CREATE TABLE sbom(              -- what an inventory says of itself, per scope of kind sbom
  scope INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,        -- the image, model package or folder that it lists
  kind TEXT,                    -- 'container', 'application', …
  version TEXT,
  digest TEXT,                  -- of the subject: 'sha256:…'
  purl TEXT,                    -- of the subject
  base TEXT,                    -- that without version and qualifiers
  format TEXT NOT NULL,
  tool TEXT,
  serial TEXT,                  -- the document's own number, a UUID
  components INTEGER NOT NULL
) STRICT;
CREATE INDEX sbom_by_subject ON sbom(subject);
CREATE INDEX sbom_by_base ON sbom(base);
CREATE INDEX sbom_by_digest ON sbom(digest);
CREATE TABLE package(           -- every version of every package once
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,     -- its purl in canonical form, else type, name and version
  purl TEXT,                    -- as the inventory has it
  base TEXT,                    -- the purl without version and qualifiers
  ecosystem TEXT,               -- the purl's type, which orders versions
  type TEXT,                    -- 'library', 'operating-system', …
  space TEXT,                   -- namespace: a group, a distribution
  name TEXT NOT NULL,
  version TEXT
) STRICT;
CREATE INDEX package_by_name ON package(name);
CREATE INDEX package_by_base ON package(base);
CREATE TABLE component(         -- a package in an inventory
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  package INTEGER NOT NULL,
  licence INTEGER,              -- text
  cpe TEXT,
  path TEXT NOT NULL,           -- where it lies; '' = not told
  ref TEXT,                     -- as the document calls it, where that is not its purl
  n INTEGER NOT NULL            -- how often it is listed
) STRICT;
CREATE UNIQUE INDEX component_by_scope ON component(scope, package, path);
CREATE INDEX component_by_package ON component(package);
CREATE TABLE kev(               -- vulnerabilities known to be exploited
  scope INTEGER NOT NULL,
  cve TEXT NOT NULL,
  added INTEGER, due INTEGER,
  ransomware INTEGER NOT NULL,
  product TEXT, name TEXT, action TEXT,
  PRIMARY KEY(scope, cve)
) STRICT, WITHOUT ROWID;
CREATE INDEX kev_by_cve ON kev(cve);
CREATE TABLE epss(              -- how likely a vulnerability is exploited within 30 days
  scope INTEGER NOT NULL,
  cve TEXT NOT NULL,
  epss TEXT NOT NULL,           -- 0 to 1
  percentile TEXT,
  PRIMARY KEY(cve, scope)       -- looked for by CVE; a whole scope goes at once
) STRICT, WITHOUT ROWID;
CREATE TABLE vex(               -- what a vendor or we ourselves state of a vulnerability in a product
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  issuer TEXT,                  -- who says so
  document TEXT,                -- its id
  format TEXT,
  vulnerability TEXT NOT NULL,  -- the CVE where it has one, else its first id
  ids TEXT NOT NULL,            -- all of them, blanks between
  product TEXT,                 -- a purl, an image, a BOM-Link, a name
  component TEXT,               -- the part of the product that it is about: a purl or a reference
  base TEXT,                    -- of the purl that it is about; NULL = it has none
  purl TEXT,                    -- that purl
  versions TEXT,                -- a range; NULL = all, or the purl's
  status TEXT NOT NULL,         -- 'affected', 'not_affected', 'fixed', 'under_investigation'
  honoured INTEGER NOT NULL,    -- 0: not_affected without a reason, which counts for nothing
  justification TEXT,
  text TEXT,
  level TEXT,
  at INTEGER                    -- when it was stated
) STRICT;
CREATE INDEX vex_by_scope ON vex(scope);
CREATE INDEX vex_by_base ON vex(base);
CREATE INDEX vex_by_vulnerability ON vex(vulnerability);
CREATE TABLE workload(          -- what runs, an image each
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  cluster TEXT NOT NULL,
  space TEXT,                   -- namespace
  workload TEXT NOT NULL,
  kind TEXT,
  image TEXT,
  digest TEXT,
  replicas INTEGER NOT NULL
) STRICT;
CREATE INDEX workload_by_scope ON workload(scope);
CREATE INDEX workload_by_digest ON workload(digest);
-- @name: add_sbom
-- in the order of the columns
INSERT INTO sbom VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);
-- @name: package_of
-- ?1 key
SELECT id FROM package WHERE key = ?1;
-- @name: add_package
-- in the order of the columns, without the id
INSERT INTO package(key, purl, base, ecosystem, type, space, name, version)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: add_component
-- in the order of the columns, without the id
INSERT INTO component(scope, package, licence, cpe, path, ref, n)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET n = n + excluded.n;
-- @name: add_kev
-- in the order of the columns
INSERT OR REPLACE INTO kev VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: add_epss
-- in the order of the columns
INSERT OR REPLACE INTO epss VALUES(?1, ?2, ?3, ?4);
-- @name: add_vex
-- in the order of the columns, without the id
INSERT INTO vex(scope, issuer, document, format, vulnerability, ids, product, component, base, purl,
  versions, status, honoured, justification, text, level, at)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17);
-- @name: add_workload
-- in the order of the columns, without the id
INSERT INTO workload(scope, cluster, space, workload, kind, image, digest, replicas)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- @name: drop_sbom
-- ?1 scope
DELETE FROM sbom WHERE scope = ?1;
-- @name: drop_components
-- ?1 scope
DELETE FROM component WHERE scope = ?1;
-- @name: drop_kev
-- ?1 scope
DELETE FROM kev WHERE scope = ?1;
-- @name: drop_epss
-- ?1 scope: of another kind none is looked for
DELETE FROM epss WHERE scope = ?1 AND EXISTS (SELECT 1 FROM scope WHERE id = ?1 AND kind = 'epss');
-- @name: drop_vex
-- ?1 scope
DELETE FROM vex WHERE scope = ?1;
-- @name: drop_workloads
-- ?1 scope
DELETE FROM workload WHERE scope = ?1;
-- @name: sbom_find
-- ?1 a subject, or the beginning of a digest: its inventories, the newest first
SELECT b.scope, b.subject, b.version, b.digest, s.at FROM sbom b JOIN scope s ON s.id = b.scope
WHERE b.subject = ?1 OR (length(?1) > 7 AND substr(b.digest, 1, length(?1)) = ?1)
ORDER BY s.at DESC, b.digest, b.version;
-- @name: sbom_versions
-- ?1 scope: every version of every package in it, in the order of packages, then versions
SELECT DISTINCT coalesce(p.base, coalesce(p.type, '') || ' ' || p.name) AS key, p.name, p.ecosystem,
  coalesce(p.version, '')
FROM component c JOIN package p ON p.id = c.package WHERE c.scope = ?1
ORDER BY key, (coalesce(p.ecosystem, '') || ' ' || coalesce(p.version, '')) COLLATE version;
