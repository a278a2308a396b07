// Bodies of the S3 client that are cut, come from the wrong place or are not what is stored; other
// regions. MD5s are md5sum's; that of "0123456789" is 781e5e245d69b566979b86e28d23f2c7.
#include "net/s3.h"

#include "base/file.h"

#include "tests/unit/net_stub.h"
#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MD5 "781e5e245d69b566979b86e28d23f2c7"

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
	// A service that knows no If-Match.
	{WHOLE(MD5, "") "0123", REST("other", "4-9/10") "456789", "0123",
	 "stale: s3://bills/k: it has changed while it was read"},
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

// An answer without an ETag has nothing to bind its rest to: that is not asked for.
static void test_nameless(void)
{
	static const struct stub_rule RULES[] = {
		{FIRST_ASK, HEAD("200", "Content-Length: 10\r\n") "0123", 0, NULL}, {0}};
	struct stub *stub = stub_start(RULES);
	struct s3 *s3 = open_stub(stub);
	struct s3_object object;
	struct str body = {0};
	struct err err = {0};
	const struct http_sink sink = {.body = take, .context = &body};
	expect_true(!s3_get(s3, &(struct s3_get){.key = "k"}, &sink, &object, &err));
	expect_int(err.code, ERR_INCOMPLETE);
	expect_int(stub_asked(stub, FIRST_ASK), 1);
	str_fini(&body);
	s3_close(s3);
	stub_stop(stub);
}

// What one call answered may be asked with in the next.
static void test_answers(void)
{
	static const struct stub_rule RULES[] = {
		{"HEAD /bills/k ", WHOLE(MD5, ""), 0, NULL},
		{FIRST_ASK, REST(MD5, "4-9/10") "456789", 0, "If-Match: \"" MD5 "\""},
		{0}};
	struct stub *stub = stub_start(RULES);
	struct s3 *s3 = open_stub(stub);
	struct s3_object object;
	struct err err = {0};
	int fd = memfd_create("download", MFD_CLOEXEC);
	expect_true(file_write_all(fd, SLICE("0123"), &err));
	expect_true(s3_head(s3, &(struct s3_get){.key = "k"}, &object, &err));
	expect_text(object.etag, MD5);
	struct s3_get get = {.key = object.key, .etag = object.etag};
	expect_true(s3_head(s3, &get, &object, &err));
	get = (struct s3_get){.key = object.key, .etag = object.etag};
	expect_true(s3_download(s3, &get, &(struct s3_file){fd, 4}, &object, &err));
	expect_text(object.etag, MD5);
	close(fd);
	s3_close(s3);
	stub_stop(stub);
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

int main(void)
{
	set_keys();
	test_bodies();
	test_nameless();
	test_answers();
	test_files();
	return test_done("net_s3_body");
}
