#include "plugins/bill/reader.h"

#include "plugins/bill/delivery/cursor.h"
#include "plugins/bill/delivery/delivery.h"
#include "plugins/bill/delivery/refusal.h"
#include "plugins/bill/delivery/status.h"
#include "plugins/bill/part.h"
#include "plugins/bill/rows.h"
#include "plugins/sdk/csv.h"
#include "plugins/sdk/input.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_ROWS = 1 << 17 };

// ---- One part ----

bool part_announce(struct part *part, const struct plug_file *file, int64_t bytes,
		   const char *sha256, struct err *err)
{
	if (bytes != file->bytes)
		return err_set(err, ERR_INCOMPLETE, "%s: has %lld bytes, %lld were listed",
			       file->name, (long long)bytes, (long long)file->bytes);
	plug_input(part->out, input_uri(part->request, file->name), sha256, file);
	return bill_end_part(part->bill, err) || err_wrap(err, "%s", file->name);
}

// Of the part's columns, only those that are used are cut into cells, and those of the subject
// only when it is new.
static void want_columns(const struct bill *bill, struct csv *csv)
{
	enum csv_use *uses = mem_alloc((csv->count + 1) * sizeof *uses);
	for (size_t i = 0; i < csv->count; i++) {
		enum bill_use use = bill_column_use(bill, i);
		uses[i] = use == BILL_SUBJECT  ? CSV_LATER
			  : use > BILL_SUBJECT ? CSV_CELL
					       : CSV_SKIPPED;
	}
	csv_want(csv, uses, csv->count);
	free(uses);
}

static void take_row(struct bill *bill, struct csv *csv)
{
	uint32_t *subject = bill_subject(bill, csv->spans, csv->span_count);
	if (!*subject)
		csv_later(csv);
	bill_row(bill, &(struct bill_line){.cells = csv->cells,
					   .count = csv->count,
					   .row = csv->row,
					   .record = csv->record,
					   .plain = csv->plain,
					   .subject = subject});
}

static bool read_rows(struct part *part, struct csv *csv, struct err *err)
{
	bool more;
	if (!csv_next(csv, &more, err))
		return false;
	if (!more)
		return err_set(err, ERR_INVALID, "%s: empty", csv->shown);
	if (!bill_begin_part(part->bill, csv->cells, csv->count, part->out->inputs + 1, err))
		return err_wrap(err, "%s:1", csv->shown);
	want_columns(part->bill, csv);
	while (csv_next(csv, &more, err)) {
		if (!more)
			return true;
		take_row(part->bill, csv);
		if (csv->row % PROGRESS_ROWS == 0)
			plug_progress(part->out, part->done + csv_stored(csv), part->total);
	}
	return false;
}

static bool read_csv(struct part *part, const struct plug_file *file, char hex[DIGEST_HEX],
		     struct err *err)
{
	int fd = input_open(part->request, file->name, err);
	if (fd < 0)
		return false;
	struct source *source = source_new(fd, file->name);
	struct csv *csv = mem_alloc(sizeof *csv);
	csv_init(csv, source, file->name);
	bool done = read_rows(part, csv, err);
	csv_fini(csv);
	free(csv);
	if (done) {
		source_digest(source, hex);
		done = part_announce(part, file, source_stored(source), hex, err);
	}
	source_close(source);
	return done;
}

static bool read_part(struct part *part, const struct plug_file *file, char hex[DIGEST_HEX],
		      struct err *err)
{
	return part_is_parquet(part->request, file->name) ? part_read_parquet(part, file, hex, err)
							  : read_csv(part, file, hex, err);
}

// ---- One delivery ----

static const char *digest_of_parts(struct plug_request *request, const struct str *digests,
				   size_t count)
{
	char hex[DIGEST_HEX];
	if (count == 1)
		return arena_slice(&request->arena, str_slice(digests));
	digest_bytes(digests->at, digests->len, hex);
	return arena_text(&request->arena, hex);
}

// One delivery is in one form: parts of the same name in CSV and in Parquet are the same bill
// twice.
static bool find_form(struct plug_request *request, const struct delivery *delivery, bool *parquet,
		      struct err *err)
{
	const char *first = delivery->parts.len ? delivery->parts.at[0]->name : "";
	*parquet = delivery->parts.len && part_is_parquet(request, first);
	for (size_t i = 1; i < delivery->parts.len; i++) {
		const char *name = delivery->parts.at[i]->name;
		if (part_is_parquet(request, name) != *parquet)
			return err_set(
				err, ERR_INVALID,
				"%s: the same bill as %s in another form; import one of them", name,
				first);
	}
	return true;
}

// Can it be read as whole, and in which form?
static bool can_be_read(struct plug_request *request, const struct delivery *delivery,
			bool *parquet, struct err *err)
{
	const char *fault = delivery->fault;
	if (!fault && (!find_form(request, delivery, parquet, err) ||
		       (*parquet && !status_fault(request, delivery, &fault, err))))
		return false;
	return !fault || err_set(err, ERR_INCOMPLETE, "%s", fault);
}

// A delivery that cannot be read costs itself: the others go on. bill: what came of it so far, or
// NULL. False: there are no others, the error is the run's.
static bool give_up(struct plug_out *out, struct bill *bill, const struct delivery *delivery,
		    struct err *err)
{
	if (delivery->only || out->broken)
		return false;
	if (!bill || !bill_refuse(bill, err->text))
		refusal_send(out, delivery, err->text);
	err_clear(err);
	return true;
}

struct reading {
	struct plug_request *request;
	struct plug_out *out;
	const struct reader_dialect *dialect;
	struct cursor *cursor;
};

// The id of a loose delivery is known only once its parts are read.
static bool read_delivery(const struct reading *reading, const struct delivery *delivery,
			  struct err *err)
{
	struct plug_request *request = reading->request;
	struct plug_out *out = reading->out;
	struct str digests = {0};
	char hex[DIGEST_HEX];
	bool parquet = false;
	if (!can_be_read(request, delivery, &parquet, err))
		return give_up(out, NULL, delivery, err);
	struct bill_delivery facts = {.report = delivery->report,
				      .format = parquet ? reading->dialect->parquet
							: reading->dialect->csv,
				      .at = delivery->at,
				      .dialect = reading->dialect->dialect,
				      .cursor = reading->cursor};
	struct part part = {.request = request, .out = out, .bill = bill_new(out, &facts)};
	bool done = true;
	for (size_t i = 0; i < delivery->parts.len; i++)
		part.total += delivery->parts.at[i]->bytes;
	for (size_t i = 0; done && i < delivery->parts.len; i++) {
		done = read_part(&part, delivery->parts.at[i], hex, err);
		part.done += delivery->parts.at[i]->bytes;
		if (done)
			str_add_text(&digests, hex);
	}
	done = done && (bill_claim(part.bill, err) || err_wrap(err, "%s", delivery->place));
	if (done) {
		bill_name(part.bill,
			  delivery->id ? delivery->id
				       : digest_of_parts(request, &digests, delivery->parts.len));
		bill_end_delivery(part.bill);
	} else {
		done = give_up(out, part.bill, delivery, err);
	}
	bill_free(part.bill);
	str_fini(&digests);
	return done;
}

// Parts that lie on a server are asked for together, those of all deliveries that are not known.
static bool want_parts(const struct reading *reading, const struct deliveries *deliveries,
		       struct err *err)
{
	vec(const char *) names = {0};
	for (size_t i = 0; reading->request->asker && i < deliveries->all.len; i++) {
		const struct delivery *delivery = &deliveries->all.at[i];
		bool read = !delivery->fault && !cursor_knows(reading->cursor, delivery);
		for (size_t k = 0; read && k < delivery->parts.len; k++)
			*vec_push(&names) = delivery->parts.at[k]->name;
	}
	bool done = input_want(reading->request, names.at, names.len, err);
	vec_fini(&names);
	return done;
}

bool reader_collect(struct plug_request *request, const struct reader_dialect *dialect,
		    struct plug_out *out, struct err *err)
{
	struct deliveries deliveries;
	bool done = deliveries_find(request, &deliveries, err);
	if (done && !deliveries.all.len)
		done = err_set(err, ERR_INVALID, "%s: no bill here",
			       request->root ? request->root : "");
	struct reading reading = {request, out, dialect, cursor_new(request)};
	done = done && want_parts(&reading, &deliveries, err);
	for (size_t i = 0; done && i < deliveries.all.len; i++)
		done = cursor_keeps(reading.cursor, &deliveries.all.at[i], out) ||
		       read_delivery(&reading, &deliveries.all.at[i], err);
	if (done)
		cursor_send(reading.cursor, out);
	cursor_free(reading.cursor);
	deliveries_fini(&deliveries);
	return done;
}

// ---- Rows again ----

// The file must be the one that was read: its digest is checked before any row is given.
static bool is_same(const struct plug_request *request, const char *name, struct err *err)
{
	const char *sha256 = json_string_value(json_object_get(request->whole, "sha256"));
	char hex[DIGEST_HEX];
	int fd = input_open(request, name, err);
	bool done = fd >= 0 && digest_fd(fd, hex, NULL, err);
	if (fd >= 0)
		close(fd);
	if (done && (!sha256 || strcmp(hex, sha256) != 0))
		done = err_set(err, ERR_INCOMPLETE, "%s has changed since it was read", name);
	return done;
}

static bool take_rows(struct rows *rows, struct csv *csv, struct err *err)
{
	bool more;
	if (!csv_next(csv, &more, err) || !rows_begin(rows, csv->cells, csv->count, err))
		return false;
	while (csv_next(csv, &more, err))
		if (!more || !rows_take(rows, csv->cells, csv->count, csv->row))
			return true;
	return false;
}

static bool rows_csv(struct rows *rows, const struct plug_request *request, const char *name,
		     struct err *err)
{
	int fd = input_open(request, name, err);
	if (fd < 0)
		return false;
	struct source *source = source_new(fd, name);
	struct csv *csv = mem_alloc(sizeof *csv);
	csv_init(csv, source, name);
	bool done = take_rows(rows, csv, err);
	csv_fini(csv);
	free(csv);
	source_close(source);
	return done;
}

bool reader_rows(struct plug_request *request, const struct reader_dialect *dialect,
		 struct plug_out *out, struct err *err)
{
	const char *name = json_string_value(json_object_get(request->whole, "name"));
	struct rows *rows = NULL;
	if (!name)
		return err_set(err, ERR_INVALID, "rows: no file is named");
	bool done = is_same(request, name, err) && rows_new(request, dialect, out, &rows, err) &&
		    (part_is_parquet(request, name) ? part_rows_parquet(rows, request, name, err)
						    : rows_csv(rows, request, name, err));
	rows_free(rows);
	return done;
}

// ---- Detection ----

static bool has_column(const struct csv *csv, const char *name)
{
	struct str renamed = {0};
	bool found = false;
	for (size_t i = 0; i < csv->count && !found; i++) {
		bill_rename(csv->cells[i], &renamed);
		found = slice_is(csv->cells[i], name) || slice_is(str_slice(&renamed), name);
	}
	str_fini(&renamed);
	return found;
}

int reader_count_columns(struct slice head, const char *const *names, size_t count)
{
	struct str plain = {0};
	struct csv *csv = mem_alloc(sizeof *csv);
	int found = 0;
	source_head(head, &plain);
	struct slice text = str_slice(&plain);
	if (slice_starts(text, "\xef\xbb\xbf"))
		text = (struct slice){text.at + 3, text.len - 3};
	struct slice line = slice_cut(&text, '\n');
	// A header has no quoted commas: cutting at commas and dropping quotes is enough.
	while (line.at && csv->count < CSV_CELLS) {
		struct slice cell = slice_trim(slice_cut(&line, ','));
		if (cell.len >= 2 && cell.at[0] == '"')
			cell = (struct slice){cell.at + 1, cell.len - 2};
		csv->cells[csv->count++] = cell;
	}
	for (size_t i = 0; i < count; i++)
		found += has_column(csv, names[i]);
	free(csv);
	str_fini(&plain);
	return found;
}
