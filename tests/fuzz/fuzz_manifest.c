// Any bytes as a manifest: it is read or refused, and every part found is a file of the folder.
#include "base/file.h"
#include "plugins/bill/delivery/delivery.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(const struct plug_request *request, const struct deliveries *found)
{
	for (size_t i = 0; i < found->all.len; i++)
		for (size_t k = 0; k < found->all.at[i].parts.len; k++) {
			const struct plug_file *part = found->all.at[i].parts.at[k];
			assert(part >= request->files &&
			       part < request->files + request->file_count);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char NAME[] = "/dev/shm/gavel-fuzz";
	char folder[64], name[] = "r-Manifest.json", path[96];
	struct err err;
	struct deliveries found;
	snprintf(folder, sizeof folder, "%s-%d", NAME, (int)getpid());
	snprintf(path, sizeof path, "%s/%s", folder, name);
	mkdir(folder, 0700);
	int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = openat(root, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct plug_file files[] = {{name, (int64_t)size, 1},
				    {"20260301-20260401/a/r-1.csv.gz", 1, 1},
				    {"data/BILLING_PERIOD=2026-03/r-00001.csv.gz", 1, 1},
				    {"r-1.csv", 1, 1}};
	struct plug_request request = {.root = folder,
				       .root_fd = root,
				       .files = files,
				       .file_count = sizeof files / sizeof *files};
	if (fd >= 0 && file_write_all(fd, (struct slice){(const char *)data, size}, &err)) {
		if (deliveries_find(&request, &found, &err))
			check_parts(&request, &found);
		deliveries_fini(&found);
	}
	close(fd);
	close(root);
	unlink(path);
	rmdir(folder);
	arena_fini(&request.arena);
	return 0;
}
