#include "findings/package/release.h"

#include "findings/purl.h"

#include <ctype.h>
#include <string.h>

// ---- Names ----

static const struct {
	const char *distro, *family;
} DISTROS[] = {
	{"ubuntu", "ubuntu"},	    {"debian", "debian"},      {"rhel", "rhel"},
	{"redhat", "rhel"},	    {"centos", "centos"},      {"rocky", "rocky"},
	{"almalinux", "almalinux"}, {"alma", "almalinux"},     {"ol", "oracle"},
	{"oracle", "oracle"},	    {"fedora", "fedora"},      {"alpine", "alpine"},
	{"sles", "sles"},	    {"opensuse-leap", "leap"}, {"opensuse.leap", "leap"},
};

// A product that ends in '_' is all that begin so.
static const struct {
	const char *vendor, *product, *family;
} PLATFORMS[] = {
	{"redhat", "enterprise_linux", "rhel"},
	{"redhat", "rhel_", "rhel"},
	{"canonical", "ubuntu_linux", "ubuntu"},
	{"debian", "debian_linux", "debian"},
	{"almalinux", "almalinux", "almalinux"},
	{"oracle", "linux", "oracle"},
	{"fedoraproject", "fedora", "fedora"},
	{"alpinelinux", "alpine_linux", "alpine"},
	{"suse", "sles", "sles"},
	{"suse", "linux_enterprise_server", "sles"},
	{"opensuse", "leap", "leap"},
	{"rocky", "rocky", "rocky"},
};

static const char *const TWO_PARTS[] = {"ubuntu", "alpine", "leap"};

static const struct {
	const char *name, *family, *version;
} CODE_NAMES[] = {
	{"xenial", "ubuntu", "16.04"},	{"yakkety", "ubuntu", "16.10"},
	{"zesty", "ubuntu", "17.04"},	{"artful", "ubuntu", "17.10"},
	{"bionic", "ubuntu", "18.04"},	{"cosmic", "ubuntu", "18.10"},
	{"disco", "ubuntu", "19.04"},	{"eoan", "ubuntu", "19.10"},
	{"focal", "ubuntu", "20.04"},	{"groovy", "ubuntu", "20.10"},
	{"hirsute", "ubuntu", "21.04"}, {"impish", "ubuntu", "21.10"},
	{"jammy", "ubuntu", "22.04"},	{"kinetic", "ubuntu", "22.10"},
	{"lunar", "ubuntu", "23.04"},	{"mantic", "ubuntu", "23.10"},
	{"noble", "ubuntu", "24.04"},	{"oracular", "ubuntu", "24.10"},
	{"plucky", "ubuntu", "25.04"},	{"questing", "ubuntu", "25.10"},
	{"jessie", "debian", "8"},	{"stretch", "debian", "9"},
	{"buster", "debian", "10"},	{"bullseye", "debian", "11"},
	{"bookworm", "debian", "12"},	{"trixie", "debian", "13"},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool take(struct release *out, const char *family, struct slice version)
{
	*out = (struct release){family, version, 1};
	for (size_t i = 0; i < COUNT(TWO_PARTS); i++)
		if (!strcmp(family, TWO_PARTS[i]))
			out->parts = 2;
	return version.len && isdigit((unsigned char)*version.at);
}

bool release_of_distro(struct slice distro, struct release *out)
{
	for (size_t i = 0; i < COUNT(CODE_NAMES); i++)
		if (slice_is(distro, CODE_NAMES[i].name))
			return take(out, CODE_NAMES[i].family, slice_of(CODE_NAMES[i].version));
	const char *dash = distro.len ? memrchr(distro.at, '-', distro.len) : NULL;
	if (!dash)
		return false;
	struct slice name = {distro.at, (size_t)(dash - distro.at)};
	struct slice version = {dash + 1, distro.len - name.len - 1};
	for (size_t i = 0; i < COUNT(DISTROS); i++)
		if (slice_is(name, DISTROS[i].distro))
			return take(out, DISTROS[i].family, version);
	return false;
}

// ---- CPEs ----

static bool is_product(struct slice product, const char *known)
{
	size_t len = strlen(known);
	return known[len - 1] == '_' ? slice_starts(product, known) : slice_is(product, known);
}

// "el9", by which other products of Red Hat tell for what they are.
static bool is_edition(struct slice field, struct release *out)
{
	struct slice version = {field.at + 2, field.len - 2};
	return slice_starts(field, "el") && field.len > 2 && take(out, "rhel", version);
}

bool release_of_cpe(struct slice cpe, struct release *out)
{
	struct slice rest = cpe;
	if (!slice_starts(cpe, "cpe:/") && !slice_starts(cpe, "cpe:2.3:"))
		return false;
	slice_cut(&rest, ':');
	if (slice_starts(cpe, "cpe:2.3:"))
		slice_cut(&rest, ':');
	slice_cut(&rest, ':'); // part
	struct slice vendor = slice_cut(&rest, ':'), product = slice_cut(&rest, ':');
	struct slice version = slice_cut(&rest, ':');
	for (size_t i = 0; i < COUNT(PLATFORMS); i++)
		if (slice_is(vendor, PLATFORMS[i].vendor) &&
		    is_product(product, PLATFORMS[i].product))
			return take(out, PLATFORMS[i].family, version);
	while (slice_is(vendor, "redhat") && rest.len)
		if (is_edition(slice_cut(&rest, ':'), out))
			return true;
	return false;
}

// ---- Comparing ----

static bool begins(struct slice wider, struct slice one, int parts)
{
	for (int i = 0; i < parts && wider.len; i++)
		if (!slice_equal(slice_cut(&wider, '.'), slice_cut(&one, '.')))
			return false;
	return true;
}

bool release_has(const struct release *wider, const struct release *one)
{
	enum { ALL = 1 << 10 };
	return !strcmp(wider->family, one->family) && begins(wider->version, one->version, ALL);
}

static bool of_purl(struct slice text, struct arena *arena, struct release *out)
{
	struct purl purl;
	return purl_read(text, arena, &purl) &&
	       release_of_distro(purl_qualifier_text(&purl, "distro", arena), out);
}

bool release_is_other(struct slice product, struct slice package)
{
	struct arena arena = {0};
	struct release x, y;
	bool told = (release_of_cpe(product, &x) || of_purl(product, &arena, &x)) &&
		    of_purl(package, &arena, &y);
	bool other = told && (strcmp(x.family, y.family) || !begins(x.version, y.version, x.parts));
	arena_fini(&arena);
	return other;
}
