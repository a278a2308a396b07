// The profile files of AWS: sections of settings.
//
//	[profile dev]             section "profile dev", however blanks and quotes were written
//	region = eu-central-1     key "region"
//	s3 =                      nested: key "s3.addressing_style"
//	  addressing_style = path
//	# and ; begin a comment at the start of a line, and behind a blank after a value
//
// Keys are taken in lower case; of two settings of one key the later counts. A line that is
// neither is refused with its number: keys half read are worse than none.
// Source: "Shared config and credentials files", AWS SDKs and Tools Reference Guide.
#ifndef GAVEL_NET_CREDENTIALS_INI_H
#define GAVEL_NET_CREDENTIALS_INI_H

#include "base/arena.h"
#include "base/err.h"

struct ini_entry {
	const char *section, *key; // key NULL: the section's own line
	char *value;		   // memory of secret.h when is_secret, else the arena's
	bool is_secret;
};

struct ini {
	struct ini_entry *entries;
	size_t count, room;
	struct arena arena;
};

// Adds the text's settings. ERR_INVALID: "name:line: what", never with the line itself.
bool ini_parse(const char *name, struct slice text, struct ini *ini, struct err *err);
void ini_fini(struct ini *ini);
bool ini_has(const struct ini *ini, const char *section);
const char *ini_get(const struct ini *ini, const char *section,
		    const char *key); // NULL when absent

#endif
