// The unit tests' harness: expectations that say where, what was expected and what came.
//
//	int main(void) { expect_text(f(1), "one"); return test_done("room_thing"); }
#ifndef GAVEL_TESTS_UNIT_TEST_H
#define GAVEL_TESTS_UNIT_TEST_H

#include <stdbool.h>
#include <stdint.h>

#define expect_true(got)	   test_int(__FILE__, __LINE__, #got, !!(got), 1)
#define expect_int(got, expected)  test_int(__FILE__, __LINE__, #got, (got), (expected))
#define expect_text(got, expected) test_text(__FILE__, __LINE__, #got, (got), (expected))

void test_int(const char *file, int line, const char *what, int64_t got, int64_t expected);
void test_text(const char *file, int line, const char *what, const char *got, const char *expected);
// Counts one expectation; a caller with more to say has said it on stderr. Returns `good`.
bool test_count(bool good);
// Prints "NAME: N passed, M failed"; the exit status of main.
int test_done(const char *name);

#endif
