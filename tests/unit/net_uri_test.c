// Encodings, addresses, dates: RFC 3986, RFC 9110 section 5.6.7, the bucket naming rules.
#include "net/http.h"
#include "net/s3.h"

#include "tests/unit/test.h"

#include <string.h>

static void test_encoding(void)
{
	struct str out = {0};
	uri_encode(&out, slice_of("a/b c+%~ü"), true);
	expect_text(str_text(&out), "a/b%20c%2B%25~%C3%BC");
	str_clear(&out);
	uri_encode(&out, slice_of("a/b"), false);
	expect_text(str_text(&out), "a%2Fb");
	str_clear(&out);
	uri_decode(&out, slice_of("%41%2f%zz%4+%"));
	expect_text(str_text(&out), "A/%zz%4+%");
	str_clear(&out);
	uri_add_param(&out, "versioning", NULL);
	uri_add_param(&out, "a b", "c&d=");
	expect_text(str_text(&out), "versioning&a%20b=c%26d%3D");
	str_fini(&out);
}

static const struct {
	const char *text, *origin, *path, *query; // origin NULL: refused
} ADDRESSES[] = {
	{"https://Host.Example", "https://host.example", "/", NULL},
	{"HTTPS://h:443/a?b=c#d", "https://h", "/a", "b=c"},
	{"http://127.0.0.1:8080/x//y/../z", "http://127.0.0.1:8080", "/x//y/../z", NULL},
	{"http://[::1]:80/", "http://[::1]", "/", NULL},
	{"https://h?q", "https://h", "/", "q"},
	{"https://h/?", "https://h", "/", ""},
	{"ftp://h/", NULL, NULL, NULL},
	{"https://user:pw@h/", NULL, NULL, NULL},
	{"https:///x", NULL, NULL, NULL},
	{"https://h:12a/", NULL, NULL, NULL},
	{"https://h:123456/", NULL, NULL, NULL},
	{"https://h /", NULL, NULL, NULL},
	{"https://h/a\nb", NULL, NULL, NULL},
	{"https://[::1/", NULL, NULL, NULL},
	{"https://h\\@evil/", NULL, NULL, NULL},
	{"", NULL, NULL, NULL},
};

static void test_addresses(void)
{
	for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++) {
		struct arena arena = {0};
		struct uri uri;
		struct err err = {0};
		bool good = uri_parse(ADDRESSES[i].text, &arena, &uri, &err);
		expect_text(good ? uri.origin : NULL, ADDRESSES[i].origin);
		if (good) {
			expect_text(uri.path, ADDRESSES[i].path);
			expect_text(uri.query, ADDRESSES[i].query);
		}
		expect_true(!strstr(err.text, "pw"));
		arena_fini(&arena);
	}
}

static const struct {
	const char *text;
	bool loopback, plain;
} NEAR[] = {
	{"http://localhost:1/", true, true},	 {"http://127.9.9.9/", true, true},
	{"https://[::1]/", true, false},	 {"http://127.0.0.1.evil.example/", false, true},
	{"http://localhost.evil/", false, true}, {"http://10.0.0.1/", false, true},
};

static void test_near(void)
{
	for (size_t i = 0; i < sizeof NEAR / sizeof *NEAR; i++) {
		struct arena arena = {0};
		struct uri uri;
		struct err err = {0};
		expect_true(uri_parse(NEAR[i].text, &arena, &uri, &err));
		expect_int(uri_is_loopback(&uri), NEAR[i].loopback);
		expect_int(uri_is_plain(&uri), NEAR[i].plain);
		arena_fini(&arena);
	}
}

static void test_dates(void)
{
	int64_t date = 0;
	expect_true(http_parse_date("Sun, 06 Nov 1994 08:49:37 GMT", &date));
	expect_int(date, 784111777);
	expect_true(!http_parse_date("Sun, 06 Nov 1994 08:49:37 GMT+1", &date));
	expect_true(!http_parse_date("Sun, 06 ovD 1994 08:49:37 GMT", &date));
	expect_true(!http_parse_date("1994-11-06T08:49:37Z", &date));
}

static const struct {
	const char *uri, *bucket, *key;
} S3_URIS[] = {
	{"s3://bills/cur/2026/", "bills", "cur/2026/"},
	{"s3://bills", "bills", ""},
	{"s3://bills//x?y#z", "bills", "/x?y#z"},
	{"s3://b/x", NULL, NULL},
	{"s3://a..b/x", NULL, NULL},
	{"s3://bi lls/x", NULL, NULL},
	{"s3:///x", NULL, NULL},
	{"https://bills/x", NULL, NULL},
};

static void test_s3_uris(void)
{
	for (size_t i = 0; i < sizeof S3_URIS / sizeof *S3_URIS; i++) {
		struct arena arena = {0};
		const char *bucket, *key;
		struct err err = {0};
		bool good = s3_parse_uri(S3_URIS[i].uri, &arena, &bucket, &key, &err);
		expect_text(good ? bucket : NULL, S3_URIS[i].bucket);
		expect_text(good ? key : NULL, S3_URIS[i].key);
		arena_fini(&arena);
	}
}

int main(void)
{
	test_encoding();
	test_addresses();
	test_near();
	test_dates();
	test_s3_uris();
	return test_done("net_uri");
}
