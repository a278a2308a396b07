#include "plugins/scans/hide/hide.h"
#include "plugins/scans/stock/stock.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

#include "base/digest.h"
#include "findings/purl.h"
#include "findings/target.h"

#include <ctype.h>
#include <string.h>

// ---- Lengths ----

enum { HASH_DIGITS = 16 };

static void say_cut(struct stock *s, int most)
{
	if (!s->cut)
		scan_warn(s->file, "a text is longer than %d bytes and was cut", most);
	s->cut = true;
}

static struct slice head_of(struct slice text, size_t most)
{
	while (most && ((unsigned char)text.at[most] & 0xc0) == 0x80)
		most--;
	return (struct slice){text.at, most};
}

struct slice stock_cap(struct stock *s, struct slice text, size_t most)
{
	char hex[DIGEST_HEX];
	text = hide_known(&s->texts, text);
	if (text.len <= most)
		return text;
	say_cut(s, (int)most);
	if (most == STOCK_TEXT)
		return head_of(text, most);
	struct slice head = head_of(text, most - HASH_DIGITS - 1);
	digest_bytes(text.at, text.len, hex);
	return slice_of(arena_printf(&s->texts, "%.*s~%.*s", (int)head.len, head.at,
				     (int)HASH_DIGITS, hex));
}

struct slice stock_cap_list(struct stock *s, struct slice words)
{
	words = hide_known(&s->texts, words);
	if (words.len <= STOCK_LIST)
		return words;
	say_cut(s, STOCK_LIST);
	const char *blank = memrchr(words.at, ' ', STOCK_LIST + 1);
	return blank ? (struct slice){words.at, (size_t)(blank - words.at)}
		     : stock_cap(s, words, STOCK_WORD);
}

// ---- What it is of ----

struct slice stock_keep(const struct scan_file *file, struct slice text)
{
	return text.len ? (struct slice){arena_slice(file->arena, text), text.len}
			: (struct slice){NULL, 0};
}

struct slice stock_said(const struct node *node, const char *path)
{
	const struct node *said = node_at(node, path);
	return said && said->kind == NODE_TEXT ? said->text : (struct slice){NULL, 0};
}

struct slice stock_digest(struct scan_file *file)
{
	char hex[DIGEST_HEX];
	source_digest(file->source, hex);
	return scan_keep(file, "sha256:%s", hex);
}

// The folder where the tool was pointed at, as it says "here".
static bool is_here(struct slice name)
{
	while (slice_starts(name, "./"))
		name = (struct slice){name.at + 2, name.len - 2};
	return !name.len || slice_is(name, ".") || slice_is(name, "..") || slice_is(name, "/");
}

// A place on the machine that looked: in a container all repositories lie in "/src".
static bool is_place(struct slice name)
{
	bool drive = name.len > 2 && isalpha((unsigned char)name.at[0]) && name.at[1] == ':' &&
		     (name.at[2] == '/' || name.at[2] == '\\');
	return is_here(name) || drive || slice_starts(name, "/") || slice_starts(name, "../");
}

struct slice stock_unnamed(const struct scan_file *file)
{
	struct slice target = scan_told(file);
	const char *slash = strrchr(file->name, '/');
	return target_folded(target.len ? target : slice_of(slash ? slash + 1 : file->name),
			     file->arena);
}

bool stock_is_image(const struct stock_sbom *sbom)
{
	return slice_is(sbom->kind, "container") || slice_is(sbom->kind, "image") ||
	       slice_starts(sbom->purl, "pkg:oci/") || slice_starts(sbom->purl, "pkg:docker/");
}

// A path on the machine that looked, in whatever repository. Trivy calls a folder and a lockfile an
// application (pkg/sbom/cyclonedx/marshal.go), in SPDX a source (pkg/sbom/spdx/marshal.go), but no
// package.
static bool is_folder(const struct stock_sbom *sbom)
{
	bool trivy = slice_is(sbom->tool, "trivy") &&
		     (sbom->source || slice_is(sbom->kind, "application"));
	return slice_is(sbom->kind, "directory") || slice_is(sbom->kind, "file") ||
	       (trivy && !sbom->purl.len && !words_is_address(sbom->subject));
}

// Hubs have models of one name in many name spaces, which the purl alone tells.
static void qualify(struct scan_file *file, struct stock_sbom *sbom)
{
	struct purl purl;
	if (purl_read(sbom->purl, file->arena, &purl) && slice_is(purl.type, "huggingface") &&
	    purl.space.len && slice_equal(purl.name, sbom->subject))
		sbom->subject = scan_keep(file, "%.*s/%.*s", (int)purl.space.len, purl.space.at,
					  (int)purl.name.len, purl.name.at);
}

// What the folder or lockfile is in the subject; nothing of an address, which tells no path.
static struct slice part_of(const struct stock_sbom *sbom, struct slice path)
{
	while (slice_starts(path, "./"))
		path = (struct slice){path.at + 2, path.len - 2};
	while (slice_ends(path, "/"))
		path.len--;
	bool none =
		words_is_address(path) || image_is_bare(path) || slice_equal(path, sbom->subject);
	return none ? (struct slice){0} : path;
}

void stock_name(struct scan_file *file, struct stock_sbom *sbom)
{
	qualify(file, sbom);
	struct slice target = target_folded(scan_told(file), file->arena), told = sbom->subject;
	bool folder = is_folder(sbom);
	bool place = is_place(told) || (stock_is_image(sbom) && image_is_archive(told));
	if (words_is_address(told) && !stock_is_image(sbom))
		sbom->subject = slice_or(words_repo(told, file->arena), told);
	sbom->subject = target_folded(sbom->subject, file->arena);
	if (place || (target.len && (folder || image_is_bare(told))))
		sbom->subject = stock_unnamed(file);
	else
		sbom->subject = scan_named(file, sbom->subject, stock_is_image(sbom), false);
	if (folder && target.len && !place)
		sbom->folder = part_of(sbom, told);
	sbom->nowhere = told.len && place && !target.len;
	told = scan_quote(file, told);
	if (sbom->nowhere)
		scan_warn(file,
			  "it is of '%.*s', a place that many are in: it is stored as of '%.*s'; "
			  "--target NAME, or `target` of the source, says of what it is",
			  (int)told.len, told.at, (int)sbom->subject.len, sbom->subject.at);
}

void stock_scan_subject(const struct stock_sbom *sbom, bool image, struct scan *scan)
{
	struct slice digest;
	scan->class = image ? FINDING_CONTAINER : FINDING_DEPENDENCY;
	scan->target = sbom->subject;
	scan->target_kind = image ? SLICE("image") : sbom->kind;
	scan->category = sbom->folder; // a person's is put before it
	scan->digest = sbom->digest;
	scan->digests = sbom->digests;
	scan->ref = sbom->tag;
	scan->at = sbom->at;
	if (image && !sbom->tag.len)
		scan->target = image_name(sbom->subject, &scan->ref, &digest);
	if (sbom->nowhere)
		scan->target = (struct slice){0};
}
