// What is in the images, as CycloneDX.
#include "share/demo/scans/packages.h"

#include "base/clock.h"

// As the image has it in that week: what was fixed by then is another version.
static void add_component(struct json_out *json, const struct package *p, int week)
{
	struct package now = *p;
	if (*p->fixed && week > p->life.to && !life_seen(&p->life, week))
		now.version = p->fixed;
	json_open_map(json, NULL);
	json_text(json, "type", "library");
	json_text(json, "name", now.name);
	json_text(json, "version", now.version);
	json_purl(json, "purl", &now);
	json_close_map(json);
}

static bool write_image(const struct estate *estate, const struct image *image, struct err *err)
{
	int week = week_count(estate) - 1;
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_text(&json, "bomFormat", "CycloneDX");
	json_text(&json, "specVersion", "1.6");
	json_int(&json, "version", 1);
	json_open_map(&json, "metadata");
	json_time(&json, "timestamp", week_time(estate, week) + 960);
	json_open_map(&json, "component");
	json_text(&json, "type", "container");
	json_text(&json, "name", image->name);
	json_text(&json, "version", image_digest(estate, image, week));
	json_close_map(&json);
	json_close_map(&json);
	json_open_list(&json, "components");
	for (size_t i = 0; i < PACKAGE_COUNT; i++)
		if (image_has(image, i))
			add_component(&json, &PACKAGES[i], week);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"sbom", image->name, "cdx.json", false},
			       week, &text, err);
	str_fini(&text);
	return done;
}

bool sbom_write(const struct estate *estate, struct err *err)
{
	for (size_t i = 0; i < IMAGE_COUNT; i++)
		if (!write_image(estate, &IMAGES[i], err))
			return false;
	return true;
}
