#include "plugins/scans/formats.h"
#include "plugins/scans/spdx/spdx.h"

#include "base/utf8.h"
#include "plugins/sdk/ahead.h"

#include <stdlib.h>
#include <string.h>

// SPDX tag-value: "Tag: value" a line, <text>…</text> over several. The document's own tags come
// before its packages; relationships may stand anywhere, so the file is read twice.

enum { LINE_MAX_BYTES = 1024 * 1024 };

struct tags {
	struct spdx spdx;
	struct spdx_package package;
	bool in_package, in_other; // in_other: a file or snippet, which is no package
	bool sends;		   // the second time
	bool has_version;
	bool cut; // the last line has no end
	struct spdx_ids ids;
	int64_t line;
	struct arena texts; // of the package
};

static struct slice keep(struct arena *arena, struct slice text)
{
	return (struct slice){arena_slice(arena, text), text.len};
}

static bool end_package(struct tags *t, struct err *err)
{
	bool done = true;
	if (t->in_package && t->sends)
		done = spdx_package(&t->spdx, &t->package, err);
	else if (t->in_package)
		spdx_root(&t->spdx, &t->package);
	t->package = (struct spdx_package){.ref_count = 0};
	t->in_package = false;
	arena_fini(&t->texts);
	return done;
}

// "CATEGORY type locator"
static void take_reference(struct tags *t, struct slice value)
{
	struct slice parts[3];
	for (size_t i = 0; i < 2; i++)
		parts[i] = keep(&t->texts, slice_word(&value));
	parts[2] = keep(&t->texts, slice_trim(value));
	spdx_reference(&t->package, parts);
}

static void take_checksum(struct tags *t, struct slice value)
{
	struct slice algorithm = slice_trim(slice_cut(&value, ':'));
	if (slice_is(algorithm, "SHA256"))
		t->package.checksum = keep(&t->texts, slice_trim(value));
}

// "SPDXRef-DOCUMENT DESCRIBES SPDXRef-x"
static void take_relationship(struct tags *t, struct slice value)
{
	struct slice of = slice_word(&value), kind = slice_word(&value), to = slice_word(&value);
	if (!t->sends) {
		spdx_note_id(&t->ids.named, of);
		spdx_note_id(&t->ids.named, to);
	}
	if (t->sends || !slice_is(of, "SPDXRef-DOCUMENT") || !slice_is(kind, "DESCRIBES"))
		return;
	t->spdx.described++;
	t->spdx.root = keep(t->spdx.file->arena, to);
}

static void take_licence(struct tags *t, struct slice value, bool declared)
{
	struct slice found = spdx_licence(value, (struct slice){NULL, 0});
	if (found.len && (declared || !t->package.licence.len))
		t->package.licence = keep(&t->texts, found);
}

static void package_tag(struct tags *t, struct slice tag, struct slice value)
{
	if (slice_is(tag, "SPDXID"))
		t->package.id = keep(&t->texts, value);
	else if (slice_is(tag, "PackageVersion"))
		t->package.version = keep(&t->texts, value);
	else if (slice_is(tag, "PackageSourceInfo"))
		t->package.source = keep(&t->texts, value);
	else if (slice_is(tag, "PrimaryPackagePurpose"))
		t->package.purpose = keep(&t->texts, value);
	else if (slice_is(tag, "PackageLicenseDeclared"))
		take_licence(t, value, true);
	else if (slice_is(tag, "PackageLicenseConcluded"))
		take_licence(t, value, false);
	else if (slice_is(tag, "PackageChecksum"))
		take_checksum(t, value);
	else if (slice_is(tag, "ExternalRef"))
		take_reference(t, value);
}

static bool document_tag(struct tags *t, struct slice tag, struct slice value, struct err *err)
{
	struct arena *arena = t->spdx.file->arena;
	if (slice_is(tag, "SPDXVersion")) {
		t->has_version = true;
		return spdx_check(&t->spdx, value, err);
	}
	if (slice_is(tag, "DocumentName"))
		t->spdx.sbom.subject = keep(arena, value);
	else if (slice_is(tag, "DocumentNamespace"))
		t->spdx.sbom.serial = keep(arena, value);
	else if (slice_is(tag, "Created"))
		t->spdx.sbom.at = scan_made(t->spdx.file, value);
	else if (slice_is(tag, "Creator"))
		spdx_creator(&t->spdx, value);
	return true;
}

static bool take_tag(struct tags *t, struct slice tag, struct slice value, struct err *err)
{
	if (!t->sends && (slice_is(tag, "SPDXID") || slice_is(tag, "SnippetSPDXID")))
		spdx_note_id(&t->ids.there, value);
	if (slice_is(tag, "PackageName")) {
		if (!end_package(t, err))
			return false;
		t->in_package = true;
		t->in_other = false;
		t->package.name = keep(&t->texts, value);
		return true;
	}
	if (slice_is(tag, "FileName") || slice_is(tag, "SnippetSPDXID") ||
	    slice_is(tag, "LicenseID")) {
		t->in_other = true;
		return end_package(t, err);
	}
	if (slice_is(tag, "Relationship"))
		take_relationship(t, value);
	else if (t->in_package)
		package_tag(t, tag, value);
	else if (!t->in_other && !t->sends)
		return document_tag(t, tag, value, err);
	return true;
}

// ---- Lines ----

struct lines {
	struct source *source;
	struct str text; // what was read and not taken
	size_t at;
	bool end, newline; // newline: the last line had one
};

// The next line without its newline; *more is false at the end.
static bool next_line(struct lines *l, struct slice *out, bool *more, struct err *err)
{
	for (;;) {
		struct slice rest = {l->text.at ? l->text.at + l->at : "", l->text.len - l->at};
		const char *newline = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;
		if (newline || l->end) {
			*out = (struct slice){rest.at,
					      newline ? (size_t)(newline - rest.at) : rest.len};
			l->at += out->len + (newline != NULL);
			*more = newline || out->len;
			if (*more)
				l->newline = newline;
			return true;
		}
		if (rest.len > LINE_MAX_BYTES)
			return err_set(err, ERR_INVALID, "a line of more than a megabyte");
		if (rest.len && l->text.at)
			memmove(l->text.at, rest.at, rest.len);
		l->text.len = rest.len;
		l->at = 0;
		str_reserve(&l->text, 64 * 1024);
		size_t len;
		if (!source_read(l->source, l->text.at + l->text.len, 64 * 1024, &len, err))
			return false;
		l->text.len += len;
		l->end = !len;
	}
}

// Past the end of a <text> that goes over lines; only its beginning is used.
static bool skip_text(struct tags *t, struct lines *l, struct err *err)
{
	struct slice line;
	bool more;
	do {
		if (!next_line(l, &line, &more, err))
			return false;
		t->line++;
		if (!more)
			return err_set(err, ERR_INVALID, "<text> has no end");
	} while (!memmem(line.at, line.len, "</text>", 7));
	return true;
}

static bool read_line(struct tags *t, struct lines *l, struct slice line, struct err *err)
{
	line = slice_trim(t->line == 1 ? utf8_unmarked(line) : line);
	if (!line.len || *line.at == '#')
		return true;
	const char *colon = memchr(line.at, ':', line.len);
	if (!colon)
		return err_set(err, ERR_INVALID, "is no 'Tag: value'");
	struct slice value = line, tag = slice_cut(&value, ':');
	value = slice_trim(value);
	bool open = slice_starts(value, "<text>");
	bool closed = !open || memmem(value.at, value.len, "</text>", 7);
	return (closed || skip_text(t, l, err)) && take_tag(t, slice_trim(tag), value, err);
}

static bool walk(struct tags *t, struct err *err)
{
	struct lines lines = {.source = t->spdx.file->source};
	struct slice line = {NULL, 0};
	bool more = true, done = true;
	str_reserve(&lines.text, 1);
	t->line = 0;
	t->in_other = false;
	while (done && (done = next_line(&lines, &line, &more, err)) && more) {
		t->line++;
		done = read_line(t, &lines, line, err);
	}
	done = done && end_package(t, err);
	t->cut = t->line && !lines.newline;
	if (!done && err->code == ERR_INVALID && !strstr(err->text, t->spdx.file->name))
		err_wrap(err, "%s:%lld", t->spdx.file->name, (long long)t->line);
	str_fini(&lines.text);
	arena_fini(&t->texts);
	return done;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct tags t = {
		.spdx = {.file = file, .sbom = {.format = "spdx-tag-value"}, .endless = true}};
	bool done = walk(&t, err);
	const char *gone = spdx_missing(&t.ids, file->arena);
	map_fini(&t.ids.there);
	map_fini(&t.ids.named);
	if (!done)
		return false;
	if (!t.has_version)
		return err_set(err, ERR_INVALID, "%s: has no SPDXVersion", file->name);
	t.sends = true;
	spdx_begin(&t.spdx);
	return scan_again(file, err) && walk(&t, err) &&
	       spdx_end(&t.spdx, t.cut ? "the last line is cut short" : gone, err);
}

// The first lines that are no comments are tags of a document.
static int detect(const struct scan_sniff *sniff)
{
	struct slice rest = sniff->head;
	for (int i = 0; i < 40 && rest.len; i++)
		if (slice_starts(slice_trim(slice_cut(&rest, '\n')), "SPDXVersion:"))
			return 100;
	return 0;
}

const struct scan_format FORMAT_SPDX_TAG_VALUE = {
	.name = "spdx-tag-value",
	.title = "SPDX 2.2 and 2.3 as tag-value: packages, security references",
	.detect = detect,
	.read = read,
	.endless = true,
};

// ---- What is not read ----

static int detect_rdf(const struct scan_sniff *sniff)
{
	return slice_is(sniff->xml, "RDF") &&
			       memmem(sniff->head.at, sniff->head.len, "spdx.org/rdf", 12)
		       ? 100
		       : 0;
}

static bool refuse_rdf(struct scan_file *file, struct err *err)
{
	return err_set(err, ERR_INVALID,
		       "%s: SPDX as RDF/XML is not read; have the tool write SPDX 2.3 as JSON or "
		       "tag-value, or CycloneDX",
		       file->name);
}

const struct scan_format FORMAT_SPDX_RDF = {
	.name = "spdx-rdf", .detect = detect_rdf, .read = refuse_rdf};
