// What the halves of s3_tool share.
#ifndef GAVEL_TESTS_S3_S3_TOOL_H
#define GAVEL_TESTS_S3_S3_TOOL_H

#include "net/s3.h"

struct tool {
	struct s3_options options;
	struct s3_get get;
	struct s3 *s3;
	int page;
	int64_t count;
	struct arena arena;
};

void tool_print_key(const char *key);	  // encoded
const char *tool_shown(const char *text); // "-" for NULL
const char *tool_plain(struct tool *tool,
		       const char *text); // an argument that is a key, decoded; NULL stays NULL

// Commands that delete, and those about what is set on buckets and objects (s3_tool_set.c).
typedef bool tool_command(struct tool *tool, char **argv, struct err *err);
tool_command do_delete, do_bypass, do_empty, do_document, do_set_document, do_tag, do_tags, do_hold,
	do_retain, do_versioning, do_make;

#endif
