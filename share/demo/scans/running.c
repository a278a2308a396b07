// What runs: the pods of the serving cluster, as kubectl tells them. Training's image is of last
// week there, so that its newest scan is not of what runs.
#include "share/demo/scans/packages.h"

#include "base/clock.h"

static const struct pod {
	const char *space, *owner, *name;
	size_t image; // of IMAGES
	int weeks_old;
} PODS[] = {
	{"inference", "perception-serve-7d9f", "perception-serve-7d9f-abcde", 1, 0},
	{"inference", "perception-serve-7d9f", "perception-serve-7d9f-fghij", 1, 0},
	{"inference", "fleet-gateway-5c4b", "fleet-gateway-5c4b-klmno", 5, 0},
	{"ingest", "frame-ingest-66aa", "frame-ingest-66aa-pqrst", 3, 0},
	{"labels", "label-sync-12ab", "label-sync-12ab-uvwxy", 2, 0},
	{"training", "perception-train-9e8d", "perception-train-9e8d-zabcd", 0, 1},
};

static void add_container(struct json_out *json, const struct estate *estate, const struct pod *pod,
			  int week)
{
	const struct image *image = &IMAGES[pod->image];
	struct str text = {0};
	json_open_list(json, "containerStatuses");
	json_open_map(json, NULL);
	json_text(json, "name", "main");
	str_addf(&text, REGISTRY "%s:w%02d", image->name, week + 1 - pod->weeks_old);
	json_text(json, "image", str_text(&text));
	str_clear(&text);
	str_addf(&text, REGISTRY "%s@%s", image->name,
		 image_digest(estate, image, week - pod->weeks_old));
	json_text(json, "imageID", str_text(&text));
	json_open_map(json, "state");
	json_open_map(json, "running");
	json_time(json, "startedAt", week_time(estate, week));
	json_close_map(json);
	json_close_map(json);
	json_close_map(json);
	json_close_list(json);
	str_fini(&text);
}

static void add_pod(struct json_out *json, const struct estate *estate, const struct pod *pod,
		    int week)
{
	json_open_map(json, NULL);
	json_text(json, "apiVersion", "v1");
	json_text(json, "kind", "Pod");
	json_open_map(json, "metadata");
	json_text(json, "name", pod->name);
	json_text(json, "namespace", pod->space);
	json_open_list(json, "ownerReferences");
	json_open_map(json, NULL);
	json_text(json, "kind", "ReplicaSet");
	json_text(json, "name", pod->owner);
	json_close_map(json);
	json_close_list(json);
	json_close_map(json);
	json_open_map(json, "status");
	add_container(json, estate, pod, week);
	json_close_map(json);
	json_close_map(json);
}

bool running_write(const struct estate *estate, struct err *err)
{
	int week = week_count(estate) - 1;
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_text(&json, "apiVersion", "v1");
	json_text(&json, "kind", "List");
	json_open_list(&json, "items");
	for (size_t i = 0; i < sizeof PODS / sizeof *PODS; i++)
		add_pod(&json, estate, &PODS[i], week);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"running", "pods", "json", true}, week,
			       &text, err);
	str_fini(&text);
	return done;
}
