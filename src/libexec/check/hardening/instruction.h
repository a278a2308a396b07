// The instructions of a Dockerfile, each joined from its lines.
//
// Source: Dockerfile reference: parser directives, line continuation, comments, here-documents.
// Must not: know what an instruction means.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_INSTRUCTION_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_INSTRUCTION_H

#include "base/err.h"
#include "base/str.h"

struct instructions {
	const char *name; // begins errors
	struct slice rest;
	int line; // where the instruction at hand begins
	int next_line;
	char escape;
	struct str text; // the instruction at hand
};

// text outlives it; to be freed with str_fini(&out->text).
void instructions_open(const char *name, struct slice text, struct instructions *out);
// *more is false at the end. ERR_INVALID: a here-document that does not end.
bool instructions_next(struct instructions *in, bool *more, struct err *err);

#endif
