// Ranges of versions in the words of advisories.
#include "findings/version/range.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

// CSAF 2.0, 3.1.2.2 ("product_version_range"), and how advisories write it. NULL: not understood.
static const struct {
	const char *words, *range;
} CASES[] = {
	{"before 2.17", "<2.17"},
	{"Prior  To version 2.17", "<2.17"},
	{"<= 2.3", "<=2.3"},
	{"<V2.3", "<2.3"},
	{"All versions < V3.0", "<3.0"},
	{"\xe2\x89\xa4"
	 "1.4",
	 "<=1.4"},
	{"all versions", "*"},
	{" * ", "*"},
	{"vers:all/*", "vers:all/*"},
	{"vers:intdot/>=1.0|<1.4", "vers:intdot/>=1.0|<1.4"},
	{"vers:deb/<1%3A2.3", "vers:deb/<1:2.3"},
	{"vers:deb/1.0%7C2.0", NULL},
	{"vers:", NULL},
	{"2.3 and earlier", "<=2.3"},
	{"2.3 and prior versions", "<=2.3"},
	{"version 2.3 or later", ">=2.3"},
	{"up to and including 2.3", "<=2.3"},
	{"up to 2.3 (excluding)", "<2.3"},
	{"from 1.0 through 1.4", ">=1.0 <=1.4"},
	{"1.0 to 1.4", ">=1.0 <=1.4"},
	{"1.0 - 1.4", ">=1.0 <=1.4"},
	{"from 1.0 before 1.4", ">=1.0 <1.4"},
	{"< 1.4 and >= 1.0", "<1.4 >=1.0"},
	{">=1.0 <1.4, >=2.0 <2.1", ">=1.0 <1.4 || >=2.0 <2.1"},
	{">=1.0 <1.4 or >=2.0", ">=1.0 <1.4 || >=2.0"},
	{"1.2.3", "=1.2.3"},
	{"1.2.3, 1.2.4", "=1.2.3 || =1.2.4"},
	{"< 1.2.5, < 1.3.4", NULL},
	{"before 2.17 and from 3.0", NULL},
	{"before 2.17 and from 3.0 before 3.2", NULL},
	{"1.0 and < 3", NULL},
	{"2.x", NULL},
	{"2.x versions before 2.5", NULL},
	{"before", NULL},
	{"or", NULL},
	{"1.0 or", NULL},
	{"", NULL},
	{"see the advisory", NULL},
	{"before the fix", NULL},
	{"beforehand 2.0", NULL},
	{"2.3 and earlier on Windows", NULL},
};

int main(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str out = {0};
		struct err err = {0};
		bool read = range_add_words(&out, slice_of(CASES[i].words));
		const char *want = CASES[i].range ? CASES[i].range : "";
		if (!test_count(read == (CASES[i].range != NULL) && !strcmp(str_text(&out), want) &&
				(!read || range_check(str_slice(&out), &err))))
			fprintf(stderr, "'%s' is '%s', not '%s'\n", CASES[i].words, str_text(&out),
				want);
		str_fini(&out);
	}
	return test_done("findings_range_words");
}
