// The images of the fictional company and their packages. Private to share/demo/scans.
#ifndef GAVEL_SHARE_DEMO_SCANS_PACKAGES_H
#define GAVEL_SHARE_DEMO_SCANS_PACKAGES_H

#include "share/demo/scans/lives.h"

#define REGISTRY "registry.quillon.example/"

enum { IMAGE_COUNT = 6, PACKAGE_COUNT = 20 };

struct image {
	const char *name;
	unsigned packages; // which of PACKAGES it has, a bit each
};

// A package with one flaw, and while a scan sees that.
struct package {
	const char *name, *version, *fixed, *type, *cve, *title, *severity, *score;
	struct life life;
};

extern const struct image IMAGES[IMAGE_COUNT];
extern const struct package PACKAGES[PACKAGE_COUNT];

bool image_has(const struct image *image, size_t package);
const char *image_digest(const struct estate *estate, const struct image *image, int week);
void json_purl(struct json_out *json, const char *key, const struct package *p);

#endif
