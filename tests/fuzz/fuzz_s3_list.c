// Any bytes as a page of a listing: it is read or refused; every key that is read is a string, has
// a size, and a cut list says where it goes on.
#include "net/s3/private.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct slice xml, bool versions)
{
	struct arena arena = {0};
	struct s3_page page;
	struct err err = {0};
	bool done = s3_read_page(xml, versions, &arena, &page, &err);
	assert(done || err.code != ERR_NONE);
	for (size_t i = 0; done && i < page.count; i++) {
		assert(page.objects[i].key && strlen(page.objects[i].key) < xml.len);
		assert(page.objects[i].bytes >= -1);
	}
	assert(!done || !page.is_truncated || page.next || page.after);
	arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	check((struct slice){(const char *)data + 1, size - 1}, data[0] & 1);
	return 0;
}
