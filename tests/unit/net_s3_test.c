// The S3 client against answers that a real server gives rarely or never: lists that go nowhere,
// bodies that are cut, ranges that do not fit, wrong checksums, other regions.
// MD5s are md5sum's; that of "0123456789" is 781e5e245d69b566979b86e28d23f2c7.
#include "net/s3.h"
#include "net/s3/private.h"

#include "base/file.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MD5 "781e5e245d69b566979b86e28d23f2c7"

static struct s3 *open_stub(const struct stub *stub)
{
	struct str endpoint = {0};
	struct s3 *s3;
	struct err err = {0};
	str_addf(&endpoint, "http://127.0.0.1:%d", stub_port(stub));
	const struct s3_options options = {.bucket = "bills",
					   .region = "us-east-1",
					   .endpoint = str_text(&endpoint),
					   .retry = {.tries = 3, .base_ms = 1, .cap_ms = 2}};
	expect_true(s3_open(&options, &s3, &err));
	str_fini(&endpoint);
	return s3;
}

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

// ---- Bodies ----

#define HEAD(status, fields) "HTTP/1.0 " status " X\r\n" fields "\r\n"
#define WHOLE(etag, sum)     HEAD("200", "ETag: \"" etag "\"\r\nContent-Length: 10\r\n" sum)
#define REST(etag, range)    HEAD("206", "ETag: \"" etag "\"\r\nContent-Range: bytes " range "\r\n")
#define FIRST_ASK	     "GET /bills/k HTTP"

static const struct {
	const char *first;	  // to the first request
	const char *second;	  // to one for "Range: bytes=4-" with If-Match; NULL = refuses
	const char *body, *fault; // what the sink got, the error
} BODIES[] = {
	{WHOLE(MD5, "") "0123456789", NULL, "0123456789", NULL},
	{WHOLE(MD5, "") "0123", REST(MD5, "4-9/10") "456789", "0123456789", NULL},
	{WHOLE(MD5, "") "0123", REST(MD5, "5-9/10") "56789", "0123",
	 "incomplete: s3://bills/k: bytes from 5 came instead of from 4"},
	{WHOLE(MD5, "") "0123", WHOLE(MD5, "") "0123456789", "0123",
	 "incomplete: s3://bills/k: bytes from 0 came instead of from 4"},
	{WHOLE(MD5, "") "0123", HEAD("412", "") "", "0123",
	 "stale: s3://bills/k: it has changed (status 412)"},
	{WHOLE(MD5, "") "0123", REST(MD5, "4-99/10") "4567890123", "0123",
	 "incomplete: s3://bills/k: more bytes came than were asked for"},
	{WHOLE(MD5, "") "012345678X", NULL, "012345678X",
	 "incomplete: s3://bills/k: its MD5 is ac05d0a566f34c80a46812005e5c48d2, not " MD5
	 ": what came is not what is stored"},
	// An ETag of two parts is no MD5; the CRC-32 of "0123456789" is a684c7c6 (zlib).
	{WHOLE("x-2", "x-amz-checksum-crc32: poTHxg==\r\n") "0123456789", NULL, "0123456789", NULL},
	{WHOLE("x-2", "x-amz-checksum-crc32: poTHxQ==\r\n") "0123456789", NULL, "0123456789",
	 "incomplete: s3://bills/k: its CRC-32 is poTHxg==, not poTHxQ==: what came is not what is "
	 "stored"},
	{HEAD("200", "ETag: \"" MD5 "\"\r\n") "0123456789", NULL, "",
	 "incomplete: s3://bills/k: the answer does not say how long it is"},
	{HEAD("301", "x-amz-bucket-region: eu-west-1\r\n"), NULL, "",
	 "invalid: s3://bills/k: the bucket lies in region eu-west-1, not us-east-1; set region: "
	 "eu-west-1"},
	{HEAD("400", "") "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>"
			 "<Region>eu-south-2</Region></Error>",
	 NULL, "",
	 "invalid: s3://bills/k: the bucket lies in region eu-south-2, not us-east-1; set region: "
	 "eu-south-2"},
};

static bool take(void *context, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(context, bytes);
	return true;
}

static void test_bodies(void)
{
	for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
		const struct stub_rule rules[] = {
			{FIRST_ASK, BODIES[i].second, 0, "If-Match: \"" MD5 "\""},
			{FIRST_ASK, BODIES[i].first, 0, "x-amz-checksum-mode: ENABLED"},
			{0}};
		struct stub *stub = stub_start(rules);
		struct s3 *s3 = open_stub(stub);
		struct s3_object object;
		struct str body = {0}, fault = {0};
		const struct http_sink sink = {.body = take, .context = &body};
		struct err err = {0};
		if (!s3_get(s3, &(struct s3_get){.key = "k"}, &sink, &object, &err))
			str_addf(&fault, "%s: %s", err_code_name(err.code), err.text);
		expect_text(str_text(&body), BODIES[i].body);
		expect_text(fault.len ? str_text(&fault) : NULL, BODIES[i].fault);
		expect_int(stub_asked(stub, "Range: bytes=4-\r\n"), BODIES[i].second ? 1 : 0);
		str_fini(&body);
		str_fini(&fault);
		s3_close(s3);
		stub_stop(stub);
	}
}

// ---- Files ----

static const struct {
	const char *there;  // in the file, from an earlier time
	const char *etag;   // that time's
	const char *answer; // to the request for the rest
	const char *range;  // which it must be
	const char *file, *fault;
} FILES[] = {
	{"", NULL, WHOLE(MD5, "") "0123456789", NULL, "0123456789", NULL},
	{"0123", MD5, REST(MD5, "4-9/10") "456789", "bytes=4-", "0123456789", NULL},
	{"0123456789", MD5, REST(MD5, "9-9/10") "9", "bytes=9-", "0123456789", NULL},
	{"XX23", MD5, REST(MD5, "4-9/10") "456789", "bytes=4-", "",
	 "s3://bills/k: its MD5 is d52f654f7096cfdd043e171305e49eca, not " MD5
	 ": what came is not what is stored"},
	{"0123", NULL, "", NULL, "0123",
	 "s3://bills/k: bytes of an earlier time without their ETag"},
	{"0123456789A", MD5, "", NULL, "0123456789A", "s3://bills/k: 11 bytes are there of 10"},
};

static void read_file(int fd, struct str *out)
{
	char bytes[64];
	ssize_t got = pread(fd, bytes, sizeof bytes, 0);
	str_add(out, bytes, got > 0 ? (size_t)got : 0);
}

static void test_files(void)
{
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		const struct stub_rule rules[] = {{"HEAD /bills/k ", WHOLE(MD5, ""), 0, NULL},
						  {FIRST_ASK, FILES[i].answer, 0, FILES[i].range},
						  {0}};
		struct stub *stub = stub_start(rules);
		struct s3 *s3 = open_stub(stub);
		struct s3_object object;
		struct str file = {0};
		struct err err = {0};
		int fd = memfd_create("download", MFD_CLOEXEC);
		expect_true(file_write_all(fd, slice_of(FILES[i].there), &err));
		bool done = s3_download(s3, &(struct s3_get){.key = "k", .etag = FILES[i].etag},
					&(struct s3_file){fd, (int64_t)strlen(FILES[i].there)},
					&object, &err);
		read_file(fd, &file);
		expect_text(str_text(&file), FILES[i].file);
		expect_text(done ? NULL : err.text, FILES[i].fault);
		expect_true(!done || object.bytes == 10);
		close(fd);
		str_fini(&file);
		s3_close(s3);
		stub_stop(stub);
	}
}

// ---- Deleting ----

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
	setenv("AWS_ACCESS_KEY_ID", "AK", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "sk", 1);
	setenv("HOME", "/nowhere", 1);
	unsetenv("AWS_REGION");
	unsetenv("AWS_DEFAULT_REGION");
	unsetenv("AWS_ENDPOINT_URL");
	unsetenv("AWS_ENDPOINT_URL_S3");
	test_opening();
	test_lists();
	test_bodies();
	test_files();
	test_delete();
	return test_done("net_s3");
}
