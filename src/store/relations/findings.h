// What the relations over findings share. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_FINDINGS_H
#define GAVEL_STORE_RELATIONS_FINDINGS_H

#include "store/relations/words.h"

// What lists are sorted and narrowed by comes from few rows (bucket_now, filled for each reading,
// see sql/findings_now.sql); then their findings are met in order, each with what is said of it.
#define FINDINGS_FROM "bucket_now n CROSS JOIN finding f ON f.bucket = n.id"
#define FINDINGS_BESIDE                                                                            \
	.beside = " LEFT JOIN finding_body o ON o.id = f.body", .beside_alias = "o.",              \
	.flaws = "SELECT i.finding AS id FROM finding_id i WHERE i.id", .hinted = "f.body",        \
	.hinted_row = "(SELECT f.id AS met) m CROSS JOIN finding f ON f.id = m.met"                \
		      " CROSS JOIN finding_body o ON o.id = f.body",                               \
	.hinted_owned = FINDINGS_OWNED
// As n and o have it of findings.
#define FINDINGS_OWNED                                                                             \
	"(SELECT w.id, s.package, s.purl, p.v AS file FROM finder_owned w"                         \
	" LEFT JOIN finder_shared s ON s.id = w.package"                                           \
	" LEFT JOIN finder_phrase p ON p.id = w.file) o"                                           \
	" CROSS JOIN (SELECT w.id, w.class, c.target, c.tool FROM finder_owned w"                  \
	" JOIN chain c ON c.id = w.chain) n ON n.id = o.id"

// A text that the text index has among others, and one that it has as it is (sql/finder.sql).
#define FOUND(column, heading, role_, fragment_, hint_, sentence)                                  \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = (role_), .fragment = (fragment_), .hint = (hint_)                          \
	}
#define FOUND_WHOLE(column, heading, role_, fragment_, hint_, sentence)                            \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = (role_), .fragment = (fragment_), .hint = (hint_), .hint_is = HINT_WHOLE   \
	}

#define FINDINGS_CVE_TOLD                                                                          \
	"CASE WHEN o.ids GLOB 'CVE-*' THEN substr(o.ids, 1, instr(o.ids || ' ', ' ') - 1) END"
// What is told of it, else what others tell beside its ids.
#define FINDINGS_CVE                                                                               \
	"coalesce(" FINDINGS_CVE_TOLD ", iif(o.ids IS NOT NULL,"                                   \
	" (SELECT p.cve FROM finding_pair p WHERE p.finding = f.id), NULL))"

// The same, read of no body but of what is known by it.
#define FINDINGS_CVE_HOLDS "+f.id IN (SELECT v.finding FROM finding_cve v WHERE v.cve GLOB ("

#define FINDINGS_KEV "(n.kev_due IS NOT NULL OR n.exploited)"

// What the VEX statement that holds of a finding says: an expression on it and its document's
// scope.
#define FINDINGS_VEX(expression)                                                                   \
	"(SELECT " expression " FROM finding_vex x JOIN vex v ON v.id = x.vex"                     \
	" JOIN scope p ON p.id = v.scope WHERE x.finding = f.id)"
// How it stands: "vex not_affected", and why it hides nothing where it does not.
#define FINDINGS_VEX_WORD                                                                          \
	"'vex ' || v.status || CASE WHEN NOT v.honoured THEN ' (not honoured: no reason)'"         \
	" WHEN x.disputed THEN ' (disputed)'"                                                      \
	" WHEN v.at / 86400 * 86400 > (SELECT now FROM moment) THEN ' (dated ahead)' ELSE '' END"
#define FINDINGS_VEX_WHY "coalesce(v.justification || coalesce(': ' || v.text, ''), v.text)"
#define FINDINGS_VEX_PLACE                                                                         \
	"(SELECT i.uri FROM input i WHERE i.run = p.run AND i.number = v.input)"                   \
	" || coalesce(':' || v.line, '')"
// The entries of ignore files that are about it: file and line, and whether each is over.
#define FINDINGS_IGNORED                                                                           \
	"(SELECT group_concat(place, ', ') FROM (SELECT coalesce(i.uri, '?')"                      \
	" || coalesce(':' || e.line, '') || CASE WHEN e.unreadable"                                \
	" OR e.until <= (SELECT now FROM moment) THEN ' (over)' ELSE '' END AS place"              \
	" FROM exception_about a JOIN exception e ON e.id = a.exception"                           \
	" JOIN scope s ON s.id = e.scope"                                                          \
	" LEFT JOIN input i ON i.run = s.run AND i.number = e.input"                               \
	" WHERE a.finding = f.id ORDER BY i.uri, e.line, e.id))"
// Whether an acceptance a covers the finding of bucket n as it is: no worse than what was accepted.
#define ACCEPTANCE_COVERS                                                                          \
	"(n.level <= a.level AND (n.level > 0 OR a.level = 0)"                                     \
	" AND (a.exploited OR NOT (n.exploited OR n.kev_due IS NOT NULL)))"
// The acceptance that covers a finding longest, else the last that did.
#define FINDINGS_ACCEPTANCE(expression)                                                            \
	"(SELECT " expression " FROM (SELECT a.id, a.level, a.until, " ACCEPTANCE_COVERS           \
	" AS covers FROM acceptance a WHERE a.finding = f.id) a"                                   \
	" ORDER BY a.covers DESC, a.until DESC, a.id LIMIT 1)"
// One beside the other, either absent.
#define FINDINGS_BOTH(one, other, between)                                                         \
	"CASE WHEN " one " IS NULL THEN " other " ELSE " one " || coalesce('" between              \
	"' || " other ", '') END"

// Of the report of scan s.
#define FINDINGS_REPORT(expression) "(SELECT " expression " FROM input i WHERE i.id = s.report)"
// What stands behind a body o as scan s has it: "run input:first-last", or without the last when
// its place in the report of this scan is not known.
#define FINDINGS_BEHIND                                                                            \
	"coalesce(" FINDINGS_REPORT("i.run || ' ' || iif(o.scan = s.id AND i.run = s.run"          \
				    " AND instr(o.rows, i.number || ':') = 1, o.rows, i.number "   \
				    "|| ':')") ","                                                 \
					       " iif(o.scan = s.id, s.run || ' ' || o.rows, "      \
					       "NULL))"

// What closes it; the texts that an upgrade closes are found first.
#define FINDINGS_UPGRADE	"iif(f.upgrade > 0, f.upgrade, NULL)"
#define FINDINGS_UPGRADE_TEXT	"(SELECT v FROM text WHERE id = f.upgrade)"
#define FINDINGS_UPGRADE_CLOSES "f.upgrade IN (SELECT id FROM text WHERE upgrade_closes(v, "

// Worked out when it is read: by the list of owners in gavel.yaml (findings/owner/owners.h).
#define FINDINGS_OWNER_OF "(n.class, n.target, n.tool, o.package, o.purl, o.file)"
#define FINDINGS_OWNER	  "owner_of" FINDINGS_OWNER_OF
#define FINDINGS_OWNER_COLUMN(role_)                                                               \
	{                                                                                          \
		.name = "owner", .title = "owner",                                                 \
		.help = "who owns it, as owners: of gavel.yaml says: owner:@acme/ml is any that "  \
			"has this one, with quotes only what has no other, owner= is nobody's",    \
		.kind = COLUMN_TEXT, .role = (role_), .fragment = FINDINGS_OWNER,                  \
		.holds = "owner_has(" FINDINGS_OWNER ", ", .exact_in_quotes = true,                \
		.hint = "owned", .hint_is = HINT_OWNED                                             \
	}

// Monday 00:00 UTC of a time's ISO week: day 0 of unix time was a Thursday.
#define MONDAY(at) "(" at "/86400 - (" at "/86400 + 3) % 7) * 86400"

// How long it has been there, in steps; and what their order is.
#define FINDINGS_DAYS "((SELECT now FROM moment) - n.first_at) / 86400.0"
#define FINDINGS_AGED                                                                              \
	"CASE WHEN " FINDINGS_DAYS " <= 7 THEN 'up to 7 days' WHEN " FINDINGS_DAYS                 \
	" <= 30 THEN 'up to 30 days' WHEN " FINDINGS_DAYS                                          \
	" <= 90 THEN 'up to 90 days' WHEN " FINDINGS_DAYS                                          \
	" <= 180 THEN 'up to 180 days' ELSE 'over 180 days' END"

// Where it is.
#define FINDINGS_PLACE                                                                             \
	"coalesce(o.file || coalesce(':' || o.line, ''), o.resource, o.url, o.logical)"

#endif
