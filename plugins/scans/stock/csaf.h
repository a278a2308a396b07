// A CSAF document on its way through, and its product tree, which gives ids their names. Private to
// csaf.c and csaf_tree.c.
#ifndef GAVEL_PLUGINS_SCANS_STOCK_CSAF_H
#define GAVEL_PLUGINS_SCANS_STOCK_CSAF_H

#include "base/map.h"
#include "base/vec.h"
#include "plugins/scans/stock/stock.h"

// What a product id stands for; of a relationship also the product that it is part of.
struct csaf_product {
	struct slice name;     // purl, else CPE, else the name in words
	struct slice whole;    // of a component: the product's
	struct slice versions; // the range that it stands for, where its purl has no version
};

struct csaf {
	struct scan_file *file;
	struct stock stock;
	struct slice issuer, document, revision;
	int64_t at;
	int64_t line; // where the item that is visited begins
	bool checked;
	bool draft;	    // for review: it may accuse, replaces no advisory and excuses nothing
	int64_t left_out;   // statements of a draft
	struct map ids;	    // product id -> index of products
	struct map members; // "GROUP\0PRODUCT" of every group's products
	struct {
		struct csaf_product *at;
		size_t len, room;
	} products;
};

// What the tree declares: a branch with those in it, a full product name, a relationship of two
// that were declared before.
void csaf_add_branch(struct csaf *c, const struct node *branch);
void csaf_add_named(struct csaf *c, const struct node *product);
void csaf_add_relationship(struct csaf *c, const struct node *relationship);
void csaf_add_group(struct csaf *c, const struct node *group);
bool csaf_in_group(const struct csaf *c, struct slice group, struct slice id);
// Of an id that was not declared the id is the name.
struct csaf_product csaf_product(const struct csaf *c, struct slice id);

#endif
