#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"
#include "plugins/scans/words/words.h"

#include <string.h>

// OpenVEX 0.2 (and 0.0 as it was written before). What holds for all statements may stand behind
// them, so the document is read twice.

struct openvex {
	struct scan_file *file;
	struct stock stock;
	struct slice issuer, document, revision;
	int64_t at;
	bool has_statements;
};

// ---- One statement ----

static void add_word(struct str *out, struct slice word)
{
	if (!word.len)
		return;
	str_add_text(out, out->len ? " " : "");
	str_add_slice(out, word);
}

// A vulnerability is a text, or a name with aliases; "@id" is an address.
static void add_ids(struct openvex *o, struct str *out, const struct node *vulnerability)
{
	if (!vulnerability)
		return;
	if (vulnerability->kind == NODE_TEXT)
		add_word(out, vulnerability->text);
	add_word(out, node_text(vulnerability, "name"));
	if (!out->len)
		add_word(out, words_ids_in(node_text(vulnerability, "@id"), o->file->arena));
	for (NODE_EACH(alias, node_at(vulnerability, "aliases")))
		add_word(out, alias->text);
}

// A product or a part of one: a text, or an object with "@id" and other names.
static struct slice name_of(const struct node *thing)
{
	static const char *const NAMES[] = {"purl", "cpe23", "cpe22"};
	const struct node *identifiers = node_member(thing, "identifiers");
	struct slice text = {NULL, 0};
	if (!thing || thing->kind == NODE_TEXT)
		return thing ? thing->text : text;
	const struct node *id = node_member(thing, "@id");
	if (id && slice_starts(id->text, "pkg:"))
		return id->text;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !text.len; i++)
		text = node_text(identifiers, NAMES[i]);
	return text.len ? text : id ? id->text : text;
}

static void send_product(struct openvex *o, struct stock_vex *vex, const struct node *product)
{
	const struct node *parts = node_member(product, "subcomponents");
	vex->product = name_of(product);
	vex->component = (struct slice){NULL, 0};
	if (!parts || !parts->first) {
		stock_vex(&o->stock, vex);
		return;
	}
	for (NODE_EACH(part, parts)) {
		vex->component = name_of(part);
		if (vex->component.len)
			stock_vex(&o->stock, vex);
		else // of the whole product it was not said
			stock_reject(&o->stock, "a subcomponent without a name", vex->product);
	}
}

static bool is_status(struct slice status)
{
	static const char *const WORDS[] = {"not_affected", "affected", "fixed",
					    "under_investigation"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_is(status, WORDS[i]))
			return true;
	return false;
}

static int64_t stated_at(const struct openvex *o, const struct node *statement)
{
	int64_t at = scan_time(node_text(statement, "last_updated"));
	at = at ? at : scan_time(node_text(statement, "timestamp"));
	return at ? at : o->at;
}

static bool send_statement(struct openvex *o, const struct node *statement, int64_t line)
{
	struct str ids = {0};
	struct slice impact = stock_said(statement, "impact_statement");
	add_ids(o, &ids, node_member(statement, "vulnerability"));
	struct stock_vex vex = {.format = "openvex",
				.issuer = o->issuer,
				.document = o->document,
				.ids = str_slice(&ids),
				.status = node_text(statement, "status"),
				.justification = node_text(statement, "justification"),
				.text = impact,
				.at = stated_at(o, statement),
				.line = line};
	bool fits = ids.len && is_status(vex.status);
	if (!impact.len && !slice_is(vex.status, "not_affected"))
		vex.text = stock_said(statement, "action_statement");
	if (!fits)
		stock_reject(&o->stock,
			     "a statement without a vulnerability or a status that is known",
			     str_slice(&ids));
	const struct node *products = node_member(statement, "products");
	if (fits && (!products || !products->first)) {
		scan_warn(o->file, "%.*s: a statement that names no product holds of no finding",
			  (int)ids.len, ids.at);
		stock_vex(&o->stock, &vex);
	}
	if (fits)
		for (NODE_EACH(product, products))
			send_product(o, &vex, product);
	str_fini(&ids);
	return true;
}

// ---- The document ----

static bool see_head(struct openvex *o, struct err *err)
{
	struct doc *doc = o->file->doc;
	struct slice key;
	const struct node *node;
	int64_t updated = 0;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more) {
		struct slice *kept = slice_is(key, "@id")	? &o->document
				     : slice_is(key, "author")	? &o->issuer
				     : slice_is(key, "version") ? &o->revision
								: NULL;
		bool time = slice_is(key, "timestamp"), update = slice_is(key, "last_updated");
		o->has_statements |= slice_is(key, "statements");
		if (!kept && !time && !update)
			continue;
		done = doc_read(doc, &node, err);
		if (done && kept)
			*kept = stock_keep(o->file, node_text(node, ""));
		else if (done && time)
			o->at = scan_made(o->file, node->text);
		else if (done)
			updated = scan_time(node->text);
	}
	o->at = updated ? updated : o->at;
	return done && doc_end(doc, err);
}

static bool send_all(struct openvex *o, struct err *err)
{
	struct doc *doc = o->file->doc;
	const struct node *node;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		int64_t line = doc_line(doc);
		done = doc_read(doc, &node, err) && send_statement(o, node, line);
		doc_forget(doc);
	}
	return done;
}

static bool read_statements(struct openvex *o, struct err *err)
{
	struct slice key;
	bool more = true, done = doc_enter(o->file->doc, err);
	while (done && (done = doc_next(o->file->doc, &key, &more, err)) && more)
		if (slice_is(key, "statements"))
			done = send_all(o, err);
	return done;
}

// A document without an id is told from others of its author by its bytes.
static bool read(struct scan_file *file, struct err *err)
{
	struct openvex o = {.file = file};
	if (!see_head(&o, err))
		return false;
	if (!o.has_statements)
		return err_set(err, ERR_INVALID, "%s: has no statements", file->name);
	struct slice id = o.document.len ? o.document : stock_digest(file);
	struct slice key[STOCK_KEY] = {o.issuer, id};
	stock_begin(&o.stock, file, "vex", key, (struct stock_version){o.at, o.revision});
	if (!scan_again(file, err) || !read_statements(&o, err))
		return false;
	stock_end(&o.stock, NULL);
	return true;
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *context = node_member(sniff->json, "@context");
	const struct node *first = node_at(sniff->json, "statements.0");
	if (node_has(first, "vulnerability") && is_status(node_text(first, "status")))
		return 90;
	return context && memmem(context->text.at ? context->text.at : "", context->text.len,
				 "openvex.dev/ns", 14)
		       ? 100
		       : 0;
}

const struct scan_format FORMAT_OPENVEX = {
	.name = "openvex",
	.title = "OpenVEX 0.2: statements on products",
	.detect = detect,
	.read = read,
};
