// The place of a package without its version in the path.
#include "findings/identity.h"
#include "tests/unit/test.h"

// Whether the place is the same without the versions; NULL: there is none.
static void test_places(void)
{
	static const struct {
		const char *file, *version, *other, *other_version;
		bool same;
	} CASES[] = {
		{"/site/p-1.2.dist-info/METADATA", "1.2", "site/p-1.3.dist-info/METADATA", "1.3",
		 true},
		{"lib/p-1.2.jar", "1.2", "./lib/p-1.10.jar", "1.10", true},
		{"o/p/1.2/p-1.2.jar", "1.2", "o/p/1.3/p-1.3.jar", "1.3", true},
		{"mod/p@v1.2.0/go.mod", "1.2.0", "mod/p@v1.3.0/go.mod", "1.3.0", true},
		{"mod/p@v1.2.0/go.mod", "v1.2.0", "mod/p@v1.3.0/go.mod", "v1.3.0", true},
		{"p-2.5.1+cu124.whl", "2.5.1+cu124", "p-2.6.0+cu124.whl", "2.6.0+cu124", true},
		{"python3.1/p-1.whl", "1", "python3.1/p-2.whl", "2", true},
		{"p11-1.1.jar", "1.1", "p11-1.2.jar", "1.2", true},
		{"a/p-1.2.jar", "1.2", "b/p-1.3.jar", "1.3", false},
		{"a/p-1.2.jar", "1.2", "a/p-1.3.zip", "1.3", false},
		{"q-1/p-1.jar", "1", "q-1/p-2.jar", "2", false}, // nobody knows whose 1 it is
		{"p.jar", "1.2", NULL, NULL, false},
		{"p-1.20.jar", "1.2", NULL, NULL, false},
		{"p-1.2.0.jar", "1.2", NULL, NULL, false},
		{"p-3.1.2.jar", "1.2", NULL, NULL, false},
		{"p-1.2.jar", "", NULL, NULL, false},
		{"", "1.2", NULL, NULL, false},
	};
	struct str scratch = {0};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct identity a, b;
		struct identity_said said = {.class = FINDING_CONTAINER,
					     .ids = slice_of("CVE-1-1"),
					     .package = slice_of("p"),
					     .file = slice_of(CASES[i].file),
					     .version = slice_of(CASES[i].version)};
		identity_of(&said, &scratch, &a);
		said.file = slice_of(CASES[i].other);
		said.version = slice_of(CASES[i].other_version);
		identity_of(&said, &scratch, &b);
		bool right = CASES[i].other ? a.print && (a.print == b.print) == CASES[i].same
					    : !a.print;
		expect_text(right ? "" : CASES[i].file, "");
	}
	str_fini(&scratch);
}

int main(void)
{
	test_places();
	return test_done("findings_place");
}
