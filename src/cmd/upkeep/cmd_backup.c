#include "cmd/upkeep/cmd_backup.h"

#include "base/json.h"
#include "base/utf8.h"
#include "store/archive/archive_backup.h"

static const char *one_folder(const struct invocation *invocation, struct err *err)
{
	if (invocation->argument_count == 1)
		return invocation->arguments[0];
	err_set(err, ERR_INVALID, "%s: name one folder", invocation->command->name);
	return NULL;
}

static void tell(struct invocation *invocation, const char *where,
		 const struct archive_copied *copied)
{
	struct json_out json = {.to = &invocation->out};
	if (!invocation->json) {
		utf8_add_safe(&invocation->out, slice_of(where), false);
		str_addf(&invocation->out,
			 ": %lld runs, %lld files verified, %lld of them copied now, %lld bytes\n",
			 (long long)copied->runs, (long long)copied->files,
			 (long long)copied->fresh, (long long)copied->bytes);
		return;
	}
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.backup/1");
	json_text(&json, "folder", where);
	json_int(&json, "runs", copied->runs);
	json_int(&json, "files", copied->files);
	json_int(&json, "copied", copied->fresh);
	json_int(&json, "bytes", copied->bytes);
	json_close_map(&json);
	str_add_char(&invocation->out, '\n');
}

bool backup_run(struct invocation *invocation, struct err *err)
{
	const char *target = one_folder(invocation, err);
	struct archive *archive = NULL;
	struct archive_copied copied;
	bool done = target &&
		    archive_open(invocation->session->config.archive, false, &archive, err) &&
		    (archive_backup(archive, target, &copied, err) || err_wrap(err, "backup"));
	if (done)
		tell(invocation, target, &copied);
	archive_close(archive);
	return done;
}

bool restore_run(struct invocation *invocation, struct err *err)
{
	const char *from = one_folder(invocation, err),
		   *folder = invocation->session->config.archive;
	struct archive_copied copied;
	if (!from)
		return false;
	if (!archive_restore(from, folder, &copied, err))
		return err_wrap(err, "restore");
	tell(invocation, folder, &copied);
	return true;
}
