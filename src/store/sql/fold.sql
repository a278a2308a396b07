Statements of the fold; all run inside one transaction per archive run.

-- @name: last_run
SELECT coalesce(max(id), 0) FROM run;
-- @name: pages_of
-- ?1 table or index: its first page, of a table how it was made, how many columns its rows have
SELECT rootpage, iif(type = 'table', sql, NULL), iif(type = 'table',
  (SELECT count(*) FROM pragma_table_info(?1)), (SELECT count(*) FROM pragma_index_xinfo(?1)))
FROM sqlite_schema WHERE name = ?1;
-- @name: indexes
SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name;
-- @name: integrity
PRAGMA integrity_check(1);
-- @name: run_sha256
SELECT sha256 FROM run WHERE id = ?1;
-- @name: all_texts
SELECT id, v FROM text ORDER BY id;
-- @name: add_run
-- ?1 number ?2 sha256 ?3 source ?4 plugin ?5 version ?6 started ?7 finished ?8 lines ?9 bytes
-- ?10 fault ?11 pruned
INSERT INTO run VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);
-- @name: faults
-- ?1 from which run: the first that cannot be used, and how many there are
SELECT id, source, fault, (SELECT count(*) FROM run WHERE fault IS NOT NULL AND id >= ?1)
FROM run WHERE fault IS NOT NULL AND id >= ?1 ORDER BY id LIMIT 1;
-- @name: fault_runs
SELECT id FROM run WHERE fault IS NOT NULL ORDER BY id;
-- @name: fault_of
-- ?1 run
SELECT fault FROM run WHERE id = ?1 AND fault IS NOT NULL;
-- @name: run_is_used
-- ?1 run
SELECT 1 FROM run WHERE id = ?1 AND fault IS NULL;
-- @name: begin_cells
-- ?1 the number before the run's first cell: a row that holds it while the run is folded
INSERT INTO cost_cell(id, scope, start, stop, day, split, lines, rows, unblended_real,
  amortized_real) VALUES(?1, 0, 0, 0, 0, 0, 0, '', 0, 0);
-- @name: end_cells
-- ?1 as in begin_cells
DELETE FROM cost_cell WHERE id = ?1;
-- @name: add_input
-- ?1 run ?2 number ?3 uri ?4 sha256 ?5 bytes ?6 mtime
INSERT INTO input(run, number, uri, sha256, bytes, mtime) VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: add_text
-- ?1 id ?2 text
INSERT INTO text VALUES(?1, ?2);
-- @name: add_tag
-- ?1 tag set ?2 key ?3 value: texts
INSERT OR IGNORE INTO tag VALUES(?1, ?2, ?3);
-- @name: add_scope
-- ?1 run ?2 kind ?3 key ?4 label ?5 mode ?6 at ?7 delivery ?8 published at ?9 revision
INSERT INTO scope(run, kind, key, label, mode, at, delivery, state, rows, rejected, published_at, revision)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 'incomplete', 0, 0, ?8, ?9);
-- @name: publish_scopes
-- ?1 run ?2 when it was accepted, which was not known while its lines came
UPDATE scope SET published_at = ?2 WHERE run = ?1;
-- @name: shown_scope
-- ?1 kind ?2 key: the version to be replaced
SELECT id, at, revision, content FROM scope
WHERE kind = ?1 AND key = ?2 AND state IN ('shown', 'pruned');
-- @name: content_of
-- ?1 run ?2 input's number
SELECT sha256 FROM input WHERE run = ?1 AND number = ?2;
-- @name: set_content
-- ?1 scope ?2 SHA-256
UPDATE scope SET content = ?2 WHERE id = ?1;
-- @name: end_scope
-- ?1 scope ?2 state ?3 why ?4 rows ?5 rejected
UPDATE scope SET state = ?2, why = ?3, rows = ?4, rejected = ?5 WHERE id = ?1;
-- @name: replace_scope
-- ?1 the scope that is shown no more ?2 when
UPDATE scope SET state = 'replaced', replaced_at = ?2 WHERE id = ?1;
-- @name: drop_spread
-- ?1 scope
DELETE FROM cost_spread WHERE cell IN (SELECT id FROM cost_cell WHERE scope = ?1);
-- @name: drop_cells
-- ?1 scope
DELETE FROM cost_cell WHERE scope = ?1;
-- @name: add_month
-- in the order of the columns
INSERT INTO cost_month VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
  ?16, ?17, ?18);
-- @name: add_day
-- in the order of the columns
INSERT INTO cost_day VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);
-- @name: drop_months
-- ?1 scope
DELETE FROM cost_month WHERE scope = ?1;
-- @name: drop_days
-- ?1 scope
DELETE FROM cost_day WHERE scope = ?1;
-- @name: add_account
-- ?1 scope ?2 account ?3 name: texts
INSERT OR REPLACE INTO account VALUES(?1, ?2, ?3);
-- @name: drop_accounts
-- ?1 scope
DELETE FROM account WHERE scope = ?1;
-- @name: account_name
-- ?1 account's number: its name in the newest bill that has one
SELECT (SELECT v FROM text WHERE id = a.name) FROM text t JOIN account a ON a.id = t.id
JOIN scope s ON s.id = a.scope WHERE t.v = ?1 ORDER BY s.at DESC, 1 LIMIT 1;
-- @name: drop_totals
-- ?1 scope
DELETE FROM scope_total WHERE scope = ?1;
-- @name: drop_bill
-- ?1 scope
DELETE FROM bill WHERE scope = ?1;
-- @name: add_cell
-- in the order of the columns, without the id
INSERT INTO cost_cell(scope, start, stop, day, account, service, region, line_type, usage_type,
  operation, resource, tags, currency, unit, product, entity, split, lines, rows, unblended,
  amortized, net_unblended, net_amortized, usage, on_demand, true_up, upfront, refund, split_cost,
  unused_cost, unblended_real, amortized_real)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
  ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32);
-- @name: add_spread
-- ?1 cell ?2 day ?3 unblended ?4 amortized ?5 net unblended ?6 net amortized
INSERT INTO cost_spread VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: add_bill
-- ?1 scope ?2 format ?3 payer ?4 report ?5 period ?6 delivered ?7 rows ?8 invoiced ?9 first
-- ?10 last ?11 columns ?12 has net ?13 identity ?14 inexact
INSERT INTO bill VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);
-- @name: add_total
-- ?1 scope ?2 service ?3 currency ?4 unblended ?5 amortized ?6 lines
INSERT INTO scope_total VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: run_is_needed
-- ?1 run: the label of a scope of it that is shown, or whose report is told as that of a scan
SELECT label FROM scope WHERE run = ?1 AND (state IN ('shown', 'pruned') OR (state = 'unchanged'
  AND EXISTS(SELECT 1 FROM input i JOIN scan s ON s.report = i.id WHERE i.run = ?1 AND s.run <> ?1)))
ORDER BY id LIMIT 1;
-- @name: pruned_shown
-- the newest run whose records would be shown and are gone
SELECT s.run, s.label, r.pruned FROM scope s JOIN run r ON r.id = s.run
WHERE s.state = 'pruned' ORDER BY s.run DESC LIMIT 1;
-- @name: has_later
-- ?1 time: whether anything but costs is of this time or later
SELECT 1 FROM scope WHERE kind <> 'cost' AND at >= ?1 LIMIT 1;
-- @name: run_is_beside
-- ?1 run ?2 its digest ?3 time: whether it brought costs alone, or what is of this time or later
SELECT 1 FROM run r WHERE r.id = ?1 AND r.sha256 = ?2 AND EXISTS (SELECT 1 FROM scope s WHERE s.run = r.id)
AND NOT EXISTS (SELECT 1 FROM scope s WHERE s.run = r.id AND s.kind <> 'cost' AND s.at < ?3);
-- @name: totals_of
-- ?1 run ?2 which of its scopes, from 0: its totals
SELECT service, currency, unblended, amortized, lines FROM scope_total WHERE scope =
  (SELECT id FROM scope WHERE run = ?1 ORDER BY id LIMIT 1 OFFSET ?2) ORDER BY service, currency;
-- @name: add_reject
-- ?1 run ?2 scope ?3 input ?4 row ?5 why ?6 text
INSERT INTO reject(run, scope, input, row, why, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: add_log
-- ?1 run ?2 scope ?3 input ?4 row ?5 level ?6 text
INSERT INTO run_log(run, scope, input, row, level, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6);
-- @name: tag_keys
SELECT DISTINCT key, (SELECT v FROM text WHERE id = key) AS name FROM tag ORDER BY name;
-- @name: scope_known
-- ?1 kind ?2 key: the shown scope's delivery and the digests of its run's inputs
SELECT s.delivery, s.at, (SELECT group_concat(sha256) FROM
  (SELECT sha256 FROM input WHERE run = s.run ORDER BY number)) FROM scope s
WHERE s.kind = ?1 AND s.key = ?2 AND s.state = 'shown';
-- @name: tables
-- every table that the archive gives, and how many columns it has
SELECT name, (SELECT count(*) FROM pragma_table_info(name)) FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'finder_%' ORDER BY name;
-- @name: newest_delivery
SELECT max(at) FROM scope WHERE state = 'shown';
