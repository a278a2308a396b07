#include "plugins/scans/web/zap.h"

#include "base/clock.h"
#include "plugins/scans/tour/tour.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES_SHOWN = 200, PLACES_MAX = 20000 };

static const struct {
	const char *name;
	size_t offset;
} FIELDS[] = {
	{"pluginid", offsetof(struct zap_alert, plugin)},
	{"alertRef", offsetof(struct zap_alert, ref)},
	{"alert", offsetof(struct zap_alert, alert)},
	{"name", offsetof(struct zap_alert, name)},
	{"riskcode", offsetof(struct zap_alert, risk)},
	{"confidence", offsetof(struct zap_alert, confidence)},
	{"desc", offsetof(struct zap_alert, description)},
	{"solution", offsetof(struct zap_alert, solution)},
	{"reference", offsetof(struct zap_alert, reference)},
	{"cweid", offsetof(struct zap_alert, cwe)},
	{"count", offsetof(struct zap_alert, count)},
};

void zap_set(struct zap_alert *alert, struct slice name, struct slice text)
{
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
		if (slice_is(name, FIELDS[i].name)) {
			void *field = (char *)alert + FIELDS[i].offset;
			*(struct slice *)field = words_keep(&alert->arena, text);
		}
}

void zap_alert_fini(struct zap_alert *alert)
{
	free(alert->places);
	arena_fini(&alert->arena);
	*alert = (struct zap_alert){0};
}

// ---- Places ----

void zap_place(struct zap_alert *alert, struct slice method, struct slice url, struct slice param)
{
	struct slice none = {0};
	url = words_url(url, &alert->arena);
	alert->instances++;
	if (alert->place_count == PLACES_MAX)
		return;
	if (alert->place_count == alert->place_room) {
		alert->place_room = alert->place_room ? alert->place_room * 2 : 16;
		alert->places =
			mem_resize(alert->places, alert->place_room * sizeof *alert->places);
	}
	alert->places[alert->place_count++] =
		WORDS(&alert->arena, method, method.len ? SLICE(" ") : none, url,
		      param.len ? SLICE(" (") : none, param, param.len ? SLICE(")") : none);
}

static int compare_places(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

// In order and each once, so that the order in the report does not matter.
static struct slice places_of(struct zap_alert *alert)
{
	struct str text = {0};
	size_t shown = 0;
	if (alert->place_count)
		qsort(alert->places, alert->place_count, sizeof *alert->places, compare_places);
	for (size_t i = 0; i < alert->place_count && shown < PLACES_SHOWN; i++) {
		if (i && slice_equal(alert->places[i], alert->places[i - 1]))
			continue;
		str_add_slice(&text, alert->places[i]);
		str_add_char(&text, '\n');
		shown++;
	}
	struct slice places = words_keep(&alert->arena, str_slice(&text));
	str_fini(&text);
	return places;
}

// ---- Findings ----

static const enum finding_level RISKS[] = {LEVEL_INFO, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH};
static const char *const CONFIDENCES[] = {"false positive", "low", "medium", "high", "confirmed"};

static size_t digit_of(struct slice text)
{
	return text.len == 1 && text.at[0] >= '0' && text.at[0] <= '9' ? (size_t)(text.at[0] - '0')
								       : 10;
}

static struct slice text_of(struct zap_alert *alert)
{
	size_t sure = digit_of(alert->confidence);
	bool told = sure < sizeof CONFIDENCES / sizeof *CONFIDENCES;
	struct slice text = words_plain(alert->description, &alert->arena),
		     fix = words_plain(alert->solution, &alert->arena), none = {0};
	return WORDS(&alert->arena, text, fix.len ? SLICE("\nSolution: ") : none, fix,
		     told ? SLICE("\nConfidence: ") : none,
		     told ? slice_of(CONFIDENCES[sure]) : none);
}

static struct slice first_link(struct zap_alert *alert)
{
	struct slice text = words_plain(alert->reference, &alert->arena),
		     link = slice_trim(slice_cut(&text, '\n'));
	return slice_starts(link, "http") ? link : (struct slice){0};
}

// 0 and -1 stand for none.
static struct slice cwe_of(struct zap_alert *alert)
{
	struct slice id = slice_trim(alert->cwe);
	if (!id.len || id.at[0] < '1' || id.at[0] > '9')
		return (struct slice){0};
	return WORDS(&alert->arena, SLICE("CWE-"), id);
}

// Of an alert that is everywhere ZAP lists some places, and counts all.
static int64_t count_of(const struct zap_alert *alert)
{
	const struct node count = {.kind = NODE_TEXT, .text = alert->count};
	int64_t told = node_int(&count, "", 0);
	return told > alert->instances ? told : alert->instances;
}

bool zap_add(struct scan_file *file, struct zap_alert *alert, struct slice site, struct err *err)
{
	size_t risk = digit_of(slice_trim(alert->risk));
	bool false_positive = digit_of(slice_trim(alert->confidence)) == 0;
	struct slice name = alert->alert.len ? alert->alert : alert->name;
	struct scan_finding finding = {
		.class = FINDING_DAST,
		.rule = alert->ref.len ? alert->ref : alert->plugin,
		.title = name,
		.text = text_of(alert),
		.raw = alert->risk,
		.from = SLICE("tool"),
		.level = risk < sizeof RISKS / sizeof *RISKS ? RISKS[risk] : LEVEL_UNKNOWN,
		.cwe = cwe_of(alert),
		.url = site,
		.places = places_of(alert),
		.n = count_of(alert),
		.link = first_link(alert),
		.claim = false_positive ? SLICE("false_positive") : (struct slice){0},
		.claim_why = false_positive ? SLICE("confidence 0") : (struct slice){0},
	};
	struct tour_fact facts[sizeof FIELDS / sizeof *FIELDS + 1] = {{NULL, {NULL, 0}}};
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
		facts[i] = (struct tour_fact){
			FIELDS[i].name,
			*(struct slice *)(void *)((char *)alert + FIELDS[i].offset)};
	return tour_add(file, &finding, facts, err);
}

bool zap_begin(struct scan_file *file, struct slice site, const struct scan *common,
	       struct err *err)
{
	struct scan scan = *common;
	scan.tool = SLICE("zap");
	scan.class = FINDING_DAST;
	scan.target = site;
	scan.target_kind = SLICE("url");
	return scan_begin(file, &scan, err);
}

// ---- Times ----

static int month_of(struct slice word)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int month = 0; month < 12 && word.len >= 3; month++)
		if (memcmp(word.at, names + 3 * month, 3) == 0)
			return month + 1;
	return 0;
}

static int number_of(struct slice word)
{
	int number = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] < '0' || word.at[i] > '9' || number > 9999)
			return -1;
		number = number * 10 + (word.at[i] - '0');
	}
	return word.len ? number : -1;
}

int64_t zap_time(struct slice text)
{
	struct civil at = {0};
	slice_word(&text); // the day of the week
	struct slice day = slice_word(&text), month = slice_word(&text), year = slice_word(&text),
		     clock = slice_word(&text);
	at.day = number_of(day);
	at.month = month_of(month);
	at.year = number_of(year);
	at.hour = number_of(slice_cut(&clock, ':'));
	at.minute = number_of(slice_cut(&clock, ':'));
	at.second = number_of(clock);
	bool sound = at.month && at.day >= 1 && at.day <= 31 && at.year >= 1970 && at.hour >= 0 &&
		     at.hour < 24 && at.minute >= 0 && at.minute < 60 && at.second >= 0 &&
		     at.second <= 60;
	return sound ? clock_from_civil(at) : 0;
}
