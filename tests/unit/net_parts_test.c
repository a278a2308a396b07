// The small parts of net: encodings, addresses, dates, XML, profile files, checksums, retries,
// secrets. Values: RFC 3986, RFC 4648 section 10, RFC 9110, the check values of CRC-32 and CRC-32C
// over "123456789" (cbf43926, e3069283), RFC 1321 appendix A.5, FIPS 180-4 examples, RFC 4231.
#include "net/aws.h"
#include "net/checksum.h"
#include "net/credentials/ini.h"
#include "net/secret.h"
#include "net/xml.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/vec.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// ---- XML ----

static const struct {
	const char *text, *found, *fault; // found: text of a/b
} XML[] = {
	{"<a><b>x &amp; y</b></a>", "x & y", NULL},
	{"<?xml version='1.0'?>\n<n:a xmlns:n='u'><n:b>1</n:b><b>2</b></n:a>", "1", NULL},
	{"<a><b>one<c/>two</b></a>", "onetwo", NULL},
	{"<a><b><![CDATA[<&]]></b></a>", "<&", NULL},
	{"<a/>", NULL, NULL},
	{"<!DOCTYPE a [<!ENTITY e 'eee'>]><a><b>&e;</b></a>", NULL, "line 1: holds a DOCTYPE"},
	{"<a>\n<b></a>", NULL, "line 2: mismatched tag"},
	{"", NULL, "line 1: no element found"},
	{"<1><2><3>", NULL, "line 1: not well-formed (invalid token)"},
	{"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>", NULL,
	 "line 1: elements lie too deep in one another"},
};

static void test_xml(void)
{
	for (size_t i = 0; i < sizeof XML / sizeof *XML; i++) {
		struct arena arena = {0};
		struct xml_node *root;
		struct err err = {0};
		bool good = xml_parse(slice_of(XML[i].text), &arena, &root, &err);
		expect_text(good ? NULL : err.text, XML[i].fault);
		expect_text(good ? xml_text(root, "b") : NULL, XML[i].found);
		arena_fini(&arena);
	}
	struct str out = {0};
	xml_escape(&out, "a<b>&\"\n");
	expect_text(str_text(&out), "a&#60;b&#62;&#38;&#34;&#10;");
	str_fini(&out);
}

// ---- Profile files ----

static void test_ini(void)
{
	static const char TEXT[] = "; c\n[default]\nRegion=r1\nregion = r2 # near\r\n"
				   "[profile\t 'a b' ]\nk = v;w\ns3 =\n\tx = 1\n  y=2\nz = 3\n"
				   "  goes on = with z\naws_secret_access_key = hid\n[empty]\n";
	static const struct {
		const char *section, *key, *value;
	} EXPECTED[] = {{"default", "region", "r2"},
			{"profile a b", "k", "v;w"},
			{"profile a b", "s3.x", "1"},
			{"profile a b", "s3.y", "2"},
			{"profile a b", "z", "3"},
			{"profile a b", "goes on", NULL},
			{"profile a b", "aws_secret_access_key", "hid"},
			{"profile a b", "s3", ""}};
	struct ini ini = {0};
	struct err err = {0};
	expect_true(ini_parse("f", SLICE(TEXT), &ini, &err));
	for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
		expect_text(ini_get(&ini, EXPECTED[i].section, EXPECTED[i].key), EXPECTED[i].value);
	expect_true(ini_has(&ini, "empty") && !ini_has(&ini, "absent"));
	ini_fini(&ini);
	expect_true(!ini_parse("f", SLICE("[a]\n[b\n"), &ini, &err));
	expect_text(err.text, "f:2: section without ']'");
	ini_fini(&ini);
	expect_true(!ini_parse("f", SLICE("[a]\nk=\0\n"), &ini, &err));
	expect_text(err.text, "f:2: holds a NUL byte");
	ini_fini(&ini);
}

// ---- Checksums ----

static const struct {
	enum checksum_kind kind;
	const char *bytes, *text;
} SUMS[] = {
	{CHECKSUM_CRC32, "123456789", "y/Q5Jg=="},  // cbf43926
	{CHECKSUM_CRC32C, "123456789", "4waSgw=="}, // e3069283
	{CHECKSUM_CRC32, "", "AAAAAA=="},
	{CHECKSUM_MD5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
	{CHECKSUM_SHA1, "abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="},
	{CHECKSUM_SHA256, "abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
};

static void test_sums(void)
{
	for (size_t i = 0; i < sizeof SUMS / sizeof *SUMS; i++) {
		struct checksum *sum = checksum_new(SUMS[i].kind);
		char text[CHECKSUM_TEXT];
		size_t half = strlen(SUMS[i].bytes) / 2;
		checksum_add(sum, (struct slice){SUMS[i].bytes, half});
		checksum_add(sum, slice_of(SUMS[i].bytes + half));
		checksum_text(sum, text);
		expect_text(text, SUMS[i].text);
		checksum_free(sum);
	}
}

#define MD5_ETAG "\"f96b697d7cb7938d525a2f31aaf161d0\""

static const struct {
	const char *name, *value, *more, *more_value; // fields of an answer beside the ETag
	const char *etag;
	enum checksum_kind kind;
} PROMISES[] = {
	{NULL, NULL, NULL, NULL, MD5_ETAG, CHECKSUM_MD5},
	{NULL, NULL, NULL, NULL, "\"f96b697d7cb7938d525a2f31aaf161d0-3\"", CHECKSUM_NONE},
	{NULL, NULL, NULL, NULL, "W/" MD5_ETAG, CHECKSUM_NONE},
	{"x-amz-server-side-encryption", "aws:kms", NULL, NULL, MD5_ETAG, CHECKSUM_NONE},
	{"x-amz-server-side-encryption", "AES256", NULL, NULL, MD5_ETAG, CHECKSUM_MD5},
	{"x-amz-checksum-crc32", "AAAAAA==", "x-amz-checksum-sha256", "abc=", MD5_ETAG,
	 CHECKSUM_SHA256},
	{"x-amz-checksum-crc32c", "AAAAAA==", "x-amz-checksum-type", "FULL_OBJECT", "\"x-2\"",
	 CHECKSUM_CRC32C},
	{"x-amz-checksum-sha256", "abc=-2", NULL, NULL, "\"x-2\"", CHECKSUM_NONE},
	{"x-amz-checksum-crc32", "AAAAAA==", "x-amz-checksum-type", "COMPOSITE", "\"x-2\"",
	 CHECKSUM_NONE},
};

static void test_promises(void)
{
	for (size_t i = 0; i < sizeof PROMISES / sizeof *PROMISES; i++) {
		struct http_response response = {0};
		struct checksum_promise promise;
		const struct http_field fields[] = {{"ETag", PROMISES[i].etag},
						    {PROMISES[i].name, PROMISES[i].value},
						    {PROMISES[i].more, PROMISES[i].more_value}};
		for (int k = 0; k < 3 && fields[k].name; k++)
			*vec_push(&response.fields) = fields[k];
		checksum_find(&response, &promise);
		expect_int(promise.kind, PROMISES[i].kind);
		http_response_fini(&response);
	}
}

static void test_base64(void)
{
	static const char *const CASES[][2] = {
		{"", ""},	 {"f", "Zg=="},	       {"fo", "Zm8="},
		{"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str out = {0};
		base64_encode(&out, slice_of(CASES[i][0]));
		expect_text(str_text(&out), CASES[i][1]);
		str_fini(&out);
	}
}

// RFC 4231 section 4.3
static void test_hmac(void)
{
	unsigned char raw[DIGEST_RAW];
	char hex[DIGEST_HEX];
	digest_hmac(SLICE("Jefe"), SLICE("what do ya want for nothing?"), raw);
	digest_to_hex(raw, DIGEST_RAW, hex);
	expect_text(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// ---- Retries ----

static const struct {
	enum http_fault fault;
	int status;
	const char *code;
	bool transient;
} ENDS[] = {
	{HTTP_UNREACHED, 0, NULL, true},      {HTTP_BROKEN, 200, NULL, true},
	{HTTP_REFUSED, 0, NULL, false},	      {HTTP_STOPPED, 0, NULL, false},
	{HTTP_FINE, 503, "SlowDown", true},   {HTTP_FINE, 500, NULL, true},
	{HTTP_FINE, 501, NULL, false},	      {HTTP_FINE, 429, NULL, true},
	{HTTP_FINE, 408, NULL, true},	      {HTTP_FINE, 400, "RequestTimeout", true},
	{HTTP_FINE, 400, "Throttling", true}, {HTTP_FINE, 403, "AccessDenied", false},
	{HTTP_FINE, 404, "NoSuchKey", false}, {HTTP_FINE, 412, NULL, false},
};

static void test_transient(void)
{
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
		const struct http_response response = {.fault = ENDS[i].fault,
						       .status = ENDS[i].status};
		expect_int(retry_is_transient(&response, ENDS[i].code), ENDS[i].transient);
	}
}

static bool never(void *context)
{
	(void)context;
	return false;
}

static void test_waits(void)
{
	struct retry retry;
	struct http_response response = {.status = 503};
	const struct http_options http = {.keep_going = never};
	const struct retry_options options = {.tries = 5, .base_ms = 100, .cap_ms = 300};
	int64_t wait_ms = 0, most[] = {100, 200, 300, 300}, seen = 0;
	struct err err = {0};
	retry_init(&retry, &options, &http);
	for (int i = 0; i < 400; i++) {
		int tried = i % 4 + 1;
		retry.tokens = 500;
		expect_true(retry_allows(&retry, tried, &response, &wait_ms));
		expect_true(wait_ms >= 0 && wait_ms <= most[tried - 1]);
		seen = wait_ms > seen ? wait_ms : seen;
	}
	expect_true(seen > 200); // full jitter reaches up to the cap
	expect_true(!retry_allows(&retry, 5, &response, &wait_ms));
	// The budget: five tokens each, one back for a success.
	retry.tokens = 9;
	expect_true(retry_allows(&retry, 1, &response, &wait_ms));
	expect_true(!retry_allows(&retry, 1, &response, &wait_ms));
	retry_succeeded(&retry);
	expect_true(retry_allows(&retry, 1, &response, &wait_ms));
	// Retry-After counts when it is longer, up to the cap.
	*vec_push(&response.fields) = (struct http_field){"Retry-After", "30"};
	retry.tokens = 500;
	expect_true(retry_allows(&retry, 1, &response, &wait_ms));
	expect_int(wait_ms, 300);
	expect_true(!retry_pause(&retry, 60000, &err)); // and is not waited for in vain
	expect_int(err.code, ERR_INTERRUPTED);
	http_response_fini(&response);
}

// ---- Secrets ----

// The pages of a secret are marked "do not dump" (dd) in /proc/self/smaps.
static bool is_left_out_of_dumps(const char *at)
{
	FILE *file = fopen("/proc/self/smaps", "r");
	char line[512];
	bool inside = false, found = false;
	while (file && fgets(line, sizeof line, file)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (unsigned long)at >= from && (unsigned long)at < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			found = found || strstr(line, " dd");
	}
	if (file)
		fclose(file);
	return found;
}

static void test_secrets(void)
{
	struct rlimit core;
	char *secret = secret_text("hidden");
	expect_text(secret, "hidden");
	expect_true(is_left_out_of_dumps(secret));
	secret_free(secret);
	secret_free(NULL);
	expect_text(secret_text(NULL), NULL);
	secret_no_dumps();
	expect_int(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	expect_true(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0);
}

int main(void)
{
	test_xml();
	test_ini();
	test_sums();
	test_promises();
	test_base64();
	test_hmac();
	test_transient();
	test_waits();
	test_secrets();
	return test_done("net_parts");
}
