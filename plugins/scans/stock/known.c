#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"

#include <stdlib.h>
#include <string.h>

// CISA's catalogue of known exploited vulnerabilities, and FIRST's scores of exploit prediction.

// Hands out the members of the list that is the document, or of the list `name` in it.
struct list {
	const char *name;
	// Of the document's other members; NULL when it is a list.
	void (*head)(struct stock *stock, struct slice key, const struct node *value);
	void (*item)(struct stock *stock, const struct node *item);
};

static bool walk_items(struct stock *stock, const struct list *list, struct err *err)
{
	struct doc *doc = stock->file->doc;
	const struct node *item;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		done = doc_read(doc, &item, err);
		if (done && list->item)
			list->item(stock, item);
		doc_forget(doc);
	}
	return done;
}

static bool walk_member(struct stock *stock, const struct list *list, struct slice key,
			struct err *err)
{
	struct doc *doc = stock->file->doc;
	const struct node *value;
	char name[32] = "";
	memcpy(name, key.at, key.len < sizeof name ? key.len : sizeof name - 1);
	if (slice_is(key, list->name))
		return list->item ? walk_items(stock, list, err) : doc_skip(doc, err);
	if (!list->head || !doc_read(doc, &value, err))
		return !list->head;
	list->head(stock, slice_of(name), value);
	doc_forget(doc);
	return true;
}

static bool walk(struct stock *stock, const struct list *list, struct err *err)
{
	struct doc *doc = stock->file->doc;
	enum node_kind kind;
	struct slice key;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind == NODE_LIST)
		return (list->item ? walk_items(stock, list, err) : doc_skip(doc, err)) &&
		       doc_end(doc, err);
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = walk_member(stock, list, key, err);
	return done && doc_end(doc, err);
}

// What a document says of itself, before its items.
struct head {
	struct stock stock; // the first member: heads are called with it
	struct stock_version version;
	int64_t count, offset;
	bool has_count;
	int64_t undated; // of what is exploited, without a date
	struct slice first_undated;
};

static void take_head(struct stock *stock, struct slice key, const struct node *value)
{
	struct head *head = (struct head *)stock;
	if (slice_is(key, "dateReleased"))
		head->version.at = scan_made(stock->file, value->text);
	if (slice_is(key, "catalogVersion"))
		head->version.revision = stock_keep(stock->file, value->text);
	if (slice_is(key, "count") || slice_is(key, "total")) {
		int64_t count = node_int(value, "", -1);
		head->count = count > head->count ? count : head->count;
		head->has_count = true;
	}
	if (slice_is(key, "offset"))
		head->offset = node_int(value, "", 0);
}

const char *stock_why_empty(const struct stock *stock)
{
	return stock->rows ? NULL : "lists nothing; what was known stays";
}

static bool read_list(struct scan_file *file, struct head *head, const struct list *list,
		      const char *kind, struct err *err)
{
	struct slice key[STOCK_KEY] = {slice_of(kind), {"", 0}};
	struct list items = *list;
	items.head = NULL;
	stock_begin(&head->stock, file, kind, key, head->version);
	if (!scan_again(file, err) || !walk(&head->stock, &items, err))
		return false;
	bool part = head->has_count && head->count != head->stock.rows;
	stock_end(&head->stock,
		  part ? arena_printf(file->arena, "lists %lld of %lld",
				      (long long)head->stock.rows, (long long)head->count)
		       : stock_why_empty(&head->stock));
	return true;
}

// ---- KEV ----

// The catalogue tells days; a time is read as its day.
static int64_t kev_day(const struct node *item, const char *name)
{
	enum { DAY = 86400 };
	int64_t at = scan_time(node_text(item, name));
	return at > 0 ? at - at % DAY : 0;
}

static void note_undated(struct stock *stock, struct slice cve)
{
	struct head *head = (struct head *)stock;
	if (!head->undated++)
		head->first_undated =
			scan_keep(stock->file, "%.*s", (int)(cve.len > 40 ? 40 : cve.len), cve.at);
}

static void send_kev(struct stock *stock, const struct node *item)
{
	struct slice vendor = node_text(item, "vendorProject"),
		     product = node_text(item, "product");
	struct str both = {0};
	str_addf(&both, "%.*s%s%.*s", (int)vendor.len, vendor.len ? vendor.at : "",
		 vendor.len && product.len ? " " : "", (int)product.len,
		 product.len ? product.at : "");
	struct stock_kev kev = {
		.cve = node_text(item, "cveID"),
		.product = str_slice(&both),
		.name = node_text(item, "vulnerabilityName"),
		.action = node_text(item, "requiredAction"),
		.added = kev_day(item, "dateAdded"),
		.due = kev_day(item, "dueDate"),
		.ransomware = slice_is(node_text(item, "knownRansomwareCampaignUse"), "Known")};
	if (slice_starts(kev.cve, "CVE-"))
		stock_kev(stock, &kev);
	if (slice_starts(kev.cve, "CVE-") && !kev.due)
		note_undated(stock, kev.cve);
	if (!slice_starts(kev.cve, "CVE-"))
		stock_reject(stock, "has no CVE", kev.name);
	str_fini(&both);
}

static bool read_kev(struct scan_file *file, struct err *err)
{
	static const struct list HEAD = {"vulnerabilities", take_head, NULL};
	static const struct list ITEMS = {"vulnerabilities", NULL, send_kev};
	struct head head = {.stock = {.file = file}};
	bool done = walk(&head.stock, &HEAD, err) && read_list(file, &head, &ITEMS, "kev", err);
	if (head.undated)
		scan_warn(file,
			  "no date until when: %lld of what is exploited, the first is %.*s; due "
			  "since it was added",
			  (long long)head.undated, (int)head.first_undated.len,
			  head.first_undated.at);
	return done;
}

static const struct node *first_item(const struct node *json, const char *list)
{
	const struct node *items = json && json->kind == NODE_MAP ? node_member(json, list) : json;
	return items && items->kind == NODE_LIST ? items->first : NULL;
}

static int detect_kev(const struct scan_sniff *sniff)
{
	const struct node *first = first_item(sniff->json, "vulnerabilities");
	if (node_has(sniff->json, "catalogVersion") && node_has(sniff->json, "dateReleased"))
		return 100;
	return node_has(first, "cveID") && node_has(first, "dateAdded") ? 100 : 0;
}

const struct scan_format FORMAT_KEV = {
	.name = "kev",
	.title = "CISA's known exploited vulnerabilities as JSON",
	.detect = detect_kev,
	.read = read_kev,
};

// ---- EPSS as JSON ----

static void send_epss(struct stock *stock, const struct node *item)
{
	stock_epss(stock, node_text(item, "cve"), node_text(item, "epss"),
		   node_text(item, "percentile"));
}

static void see_date(struct stock *stock, const struct node *item)
{
	struct head *head = (struct head *)stock;
	int64_t at = scan_made(stock->file, node_text(item, "date"));
	head->version.at = at > head->version.at ? at : head->version.at;
}

static bool read_epss_json(struct scan_file *file, struct err *err)
{
	static const struct list HEAD = {"data", take_head, see_date};
	static const struct list ITEMS = {"data", NULL, send_epss};
	struct head head = {.stock = {.file = file}};
	return walk(&head.stock, &HEAD, err) && read_list(file, &head, &ITEMS, "epss", err);
}

static int detect_epss_json(const struct scan_sniff *sniff)
{
	const struct node *first = first_item(sniff->json, "data");
	return node_has(first, "cve") && node_has(first, "epss") && node_has(first, "percentile")
		       ? 100
		       : 0;
}

const struct scan_format FORMAT_EPSS_JSON = {
	.name = "epss-json",
	.title = "EPSS scores as JSON, whole lists",
	.detect = detect_epss_json,
	.read = read_epss_json,
};
