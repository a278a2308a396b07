// The progress line: amounts, percent, rate and what is left, by hand arithmetic.
#include "cmd/terminal/progress.h"

#include "tests/unit/test.h"

static const struct {
	int64_t done_total_ms[3];
	const char *unit, *expected;
} CASES[] = {
	{{0, 27100000, 0}, "bytes", "aws  0.0 of 27.1 MB  0%"},
	{{12345678, 27100000, 900}, "bytes", "aws  12.3 of 27.1 MB  45%"},
	// 12345678 bytes in 3 s are 4115226 a second; 14754322 are left: 3.58 s
	{{12345678, 27100000, 3000}, "bytes", "aws  12.3 of 27.1 MB  45%  4.1 MB/s  4s left"},
	{{27100000, 27100000, 3000}, "bytes", "aws  27.1 of 27.1 MB  100%  9.0 MB/s"},
	{{5, 9, 500}, "parts", "aws  5 of 9 parts  55%"},
	{{600, 0, 2000}, "rows", "aws  600 rows  300 rows/s"},
	// a source that grows while it is read
	{{12, 9, 500}, "parts", "aws  12 of 9 parts  100%"},
	// 1 part in 60 s: less than one a second
	{{1, 61, 60000}, "parts", "aws  1 of 61 parts  1%  1h left"},
};

int main(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str text = {0};
		progress_text(&text, "aws", CASES[i].done_total_ms, CASES[i].unit);
		expect_text(str_text(&text), CASES[i].expected);
		str_fini(&text);
	}
	return test_done("cmd_progress");
}
