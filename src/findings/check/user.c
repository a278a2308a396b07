#include "findings/check/container.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// Zero as any reader of numbers takes it: "0", "00", "+0", "-0", "0x0", "0o0", "0b0", "0.0", "0e3".
static bool is_zero(struct slice text)
{
	size_t i = 0, zeros = 0;
	while (i < text.len && strchr("+-", text.at[i]))
		i++;
	bool prefix =
		i + 1 < text.len && text.at[i] == '0' && isalpha((unsigned char)text.at[i + 1]);
	if (prefix && strchr("xXoObB", text.at[i + 1]))
		i += 2;
	for (; i < text.len && text.at[i] && strchr("0_.", text.at[i]); i++)
		zeros += text.at[i] == '0';
	if (zeros && i < text.len && strchr("eE", text.at[i]))
		return true;
	return zeros && i == text.len;
}

// "USER:GROUP": the user alone counts, and none before the colon is the runtime's own, which is 0.
// On Windows it is ContainerAdministrator.
bool user_is_root(const char *text)
{
	static const char ADMINISTRATOR[] = "ContainerAdministrator";
	struct slice rest = slice_of(text);
	bool has_group = strchr(text, ':') != NULL;
	struct slice name = slice_trim(slice_cut(&rest, ':'));
	return (has_group && !name.len) || slice_is(name, "root") || is_zero(name) ||
	       (name.len == sizeof ADMINISTRATOR - 1 &&
		!strncasecmp(name.at, ADMINISTRATOR, name.len));
}

bool user_is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}
