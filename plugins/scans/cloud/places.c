// Which scans a list is: one of each account and region that it has a row of, and one of each
// image.
//
// A region that has no row any more may have been left out when the list was made: it is not looked
// at, and nothing of it is closed.
#include "plugins/scans/cloud/cloud.h"

#include "plugins/scans/words/words.h"

#include <string.h>

enum { PLACES_MOST = 1000 };

// What is of all regions is told as of "global", and Prowler has a cluster's namespaces there.
static bool is_region(struct slice region)
{
	return region.len && !slice_is(region, "global") && !slice_is(region, "aws-global") &&
	       !memchr(region.at, ':', region.len);
}

static struct slice target_of(struct arena *arena, struct slice account, struct slice region)
{
	if (!account.len)
		return SLICE("");
	return is_region(region) ? WORDS(arena, account, SLICE("/"), region) : account;
}

// Where a finding tells its account alone, people may say which region the list is of.
static struct slice target_told(struct cloud *cloud, const struct cloud_home *home)
{
	struct slice told = scan_target(cloud->file), account = home->account;
	bool is_region = !home->region.len && account.len && told.len > account.len + 1 &&
			 slice_starts(told, WORDS(&cloud->words, account, SLICE("/")).at);
	return is_region ? told : target_of(&cloud->words, account, home->region);
}

// Empty: nothing tells it, and it is what people call it.
static struct slice target_in(struct cloud *cloud, const struct node *finding)
{
	const struct cloud_survey *survey = cloud->survey;
	struct cloud_home home = {survey->account, survey->region};
	if (!survey->is_asked)
		home = finding && cloud->service->home ? cloud->service->home(finding)
						       : (struct cloud_home){0};
	return survey->is_asked ? target_of(&cloud->words, home.account, home.region)
				: target_told(cloud, &home);
}

// ---- The places of a list ----

// What was asked for is of one account and region, whatever its findings tell.
static size_t room_of(const struct cloud *cloud)
{
	return cloud->survey->is_asked ? 1 : PLACES_MOST;
}

static bool add_place(struct cloud *cloud, struct slice target, struct err *err)
{
	struct cloud_survey *survey = cloud->survey;
	struct arena *arena = cloud->file->arena;
	if (cloud->telling)
		return err_set(err, ERR_INVALID, "%s: changed while it was read",
			       cloud->file->name);
	if (survey->place_count == PLACES_MOST)
		return err_set(err, ERR_INVALID,
			       "%s: findings of more than %d accounts and regions; have a file of "
			       "each",
			       cloud->file->name, PLACES_MOST);
	if (!survey->places)
		survey->places = arena_alloc(arena, room_of(cloud) * sizeof *survey->places);
	cloud->place = &survey->places[survey->place_count++];
	*cloud->place = (struct cloud_place){.target = slice_of(arena_slice(arena, target))};
	return true;
}

bool cloud_turn(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct cloud_survey *survey = cloud->survey;
	bool asked = survey->is_asked;
	struct slice target = target_in(cloud, finding);
	const int64_t *known = asked ? NULL : map_get(&cloud->places, target);
	if (asked && survey->place_count) {
		cloud->place = survey->places;
	} else if (known) {
		cloud->place = &survey->places[*known];
	} else {
		int64_t at = (int64_t)survey->place_count;
		if (!add_place(cloud, target, err))
			return false;
		if (!asked)
			*map_put(&cloud->places, target, NULL) = at;
	}
	cloud->current = cloud->place->scan;
	scan_resume(cloud->file, cloud->current);
	return true;
}

// ---- Their scans ----

static bool begin_place(struct cloud *cloud, struct cloud_place *place, struct err *err)
{
	const struct cloud_survey *survey = cloud->survey;
	struct scan scan = {.tool = slice_of(cloud->service->tool),
			    .class = cloud->service->class,
			    .category = survey->category,
			    .target = place->target,
			    .target_kind = SLICE("account"),
			    .at = survey->at,
			    .passed = place->passed,
			    .untested = place->untested};
	if (!survey->any)
		scan.partial = survey->unsure;
	if (survey->is_event)
		scan.partial = SLICE("an event or a single finding, not a list");
	if (cloud->service->settle)
		cloud->service->settle(cloud, &scan);
	cloud->scan = scan;
	scan_resume(cloud->file, 0);
	bool ok = scan_begin(cloud->file, &scan, err);
	cloud->current = place->scan = scan_current(cloud->file);
	return ok;
}

bool cloud_begin(struct cloud *cloud, struct err *err)
{
	struct cloud_survey *survey = cloud->survey;
	cloud->telling = false;
	bool ok = survey->place_count || cloud_turn(cloud, NULL, err);
	cloud->telling = true;
	for (size_t i = 0; ok && i < survey->place_count; i++)
		ok = begin_place(cloud, &survey->places[i], err);
	return ok;
}

bool cloud_end(struct cloud *cloud, const char *failed, struct err *err)
{
	const struct cloud_survey *survey = cloud->survey;
	bool ok = true;
	for (size_t i = 0; ok && i < survey->place_count; i++) {
		scan_resume(cloud->file, survey->places[i].scan);
		ok = scan_end(cloud->file, failed, err);
	}
	return ok;
}

// ---- Images ----

// A repository has many images, each of which is looked at as long as it is there: what tells
// their scans apart is the digest.
static bool begin_image(struct cloud *cloud, const struct cloud_image *image, struct err *err)
{
	struct scan scan = cloud->scan;
	scan.class = FINDING_CONTAINER;
	scan.category = image->digest;
	scan.target = image->name;
	scan.target_kind = SLICE("image");
	scan.digest = image->digest;
	scan.ref = image->tag;
	scan.passed = scan.untested = 0;
	scan_resume(cloud->file, 0);
	bool ok = scan_begin(cloud->file, &scan, err);
	size_t current = scan_current(cloud->file);
	ok = ok && scan_end(cloud->file, cloud_failure(cloud), err);
	scan_resume(cloud->file, current);
	return ok;
}

static bool turn_to(struct cloud *cloud, const struct cloud_image *image, struct err *err)
{
	bool added;
	struct slice name = WORDS(&cloud->words, image->name, SLICE("@"), image->digest);
	int64_t *scan = map_put(&cloud->images, name, &added);
	if (!added)
		scan_resume(cloud->file, (size_t)*scan);
	else if (!begin_image(cloud, image, err))
		return false;
	*scan = (int64_t)scan_current(cloud->file);
	return true;
}

bool cloud_tell_each(struct cloud *cloud, const struct node *finding, const char *resources,
		     cloud_teller *tell, struct err *err)
{
	struct cloud_image image;
	bool ok = true, any = false;
	for (NODE_EACH(resource, node_at(finding, resources))) {
		if (!ok || !cloud_image(cloud, resource, &image))
			continue;
		any = true;
		cloud->resource = resource;
		ok = turn_to(cloud, &image, err) && tell(cloud, finding, err);
	}
	if (any)
		return ok;
	cloud->resource = node_at(node_at(finding, resources), "0");
	scan_resume(cloud->file, cloud->current);
	return tell(cloud, finding, err);
}
