// The images' scans: Trivy's vulnerabilities every week.
#include "share/demo/scans/packages.h"

#include "base/clock.h"

#include <string.h>

static void add_flaw(struct json_out *json, const struct package *p)
{
	json_open_map(json, NULL);
	json_text(json, "VulnerabilityID", p->cve);
	json_text(json, "PkgName", p->name);
	json_open_map(json, "PkgIdentifier");
	json_purl(json, "PURL", p);
	json_close_map(json);
	json_text(json, "InstalledVersion", p->version);
	if (*p->fixed)
		json_text(json, "FixedVersion", p->fixed);
	json_text(json, "Status", *p->fixed ? "fixed" : "will_not_fix");
	json_text(json, "SeveritySource", "nvd");
	json_text(json, "Title", p->title);
	json_text(json, "Severity", p->severity);
	json_open_map(json, "CVSS");
	json_open_map(json, "nvd");
	json_raw(json, "V3Score", slice_of(p->score));
	json_close_map(json);
	json_close_map(json);
	json_close_map(json);
}

static void add_layer(struct json_out *json, const struct image *image, const char *type, int week)
{
	bool os = strcmp(type, "deb") == 0;
	json_open_map(json, NULL);
	json_text(json, "Target",
		  os			      ? "debian 12.2"
		  : strcmp(type, "pypi") == 0 ? "Python"
					      : "Java");
	json_text(json, "Class", os ? "os-pkgs" : "lang-pkgs");
	json_text(json, "Type", os ? "debian" : strcmp(type, "pypi") == 0 ? "python-pkg" : "jar");
	json_open_list(json, "Vulnerabilities");
	for (size_t i = 0; i < PACKAGE_COUNT; i++)
		if (image_has(image, i) && strcmp(PACKAGES[i].type, type) == 0 &&
		    life_seen(&PACKAGES[i].life, week))
			add_flaw(json, &PACKAGES[i]);
	json_close_list(json);
	json_close_map(json);
}

static bool trivy_write(const struct estate *estate, const struct image *image, int week,
			struct err *err)
{
	static const char *const TYPES[] = {"deb", "pypi", "maven"};
	struct str text = {0}, name = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_int(&json, "SchemaVersion", 2);
	json_time(&json, "CreatedAt", week_time(estate, week) + 900);
	str_addf(&name, REGISTRY "%s:w%02d", image->name, week + 1);
	json_text(&json, "ArtifactName", str_text(&name));
	json_text(&json, "ArtifactType", "container_image");
	json_open_map(&json, "Metadata");
	json_open_list(&json, "RepoDigests");
	str_clear(&name);
	str_addf(&name, REGISTRY "%s@%s", image->name, image_digest(estate, image, week));
	json_text(&json, NULL, str_text(&name));
	json_close_list(&json);
	json_close_map(&json);
	json_open_list(&json, "Results");
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		add_layer(&json, image, TYPES[i], week);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"images", image->name, "json", false},
			       week, &text, err);
	str_fini(&text);
	str_fini(&name);
	return done;
}

bool image_write(const struct estate *estate, struct err *err)
{
	for (size_t i = 0; i < IMAGE_COUNT; i++)
		for (int week = 0; week < week_count(estate); week++)
			if (!trivy_write(estate, &IMAGES[i], week, err))
				return false;
	return true;
}
