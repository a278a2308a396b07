#include "cmd/inspect/inspect.h"

#include <string.h>

static bool is_among(struct slice names, struct slice name)
{
	while (names.len)
		if (slice_equal(slice_trim(slice_cut(&names, ',')), name))
			return true;
	return false;
}

// Adds the names of "A, B" that are not there, as far as there is room.
static void add_names(struct str *all, const char *names)
{
	enum { MOST = 300 }; // bytes that are shown
	struct slice rest = slice_of(names);
	while (rest.len) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		if (is_among(str_slice(all), slice_of("and more")))
			return;
		if (is_among(str_slice(all), name))
			continue;
		str_add_text(all, all->len ? ", " : "");
		str_add_slice(all, all->len + name.len > MOST ? slice_of("and more") : name);
	}
}

void inspection_report_others(const struct inspection *inspection, struct report *report,
			      int64_t others)
{
	struct str kinds = {0};
	for (size_t i = 0; i < inspection->files.len; i++)
		add_names(&kinds, inspection->files.at[i].other_kinds);
	const char *names = report_textf(report, "%s", str_text(&kinds));
	report_fact(report, "objects",
		    report_textf(report, "no container in %lld object%s of kind%s %s",
				 (long long)others, others == 1 ? "" : "s",
				 strchr(names, ',') ? "s" : "", names));
	str_fini(&kinds);
}
