#include "cmd/terminal/output.h"

#include "base/file.h"
#include "base/utf8.h"

#include <errno.h>
#include <unistd.h>

// Lines end as the terminal wants them, whatever the form's own end is.
static void add_shown(struct str *out, struct slice bytes)
{
	while (bytes.len) {
		bool whole = bytes.at[bytes.len - 1] == '\n';
		struct slice line = slice_cut(&bytes, '\n');
		whole = whole || bytes.len;
		if (slice_ends(line, "\r"))
			line.len--;
		utf8_add_safe(out, line, true);
		if (whole)
			str_add_char(out, '\n');
	}
}

bool output_write(struct slice bytes, struct err *err)
{
	struct str shown = {0};
	if (!isatty(STDOUT_FILENO))
		return file_write_all(STDOUT_FILENO, bytes, err);
	add_shown(&shown, bytes);
	bool done = file_write_all(STDOUT_FILENO, str_slice(&shown), err);
	int number = errno;
	str_fini(&shown);
	errno = number;
	return done;
}
