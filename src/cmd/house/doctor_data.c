#include "cmd/house/doctor.h"

#include "base/clock.h"
#include "base/file.h"
#include "collect/plugins.h"
#include "store/cache.h"
#include "store/source_state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static const char *age(const struct doctor *doctor, int64_t time, char text[32])
{
	return clock_format_age(doctor->now - time, text);
}

static const char *origin(const struct doctor *doctor, const char *key)
{
	for (size_t i = 0; i < doctor->config->value_count; i++)
		if (strcmp(doctor->config->values[i].key, key) == 0)
			return doctor->config->values[i].origin;
	return "default";
}

// ---- config ----

void doctor_config(struct doctor *doctor)
{
	const char *home = getenv("HOME");
	if (doctor->invocation->config_fault) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", doctor->invocation->config_fault);
		doctor_advise(doctor, "mend the file; `gavel config check` reads it again");
		return;
	}
	for (size_t i = 0; i < 2 && doctor->config->files[i]; i++)
		doctor_say(doctor, DOCTOR_OK, "%s: read; owner %s", doctor->config->files[i],
			   doctor_owner(doctor, doctor->config->files[i]));
	if (!doctor->config->files[0]) {
		doctor_say(doctor, DOCTOR_NOTE,
			   "there is no gavel.yaml: the defaults are in force");
		doctor_advise(doctor, "`gavel config init` prints one to begin with");
	}
	if (!home || home[0] != '/')
		doctor_say(doctor, DOCTOR_NOTE,
			   "HOME is not set: what is not configured lies below /tmp");
}

// ---- archive ----

static void check_spool(struct doctor *doctor)
{
	char *spool = file_join(doctor->config->archive, "spool"), **names;
	struct err err;
	size_t count;
	if (file_exists(spool) && file_list(spool, &names, &count, &err)) {
		if (count)
			doctor_say(doctor, DOCTOR_NOTE,
				   "%s: %zu run%s being written, or left by a crash; the next run "
				   "clears what was left",
				   spool, count, count == 1 ? "" : "s");
		file_list_free(names, count);
	}
	free(spool);
}

// What the last month added, against what is left.
static void check_growth(struct doctor *doctor, const struct archive *archive)
{
	enum { DAYS = 30, FEW_DAYS = 3 };
	struct statvfs fs;
	int64_t bytes = 0, from = doctor->now - DAYS * (int64_t)DAY_SECONDS;
	for (size_t i = 0; i < archive_count(archive); i++) {
		const struct archive_entry *entry = archive_entry(archive, i);
		bytes += entry->finished > from ? entry->stored_bytes : 0;
	}
	if (bytes < DAYS || statvfs(doctor->config->archive, &fs) < 0)
		return;
	int64_t per_day = bytes / DAYS, left = (int64_t)(fs.f_bavail * fs.f_frsize) / per_day;
	enum doctor_level level = left < FEW_DAYS ? DOCTOR_PROBLEM
				  : left < DAYS	  ? DOCTOR_NOTE
						  : DOCTOR_OK;
	doctor_say(doctor, level,
		   "grew by %lld bytes a day in the last %d days; there is room for %lld days more",
		   (long long)per_day, DAYS, (long long)left);
	if (level != DOCTOR_OK)
		doctor_advise(doctor, "`keep:` in gavel.yaml lets old runs go; see also `gavel "
				      "archive prune`");
}

// The clock that wrote a file against the one of now, whatever --now says.
static void check_skew(struct doctor *doctor, const char *path)
{
	enum { TOLERANCE = 300 };
	struct stat s;
	char text[32];
	if (stat(path, &s) < 0 || s.st_mtime <= time(NULL) + TOLERANCE)
		return;
	doctor_say(doctor, DOCTOR_PROBLEM, "%s: was written in the future, at %s", path,
		   clock_format(s.st_mtime, text));
	doctor_advise(doctor, "a clock was wrong then or is now: `timedatectl` shows this one");
}

static void check_index(struct doctor *doctor, const struct archive *archive)
{
	size_t count = archive_count(archive);
	char text[32];
	if (!count) {
		doctor_say(doctor, DOCTOR_NOTE, "no run was accepted yet");
		return;
	}
	const struct archive_entry *last = archive_entry(archive, count - 1);
	doctor_say(doctor, DOCTOR_OK, "%zu run%s, the last one %s ago from %s", count,
		   count == 1 ? "" : "s", age(doctor, last->finished, text), last->source);
	if (last->finished > doctor->now + DAY_SECONDS) {
		doctor_say(doctor, DOCTOR_PROBLEM,
			   "the last run finished in the future, at %s: a clock is wrong",
			   clock_format(last->finished, text));
		doctor_advise(doctor, "set this machine's clock");
	}
}

void doctor_archive(struct doctor *doctor)
{
	struct archive *archive = NULL;
	struct err err;
	doctor_say(doctor, DOCTOR_OK, "%s (%s)", doctor->config->archive,
		   origin(doctor, "archive"));
	if (!doctor_place(doctor, doctor->config->archive))
		return;
	if (archive_open(doctor->config->archive, false, &archive, &err)) {
		check_index(doctor, archive);
		check_growth(doctor, archive);
		check_skew(doctor,
			   arena_printf(&doctor->arena, "%s/index", doctor->config->archive));
		check_spool(doctor);
	} else {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
		if (err.code == ERR_CORRUPT)
			doctor_advise(doctor, "restore it from a backup; `gavel archive verify` "
					      "says what else is bad");
	}
	archive_close(archive);
}

// ---- cache ----

static int64_t last_run(struct cache *cache)
{
	sqlite3_stmt *row = cache_statement(cache, "last_run", NULL, 0);
	int64_t last = row && sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int64(row, 0) : -1;
	if (row)
		cache_statement_done(row);
	return last;
}

static void check_behind(struct doctor *doctor, struct cache *cache)
{
	struct archive *archive = NULL;
	struct err err;
	int64_t folded = last_run(cache), accepted = 0;
	if (!cache_whole(cache, 0, &err))
		doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
	if (!archive_open(doctor->config->archive, false, &archive, &err)) {
		doctor_say(doctor, DOCTOR_NOTE, "cannot be compared: %s", err.text);
		return;
	}
	if (archive_count(archive))
		accepted = archive_entry(archive, archive_count(archive) - 1)->number;
	archive_close(archive);
	if (folded == accepted) {
		doctor_say(doctor, DOCTOR_OK, "schema %d, holds every run of the archive",
			   CACHE_SCHEMA);
		return;
	}
	doctor_say(doctor, folded > accepted ? DOCTOR_PROBLEM : DOCTOR_NOTE,
		   "holds runs up to %lld, the archive has %lld", (long long)folded,
		   (long long)accepted);
	doctor_advise(doctor, folded > accepted
				      ? "is it another archive's cache? `gavel cache rebuild`"
				      : "the next sync takes them in, or `gavel cache rebuild`");
}

// Who may read the cache must also reach it, and read the files that SQLite keeps beside it.
static void check_group(struct doctor *doctor, const char *path)
{
	static const char *const BESIDE[] = {"-wal", "-shm"};
	struct stat cache, other;
	char *folder = file_folder(path);
	if (stat(path, &cache) < 0 || !(cache.st_mode & S_IRGRP)) {
		free(folder);
		return;
	}
	if (stat(folder, &other) == 0 && other.st_uid == cache.st_uid &&
	    !(other.st_mode & S_IXGRP)) {
		doctor_say(doctor, DOCTOR_NOTE, "%s: the group that may read %s cannot enter it",
			   folder, file_base(path));
		doctor_advise(doctor, "chmod g+x '%s', if others of the group are to look", folder);
	}
	free(folder);
	for (size_t i = 0; i < sizeof BESIDE / sizeof *BESIDE; i++) {
		const char *beside = arena_printf(&doctor->arena, "%s%s", path, BESIDE[i]);
		if (stat(beside, &other) < 0 || (other.st_mode & S_IRGRP))
			continue;
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: the group that may read %s cannot read it",
			   beside, file_base(path));
		doctor_advise(doctor, "chmod g+r '%s'", beside);
	}
}

void doctor_cache(struct doctor *doctor)
{
	struct cache *cache;
	struct err err;
	doctor_say(doctor, DOCTOR_OK, "%s (%s)", doctor->config->cache, origin(doctor, "cache"));
	if (!doctor_place(doctor, doctor->config->cache))
		return;
	check_group(doctor, doctor->config->cache);
	if (cache_open(doctor->config->cache, CACHE_READ, &cache, &err)) {
		check_behind(doctor, cache);
		cache_close(cache);
		return;
	}
	doctor_say(doctor, DOCTOR_PROBLEM, "%s", err.text);
	if (err.code == ERR_CORRUPT)
		doctor_advise(doctor, "nothing is lost: `gavel cache rebuild` makes it anew from "
				      "the archive");
}

// ---- state and sources ----

void doctor_state(struct doctor *doctor)
{
	const char *folder = arena_printf(&doctor->arena, "%s.sources", doctor->config->archive);
	if (file_exists(folder))
		doctor_place(doctor, folder);
	else
		doctor_say(doctor, DOCTOR_OK, "%s: no source ran yet", folder);
}

static void check_history(struct doctor *doctor, const struct source_config *source)
{
	struct source_state state;
	struct err err;
	char text[32];
	if (!state_load(doctor->config->archive, source->name, &doctor->arena, &state, &err)) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: %s", source->name, err.text);
		doctor_advise(doctor, "remove that file; the next sync writes it anew");
	} else if (state.failures) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: failed %lld time%s in a row: %s",
			   source->name, (long long)state.failures, state.failures == 1 ? "" : "s",
			   state.error ? state.error : "");
		doctor_advise(doctor, "`gavel source log %s` says more", source->name);
	} else if (!state.last_run) {
		doctor_say(doctor, DOCTOR_NOTE, "%s: never ran", source->name);
		doctor_advise(doctor, "`gavel sync %s`", source->name);
	} else {
		doctor_say(doctor, DOCTOR_OK, "%s: last went well %s ago", source->name,
			   age(doctor, state.last_success, text));
	}
}

static void check_source(struct doctor *doctor, const struct source_config *source)
{
	struct plugin_file plugin;
	struct err err;
	if (!plugins_find(source->plugin, &doctor->arena, &plugin, &err)) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: %s", source->name, err.text);
		doctor_advise(doctor, "mend `plugin:` of %s", source->origin);
	} else if (source->path && !config_is_address(source->path) &&
		   access(source->path, R_OK) < 0) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: %s: is not there or you cannot read it",
			   source->name, source->path);
		doctor_advise(doctor, "mend `path:` of %s", source->origin);
	} else {
		check_history(doctor, source);
	}
}

void doctor_sources(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->config->source_count; i++)
		check_source(doctor, &doctor->config->sources[i]);
	if (!doctor->config->source_count)
		doctor_say(doctor, DOCTOR_NOTE,
			   "none is configured: `gavel import` is all there is");
}
