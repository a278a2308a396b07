// Files that scanners write and that hold no findings we can trust: refused by name, with what to
// do.
#include "base/utf8.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/doc/xml.h"

#include <string.h>
#include <strings.h>

enum { SURE = 100 };

// In a folder, only what a scanner may have been asked to write is an error.
static enum err_code code_of(const struct scan_file *file, struct slice name)
{
	bool report = file->request->file_count < 2 || scan_may_be_report(name);
	return report ? ERR_INVALID : ERR_NOT_FOUND;
}

// ---- Packed otherwise than with gzip or zip ----

static const struct packing {
	const char *magic, *end, *name, *unpack;
	size_t len;
} PACKINGS[] = {
	{"\x28\xb5\x2f\xfd", ".zst", "zstd", "zstd -d", 4},
	{"\xfd\x37zXZ\0", ".xz", "xz", "xz -d", 6},
	{"BZh", ".bz2", "bzip2", "bzip2 -d", 3},
};

static const struct packing *packing_of(struct slice head)
{
	for (size_t i = 0; i < sizeof PACKINGS / sizeof *PACKINGS; i++)
		if (head.len > PACKINGS[i].len &&
		    !memcmp(head.at, PACKINGS[i].magic, PACKINGS[i].len))
			return &PACKINGS[i];
	return NULL;
}

static int detect_packed(const struct scan_sniff *sniff)
{
	return packing_of(sniff->head) ? SURE : 0;
}

static bool refuse_packed(struct scan_file *file, struct err *err)
{
	char head[16];
	size_t len = 0;
	struct slice name = slice_of(file->name);
	if (!source_read(file->source, head, sizeof head, &len, err))
		return false;
	const struct packing *packing = packing_of((struct slice){head, len});
	if (!packing)
		return err_set(err, ERR_INCOMPLETE, "%s: changed while it was read", file->name);
	if (slice_ends(name, packing->end))
		name.len -= strlen(packing->end);
	return err_set(err, code_of(file, name),
		       "%s: packed with %s, which is not read; unpack it (%s) and import that, or "
		       "pack it with gzip",
		       file->name, packing->name, packing->unpack);
}

const struct scan_format FORMAT_PACKED = {
	.name = "packed", .detect = detect_packed, .read = refuse_packed};

// ---- Text of other widths ----

// What text that begins with a character of ASCII is by where its NULs are (RFC 4627, section 3).
// With its mark, UTF-16 is read; of XML also without.
static const char *width_of(struct slice head)
{
	const char *at = head.at;
	size_t first = 0;
	if (head.len < 5)
		return NULL;
	if (!memcmp(at, "\xff\xfe\0\0", 4) || !memcmp(at, "\0\0\xfe\xff", 4))
		return "UTF-32";
	while (first < 4 && !at[first])
		first++;
	if (first == 4 || !strchr("{[< \t\r\n", at[first]))
		return NULL;
	if (first == 3 || (!first && !at[1] && !at[2] && !at[3]))
		return "UTF-32";
	bool little = !first && !at[1] && at[2] && !at[3];
	bool big = first == 1 && !at[2] && at[3];
	return (little || big) && at[first] != '<' ? "UTF-16 without a byte order mark" : NULL;
}

static int detect_wide(const struct scan_sniff *sniff)
{
	return width_of(sniff->head) ? SURE : 0;
}

static bool refuse_wide(struct scan_file *file, struct err *err)
{
	char head[16];
	size_t len = 0;
	if (!source_read(file->source, head, sizeof head, &len, err))
		return false;
	const char *width = width_of((struct slice){head, len});
	return err_set(err, code_of(file, slice_of(file->name)),
		       "%s: text in %s, which is not read; have it written in UTF-8", file->name,
		       width ? width : "another encoding");
}

const struct scan_format FORMAT_WIDE = {
	.name = "wide-text", .detect = detect_wide, .read = refuse_wide};

// ---- HTML ----

static bool begins_like(struct slice text, const char *word)
{
	size_t len = strlen(word);
	return text.len >= len && !strncasecmp(text.at, word, len);
}

static int detect_html(const struct scan_sniff *sniff)
{
	struct slice head = slice_trim(sniff->head);
	return begins_like(head, "<!doctype html") || begins_like(head, "<html") ? SURE : 0;
}

static bool refuse_html(struct scan_file *file, struct err *err)
{
	char head[64 * 1024];
	size_t len = 0;
	struct err ignored;
	if (!source_read(file->source, head, sizeof head, &len, &ignored))
		len = 0;
	if (memmem(head, len, "ZAP", 3))
		return err_set(err, ERR_INVALID,
			       "%s: ZAP's HTML report is for people to read; have ZAP write JSON "
			       "and import that: zap-baseline.py -J report.json, or the template "
			       "traditional-json of its report job",
			       file->name);
	return err_set(err, ERR_NOT_FOUND,
		       "%s: an HTML page; have the scanner write JSON, SARIF or XML and import "
		       "that",
		       file->name);
}

const struct scan_format FORMAT_HTML = {.name = "html", .detect = detect_html, .read = refuse_html};

// ---- XML with a DTD ----

// The reader of XML stops where one declares something, before it comes to the root, so that no
// other format fits.
static int detect_dtd(const struct scan_sniff *sniff)
{
	struct slice head = slice_trim(sniff->head);
	bool xml = slice_starts(head, "<?xml") || slice_starts(head, "<!--") ||
		   begins_like(head, "<!doctype");
	return xml && !sniff->xml.len && memmem(head.at, head.len, "<!DOCTYPE", 9) ? SURE - 1 : 0;
}

// In the reader's words, by line and column.
static bool refuse_dtd(struct scan_file *file, struct err *err)
{
	struct xml *xml = xml_open(file->source, file->name, NULL, 0);
	const struct node *node;
	size_t want;
	bool more = true;
	if (xml_next(xml, &want, &node, &more, err))
		err_set(err, ERR_INVALID,
			"%s: so much stands before its root element that its format is not known; "
			"import it alone with --as FORMAT",
			file->name);
	xml_close(xml);
	return false;
}

const struct scan_format FORMAT_DTD = {.name = "dtd", .detect = detect_dtd, .read = refuse_dtd};

// ---- SPDX 3 ----

static int detect_spdx3(const struct scan_sniff *sniff)
{
	struct slice context = node_text(sniff->json, "@context");
	bool spdx = context.len && memmem(context.at, context.len, "spdx.org/rdf/3", 14);
	return spdx ? SURE : 0;
}

static bool refuse_spdx3(struct scan_file *file, struct err *err)
{
	return err_set(err, ERR_INVALID,
		       "%s: SPDX 3 is not read; have the tool write SPDX 2.3 or CycloneDX",
		       file->name);
}

const struct scan_format FORMAT_SPDX3 = {
	.name = "spdx-3", .detect = detect_spdx3, .read = refuse_spdx3};

// ---- Nothing ----

static int detect_empty(const struct scan_sniff *sniff)
{
	return slice_trim(sniff->head).len ? 0 : SURE;
}

// Whether something stands behind the blanks, of which detection sees the first alone.
static bool has_words(struct source *source, bool *out, struct err *err)
{
	char bytes[16 * 1024];
	size_t len = 1;
	*out = false;
	while (len && !*out) {
		if (!source_read(source, bytes, sizeof bytes, &len, err))
			return false;
		*out = slice_trim(utf8_unmarked((struct slice){bytes, len})).len > 0;
	}
	return true;
}

// In a folder, only what a scanner may have been asked to write.
static bool refuse_empty(struct scan_file *file, struct err *err)
{
	bool report = scan_may_be_report(slice_of(file->name)), words;
	if (!has_words(file->source, &words, err))
		return false;
	return err_set(err, report ? ERR_INVALID : ERR_NOT_FOUND,
		       words ? "%s: so many blanks stand before the first word that its format is "
			       "not known; import it alone with --as FORMAT"
			     : "%s: the file is empty: the scanner wrote no report, and nothing is "
			       "changed",
		       file->name);
}

const struct scan_format FORMAT_EMPTY = {
	.name = "empty", .detect = detect_empty, .read = refuse_empty};

// ---- JSON and XML of no known format ----

static int detect_never(const struct scan_sniff *sniff)
{
	(void)sniff;
	return 0; // scan_guess takes it when nothing else fits
}

// The formats that are a list at their top.
static void add_lists(struct str *out)
{
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		if (SCAN_FORMATS[i]->bare & SCAN_EMPTY_LIST)
			str_addf(out, "%s%s", out->len ? ", " : "", SCAN_FORMATS[i]->name);
}

// Much lies in folders that only looks like JSON or XML; what is cut short may be the report that
// matters, and what has SARIF's name must be some.
static bool may_lie_there(const struct scan_file *file, bool misread)
{
	return misread && file->request->file_count > 1 && !strstr(file->name, ".sarif");
}

static bool is_sound(struct scan_file *file, enum node_kind *kind, struct err *err)
{
	return (doc_kind(file->doc, kind, err) && doc_end(file->doc, err)) ||
	       may_lie_there(file, doc_is_misread(file->doc));
}

// What is wrong with it as JSON, else that nobody knows it.
static bool refuse_json(struct scan_file *file, struct err *err)
{
	enum node_kind kind = NODE_NULL;
	struct str lists = {0};
	if (!is_sound(file, &kind, err))
		return false;
	if (kind == NODE_LIST)
		add_lists(&lists);
	err_set(err, strstr(file->name, ".sarif") ? ERR_INVALID : ERR_NOT_FOUND,
		"%s: no report of a format that is known; name one with --as FORMAT%s%s",
		file->name, lists.len ? ", of a list perhaps one of: " : "", str_text(&lists));
	str_fini(&lists);
	return false;
}

const struct scan_format FORMAT_JSON = {
	.name = "json", .detect = detect_never, .read = refuse_json};

static bool refuse_xml(struct scan_file *file, struct err *err)
{
	struct xml *xml = xml_open(file->source, file->name, NULL, 0);
	const struct node *node;
	size_t want;
	bool more = true;
	bool done =
		xml_next(xml, &want, &node, &more, err) || may_lie_there(file, xml_is_misread(xml));
	xml_close(xml);
	if (done)
		err_set(err, ERR_NOT_FOUND, "%s: no report of a format that is known", file->name);
	return false;
}

const struct scan_format FORMAT_XML = {.name = "xml", .detect = detect_never, .read = refuse_xml};
