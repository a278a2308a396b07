#include "base/json.h"

#include "base/file.h"
#include "base/utf8.h"

// UTF-16 with a byte order mark (a PowerShell redirect), as UTF-8. Lone surrogates become
// ill-formed bytes, which the parser then refuses.
static void from_utf16(struct slice text, bool big, struct str *out)
{
	const unsigned char *at = (const unsigned char *)text.at;
	for (size_t i = 2; i + 1 < text.len; i += 2) {
		uint32_t unit = big ? (uint32_t)(at[i] << 8 | at[i + 1])
				    : (uint32_t)(at[i + 1] << 8 | at[i]);
		if (unit >= 0xd800 && unit <= 0xdbff && i + 3 < text.len) {
			uint32_t low = big ? (uint32_t)(at[i + 2] << 8 | at[i + 3])
					   : (uint32_t)(at[i + 3] << 8 | at[i + 2]);
			unit = 0x10000 + ((unit - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
			i += 2;
		}
		char bytes[4];
		str_add(out, bytes, utf8_encode(unit, bytes));
	}
}

void json_to_utf8(struct str *text)
{
	struct slice bytes = str_slice(text);
	bool little = slice_starts(bytes, "\xff\xfe"), big = slice_starts(bytes, "\xfe\xff");
	if (!little && !big)
		return;
	struct str converted = {0};
	from_utf16(bytes, big, &converted);
	str_fini(text);
	*text = converted;
}

json_t *json_load_document(const char *path, size_t max_bytes, struct err *err)
{
	struct str text = {0};
	if (!file_read(path, max_bytes, &text, err)) {
		str_fini(&text);
		return NULL;
	}
	json_to_utf8(&text);
	size_t skip = slice_starts(str_slice(&text), "\xef\xbb\xbf") ? 3 : 0;
	json_error_t error;
	json_t *document =
		json_loadb(str_text(&text) + skip, text.len - skip, JSON_REJECT_DUPLICATES, &error);
	if (!document)
		err_set(err, ERR_INVALID, "%s:%d:%d: %s", path, error.line, error.column,
			error.text);
	str_fini(&text);
	return document;
}
