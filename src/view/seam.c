// Stands in for what view/ promises and does not do yet.
#include "view/export.h"
#include "view/provenance.h"

const struct export_kind *export_kinds(size_t *count)
{
	static const struct export_kind KINDS[] = {{"csv", ".csv", "exact"},
						   {"sheet", ".csv", "for spreadsheets"},
						   {"json", ".json", "one document"},
						   {"jsonl", ".jsonl", "an object a line"},
						   {"md", ".md", "a table"}};
	*count = 5;
	return KINDS;
}

bool export_file(struct session *session, struct export_job *job, const char *path, struct err *err)
{
	(void)session, (void)job;
	return err_set(err, ERR_INVALID, "%s: not here yet", path);
}

bool provenance_read(struct session *session, const struct provenance_of *of, struct arena *arena,
		     struct provenance *out, struct err *err)
{
	(void)session, (void)of, (void)arena, (void)out;
	return err_set(err, ERR_INVALID, "provenance: not here yet");
}
