#include "base/file.h"
#include "base/json.h"
#include "ui/memo/memo_private.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, FILE_BYTES_MAX = 32 * 1024 * 1024, LOCK_MS = 3000, LOCK_AGAIN_MS = 10 };
#define FILE_NAME "console.json"
#define LOCK_NAME "console.lock"

// ---- Reading ----

// Whatever this process may read: on a shared host, files are read that are one's own.
static bool check_owner(const char *path, struct err *err)
{
	struct stat s;
	if (lstat(path, &s) < 0)
		return err_errno(err, "%s", path);
	if (s.st_uid != geteuid())
		return err_set(err, ERR_DENIED, "%s: belongs to another person; nothing is kept",
			       path);
	return S_ISREG(s.st_mode) || S_ISDIR(s.st_mode) ||
	       err_set(err, ERR_DENIED, "%s: is no plain file; nothing is kept", path);
}

static bool find_kind(const char *name, enum memo_kind *kind)
{
	for (int k = 0; k < MEMO_KINDS; k++)
		if (strcmp(memo_kind_name((enum memo_kind)k), name) == 0) {
			*kind = (enum memo_kind)k;
			return true;
		}
	return false;
}

static bool damaged(const char *path, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s: damaged; the console begins anew", path);
}

static bool read_kind(enum memo_kind kind, json_t *values, struct entries *out)
{
	const char *of;
	json_t *value;
	if (!json_is_object(values))
		return false;
	json_object_foreach(values, of, value)
	{
		struct entry *entry = json_is_string(value) ? entries_put(out, kind, of) : NULL;
		if (!entry)
			return false;
		entry_set(entry, json_string_value(value));
	}
	return true;
}

static bool read_document(const char *path, json_t *document, struct entries *out, struct err *err)
{
	const char *name;
	json_t *values;
	json_t *version = json_object_get(document, "version");
	if (!json_is_integer(version))
		return damaged(path, err);
	if (json_integer_value(version) != VERSION)
		return err_set(err, ERR_DENIED,
			       "%s: is of another gavel (version %lld); nothing is kept", path,
			       (long long)json_integer_value(version));
	json_object_foreach(document, name, values)
	{
		enum memo_kind kind;
		if (find_kind(name, &kind) && !read_kind(kind, values, out))
			return damaged(path, err);
	}
	return true;
}

static bool read_path(const char *path, struct entries *out, struct err *err)
{
	if (!check_owner(path, err))
		return false;
	json_t *document = json_load_document(path, FILE_BYTES_MAX, err);
	if (!document)
		return err->code == ERR_INVALID && damaged(path, err);
	bool done = read_document(path, document, out, err);
	json_decref(document);
	return done;
}

bool memo_file_read(const char *folder, struct entries *out, struct err *err)
{
	char *path = file_join(folder, FILE_NAME);
	bool done = check_owner(folder, err) && read_path(path, out, err);
	free(path);
	return done;
}

// ---- Writing ----

// Others hold it for a moment; one that was stopped meanwhile must not stop this one too.
static bool lock_soon(const char *path, int *fd, struct err *err)
{
	for (int waited = 0; !file_lock(path, false, fd, err); waited += LOCK_AGAIN_MS) {
		if (err->code != ERR_BUSY || waited >= LOCK_MS)
			return false;
		err_clear(err);
		poll(NULL, 0, LOCK_AGAIN_MS);
	}
	return true;
}

bool memo_file_lock(const char *folder, int *fd, struct err *err)
{
	char *path = file_join(folder, LOCK_NAME);
	bool done = file_make_folders(folder, 0700, err) && check_owner(folder, err) &&
		    (chmod(folder, 0700) == 0 || err_errno(err, "%s", folder)) &&
		    lock_soon(path, fd, err) &&
		    (fchmod(*fd, 0600) == 0 || err_errno(err, "%s", path));
	free(path);
	return done;
}

static void write_kind(const struct entries *entries, enum memo_kind kind, struct json_out *json)
{
	json_open_map(json, memo_kind_name(kind));
	for (size_t i = 0; i < entries->list.len; i++)
		if (entries->list.at[i].kind == kind && entries->list.at[i].value)
			json_text(json, entries->list.at[i].of, entries->list.at[i].value);
	json_close_map(json);
}

bool memo_file_write(const char *folder, const struct entries *entries, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	char *path = file_join(folder, FILE_NAME);
	json_open_map(&json, NULL);
	json_int(&json, "version", VERSION);
	for (int k = 0; k < MEMO_KINDS; k++)
		write_kind(entries, (enum memo_kind)k, &json);
	json_close_map(&json);
	str_add_char(&text, '\n');
	bool done = file_write(path, str_slice(&text), 0600, err);
	free(path);
	str_fini(&text);
	return done;
}
