// Opening, lists and deletions of the S3 client against answers that a real server gives rarely or
// never.
#include "net/s3.h"
#include "net/s3/private.h"

#include "tests/unit/net_stub.h"
#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <string.h>

#define MD5 "781e5e245d69b566979b86e28d23f2c7"

// ---- Opening ----

static const struct {
	const char *bucket, *region, *endpoint;
	enum s3_style style;
	const char *expected; // origin and path of key "k", or the error
} OPENINGS[] = {
	{"bills", NULL, NULL, S3_STYLE_AUTO, "https://bills.s3.us-east-1.amazonaws.com/k"},
	{"bills", "cn-north-1", NULL, S3_STYLE_AUTO,
	 "https://bills.s3.cn-north-1.amazonaws.com.cn/k"},
	{"my.bills", "eu-west-1", NULL, S3_STYLE_AUTO,
	 "https://s3.eu-west-1.amazonaws.com/my.bills/k"},
	{"bills", NULL, NULL, S3_STYLE_PATH, "https://s3.us-east-1.amazonaws.com/bills/k"},
	{"bills", NULL, "https://store.example:9000/", S3_STYLE_AUTO,
	 "https://store.example:9000/bills/k"},
	{"bills", NULL, "https://store.example", S3_STYLE_HOST, "https://bills.store.example/k"},
	{"Old_Name", NULL, NULL, S3_STYLE_AUTO, "https://s3.us-east-1.amazonaws.com/Old_Name/k"},
	{"a/b", NULL, NULL, S3_STYLE_AUTO,
	 "'a/b' is no bucket name: 3 to 63 of a-z, 0-9, '.' and '-'"},
	{"x\x1b[1m", NULL, NULL, S3_STYLE_AUTO,
	 "'x<U+001B>[1m' is no bucket name: 3 to 63 of a-z, 0-9, '.' and '-'"},
	{"bills", "Moon.evil/", NULL, S3_STYLE_AUTO,
	 "s3://bills: region 'Moon.evil/' is none: a-z, 0-9 and '-'"},
	{"bills", NULL, "store.example", S3_STYLE_AUTO,
	 "s3://bills: endpoint: address does not begin with https:// or http://"},
	{"bills", NULL, "https://h/path", S3_STYLE_AUTO,
	 "s3://bills: endpoint https://h: has a path; name scheme and host alone"},
};

static void test_opening(void)
{
	for (size_t i = 0; i < sizeof OPENINGS / sizeof *OPENINGS; i++) {
		const struct s3_options options = {.bucket = OPENINGS[i].bucket,
						   .region = OPENINGS[i].region,
						   .endpoint = OPENINGS[i].endpoint,
						   .style = OPENINGS[i].style};
		struct s3 *s3;
		struct err err = {0};
		struct str text = {0};
		if (s3_open(&options, &s3, &err)) {
			struct http_request request;
			s3_begin(s3, &request, "GET", "k");
			str_addf(&text, "%s%s", request.origin, request.path);
			http_request_fini(&request);
		}
		expect_text(s3 ? str_text(&text) : err.text, OPENINGS[i].expected);
		str_fini(&text);
		s3_close(s3);
	}
}

// ---- Lists ----

#define LIST(inside) STUB_OK("<ListBucketResult>" inside "</ListBucketResult>")
#define ENTRY(key)                                                                                 \
	"<Contents><Key>" key "</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>"        \
	"<ETag>&quot;" MD5 "&quot;</ETag><Size>10</Size></Contents>"

static bool join_keys(void *context, const struct s3_object *object, struct err *err)
{
	struct str *keys = context;
	str_addf(keys, "%s,", object->key);
	return strcmp(object->key, "stop") != 0 || err_set(err, ERR_CHECK, "enough");
}

static const struct {
	const char *first, *next; // answers without and with a token
	const char *keys, *fault;
} LISTS[] = {
	{LIST("<EncodingType>url</EncodingType>" ENTRY("a%2Bb+c%2525") ENTRY("z")), NULL,
	 "a+b c%25,z,", NULL},
	{LIST(ENTRY("a%2Bb+c")), NULL, "a%2Bb+c,", NULL},
	{LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>t+/=</"
	      "NextContinuationToken>" ENTRY("a")),
	 LIST(ENTRY("b")), "a,b,", NULL},
	{LIST("<IsTruncated>true</IsTruncated>" ENTRY("a")), NULL, "",
	 "incomplete: s3://bills/p: answer: the list is cut and does not say where it goes on"},
	{LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"),
	 LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"),
	 "", "incomplete: s3://bills/p: the list goes on where it was before"},
	{LIST(ENTRY("a") ENTRY("stop") ENTRY("b")), NULL, "a,stop,", "check: enough"},
	{LIST("<Contents><Key>a</Key><Size>-1</Size></Contents>"), NULL, "",
	 "invalid: s3://bills/p: answer: an entry has no Size that is a number"},
	{LIST("<Contents><Size>1</Size></Contents>"), NULL, "",
	 "invalid: s3://bills/p: answer: an entry has no Key"},
	{LIST("<EncodingType>url</EncodingType>" ENTRY("a%00b")), NULL, "",
	 "invalid: s3://bills/p: answer: key a%00b: holds a NUL byte, which gavel does not read"},
	{STUB_OK("<html>hotel login</html>"), NULL, "",
	 "invalid: s3://bills/p: answer: line 1: <html> instead of <ListBucketResult>"},
	{STUB_OK("{}"), NULL, "",
	 "invalid: s3://bills/p: answer: line 1: not well-formed (invalid token)"},
};

static void test_lists(void)
{
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
		const struct stub_rule rules[] = {
			{"GET /bills?list-type=2&encoding-type=url&prefix=p&continuation-token=t",
			 LISTS[i].next, 0, NULL},
			{"GET /bills?list-type=2&encoding-type=url&prefix=p ", LISTS[i].first, 0,
			 NULL},
			{0}};
		struct stub *stub = stub_start(rules);
		struct s3 *s3 = open_stub(stub);
		struct str keys = {0}, fault = {0};
		struct err err = {0};
		if (!s3_list(s3, &(struct s3_list){.prefix = "p"},
			     &(struct s3_visitor){join_keys, &keys}, &err))
			str_addf(&fault, "%s: %s", err_code_name(err.code), err.text);
		expect_text(str_text(&keys), LISTS[i].keys);
		expect_text(fault.len ? str_text(&fault) : NULL, LISTS[i].fault);
		str_fini(&keys);
		str_fini(&fault);
		s3_close(s3);
		stub_stop(stub);
	}
}

// ---- Deleting ----

#define HEAD(status, fields) "HTTP/1.0 " status " X\r\n" fields "\r\n"

static bool note_refusal(void *context, const struct s3_refusal *refusal, struct err *err)
{
	(void)err;
	str_addf(context, "%s=%s,", refusal->key, refusal->code);
	return true;
}

static void test_delete(void)
{
	static const struct stub_rule RULES[] = {
		{"POST /bills?delete ",
		 STUB_OK("<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b&amp;</"
			 "Key><Code>"
			 "AccessDenied</Code></Error></DeleteResult>"),
		 0,
		 "<Object><Key>a</Key></Object><Object><Key>b&#38;</Key><VersionId>v</VersionId>"},
		{"POST /bills?delete ", STUB_OK("<DeleteResult/>"), 0, NULL},
		{"DELETE /bills/c%01 ", HEAD("204", ""), 0, NULL},
		{"DELETE /bills/d%02 ", HEAD("403", "") "<Error><Code>Locked</Code></Error>", 0,
		 NULL},
		{0}};
	const struct s3_name names[] = {{"a", NULL}, {"b&", "v"}, {"c\x01", NULL}, {"d\x02", NULL}};
	struct stub *stub = stub_start(RULES);
	struct s3 *s3 = open_stub(stub);
	struct str refused = {0};
	struct err err = {0};
	const struct s3_refusals refusals = {note_refusal, &refused};
	expect_true(
		s3_delete(s3, &(struct s3_delete){.names = names, .count = 4}, &refusals, &err));
	expect_text(str_text(&refused), "b&=AccessDenied,d\x02=Locked,");
	expect_int(stub_asked(stub, "Content-MD5: "), 1);
	expect_true(
		!s3_delete(s3, &(struct s3_delete){.names = names, .count = 1}, &refusals, &err));
	expect_text(err.text, "s3://bills: 0 of 1 names were answered for");
	str_fini(&refused);
	s3_close(s3);
	stub_stop(stub);
}

int main(void)
{
	set_keys();
	test_opening();
	test_lists();
	test_delete();
	return test_done("net_s3");
}
