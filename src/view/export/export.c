#include "view/export/export_private.h"

#include "base/file.h"
#include "view/names.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FLUSH_BYTES = 64 * 1024 };

static const struct export_kind KINDS[] = {
	[EXPORT_CSV] = {"csv", ".csv", "CSV with exact values"},
	[EXPORT_SHEET] = {"sheet", ".csv",
			  "CSV for spreadsheets: no text of it is taken for a formula"},
	[EXPORT_JSON] = {"json", ".json", "one JSON document with exact values"},
	[EXPORT_JSONL] = {"jsonl", ".jsonl", "a JSON object a line"},
	[EXPORT_MD] = {"md", ".md", "a Markdown table"},
};

const struct export_kind *export_kinds(size_t *count)
{
	*count = sizeof KINDS / sizeof *KINDS;
	return KINDS;
}

static bool flush(struct exporter *e, size_t least, struct err *err)
{
	if (e->out.len < least || !e->out.len)
		return true;
	bool done = e->job->sink.write(e->job->sink.context, str_slice(&e->out), err);
	str_clear(&e->out);
	return done;
}

static void begin(struct exporter *e, struct session *session, struct export_job *job)
{
	*e = (struct exporter){.session = session, .job = job, .form = export_form(job->format)};
	e->json.to = &e->out;
	job->rows = 0;
	job->more = false;
}

// Beside each column of account numbers one of names, unless the rows have it.
static void find_names(struct exporter *e, const struct result *shape)
{
	for (size_t i = 0; i < shape->column_count; i++) {
		const struct result_column *column = &shape->columns[i];
		char *name = e->name_columns[i];
		if (!names_has(column->column) || e->job->read) // format_value has it
			continue;
		snprintf(name, sizeof e->name_columns[i], "%s_name", column->name);
		if (result_place(shape, name) < shape->column_count)
			*name = 0;
	}
}

static void write_head(struct exporter *e, const struct result *shape)
{
	find_names(e, shape);
	if (e->form->begin)
		e->form->begin(e, shape);
}

static bool on_row(void *context, const struct result *shape, const struct value *row,
		   struct err *err)
{
	struct exporter *e = context;
	e->form->row(e, shape, row);
	e->job->rows++;
	return flush(e, FLUSH_BYTES, err);
}

static bool finish(struct exporter *e, struct err *err)
{
	if (e->form->end)
		e->form->end(e, e->job->more);
	return flush(e, 0, err);
}

static void exporter_fini(struct exporter *e)
{
	str_fini(&e->out);
	map_fini(&e->names);
	arena_fini(&e->arena);
	free(e->texts);
}

bool export_rows(struct session *session, struct export_job *job, struct err *err)
{
	struct exporter e;
	struct cache *cache;
	struct result shape;
	struct select_reader reader = {.row = on_row, .context = &e};
	if (!view_open(session, job->select, &cache, err))
		return false;
	begin(&e, session, job);
	select_shape(job->select, &e.arena, &shape);
	write_head(&e, &shape);
	bool done = select_each(cache, job->select, &reader, err);
	view_close(cache);
	job->more = reader.more;
	done = done && finish(&e, err);
	exporter_fini(&e);
	return done;
}

bool export_result(struct session *session, struct export_job *job, const struct result *result,
		   struct err *err)
{
	struct exporter e;
	bool done = true;
	begin(&e, session, job);
	job->more = result->more;
	write_head(&e, result);
	for (size_t i = 0; done && i < result->row_count; i++)
		done = on_row(&e, result, result_at(result, i, 0), err);
	done = done && finish(&e, err);
	exporter_fini(&e);
	return done;
}

// ---- Sinks ----

static bool write_fd(void *context, struct slice bytes, struct err *err)
{
	return file_write_all(*(int *)context, bytes, err);
}

struct export_sink export_to_fd(int *fd)
{
	return (struct export_sink){write_fd, fd};
}

bool export_file(struct session *session, struct export_job *job, const char *path, struct err *err)
{
	struct str beside = {0};
	str_addf(&beside, "%s.part-%ld", path, (long)getpid());
	int fd =
		open(str_text(&beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool done = fd >= 0 || err_errno(err, "%s", str_text(&beside));
	job->sink = export_to_fd(&fd);
	done = done && export_rows(session, job, err) &&
	       (fsync(fd) == 0 || err_errno(err, "%s", path));
	done = (fd < 0 || close(fd) == 0 || !done || err_errno(err, "%s", path)) && done;
	done = done && (link(str_text(&beside), path) == 0 || err_errno(err, "%s", path));
	if (fd >= 0)
		unlink(str_text(&beside));
	str_fini(&beside);
	return done;
}
