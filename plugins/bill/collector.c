#include "plugins/bill/collector.h"

#include "plugins/bill/delivery/delivery.h"
#include "plugins/bill/reader.h"

// A folder's names say that bills are in it, not of which dialect: every collector of bills
// answers the same, and gavel then asks about the first files.
enum { SCORE_MANIFEST = 80, SCORE_FILES = 55, SCORE_HEADER = 60, SCORE_MARK = 10 };

static bool detect_folder(const struct plug_request *request, const char *format,
			  struct plug_guess *out)
{
	for (size_t i = 0; i < request->file_count; i++) {
		struct slice name = slice_of(request->files[i].name);
		if (slice_ends(name, "-Manifest.json")) {
			*out = (struct plug_guess){format, "a folder with a report's manifest",
						   SCORE_MANIFEST};
			return true;
		}
		if (delivery_is_part(name))
			*out = (struct plug_guess){format, "a folder with csv files", SCORE_FILES};
	}
	return true;
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guess *out)
{
	const struct bill_collector *collector = request->context;
	const char *format = collector->formats[0].name;
	if (!head.len)
		return detect_folder(request, format, out);
	int found = reader_count_columns(head, collector->marks, collector->mark_count);
	if (found >= collector->marks_least)
		*out = (struct plug_guess){format, "the header has columns of this format only",
					   SCORE_HEADER + SCORE_MARK * found};
	return true;
}

static struct reader_dialect dialect_of(const struct plug_request *request)
{
	const struct bill_collector *collector = request->context;
	return (struct reader_dialect){collector->dialect, collector->formats[0].name};
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
				  .context = collector,
				  .detect = detect,
				  .collect = collect,
				  .rows = rows};
	return plug_main(argc, argv, &plug);
}
