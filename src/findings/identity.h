// What makes a finding the same finding in the next scan: keys per class.
//
//	code        rule, file, enclosing name + (the tool's fingerprint | snippet | blanked
// message) 	dependency  vulnerability (CVE if any alias is one), package without version, file
//	container   likewise; without a vulnerability as iac
//	iac, hardening  rule (its name in words, if it has one), resource; file only without
//			a resource
//	secret      rule, keyed digest of the secret, file
//	dast        rule, host and port, method, path with its ids blanked, parameter
//	posture     the provider's own id; else rule, resource, parameter
//	load        rule, resource
//
// Never the line, severity, message as it stands, image digest or version of a tool or package.
// What the message quotes tells findings of one key apart, as far as it stays the same.
// The file is a key of its own, so that a renamed one can be found; the fingerprint too, as it is
// only of use where no other finding of the scan has it.
// Must not: know what was seen before (findings/match/match.h).
#ifndef GAVEL_FINDINGS_IDENTITY_H
#define GAVEL_FINDINGS_IDENTITY_H

#include "findings/finding.h"
#include "findings/hash.h"

enum { IDENTITY_VERSION = 1 }; // part of every key: another one means other keys

// What a tool said, as far as it tells findings apart; empty: not told.
struct identity_said {
	enum finding_class class;
	struct slice rule, title, text, ids, purl, package, version, file, logical;
	struct slice resource, url, method, param, print, snippet, secret, uid;
	struct slice alias; // the rule as the report spells it
	int64_t line;
};

// Whether a scan can have several findings of one key.
enum identity_single {
	SINGLE_NOT,
	SINGLE_KEY,   // it is the provider's id: there cannot be two
	SINGLE_PLACE, // a flaw of a package: there cannot be two in one file and version
};

struct identity {
	struct key128 key; // without the file and the fingerprint; its lowest 32 bits: quoted words
	uint64_t print;	   // the key with the fingerprint in the place of snippet or message, or 0;
			   // SINGLE_PLACE: the file without the package's version in its path, or 0
	uint64_t file;	   // 0: none
	int32_t line;
	enum identity_single single;
};

// What a class's findings are known by, in words: "rule, file and …".
const char *identity_rule(enum finding_class class);
// `scratch` is used and left as it is: memory that is kept between calls.
void identity_of(const struct identity_said *said, struct str *scratch, struct identity *out);
// What stands for a file wherever its path begins ("./a" is "a"); 0: none.
uint64_t identity_file(struct slice path);
// A message with all that changes from scan to scan taken out: numbers, quoted parts and paths.
void identity_add_blanked(struct str *out, struct slice message);
// What stands for the parts of a message that are in quotes; 0: nothing is.
uint32_t identity_quoted(struct slice message);
// "https://shop.example:443/orders/77?x=1" as "shop.example:443/orders/{}".
void identity_add_url(struct str *out, struct slice url);

#endif
