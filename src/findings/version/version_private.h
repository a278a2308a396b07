// What the orders of versions share. Private to the folder.
#ifndef GAVEL_FINDINGS_VERSION_VERSION_PRIVATE_H
#define GAVEL_FINDINGS_VERSION_VERSION_PRIVATE_H

#include "findings/version/version.h"

bool version_is_digit(char c);
bool version_is_letter(char c); // of ASCII
// The run of digits, or of letters, at the front of *rest, which is taken off; may be empty.
struct slice version_digits(struct slice *rest);
struct slice version_letters(struct slice *rest);
// Takes `c` off the front; false when it is not there.
bool version_take(struct slice *rest, char c);
// Something that the order of an ecosystem is about: it begins with a number.
bool version_is_readable(struct slice version);
// Runs of digits of any length as numbers; an empty one is 0.
int version_number_compare(struct slice a, struct slice b);
int version_sign(int difference);
// Texts by their bytes in lower case.
int version_text_compare(struct slice a, struct slice b);

int version_generic(struct slice a, struct slice b);
int version_semver(struct slice a, struct slice b);
int version_pep440(struct slice a, struct slice b);
// Without what is local; what is none of PEP 440's stays.
struct slice version_pep440_public(struct slice version);
int version_deb(struct slice a, struct slice b);
int version_rpm(struct slice a, struct slice b);
int version_apk(struct slice a, struct slice b);
int version_maven(struct slice a, struct slice b);
int version_gem(struct slice a, struct slice b);

#endif
