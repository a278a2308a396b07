#include "libexec/fetch/fetch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PENDING_MOST = 128, PART_NAME = 80 };
static const int64_t PENDING_BYTES = 64 << 20;

// Left free for whatever else must be written while we fetch.
static const int64_t ROOM_LEFT = 2 << 20;

static bool fail_here(struct fetch_work *work, struct err *err, const char *what)
{
	work->local_fault = true;
	return err_errno(err, "the spool: %s", what);
}

static void part_name(const struct fetch_object *object, char out[PART_NAME])
{
	snprintf(out, PART_NAME, "%s.part", object->at);
}

// ---- Room ----

static int64_t room_of(const struct fetch_work *work)
{
	struct statvfs s;
	if (fstatvfs(work->request->spool_fd, &s) < 0)
		return INT64_MAX;
	return (int64_t)(s.f_bavail * s.f_frsize);
}

static int64_t size_at(const struct fetch_work *work, const char *name)
{
	struct stat s;
	return fstatat(work->request->spool_fd, name, &s, AT_SYMLINK_NOFOLLOW) < 0 ? -1 : s.st_size;
}

static bool has_room(struct fetch_work *work, struct err *err)
{
	int64_t needed = 0, room = room_of(work);
	for (size_t i = 0; i < work->request->object_count; i++) {
		const struct fetch_object *object = &work->request->objects[i];
		char part[PART_NAME];
		part_name(object, part);
		int64_t have = size_at(work, part);
		work->total += object->bytes > 0 ? object->bytes : 0;
		needed += object->bytes > have ? object->bytes - (have > 0 ? have : 0) : 0;
	}
	if (needed + ROOM_LEFT <= room)
		return true;
	work->local_fault = true;
	return err_set(err, ERR_IO,
		       "the spool: %lld bytes are to be fetched, %lld are free on its disk",
		       (long long)needed, (long long)room);
}

// ---- One object ----

// The beginning of an object, locked; another process that had it may have finished it meanwhile.
static bool open_part(struct fetch_work *work, const char *part, struct err *err)
{
	struct stat ours, there;
	int folder = work->request->spool_fd;
	for (;;) {
		work->fd = openat(folder, part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
		if (work->fd < 0 || flock(work->fd, LOCK_EX) < 0 || fstat(work->fd, &ours) < 0)
			return fail_here(work, err, part);
		if (fstatat(folder, part, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		    there.st_ino == ours.st_ino)
			return true;
		close(work->fd);
	}
}

static int64_t size_of_part(const struct fetch_work *work)
{
	struct stat s;
	return fstat(work->fd, &s) < 0 ? 0 : s.st_size;
}

// Of an object without ETag nobody knows whether a beginning is its. The last byte is always asked
// for again, so that there is something to ask.
static int64_t usable_bytes(struct fetch_work *work, const struct fetch_object *object)
{
	int64_t have = size_of_part(work);
	if (!object->etag || (object->bytes >= 0 && have > object->bytes))
		have = 0;
	return have && have == object->bytes ? have - 1 : have;
}

// A download that went wrong on a full disk gives its room back: what is published needs it more.
static void give_back(struct fetch_work *work, struct err *err)
{
	if (err->code != ERR_IO || room_of(work) >= ROOM_LEFT / 2)
		return;
	work->local_fault = true;
	err_set(err, ERR_IO, "the spool: its disk is full");
	if (ftruncate(work->fd, 0) < 0)
		err_errno(err, "the spool");
}

// Twice: a beginning may have been damaged by a crash of the machine, which checksums find.
static bool download(struct fetch_work *work, const struct fetch_object *object, struct err *err)
{
	for (int tries = 0;; tries++) {
		int64_t kept = usable_bytes(work, object);
		if (ftruncate(work->fd, kept) < 0)
			return fail_here(work, err, object->at);
		bool ok = work->server->download(work->self, object, work->fd, &kept, err);
		int64_t got = size_of_part(work);
		work->fetched += got > kept ? got - kept : 0;
		if (ok && (object->bytes < 0 || got == object->bytes))
			return true;
		if (ok)
			err_set(err, ERR_INCOMPLETE, "%s: %lld bytes came, %lld were listed",
				object->name, (long long)got, (long long)object->bytes);
		bool again = tries == 0 && err->code == ERR_INCOMPLETE && kept > 0;
		if (!again) {
			give_back(work, err);
			return false;
		}
		fprintf(stderr, "W! %s: fetched anew\n", err->text);
		err_clear(err);
		if (ftruncate(work->fd, 0) < 0)
			return fail_here(work, err, object->at);
	}
}

static void say_object(const struct fetch_object *object, int64_t fetched, const char *gone)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "object");
	json_text(&json, "at", object->at);
	json_int(&json, "fetched", fetched);
	if (gone)
		json_text(&json, "gone", gone);
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&line);
}

// ---- What came, made to last: one sync of the disk for many small objects ----

static bool publish(struct fetch_work *work, const struct fetch_pending *pending, struct err *err)
{
	char part[PART_NAME];
	int folder = work->request->spool_fd;
	part_name(pending->object, part);
	if (renameat(folder, part, folder, pending->object->at) < 0)
		return fail_here(work, err, pending->object->at);
	return true;
}

static bool flush(struct fetch_work *work, struct err *err)
{
	size_t count = work->pending.len;
	int folder = work->request->spool_fd;
	bool ok = !count || (count > 1 ? syncfs(folder) : fsync(work->pending.at[0].fd)) == 0 ||
		  fail_here(work, err, "cannot be synced");
	for (size_t i = 0; ok && i < count; i++)
		ok = publish(work, &work->pending.at[i], err);
	ok = ok && (!count || fsync(folder) == 0 || fail_here(work, err, "cannot be synced"));
	for (size_t i = 0; i < count; i++) {
		if (ok)
			say_object(work->pending.at[i].object, work->pending.at[i].fetched, NULL);
		close(work->pending.at[i].fd);
	}
	work->pending.len = 0;
	work->pending_bytes = 0;
	return ok;
}

// The lock is held until it is published.
static bool keep(struct fetch_work *work, const struct fetch_object *object, struct err *err)
{
	work->pending_bytes += size_of_part(work);
	*vec_push(&work->pending) = (struct fetch_pending){object, work->fd, work->fetched};
	work->fd = -1;
	return (work->pending.len < PENDING_MOST && work->pending_bytes < PENDING_BYTES) ||
	       flush(work, err);
}

static bool get_locked(struct fetch_work *work, const struct fetch_object *object, const char *part,
		       struct err *err)
{
	if (size_at(work, object->at) >= 0) { // another process was faster
		unlinkat(work->request->spool_fd, part, 0);
		say_object(object, 0, NULL);
		return true;
	}
	if (download(work, object, err))
		return keep(work, object, err);
	if (err->code != ERR_NOT_FOUND && err->code != ERR_STALE)
		return false;
	unlinkat(work->request->spool_fd, part, 0);
	say_object(object, work->fetched,
		   err->code == ERR_STALE ? "was replaced since it was listed"
					  : "is not there any more");
	err_clear(err);
	return true;
}

static bool get(struct fetch_work *work, const struct fetch_object *object, struct err *err)
{
	char part[PART_NAME];
	part_name(object, part);
	work->fetched = 0;
	bool ok = open_part(work, part, err) && get_locked(work, object, part, err);
	if (work->fd >= 0)
		close(work->fd);
	work->fd = -1;
	if (ok)
		work->fetched = 0;
	work->done += object->bytes > 0 ? object->bytes : 0;
	return ok;
}

bool fetch_store(struct fetch_work *work, struct err *err)
{
	struct err late = {0};
	if (work->request->spool_fd < 0 || !work->request->root)
		return err_set(err, ERR_INVALID, "the request: no spool, or no root");
	bool ok = has_room(work, err);
	for (size_t i = 0; ok && i < work->request->object_count; i++)
		ok = get(work, &work->request->objects[i], err);
	// Whatever came before something went wrong is whole.
	bool flushed = flush(work, &late);
	if (ok && !flushed)
		*err = late;
	vec_fini(&work->pending);
	return ok && flushed;
}
