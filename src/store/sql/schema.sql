The cache: everything here can be folded again from the archive.
Times are unix seconds UTC. Money and usage are canonical decimal text, NULL where the source
has no such column or the value is zero (the queries know which); *_real are doubles for sorting only.

-- @name: schema
CREATE TABLE run(               -- one accepted run of a collector
  id INTEGER PRIMARY KEY,       -- its number in the archive's index
  sha256 TEXT NOT NULL,         -- of its lines
  source TEXT NOT NULL,         -- the source's name, or 'import'
  plugin TEXT NOT NULL,
  version TEXT NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,       -- uncompressed
  fault TEXT,                   -- why nothing of it is used; NULL = all is
  pruned INTEGER                -- when its records were let go; its totals stay
) STRICT;
CREATE TABLE input(             -- one file or answer that a run read
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,      -- as the run's records name it
  uri TEXT NOT NULL,
  sha256 TEXT NOT NULL,         -- of the stored bytes
  bytes INTEGER NOT NULL,
  mtime INTEGER
) STRICT;
CREATE UNIQUE INDEX input_of_run ON input(run, number);
CREATE TABLE scope(             -- what is published at once: a bill's month, a scan's target
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  kind TEXT NOT NULL,           -- 'cost'
  key TEXT NOT NULL,            -- JSON list of text
  label TEXT NOT NULL,          -- the key as shown
  mode TEXT NOT NULL,           -- 'replace' or 'append'
  at INTEGER NOT NULL,          -- when the source made this delivery
  delivery TEXT NOT NULL,
  revision TEXT,                -- of a document of that time: its own number
  content TEXT,                 -- SHA-256 of the input that all of it is of; NULL: not told
  state TEXT NOT NULL,          -- 'shown', 'replaced', 'older', 'incomplete'; 'unchanged', a scan again;
                                -- 'pruned' when it would be shown and its records are gone
  why TEXT,                     -- of an incomplete one
  rows INTEGER NOT NULL,        -- line items read
  rejected INTEGER NOT NULL,
  published_at INTEGER NOT NULL,-- when its run was accepted
  replaced_at INTEGER           -- when it stopped being shown
) STRICT;
CREATE INDEX scope_by_key ON scope(kind, key, state);
CREATE INDEX scope_by_state ON scope(state, id);
CREATE INDEX scope_by_run ON scope(run);
CREATE TABLE text(              -- every repeated text once
  id INTEGER PRIMARY KEY,
  v TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE tag(               -- the members of a tag set
  tagset INTEGER NOT NULL,      -- text: the set as canonical JSON
  key INTEGER NOT NULL,         -- text
  value INTEGER NOT NULL,       -- text
  PRIMARY KEY(tagset, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_key ON tag(key);
CREATE TABLE cost_cell(         -- line items that share every dimension, summed
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  start INTEGER NOT NULL,       -- the posted day, or a longer line item's own interval
  stop INTEGER NOT NULL,        -- exclusive
  day INTEGER NOT NULL,         -- midnight of start
  account INTEGER, service INTEGER, region INTEGER, line_type INTEGER, usage_type INTEGER,
  operation INTEGER, resource INTEGER, tags INTEGER, currency INTEGER, unit INTEGER,
  product INTEGER, entity INTEGER, -- texts, NULL when the bill says nothing
  split INTEGER NOT NULL,       -- 1: split-cost-allocation row, not in cost views
  lines INTEGER NOT NULL,       -- line items folded in
  rows TEXT NOT NULL,           -- 'input:first-last,…'
  unblended TEXT, amortized TEXT, net_unblended TEXT, net_amortized TEXT, usage TEXT,
  on_demand TEXT, true_up TEXT, upfront TEXT, refund TEXT, split_cost TEXT, unused_cost TEXT,
  unblended_real REAL NOT NULL, amortized_real REAL NOT NULL
) STRICT;
CREATE INDEX cost_cell_by_scope ON cost_cell(scope);
CREATE TABLE cost_spread(       -- long cells divided over their days, exactly
  cell INTEGER NOT NULL,
  day INTEGER NOT NULL,
  unblended TEXT, amortized TEXT, net_unblended TEXT, net_amortized TEXT,
  PRIMARY KEY(cell, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE cost_month(        -- cells of a scope summed over everything but these
  scope INTEGER NOT NULL,
  account INTEGER, service INTEGER, region INTEGER, line_type INTEGER, -- texts
  tags INTEGER,                 -- 1: of cells with a tag, else NULL
  currency INTEGER,             -- text
  lines INTEGER NOT NULL,       -- line items folded in
  unblended TEXT, amortized TEXT, net_unblended TEXT, net_amortized TEXT, on_demand TEXT,
  true_up TEXT, upfront TEXT, refund TEXT,
  unblended_real REAL NOT NULL, amortized_real REAL NOT NULL
) STRICT;
CREATE INDEX cost_month_by_scope ON cost_month(scope);
CREATE TABLE cost_day(          -- cells of a scope summed over everything but the day
  scope INTEGER NOT NULL,
  day INTEGER NOT NULL,
  spread INTEGER NOT NULL,      -- 1: as posted, 2: long cells divided over their days
  currency INTEGER,             -- text
  lines INTEGER NOT NULL,
  unblended TEXT, amortized TEXT, net_unblended TEXT, net_amortized TEXT,
  unblended_real REAL NOT NULL, amortized_real REAL NOT NULL
) STRICT;
CREATE INDEX cost_day_by_scope ON cost_day(scope, spread);
CREATE TABLE account(           -- names of accounts, as a shown bill tells them
  scope INTEGER NOT NULL,
  id INTEGER NOT NULL,          -- text: the account's number
  name INTEGER NOT NULL,        -- text
  PRIMARY KEY(scope, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_by_id ON account(id);
CREATE TABLE bill(              -- what a bill says of itself, per scope of kind cost
  scope INTEGER PRIMARY KEY,
  format TEXT NOT NULL,
  payer TEXT NOT NULL,
  report TEXT NOT NULL,
  period TEXT NOT NULL,         -- '2018-12'
  delivered INTEGER,
  rows INTEGER NOT NULL,
  invoiced INTEGER NOT NULL,    -- rows with an invoice id; all = final
  first INTEGER, last INTEGER,  -- of the usage start
  columns INTEGER NOT NULL,
  has_net INTEGER NOT NULL,
  identity INTEGER NOT NULL,    -- 1: amortized + true-up + upfront + refund = unblended must hold
  inexact INTEGER NOT NULL      -- 1: from doubles
) STRICT;
CREATE TABLE scope_total(       -- totals of every version of a scope, also of older ones
  scope INTEGER NOT NULL,
  service TEXT NOT NULL,
  currency TEXT NOT NULL,
  unblended TEXT NOT NULL, amortized TEXT NOT NULL,
  lines INTEGER NOT NULL,
  PRIMARY KEY(scope, service, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE reject(            -- records that could not be used
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  input INTEGER,                -- its number in the run
  row INTEGER,                  -- the header is row 1
  why TEXT NOT NULL,
  text TEXT
) STRICT;
CREATE INDEX reject_by_run ON reject(run);
CREATE TABLE run_log(           -- what a run warned of
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  scope INTEGER,
  input INTEGER,
  row INTEGER,
  level TEXT NOT NULL,          -- 'warn', 'error'
  text TEXT NOT NULL
) STRICT;
CREATE INDEX run_log_by_run ON run_log(run);
