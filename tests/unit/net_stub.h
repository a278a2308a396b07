// An S3 client before a stub server, for the tests of both its halves.
#ifndef GAVEL_TESTS_UNIT_NET_STUB_H
#define GAVEL_TESTS_UNIT_NET_STUB_H

#include "net/s3.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <stdlib.h>

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

static void set_keys(void)
{
	setenv("AWS_ACCESS_KEY_ID", "AK", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "sk", 1);
	setenv("HOME", "/nowhere", 1);
	unsetenv("AWS_REGION");
	unsetenv("AWS_DEFAULT_REGION");
	unsetenv("AWS_ENDPOINT_URL");
	unsetenv("AWS_ENDPOINT_URL_S3");
}

#endif
