#include "cmd/house/doctor.h"

#include "base/file.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

// Bytes: below the first a bill of a large company does not fit, below the second nothing does.
static const int64_t ROOM_NOTE = INT64_C(1) << 30, ROOM_PROBLEM = INT64_C(64) << 20;
enum { FILES_LEFT = 1000 };

static const char *user_name(struct doctor *doctor, uid_t user)
{
	const struct passwd *entry = getpwuid(user);
	return entry ? arena_text(&doctor->arena, entry->pw_name)
		     : arena_printf(&doctor->arena, "user %u", (unsigned)user);
}

const char *doctor_owner(struct doctor *doctor, const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 ? user_name(doctor, s.st_uid) : NULL;
}

// "group ml (ada, grace)": members as the group's entry lists them.
static const char *group_name(struct doctor *doctor, gid_t group)
{
	const struct group *entry = getgrgid(group);
	struct str text = {0};
	if (!entry)
		return arena_printf(&doctor->arena, "group %u", (unsigned)group);
	str_addf(&text, "group %s", entry->gr_name);
	for (char **member = entry->gr_mem; member && *member; member++)
		str_addf(&text, "%s%s", member == entry->gr_mem ? " (" : ", ", *member);
	str_add_text(&text, entry->gr_mem && *entry->gr_mem ? ")" : "");
	const char *copy = arena_slice(&doctor->arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

// "1.5 GB free"
static const char *room(struct doctor *doctor, int64_t bytes)
{
	static const char *const UNITS[] = {"B", "kB", "MB", "GB", "TB", "PB"};
	size_t unit = 0;
	int64_t tenths = bytes > INT64_MAX / 10 ? INT64_MAX : bytes * 10;
	for (; tenths >= 10000 && unit + 1 < sizeof UNITS / sizeof *UNITS; unit++)
		tenths /= 1000;
	return arena_printf(&doctor->arena, "%lld.%lld %s", (long long)(tenths / 10),
			    (long long)(tenths % 10), UNITS[unit]);
}

// ---- What is looked at ----

static void check_mode(struct doctor *doctor, const char *path, const struct stat *s)
{
	const char *owner = user_name(doctor, s->st_uid);
	unsigned mode = (unsigned)s->st_mode & 07777;
	if (s->st_mode & S_IWOTH) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: everybody can write it (mode %04o)", path,
			   mode);
		doctor_advise(doctor, "chmod o-w '%s'", path);
	} else if (s->st_mode & S_IROTH) {
		doctor_say(doctor, DOCTOR_NOTE,
			   "%s: everybody on this machine can read it (owner %s, mode %04o)", path,
			   owner, mode);
		doctor_advise(doctor, "chmod o-rwx '%s', unless that is meant", path);
	} else {
		doctor_say(doctor, DOCTOR_OK, "%s: owner %s, mode %04o", path, owner, mode);
	}
}

static void check_readers(struct doctor *doctor, const char *path, const struct stat *s)
{
	if (s->st_mode & S_IWGRP) {
		doctor_say(doctor, DOCTOR_NOTE, "%s: %s can write it", path,
			   group_name(doctor, s->st_gid));
		doctor_advise(doctor, "one account should write: chmod g-w '%s'", path);
	} else if (s->st_mode & S_IRGRP) {
		doctor_say(doctor, DOCTOR_OK, "%s: read by %s", path,
			   group_name(doctor, s->st_gid));
	}
	const struct passwd *owner = getpwuid(s->st_uid);
	if (S_ISDIR(s->st_mode) && (s->st_mode & S_IRGRP) && !(s->st_mode & S_ISGID) && owner &&
	    owner->pw_gid != s->st_gid) {
		doctor_say(doctor, DOCTOR_NOTE, "%s: what is made in it will not belong to %s",
			   path, group_name(doctor, s->st_gid));
		doctor_advise(doctor, "chmod g+s '%s'", path);
	}
}

static void check_access(struct doctor *doctor, const char *path)
{
	if (access(path, R_OK) < 0) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: you cannot read it", path);
		doctor_advise(doctor, "ask its owner %s to let your group read it",
			      doctor_owner(doctor, path));
	} else if (access(path, W_OK) < 0) {
		doctor_say(doctor, DOCTOR_NOTE,
			   "%s: you can read it but not write it: sync and import are for %s", path,
			   doctor_owner(doctor, path));
	}
}

static void check_room(struct doctor *doctor, const char *path)
{
	struct statvfs s;
	if (statvfs(path, &s) < 0)
		return;
	int64_t left = (int64_t)(s.f_bavail * s.f_frsize);
	enum doctor_level level = left < ROOM_PROBLEM ? DOCTOR_PROBLEM
				  : left < ROOM_NOTE  ? DOCTOR_NOTE
						      : DOCTOR_OK;
	doctor_say(doctor, level, "%s: %s free on its file system", path, room(doctor, left));
	if (level != DOCTOR_OK)
		doctor_advise(doctor, "make room, or move it with `%s:` in gavel.yaml",
			      doctor->topic);
	if (s.f_files && s.f_favail < FILES_LEFT)
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: no more than %llu files can be made there",
			   path, (unsigned long long)s.f_favail);
	if (s.f_flag & ST_RDONLY)
		doctor_say(doctor, DOCTOR_NOTE, "%s: its file system is mounted read-only", path);
}

static void check_network(struct doctor *doctor, const char *path)
{
	const char *system = file_network_system(path);
	if (!system)
		return;
	doctor_say(doctor, DOCTOR_PROBLEM,
		   "%s: lies on a network file system (%s), where locks do not hold", path, system);
	doctor_advise(doctor, "put it on a local disk with --%s or `%s:` in gavel.yaml",
		      doctor->topic, doctor->topic);
}

// The nearest folder above that exists; the caller frees.
static char *folder_above(const char *path)
{
	char *folder = file_folder(path);
	while (!file_exists(folder) && strcmp(folder, "/") != 0 && strcmp(folder, ".") != 0) {
		char *above = file_folder(folder);
		free(folder);
		folder = above;
	}
	return folder;
}

static void check_absent(struct doctor *doctor, const char *path)
{
	char *folder = folder_above(path);
	if (!file_is_folder(folder)) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: cannot be made: %s is not a folder", path,
			   folder);
	} else if (access(folder, W_OK | X_OK) < 0) {
		doctor_say(doctor, DOCTOR_PROBLEM,
			   "%s: is not there, and %s does not let you make it", path, folder);
		doctor_advise(doctor, "name another place with `%s:` in gavel.yaml", doctor->topic);
	} else {
		doctor_say(doctor, DOCTOR_NOTE, "%s: is not there yet", path);
		doctor_advise(doctor, "`gavel sync` or `gavel import` makes it");
	}
	check_network(doctor, folder);
	check_room(doctor, folder);
	free(folder);
}

bool doctor_place(struct doctor *doctor, const char *path)
{
	struct stat s;
	if (stat(path, &s) < 0) {
		bool absent = errno == ENOENT;
		if (absent)
			check_absent(doctor, path);
		else
			doctor_say(doctor, DOCTOR_PROBLEM, "%s: %s", path, strerror(errno));
		return false;
	}
	check_mode(doctor, path, &s);
	check_readers(doctor, path, &s);
	check_access(doctor, path);
	check_network(doctor, path);
	check_room(doctor, path);
	return access(path, R_OK) == 0;
}
