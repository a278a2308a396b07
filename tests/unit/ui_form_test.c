// Labelled texts: how their pages turn.
#include "ui/form/form.h"

#include "tests/unit/test.h"

#include <stdlib.h>

static struct form *make_form(void)
{
	static const char *const TEXTS[] = {
		"one",	"two is of two rows", "three", "four is of two", "five", "six", "seven",
		"eight"};
	struct pane ignored;
	struct form *form = form_new(NULL, "a form", &ignored);
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		form_add(form, &(struct form_line){.label = i ? "" : "l", .text = TEXTS[i]});
	return form;
}

// Four rows below the title, ten columns beside the label. Keys, and what is read then.
static const struct {
	enum action keys[4];
	size_t selected;
	const char *facts, *picture;
} PAGES[] = {
	{{ACTION_FIRST}, 0, "5 lines below", "\nl  one\n   two is of\n     two rows\n   three\n"},
	// What does not stand there whole comes whole on the next page.
	{{ACTION_PAGE_DOWN},
	 3,
	 "3 lines above, 2 below",
	 "\n   four is of\n     two\n   five\n   six\n"},
	{{ACTION_PAGE_DOWN, ACTION_PAGE_UP},
	 0,
	 "5 lines below",
	 "\nl  one\n   two is of\n     two rows\n   three\n"},
	// The last page is full, and reading goes on where it was.
	{{ACTION_PAGE_DOWN, ACTION_PAGE_DOWN},
	 6,
	 "4 lines above",
	 "\n   five\n   six\n   seven\n   eight\n"},
	{{ACTION_PAGE_DOWN, ACTION_PAGE_DOWN, ACTION_PAGE_DOWN},
	 7,
	 "4 lines above",
	 "\n   five\n   six\n   seven\n   eight\n"},
	{{ACTION_PAGE_DOWN, ACTION_PAGE_DOWN, ACTION_PAGE_UP},
	 2,
	 "2 lines above, 3 below",
	 "\n   three\n   four is of\n     two\n   five\n"},
	{{ACTION_PAGE_DOWN, ACTION_PAGE_UP, ACTION_DOWN},
	 1,
	 "5 lines below",
	 "\nl  one\n   two is of\n     two rows\n   three\n"},
	{{ACTION_LAST, ACTION_UP}, 6, "4 lines above", "\n   five\n   six\n   seven\n   eight\n"},
};

// One line is no lines.
static void test_one(void)
{
	struct screen screen;
	struct outcome ignored = {0};
	struct err err = {0};
	struct str facts = {0};
	struct form *form = make_form();
	screen_init(&screen, (struct size){13, 10});
	expect_true(form_act(form, ACTION_LAST, &ignored, &err));
	form_paint(form, screen_area(&screen));
	form_facts(form, &facts);
	expect_text(str_text(&facts), "1 line above");
	str_fini(&facts);
	screen_fini(&screen);
	form_close(form);
}

static void test_pages(void)
{
	for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++) {
		struct screen screen;
		struct outcome ignored = {0};
		struct err err = {0};
		struct str facts = {0}, picture = {0};
		struct form *form = make_form();
		screen_init(&screen, (struct size){13, 5});
		form_paint(form, screen_area(&screen));
		for (size_t k = 0; k < 4 && PAGES[i].keys[k]; k++) {
			expect_true(form_act(form, PAGES[i].keys[k], &ignored, &err));
			screen_clear(&screen);
			form_paint(form, screen_area(&screen));
		}
		screen_text(&screen, &picture);
		form_facts(form, &facts);
		test_text(__FILE__, (int)i, "picture", str_text(&picture), PAGES[i].picture);
		test_text(__FILE__, (int)i, "facts", str_text(&facts), PAGES[i].facts);
		test_int(__FILE__, (int)i, "selected", (int64_t)form->selected,
			 (int64_t)PAGES[i].selected);
		str_fini(&facts);
		str_fini(&picture);
		screen_fini(&screen);
		form_close(form);
	}
}

int main(void)
{
	test_pages();
	test_one();
	return test_done("ui_form");
}
