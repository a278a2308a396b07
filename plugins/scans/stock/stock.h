// Senders of what is no finding: inventories and their components, statements on products, known
// exploited vulnerabilities, scores, and what runs.
//
//	stock_begin -> stock_component | stock_vex | … per thing -> stock_end
//
// Texts are capped, names so that they stay apart; what was cut is told once a scope.
// Must not: know a format.
#ifndef GAVEL_PLUGINS_SCANS_STOCK_STOCK_H
#define GAVEL_PLUGINS_SCANS_STOCK_STOCK_H

#include "plugins/scans/scan.h"

// An open scope.
struct stock {
	struct scan_file *file;
	int scope;
	int64_t rows;
	int64_t at; // the line of what is read, of a file of lines; 0: its rows are counted
	bool cut;
	const char *fault; // why it cannot be what it says, or is not yet; NULL
	int64_t unread;	   // statements on versions that are not understood
	struct slice first_unread;
	int64_t unfounded; // statements that something is not affected, without a reason
	struct slice first_unfounded;
	struct str line;
	struct arena texts; // of one record
};

// What the same run told of the same thing before, in another file, is replaced if it is older.
struct stock_version {
	int64_t at;
	struct slice revision; // the document's own number
};
// A key's last texts may be empty: it has none then.
enum { STOCK_KEY = 4 };
void stock_begin(struct stock *stock, struct scan_file *file, const char *kind,
		 const struct slice key[STOCK_KEY], struct stock_version version);
// `failed` (NULL: whole) says why it cannot be trusted as whole: nothing changes then. Frees.
void stock_end(struct stock *stock, const char *failed);
// Why that has to be: nobody publishes an empty catalogue, it would take away what is known.
const char *stock_why_empty(const struct stock *stock);
// A thing of the file that cannot be used, and why.
void stock_reject(struct stock *stock, const char *why, struct slice text);

// Empty slices: not told, in everything below.
struct stock_sbom {
	struct slice subject, kind, version, digest, purl, tool, serial;
	struct slice revision; // with the serial: which version of the document it is
	struct slice tag;      // of an image, parted from its name by stock_sbom_begin
	struct slice digests;  // of an image, further ones, as struct scan has them
	struct slice folder;   // or lockfile of the subject that it lists, as the document names it
	struct slice part;     // that with a person's category before it, once it has begun
	bool source;	       // SPDX's word for what it lists is SOURCE: a tree of files
	bool nowhere;	       // the subject is the file's name, since the document names a place
	const char *format;
	int64_t at;
};
// Opens its scope: the key is the subject with its digest, which may be told beside the report,
// else its version, and what made it, in whatever version; of what has no digest also the part of
// the subject that it lists, since several may be told, each of another. An image's subject is its
// name without a tag, as scanners of images tell it.
void stock_sbom_begin(struct stock *stock, struct scan_file *file, struct stock_sbom *sbom);
void stock_sbom_end(struct stock *stock, const struct stock_sbom *sbom, const char *failed);

// What a scan of the inventory's flaws is of, once the inventory has begun: an image by its
// name without a tag, else the subject, by its part; of no target where that is the file's name
// alone.
void stock_scan_subject(const struct stock_sbom *sbom, bool image, struct scan *scan);

struct stock_component {
	struct slice type, name, version, purl, cpe, licence, path;
	struct slice ref;    // as other parts of the document call it
	struct slice source; // the package that it was built of, where its purl does not tell it:
			     // "NAME" or "NAME@VERSION"
};
void stock_component(struct stock *stock, const struct stock_component *component);

struct stock_vex {
	const char *format;
	struct slice issuer, document;
	struct slice ids; // blanks between
	struct slice product, component;
	struct slice versions; // a range, or words for one (range_add_words)
	struct slice status;   // affected, not_affected, fixed, under_investigation
	struct slice justification, text;
	enum finding_level level;
	int64_t at;
	int64_t line; // in the file, from 1; 0: not told
};
void stock_vex(struct stock *stock, const struct stock_vex *vex);

struct stock_kev {
	struct slice cve, product, name, action;
	int64_t added, due;
	bool ransomware;
};
void stock_kev(struct stock *stock, const struct stock_kev *kev);
// Rejects what is no probability.
void stock_epss(struct stock *stock, struct slice cve, struct slice epss, struct slice percentile);

struct stock_workload {
	struct slice cluster, space, workload, kind, image, digest;
	int64_t replicas;
};
void stock_workload(struct stock *stock, const struct stock_workload *workload);

// ---- Helpers ----

enum { STOCK_WORD = 1024, STOCK_TEXT = 4096, STOCK_LIST = 16384 };

// At most so many bytes, in whole characters. The beginning of what is no prose (STOCK_TEXT) would
// be something else's name: a hash of the whole stands behind it.
struct slice stock_cap(struct stock *stock, struct slice text, size_t most);
// As many of the words, which blanks part, as STOCK_LIST holds.
struct slice stock_cap_list(struct stock *stock, struct slice words);

// The text in the file's arena; nothing of an empty one.
struct slice stock_keep(const struct scan_file *file, struct slice text);
// A text at a path of names; nothing of a number or a truth value, which say nothing.
struct slice stock_said(const struct node *node, const char *path);
// "sha256:…" of the file, which was read to its end.
struct slice stock_digest(struct scan_file *file);
// What a document is of that names nothing: what the source or the command line names as the
// target, else the file.
struct slice stock_unnamed(const struct scan_file *file);
// What the inventory is of, `subject` being what the document tells: where that is a place on the
// machine that made it ("." or "/src") or, if there is anything better, a bare digest or a folder's
// or an archive's name, it is stock_unnamed, and a folder's name is what it lists of it. Of the
// same repository the target tells the branch.
void stock_name(struct scan_file *file, struct stock_sbom *sbom);
bool stock_is_image(const struct stock_sbom *sbom);

#endif
