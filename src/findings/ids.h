// Names that mean the same thing, in one spelling: vulnerability ids, rules.
//
// Must not: know which ids are aliases of each other beyond what one finding says.
#ifndef GAVEL_FINDINGS_IDS_H
#define GAVEL_FINDINGS_IDS_H

#include "base/str.h"

// One id in its canonical spelling: CVE-2021-44228, GHSA-jfh8-c2jp-5v3q (ids in lower case behind
// the prefix), CWE-79 (from cwe-079, "CWE-79: Cross-site…"); others as they are, upper case.
void id_add(struct str *out, struct slice id);
// A list of ids as a finding tells it (blanks or commas between): canonical, each once, a CVE
// first, then a GHSA, then others; in order of bytes within these. Blanks between.
void ids_add(struct str *out, struct slice list);
// The first of such a list: the one that names the flaw.
struct slice ids_first(struct slice canonical);

// A package's name, all of whose spellings are one: lower case, and each run of '-', '_' and '.' is
// a '-' (PEP 503).
void package_add_folded(struct str *out, struct slice name);
// The bare name of a package, folded, and of a purl without percent signs:
// "pkg:deb/debian/OpenSSL@3.0?arch=amd64" is openssl, "pkg:deb/debian/libstdc%2B%2B6" libstdc++6,
// "org.apache:log4j-core" log4j-core.
void package_add_name(struct str *out, struct slice package);
// The same, and not negative, of all findings that are one flaw in one package, whatever their
// tools and versions: of canonical ids, and the purl or else the package. 0 where either is absent.
int64_t flaw_key(struct slice ids, struct slice purl, struct slice package);

// A rule in the spelling of its newest version: AVD-KSV-0014 and KSV014 are KSV-0014. Only of the
// families whose ids were renamed so (Trivy's); others as they are.
void rule_add(struct str *out, struct slice rule);

#endif
