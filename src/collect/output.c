#include "collect/output.h"

#include <string.h>

// Whether a line is short enough, no matter in which pieces it came.
static bool line_fits(const struct output *output, size_t len, struct err *err)
{
	return len <= output->max_line ||
	       err_set(err, ERR_INVALID, "%s sent a line longer than %zu bytes", output->who,
		       output->max_line);
}

// Gives the whole lines in the buffer and keeps the rest.
static bool give_lines(struct output *output, struct err *err)
{
	struct slice rest = str_slice(&output->buffer);
	const char *end;
	bool ok = true;
	while (ok && rest.len && (end = memchr(rest.at, '\n', rest.len))) {
		struct slice line = {rest.at, (size_t)(end - rest.at)};
		rest = (struct slice){end + 1, rest.len - line.len - 1};
		ok = line_fits(output, line.len, err) && output->line(output->context, line, err);
	}
	output->buffer.len = rest.len;
	memmove(output->buffer.at, rest.at, rest.len);
	return ok && line_fits(output, output->buffer.len, err);
}

bool output_take(struct output *output, size_t bytes, struct err *err)
{
	output->buffer.len += bytes;
	output->bytes += (int64_t)bytes;
	if (output->bytes > output->max_bytes)
		return err_set(err, ERR_INVALID, "%s sent more than %lld bytes and was stopped",
			       output->who, (long long)output->max_bytes);
	return give_lines(output, err);
}
