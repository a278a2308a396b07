// Scans of images and documents of statements, for the tests of which statement holds of a finding.
#ifndef GAVEL_TESTS_UNIT_STORE_VEX_H
#define GAVEL_TESTS_UNIT_STORE_VEX_H

#include "store/select.h"

#include "tests/unit/store_estate.h"

#define PURL  "pkg:deb/debian/bash@5.1-2?arch=amd64"
#define IMAGE "pkg:oci/app"
#define FINDING(level, ids)                                                                        \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"container\",\"level\":"       \
	"\"" level "\",\"rule\":\"CVE-1\",\"title\":\"t\",\"ids\":\"" ids "\",\"purl\":\"" PURL    \
	"\",\"package\":\"bash\",\"version\":\"5.1-2\"}\n"
#define SCAN_RUN(at, finding)                                                                      \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"trivy\",\"container\",\"\"," \
	      "\"example.com/app\"],\"mode\":\"append\",\"at\":" #at "}\n" finding                 \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"trivy\",\"format\":\"f\",\"class\":"         \
	      "\"container\","                                                                     \
	      "\"target\":\"example.com/app\",\"digest\":\"sha256:aa\",\"findings\":1}\n" END(1)   \
		      DONE
#define DOCUMENT(id, at, statements)                                                               \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"vex\",\"key\":[\"i\",\"" id "\"],"             \
	      "\"mode\":\"replace\",\"at\":" #at "}\n" statements END(1) DONE
#define SAYS(author, status, product, more, at)                                                    \
	"{\"t\":\"vex\",\"scope\":1,\"issuer\":\"" author "\",\"ids\":\"CVE-2024-1\","             \
	"\"product\":\"" product "\",\"status\":\"" status "\",\"at\":" #at more "}\n"
#define PART(purl) ",\"component\":\"" purl "\""
#define WHY	   ",\"justification\":\"vulnerable_code_not_present\""
#define BASH	   "pkg:deb/debian/bash"

#endif
