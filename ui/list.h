// A list over the pane to choose one line from: help, dimensions.
#ifndef GAVEL_UI_LIST_H
#define GAVEL_UI_LIST_H

#include "base/arena.h"
#include "base/vec.h"
#include "ui/screen.h"

struct list_item {
	const char *text;   // "j Down", "service"
	const char *detail; // what it does, or NULL
	const char *reason; // why it cannot be chosen now, or NULL
	int value;	    // the owner's own
};

// All memory is the arena's.
struct list {
	const char *title;
	vec(struct list_item) items;
	size_t selected, top;
	struct arena arena;
};

void list_fini(struct list *list); // empty again
void list_move(struct list *list, long rows);
void list_paint(struct list *list, struct area area);

#endif
