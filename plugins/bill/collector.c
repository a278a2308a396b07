#include "plugins/bill/collector.h"

#include "plugins/bill/delivery/delivery.h"
#include "plugins/bill/reader.h"

#include <assert.h>

// A folder's names say that bills are in it, not of which dialect: every collector of bills
// answers the same, and gavel then asks about the first files.
enum {
	SCORE_MANIFEST = 80,
	SCORE_FILES = 55,
	SCORE_HEADER = 60,
	SCORE_MARK = 10,
	SCORE_BROKEN = 50
};

// The form of the folder's first part; NULL when it has none.
static const struct plug_format *folder_format(const struct plug_request *request)
{
	const struct bill_collector *collector = request->context;
	for (size_t i = 0; i < request->file_count; i++) {
		struct slice name = slice_of(request->files[i].name);
		if (delivery_is_part(name) && !delivery_is_furniture(name))
			return slice_ends(name, ".parquet") ? collector->parquet : collector->csv;
	}
	return NULL;
}

static void detect_folder(const struct plug_request *request, struct plug_guess *out)
{
	const struct bill_collector *collector = request->context;
	const struct plug_format *format = folder_format(request);
	assert(collector->csv);
	if (format)
		*out = (struct plug_guess){format->name, "a folder with files of that kind",
					   SCORE_FILES};
	for (size_t i = 0; i < request->file_count; i++)
		if (slice_ends(slice_of(request->files[i].name), "-Manifest.json"))
			*out = (struct plug_guess){format ? format->name : collector->csv->name,
						   "a folder with a report's manifest",
						   SCORE_MANIFEST};
}

static void detect_parquet(const struct plug_request *request, struct plug_guess *out)
{
	const struct bill_collector *c = request->context;
	int found = reader_count_parquet(request, c->marks, c->mark_count);
	int legacy = c->legacy ? reader_count_parquet(request, c->legacy, c->mark_count) : found;
	found = legacy > found ? legacy : found;
	if (found < 0 && c->takes_broken)
		*out = (struct plug_guess){c->parquet->name, "a Parquet file that is not whole",
					   SCORE_BROKEN};
	else if (found >= c->marks_least)
		*out = (struct plug_guess){c->parquet->name, "it has columns of this format only",
					   SCORE_HEADER + SCORE_MARK * found};
}

static void detect_csv(const struct plug_request *request, struct slice head,
		       struct plug_guess *out)
{
	const struct bill_collector *c = request->context;
	int found = reader_count_columns(head, c->marks, c->mark_count);
	if (found >= c->marks_least)
		*out = (struct plug_guess){c->csv->name,
					   "the header has columns of this format only",
					   SCORE_HEADER + SCORE_MARK * found};
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guesses *out)
{
	struct plug_guess guess = {0};
	if (reader_is_parquet(request, head))
		detect_parquet(request, &guess);
	else if (head.len)
		detect_csv(request, head, &guess);
	else
		detect_folder(request, &guess);
	plug_guess(out, guess);
	return true;
}

static struct reader_dialect dialect_of(const struct plug_request *request)
{
	const struct bill_collector *c = request->context;
	return (struct reader_dialect){c->dialect, c->csv->name, c->parquet->name};
}

static bool collect(struct plug_request *request, struct plug_out *out, struct err *err)
{
	struct reader_dialect dialect = dialect_of(request);
	return reader_collect(request, &dialect, out, err);
}

static bool rows(struct plug_request *request, struct plug_out *out, struct err *err)
{
	struct reader_dialect dialect = dialect_of(request);
	return reader_rows(request, &dialect, out, err);
}

int bill_main(int argc, char **argv, const struct bill_collector *collector)
{
	const struct plug plug = {.name = collector->name,
				  .version = GAVEL_VERSION,
				  .title = collector->title,
				  .kind = "cost",
				  .formats = collector->formats,
				  .format_count = collector->format_count,
				  .keys = collector->keys,
				  .key_count = collector->key_count,
				  .context = collector,
				  .detect = detect,
				  .collect = collect,
				  .rows = rows};
	return plug_main(argc, argv, &plug);
}
