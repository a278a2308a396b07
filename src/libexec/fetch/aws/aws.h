// Findings of AWS services, asked of their APIs page by page and written as one document that
// readers of files understand.
//
//	{"gavel":"aws-findings","version":1,"service":"guardduty","account":"1…","region":"…",
//	 "at":1732561111,"lists":[
//	{"pages":[
//	{…an answer as it came…},
//	…]}]}
//
// A list is one scan: its pages in order, to the end. What could not be read to its end is never
// written: the call fails instead. Before "pages" a list says what its answers do not (struct
// pages_list).
// Must not: read findings. Source of each call: the services' API references.
#ifndef GAVEL_LIBEXEC_FETCH_AWS_AWS_H
#define GAVEL_LIBEXEC_FETCH_AWS_AWS_H

#include "net/service.h"

// The document being written.
struct pages_file {
	int fd;
	struct str buffer;
	bool in_list; // a list is open
	int64_t lists, pages;
};

struct pages_head {
	const char *service, *account, *region;
	int64_t at;
};

void pages_begin(struct pages_file *file, const struct pages_head *head);
// What is told of a list; NULL: nothing.
struct pages_list {
	const char *category; // of what was looked for, or where
	const char *tag;      // of an image
	const char *failed;   // why it is none: nothing was looked at
	const char *unsure;   // why nothing is learned of what it lists nothing of
	const char *off;      // kinds of resources that are not looked at, blanks between
};
void pages_list(struct pages_file *file, const struct pages_list *told); // opens one
bool pages_add(struct pages_file *file, struct slice page, struct err *err);
bool pages_end(struct pages_file *file, struct err *err);

// One service's findings, read to their end.
struct aws_work {
	struct service *service;
	struct pages_file *file;
	const char *shown; // begins what is said
};

struct aws_api {
	const char *name, *signs, *host, *target; // as struct service_options
	bool (*read)(struct aws_work *work, struct err *err);
};

bool aws_read_security_hub(struct aws_work *work, struct err *err);
bool aws_read_inspector(struct aws_work *work, struct err *err);
bool aws_read_guardduty(struct aws_work *work, struct err *err);
bool aws_read_analyzers(struct aws_work *work, struct err *err);
bool aws_read_ecr(struct aws_work *work, struct err *err);

// A page as it is goes into the open list: for service_pages, with the file as context.
bool aws_keep_page(void *file, const struct service_page *page, struct err *err);
// service_pages; gives the parameters back.
bool aws_ask(struct aws_work *work, const struct service_ask *ask, service_page_fn *visit,
	     void *context, struct err *err);
// A text of an answer, "" when there is none.
const char *aws_text(const json_t *map, const char *name);
// Says something that is no failure: what it is about, and what is so.
void aws_warn(const struct aws_work *work, const char *about, const char *text);

#endif
