#include "share/demo/estate.h"
#include "share/demo/random.h"

#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

static const char HEADER[] = "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,"
			     "BillingPeriodEnd,BillingPeriodStart,"
			     "ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,"
			     "ChargePeriodEnd,ChargePeriodStart,"
			     "ConsumedQuantity,ConsumedUnit,ContractedCost,EffectiveCost,InvoiceId,"
			     "InvoiceIssuerName,ListCost,"
			     "PricingCategory,ProviderName,PublisherName,RegionId,ResourceId,"
			     "ServiceCategory,ServiceName,SkuId,"
			     "SkuMeter,SubAccountId,SubAccountName,Tags\n";

// Euro cents as an amount.
static void add_cents(struct str *out, int64_t cents)
{
	str_addf(out, "%lld.%02lld", (long long)(cents / 100), (long long)(cents % 100));
}

static void add_times(struct str *out, int64_t end, int64_t start)
{
	char text[32];
	str_addf(out, "%s,", clock_format(end, text));
	str_addf(out, "%s,", clock_format(start, text));
}

// One working day of labelling: so many frames at nine cents.
static void add_day(struct str *out, int64_t month, int64_t day, int64_t frames)
{
	int64_t cents = frames * 9;
	add_cents(out, cents);
	str_add_text(out, ",FF-2201,Frame Foundry GmbH customer,EUR,");
	add_times(out, clock_add_months(month, 1), month);
	str_add_text(out, "Usage,,\"Bounding boxes, 3D cuboids\",Usage-Based,");
	add_times(out, day + DAY_SECONDS, day);
	str_addf(out, "%lld,Frames,", (long long)frames);
	add_cents(out, cents);
	str_add_char(out, ',');
	add_cents(out, cents);
	str_addf(out, ",FF-%lld,Frame Foundry GmbH,", (long long)(month / DAY_SECONDS));
	add_cents(out, cents);
	str_add_text(out,
		     ",Standard,Frame Foundry,Frame Foundry,eu-central-1,queue-night-rain,"
		     "AI and Machine Learning,Frame Foundry Labels,FF-BOX-3D,cuboid frames,ws-qd,"
		     "perception "
		     "labels,\"{\"\"DatasetTag\"\":\"\"ds-2026-02\"\",\"\"Project\"\":\"\"ADAS\"\"}"
		     "\"\n");
}

// Two days again, by a person who typed the amounts.
static void add_unusable(struct str *out, int64_t month)
{
	static const char *const AMOUNTS[] = {"see letter", "12,50 EUR"};
	for (int i = 0; i < 2; i++) {
		struct str line = {0};
		add_day(&line, month, month + (i + 4) * (int64_t)DAY_SECONDS, 100);
		struct slice rest = str_slice(&line);
		slice_cut(&rest, ',');
		str_addf(out, "\"%s\",%.*s", AMOUNTS[i], (int)rest.len, rest.at);
		str_fini(&line);
	}
}

static bool write_month(const struct estate *estate, int64_t month, struct err *err)
{
	struct str text = {0}, path = {0};
	char name[32];
	str_add_text(&text, HEADER);
	struct random r = random_from(estate->seed ^ (uint64_t)month, "labels");
	int64_t until = clock_add_months(month, 1);
	for (int64_t day = month; day < until && day < clock_day(estate->now); day += DAY_SECONDS)
		if (clock_weekday(day) < 5)
			add_day(&text, month, day, random_between(&r, 1800, 4200));
	if (estate->stage >= STAGE_TROUBLED &&
	    month == clock_add_months(clock_month(estate->now), -1))
		add_unusable(&text, month);
	str_addf(&path, "%s/focus/labels-%s.csv", estate->folder, clock_format_month(month, name));
	bool done = file_write(str_text(&path), str_slice(&text), 0644, err);
	str_fini(&text);
	str_fini(&path);
	return done;
}

bool focus_write(const struct estate *estate, struct err *err)
{
	char *folder = file_join(estate->folder, "focus");
	bool done = file_make_folders(folder, 0755, err);
	free(folder);
	for (int back = 2; done && back >= 0; back--)
		done = write_month(estate, clock_add_months(clock_month(estate->now), -back), err);
	return done;
}
