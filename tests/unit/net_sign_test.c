// Signatures that others published: AWS's test suite for Signature Version 4 (keys AKIDEXAMPLE,
// time 2015-08-30T12:36:00Z) and the worked examples of the S3 API Reference (keys
// AKIAIOSFODNN7EXAMPLE, 2013-05-24). A row holds what is signed and the signature they print; the
// form is ours.
#include "net/aws_sign.h"

#include "base/clock.h"
#include "base/vec.h"

#include "tests/unit/test.h"

#include <string.h>

#define HOST	   "Host:example.amazonaws.com\n"
#define DATE	   "X-Amz-Date:20150830T123600Z\n"
#define UNRESERVED "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define FORM_SHA   "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
#define TOKEN	   "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
#define ROOT_GET   "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
#define ROOT_POST  "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
#define FORM_TYPE  "Content-Type:application/x-www-form-urlencoded"
#define FORM_REST  "\nContent-Length:13\nx-amz-content-sha256:" FORM_SHA "\n"

static const struct {
	const char *method, *path, *query;
	const char *fields;  // name:value, one a line, besides host and date
	const char *payload; // NULL = empty
	const char *names;   // SignedHeaders without host and x-amz-date, as printed
	const char *signature;
} SUITE[] = {
	{"GET", "/", NULL, "", NULL, "", ROOT_GET},
	{"POST", "/", NULL, "", NULL, "", ROOT_POST},
	{"GET", "/", "Param2=value2&Param1=value1", "", NULL, "",
	 "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
	{"GET", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "", NULL, "",
	 "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"},
	{"GET", "/", UNRESERVED "=" UNRESERVED, "", NULL, "",
	 "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"},
	{"GET", "/", "Param1=value1", "", NULL, "",
	 "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
	{"POST", "/", "Param1=value1", "", NULL, "",
	 "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
	{"GET", "/", "\xe1\x88\xb4=bar", "", NULL, "",
	 "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
	{"GET", "/\xe1\x88\xb4", NULL, "", NULL, "",
	 "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
	{"GET", "/" UNRESERVED, NULL, "", NULL, "",
	 "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
	{"GET", "/", NULL, "My-Header1:value2\nMy-Header1:value2\nMy-Header1:value1\n", NULL,
	 "my-header1;", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
	// A field folded over three lines, of which each counts as a value.
	{"GET", "/", NULL, "My-Header1:value1\nMy-Header1:  value2\nMy-Header1:   value3\n", NULL,
	 "my-header1;", "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790"},
	{"GET", "/", NULL,
	 "My-Header1:value4\nMy-Header1:value1\nMy-Header1:value3\nMy-Header1:value2\n", NULL,
	 "my-header1;", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
	{"GET", "/", NULL, "My-Header1: value1\nMy-Header2: \"a   b   c\"\n", NULL,
	 "my-header1;my-header2;",
	 "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
	{"POST", "/", NULL, "My-Header1:value1\n", NULL, "my-header1;",
	 "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
	{"POST", "/", NULL, "MY-HEADER1:VALUE1\n", NULL, "my-header1;",
	 "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
	{"GET", "/example/..", NULL, "", NULL, "", ROOT_GET},
	{"GET", "/example1/example2/../..", NULL, "", NULL, "", ROOT_GET},
	{"GET", "//", NULL, "", NULL, "", ROOT_GET},
	{"GET", "/./", NULL, "", NULL, "", ROOT_GET},
	{"GET", "/./example", NULL, "", NULL, "",
	 "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"},
	{"GET", "//example//", NULL, "", NULL, "",
	 "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
	{"GET", "/example space/", NULL, "", NULL, "",
	 "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
	{"GET", "/", NULL, "X-Amz-Security-Token:" TOKEN "\n", NULL, "x-amz-security-token;",
	 "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
	{"POST", "/", NULL, FORM_TYPE FORM_REST, FORM_SHA,
	 "content-length;content-type;x-amz-content-sha256;",
	 "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
	{"POST", "/", NULL, FORM_TYPE "; charset=utf-8" FORM_REST, FORM_SHA,
	 "content-length;content-type;x-amz-content-sha256;",
	 "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"},
};

static const struct aws_keys SUITE_KEYS = {"AKIDEXAMPLE",
					   "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", NULL};
static const struct aws_keys S3_KEYS = {"AKIAIOSFODNN7EXAMPLE",
					"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", NULL};

static int64_t time_of(const char *text)
{
	int64_t time = 0;
	struct err err = {0};
	expect_true(clock_parse(slice_of(text), &time, &err));
	return time;
}

static void add_fields(struct http_request *request, const char *lines)
{
	struct slice rest = slice_of(lines);
	while (rest.len) {
		struct slice value = slice_cut(&rest, '\n');
		struct slice name = slice_cut(&value, ':');
		struct str key = {0};
		str_add_slice(&key, name);
		http_request_add(request, str_text(&key), "%.*s", (int)value.len, value.at);
		str_fini(&key);
	}
}

// "host;x-amz-date" with the row's own names at their sorted places.
static bool has_names(const char *names, const char *own)
{
	struct slice rest = slice_of(own);
	while (rest.len) {
		struct str name = {0};
		str_add_slice(&name, slice_cut(&rest, ';'));
		bool found = strstr(names, str_text(&name));
		str_fini(&name);
		if (!found)
			return false;
	}
	return strlen(names) == strlen(own) + strlen("host;x-amz-date");
}

static void test_suite(void)
{
	const struct aws_scope scope = {"us-east-1", "service", time_of("2015-08-30T12:36:00Z")};
	for (size_t i = 0; i < sizeof SUITE / sizeof *SUITE; i++) {
		struct http_request request = {.method = SUITE[i].method,
					       .origin = "https://elsewhere",
					       .path = SUITE[i].path,
					       .query = SUITE[i].query};
		struct str canonical = {0}, names = {0};
		char signature[65];
		add_fields(&request, HOST);
		add_fields(&request, SUITE[i].fields);
		add_fields(&request, DATE "User-Agent:any\nExpect:100-continue\n");
		aws_canonical_request(&request, &scope,
				      SUITE[i].payload ? SUITE[i].payload : AWS_EMPTY_SHA256,
				      &canonical, &names);
		aws_signature(str_slice(&canonical), &SUITE_KEYS, &scope, signature);
		expect_text(signature, SUITE[i].signature);
		expect_true(has_names(str_text(&names), SUITE[i].names));
		str_fini(&canonical);
		str_fini(&names);
		http_request_fini(&request);
	}
}

// The whole of what aws_sign adds, with a session token.
static void test_added_fields(void)
{
	const struct aws_scope scope = {"us-east-1", "service", time_of("2015-08-30T12:36:00Z")};
	struct aws_keys keys = SUITE_KEYS;
	struct http_request request = {
		.method = "GET", .origin = "https://example.amazonaws.com", .path = "/"};
	keys.token = TOKEN;
	aws_sign(&request, &keys, &scope);
	expect_int((int64_t)request.fields.len, 3);
	expect_text(request.fields.at[0].value, "20150830T123600Z");
	expect_text(request.fields.at[1].value, TOKEN);
	expect_text(request.fields.at[2].name, "Authorization");
	expect_text(request.fields.at[2].value,
		    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
		    "aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, "
		    "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
	http_request_fini(&request);
}

// The canonical request of the suite's first case, byte by byte.
static void test_canonical(void)
{
	const struct aws_scope scope = {"us-east-1", "service", time_of("2015-08-30T12:36:00Z")};
	struct http_request request = {
		.method = "GET", .origin = "https://example.amazonaws.com", .path = "/"};
	struct str canonical = {0}, names = {0};
	add_fields(&request, DATE);
	aws_canonical_request(&request, &scope, AWS_EMPTY_SHA256, &canonical, &names);
	expect_text(str_text(&canonical), "GET\n/\n\nhost:example.amazonaws.com\n"
					  "x-amz-date:20150830T123600Z\n\nhost;x-amz-date\n"
					  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
					  "7852b855");
	expect_text(str_text(&names), "host;x-amz-date");
	str_fini(&canonical);
	str_fini(&names);
	http_request_fini(&request);
}

// "Signature Calculations for the Authorization Header", S3 API Reference.
static const struct {
	const char *method, *path, *query, *fields, *payload, *signature;
} S3_EXAMPLES[] = {
	{"GET", "/test.txt", NULL, "Range:bytes=0-9\n", NULL,
	 "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
	{"PUT", "/test%24file.text", NULL,
	 "Date:Fri, 24 May 2013 00:00:00 GMT\nx-amz-storage-class:REDUCED_REDUNDANCY\n",
	 "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
	 "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
	{"GET", "/", "lifecycle", "", NULL,
	 "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
	{"GET", "/", "max-keys=2&prefix=J", "", NULL,
	 "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
};

static void test_s3(void)
{
	const struct aws_scope scope = {"us-east-1", "s3", time_of("2013-05-24T00:00:00Z")};
	for (size_t i = 0; i < sizeof S3_EXAMPLES / sizeof *S3_EXAMPLES; i++) {
		struct http_request request = {.method = S3_EXAMPLES[i].method,
					       .origin = "https://examplebucket.s3.amazonaws.com",
					       .path = S3_EXAMPLES[i].path,
					       .query = S3_EXAMPLES[i].query,
					       .payload = S3_EXAMPLES[i].payload};
		add_fields(&request, S3_EXAMPLES[i].fields);
		aws_sign(&request, &S3_KEYS, &scope);
		const char *value = request.fields.at[request.fields.len - 1].value;
		expect_text(strstr(value, "Signature=") + 10, S3_EXAMPLES[i].signature);
		http_request_fini(&request);
	}
}

// "Authenticating Requests: Using Query Parameters": good for a day.
static void test_presigned(void)
{
	const struct aws_scope scope = {"us-east-1", "s3", time_of("2013-05-24T00:00:00Z")};
	struct http_request request = {.method = "GET",
				       .origin = "https://examplebucket.s3.amazonaws.com",
				       .path = "/test.txt"};
	aws_presign(&request, &S3_KEYS, &scope, 86400);
	expect_text(request.query,
		    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F"
		    "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&"
		    "X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
		    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
	http_request_fini(&request);
}

// The suite's own addresses, signed for an hour.
static const struct {
	const char *path, *query, *token, *signature;
} PRESIGNED[] = {
	{"/", NULL, TOKEN, "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c"},
	{"/", UNRESERVED "=" UNRESERVED, NULL,
	 "8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf"},
	{"//example//", NULL, NULL,
	 "c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082"},
	{"/\xe1\x88\xb4", NULL, NULL,
	 "10eae3f14a260bd3911cc6d008d3c576d143b05b62f09782a7a4b37f52178e44"},
};

static void test_suite_presigned(void)
{
	const struct aws_scope scope = {"us-east-1", "service", time_of("2015-08-30T12:36:00Z")};
	for (size_t i = 0; i < sizeof PRESIGNED / sizeof *PRESIGNED; i++) {
		struct aws_keys keys = SUITE_KEYS;
		struct http_request request = {.method = "GET",
					       .origin = "https://example.amazonaws.com",
					       .path = PRESIGNED[i].path,
					       .query = PRESIGNED[i].query};
		keys.token = PRESIGNED[i].token;
		aws_presign(&request, &keys, &scope, 3600);
		expect_text(strstr(request.query, "X-Amz-Signature=") + 16, PRESIGNED[i].signature);
		http_request_fini(&request);
	}
}

int main(void)
{
	test_suite();
	test_added_fields();
	test_canonical();
	test_s3();
	test_presigned();
	test_suite_presigned();
	return test_done("net_sign");
}
