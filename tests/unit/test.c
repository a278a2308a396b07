#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static int passed, failed;

bool test_count(bool good)
{
	passed += good;
	failed += !good;
	return good;
}

void test_int(const char *file, int line, const char *what, int64_t got, int64_t expected)
{
	if (test_count(got == expected))
		return;
	fprintf(stderr, "%s:%d: %s: expected %lld, got %lld\n", file, line, what,
		(long long)expected, (long long)got);
}

void test_text(const char *file, int line, const char *what, const char *got, const char *expected)
{
	if (test_count(got && expected ? strcmp(got, expected) == 0 : got == expected))
		return;
	fprintf(stderr, "%s:%d: %s: expected '%s', got '%s'\n", file, line, what,
		expected ? expected : "(null)", got ? got : "(null)");
}

int test_done(const char *name)
{
	printf("%s: %d passed, %d failed\n", name, passed, failed);
	return failed != 0;
}
