// Canonical paths and queries of signed requests, worked out by hand from "Create a signed AWS API
// request" (IAM User Guide) and the S3 API Reference.
#include "net/aws_sign.h"

#include "tests/unit/test.h"

// What S3 keeps as it is and others fold.
static const struct {
	const char *path, *s3, *other;
} PATHS[] = {
	{"/a//b", "/a//b", "/a/b"},
	{"/a/../b", "/a/../b", "/b"},
	{"/a%20b", "/a%20b", "/a%2520b"},
	{"/a b+c", "/a%20b%2Bc", "/a%20b%2Bc"},
	{"/%41%2f", "/A/", "/%2541%252f"},
	{"/../../x/", "/../../x/", "/x/"},
	{"", "/", "/"},
};

static void test_paths(void)
{
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
		struct str s3 = {0}, other = {0};
		aws_canonical_path(PATHS[i].path, true, &s3);
		aws_canonical_path(PATHS[i].path, false, &other);
		expect_text(str_text(&s3), PATHS[i].s3);
		expect_text(str_text(&other), PATHS[i].other);
		str_fini(&s3);
		str_fini(&other);
	}
}

static const struct {
	const char *query, *canonical;
} QUERIES[] = {
	{NULL, ""},
	{"versioning", "versioning="},
	{"prefix=a/b&list-type=2", "list-type=2&prefix=a%2Fb"},
	{"a=%2f&a=%2F0&a", "a=&a=%2F&a=%2F0"},
	{"b=1&&a=x=y", "a=x%3Dy&b=1"},
	{"k=%e4", "k=%E4"},
};

static void test_queries(void)
{
	for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
		struct str out = {0};
		aws_canonical_query(QUERIES[i].query, &out);
		expect_text(str_text(&out), QUERIES[i].canonical);
		str_fini(&out);
	}
}

int main(void)
{
	test_paths();
	test_queries();
	return test_done("net_canonical");
}
