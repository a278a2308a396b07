// Past a list or map without a look at what is in it: only its quotes, brackets and ends of lines
// count.
//
// Private to the reader. Must not: be the only reading of anything.
#ifndef GAVEL_PLUGINS_SDK_DOC_DOC_PASS_H
#define GAVEL_PLUGINS_SDK_DOC_DOC_PASS_H

#include "plugins/sdk/doc/doc.h"

// The cursor is at its opening bracket; then behind the closing one. ERR_INVALID when the document
// ends before.
bool doc_pass_brackets(struct doc *doc, struct err *err);

#endif
