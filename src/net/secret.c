#include "net/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

// The pages begin with their own size, so that secret_free needs nothing but the text.
struct pages {
	size_t size;
	char text[];
};

char *secret_slice(struct slice bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (sizeof(struct pages) + bytes.len + 1 + page - 1) / page * page;
	struct pages *pages =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		abort(); // no memory
	madvise(pages, size, MADV_DONTDUMP);
	mlock(pages, size); // what the limit on locked memory refuses may be swapped
	pages->size = size;
	if (bytes.len)
		memcpy(pages->text, bytes.at, bytes.len);
	return pages->text;
}

char *secret_text(const char *text)
{
	return text ? secret_slice(slice_of(text)) : NULL;
}

void secret_free(char *secret)
{
	if (!secret)
		return;
	struct pages *pages = (void *)(secret - offsetof(struct pages, text));
	size_t size = pages->size;
	explicit_bzero(pages, size);
	munmap(pages, size);
}

void secret_no_dumps(void)
{
	const struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void secret_str_fini(struct str *text)
{
	if (text->at)
		explicit_bzero(text->at, text->room);
	str_fini(text);
}
