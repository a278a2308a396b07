// What the two halves of the reader of ECR's API share: ecr.c knows a repository's images and their
// indexes, ecr_told.c asks for the findings of those that are told.
//
//	describe images -> newest first: of its index, else those pushed at one moment -> findings
//	                        ^------------------ none was scanned -----------------------'
#ifndef GAVEL_LIBEXEC_FETCH_AWS_ECR_H
#define GAVEL_LIBEXEC_FETCH_AWS_ECR_H

#include "base/vec.h"
#include "libexec/fetch/aws/aws.h"

struct image {
	const char *digest, *tag;
	const char *platform; // "linux/arm64", as an index says; NULL: not told
	double pushed;
	bool known;  // to have been scanned; else its findings say whether it was
	bool chosen; // to be told
	bool tried;  // its findings were asked for
};

// A repository while its images are looked at. Texts are the arena's.
struct repository {
	struct aws_work *work;
	const char *name;
	vec(struct image) all;
	const char *index;	     // the last index pushed
	double indexed;		     // and when
	int64_t missing;	     // images of it that were not scanned
	const struct image *reading; // whose findings are asked for
	const char *category;	     // tells it from others that are told
	int64_t pages;
	int64_t vain; // images that were asked for and had not been scanned
	int64_t told;
	struct arena arena;
};

void ecr_warn(struct repository *repository, const char *what);
// The images of the newest index are the chosen ones; none where it is not known.
bool ecr_choose_index(struct repository *repository, struct err *err);
// The findings of the newest images that were scanned, and what is to be said of the others.
bool ecr_tell(struct repository *repository, struct err *err);

#endif
