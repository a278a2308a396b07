#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const NAMES[] = {
	[ERR_NONE] = "none",
	[ERR_INVALID] = "invalid",
	[ERR_IO] = "io",
	[ERR_NOT_FOUND] = "not-found",
	[ERR_CHECK] = "check",
	[ERR_STALE] = "stale",
	[ERR_DENIED] = "denied",
	[ERR_SIGNATURE] = "signature",
	[ERR_INCOMPLETE] = "incomplete",
	[ERR_BUSY] = "busy",
	[ERR_INTERRUPTED] = "interrupted",
	[ERR_CORRUPT] = "corrupt",
};

// Cuts at a character boundary: a text of full length may end inside a character.
static void trim_tail(char *text, size_t room)
{
	size_t len = strlen(text);
	if (len + 1 < room)
		return;
	while (len && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
		len--;
	if (len && (unsigned char)text[len - 1] >= 0xc0)
		len--;
	text[len] = 0;
}

static void store(struct err *err, enum err_code code, const char *text)
{
	err->code = code;
	snprintf(err->text, sizeof err->text, "%s", text);
	trim_tail(err->text, sizeof err->text);
}

bool(err_set)(struct err *err, enum err_code code, const char *format, ...)
{
	char text[2 * sizeof err->text];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	store(err, code, text);
	return false;
}

bool(err_errno)(struct err *err, const char *format, ...)
{
	int number = errno;
	char text[2 * sizeof err->text];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, sizeof err->text, format, args);
	va_end(args);
	size_t at = len < 0			     ? 0
		    : (size_t)len < sizeof err->text ? (size_t)len
						     : sizeof err->text - 1;
	snprintf(text + at, sizeof text - at, ": %s", strerror(number));
	store(err, number == ENOENT ? ERR_NOT_FOUND : ERR_IO, text);
	return false;
}

bool(err_wrap)(struct err *err, const char *format, ...)
{
	char text[2 * sizeof err->text];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, sizeof err->text, format, args);
	va_end(args);
	size_t at = len < 0			     ? 0
		    : (size_t)len < sizeof err->text ? (size_t)len
						     : sizeof err->text - 1;
	snprintf(text + at, sizeof text - at, ": %s", err->text);
	store(err, err->code, text);
	return false;
}

void err_clear(struct err *err)
{
	err->code = ERR_NONE;
	err->text[0] = 0;
}

const char *err_code_name(enum err_code code)
{
	return NAMES[code];
}
