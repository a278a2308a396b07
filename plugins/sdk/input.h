// The files of a request, wherever their bytes are: below the source's folder, or with gavel, which
// fetches what is asked for (gavel-plugin(7), "Files that are not here").
//
// Must not: open anything that the request does not name.
#ifndef GAVEL_PLUGINS_SDK_INPUT_H
#define GAVEL_PLUGINS_SDK_INPUT_H

#include "plugins/sdk/plug.h"

struct input_asker; // what was asked and answered so far

// `rest`: what was read of standard input behind the request; it is taken.
struct input_asker *input_asker_new(struct plug_out *out, struct str *rest);
void input_asker_free(struct input_asker *asker); // NULL is fine

// Asks for many files at once, so that they are fetched together. Nothing when they are here.
// ERR_IO when gavel answers no more; what is wrong with one file, input_open tells.
bool input_want(const struct plug_request *request, const char *const *names, size_t count,
		struct err *err);
// A descriptor for reading the file, or -1. ERR_INCOMPLETE when it is not what was listed any more.
int input_open(const struct plug_request *request, const char *name, struct err *err);
// What an `input` line says of a file that was opened. Memory is the request's arena.
const char *input_uri(struct plug_request *request, const char *name);

#endif
