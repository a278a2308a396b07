// Whole JSON documents: byte order marks, UTF-16, the cap, and where a fault is.
#include "base/file.h"
#include "base/json.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *bytes;
	size_t len;
	const char *error; // behind the path, or NULL
} DOCUMENTS[] = {
	{"{\"a\":1}", 7, NULL},
	{"\xef\xbb\xbf{\"a\":1}", 10, NULL},
	{"\xff\xfe{\0\"\0a\0\"\0:\0001\0}\0", 16, NULL},
	{"\xfe\xff\0{\0\"\0a\0\"\0:\0001\0}", 16, NULL},
	{"{\"a\":1,\"a\":1}", 13, ":1:10: duplicate object key near '\"a\"'"},
	{"{\n\"a\":\n}", 8, ":3:1: unexpected token near '}'"},
	{"{\"a\":1}                                                          ", 65,
	 ": larger than 64 bytes"},
};

static void test_documents(void)
{
	char path[] = "/tmp/gavel-json-XXXXXX";
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof DOCUMENTS / sizeof *DOCUMENTS; i++) {
		struct err err = {0};
		struct slice bytes = {DOCUMENTS[i].bytes, DOCUMENTS[i].len};
		expect_true(file_write(path, bytes, 0600, &err));
		json_t *read = json_load_document(path, 64, &err);
		if (DOCUMENTS[i].error)
			expect_text(err.text + strlen(path), DOCUMENTS[i].error);
		else
			expect_int(json_integer_value(json_object_get(read, "a")), 1);
		expect_int(!read, DOCUMENTS[i].error != NULL);
		json_decref(read);
	}
	unlink(path);
}

int main(void)
{
	test_documents();
	return test_done("base_json_document");
}
