// What leaves the console: addresses and links that are copied, rows that are exported.
#include "ui/app/app.h"

#include "base/clock.h"
#include "base/file.h"
#include "ui/copy/copy.h"
#include "ui/memo/memo.h"
#include "ui/prompt/palette.h"
#include "view/export.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- Copying ----

static void copy(struct app *app, struct slice text, const char *what)
{
	char *folder = memo_folder();
	struct copy_place place = copy_place_here(app->session->config.clipboard, folder);
	struct str said = {0};
	struct err err = {0};
	if (copy_text(&place, text, &app->send, &said, &err))
		app_sayf(app, ROLE_TEXT, "%s %s", what, str_text(&said));
	else
		app_sayf(app, ROLE_BAD, "%s; %s", err.text, what);
	str_fini(&said);
	free(folder);
}

void app_copy(struct app *app)
{
	const struct pane *pane = places_shown(&app->places);
	struct str address = {0}, word = {0};
	pane->class->address(pane->state, &address);
	if (pane->class->open)
		palette_add_address(str_slice(&address), &word);
	else
		str_add_slice(&word, str_slice(&address));
	copy(app, str_slice(&word), "address");
	str_fini(&address);
	str_fini(&word);
}

const char *app_row_link(const struct app *app)
{
	const struct sheet *sheet = app_sheet(app);
	const struct result *result = sheet ? &sheet->rows.result : NULL;
	for (size_t c = 0; result && c < result->column_count; c++) {
		const char *text = sheet->rows.table.selected < result->row_count
					   ? result_at(result, sheet->rows.table.selected, c)->text
					   : NULL;
		bool uri = strcmp(result->columns[c].name, "uri") == 0;
		if (text && (uri || strstr(text, "://")))
			return text;
	}
	return NULL;
}

void app_link(struct app *app)
{
	copy(app, slice_of(app_row_link(app)), "link");
}

// ---- Exporting ----

static char *try_folder(const char *folder, const char *name)
{
	if (folder && access(folder, W_OK) == 0)
		return file_join(folder, name);
	return NULL;
}

// In the present folder; where nobody may write there, in the state folder.
static char *place_for(const char *name, struct err *err)
{
	char here[4096];
	char *path = try_folder(getcwd(here, sizeof here), name);
	char *folder = path ? NULL : memo_folder();
	if (!path && !folder)
		err_set(err, ERR_DENIED, "this folder is not to be written, and there is no HOME");
	if (folder && file_make_folders(folder, 0700, err))
		path = file_join(folder, name);
	free(folder);
	return path;
}

// "sources-20261120T060000Z.csv", with a number where there is one of that name.
static void add_name(const struct sheet *sheet, const char *ending, int number, struct str *out)
{
	char time[32];
	str_addf(out, "%s-", sheet->view->name);
	for (const char *c = clock_format(sheet->session->now, time); *c; c++)
		if (*c != '-' && *c != ':')
			str_add_char(out, *c);
	if (number > 1)
		str_addf(out, "-%d", number);
	str_add_text(out, ending);
}

static char *free_path(const struct sheet *sheet, const char *ending, struct err *err)
{
	for (int number = 1;; number++) {
		struct str name = {0};
		add_name(sheet, ending, number, &name);
		char *path = place_for(str_text(&name), err);
		str_fini(&name);
		if (!path || !file_exists(path))
			return path;
		free(path);
	}
}

static bool run_export(struct app *app, struct err *err)
{
	struct sheet *sheet = app_sheet(app);
	size_t count;
	const struct export_kind *kind = &export_kinds(&count)[app->job_format];
	struct select all = sheet->select;
	all.offset = 0; // of the window that is shown
	struct export_job job = {
		.view = sheet->view, .select = &all, .format = (enum export_format)app->job_format};
	char *path = free_path(sheet, kind->ending, err);
	bool done = path && export_file(app->session, &job, path, err);
	if (done)
		app_sayf(app, ROLE_GOOD, "%lld row%s to %s%s", (long long)job.rows,
			 job.rows == 1 ? "" : "s", path, job.more ? "; there are more" : "");
	free(path);
	return done;
}

void app_export(struct app *app, int format)
{
	app->job = run_export;
	app->job_format = format;
}
