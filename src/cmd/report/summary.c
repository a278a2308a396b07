#include "cmd/report/summary.h"

#include "view/view.h"

static bool query(struct session *session, const char *address, struct arena *arena,
		  struct result *out, struct err *err)
{
	const struct view *view;
	struct select select;
	return address_parse(slice_of(address), arena, &view, &select, err) &&
	       view_run(session, &select, arena, out, err);
}

static long long sum(const struct result *result, const char *column)
{
	size_t at = result_place(result, column);
	long long all = 0;
	for (size_t i = 0; i < result->row_count; i++)
		all += result_at(result, i, at)->integer;
	return all;
}

static void add_open(const struct result *repairs, struct str *out)
{
	size_t severity = result_place(repairs, "severity"), open = result_place(repairs, "open");
	const char *before = " (";
	str_addf(out, "**%lld open**", sum(repairs, "open"));
	for (size_t i = 0; i < repairs->row_count; i++) {
		if (!result_at(repairs, i, open)->integer)
			continue;
		str_addf(out, "%s%s %s", before, result_at(repairs, i, open)->text,
			 result_at(repairs, i, severity)->text);
		before = ", ";
	}
	str_addf(out, "%s, %lld of them past due; ", *before == ',' ? ")" : "",
		 sum(repairs, "late"));
	str_addf(out, "%lld suppressed and %lld accepted ones: %lld there.\n",
		 sum(repairs, "suppressed"), sum(repairs, "accepted"), sum(repairs, "there"));
}

// Of a week that nothing was scanned in nothing is known.
static void add_week(const struct result *trend, struct str *out)
{
	long long gone = sum(trend, "fixed") + sum(trend, "retired") + sum(trend, "closed");
	if (!sum(trend, "scanned")) {
		str_add_text(out, "**Nothing was scanned whole this week**: what is new or gone is "
				  "not known.\n");
		return;
	}
	str_addf(out, "This week brought %lld new and %lld that came back; %lld are gone.\n",
		 sum(trend, "opened"), sum(trend, "reopened"), gone);
}

bool summary_add(struct session *session, const char *week, struct str *out, struct err *err)
{
	struct arena arena = {0};
	struct result repairs, trend;
	bool done = query(session, "repairs by:severity", &arena, &repairs, err) &&
		    query(session, arena_printf(&arena, "trend by:week week:%s", week), &arena,
			  &trend, err);
	if (done) {
		add_open(&repairs, out);
		add_week(&trend, out);
	}
	arena_fini(&arena);
	return done;
}
