#include "store/upkeep/source_log.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MOST = 101, FILE_BYTES = 1 << 30 };

static char *log_path(const char *archive, const char *source)
{
	struct str path = {0};
	str_addf(&path, "%s.sources/%s.log", archive, source);
	return str_take(&path);
}

// NAME.log for 0, NAME.log.3 for 3; the caller frees.
static char *numbered(const char *path, int64_t number)
{
	struct str text = {0};
	str_add_text(&text, path);
	if (number)
		str_addf(&text, ".%lld", (long long)number);
	return str_take(&text);
}

// ---- Writing ----

static void open_file(struct source_log *log)
{
	struct stat st;
	log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
	log->bytes = log->fd >= 0 && fstat(log->fd, &st) == 0 ? st.st_size : 0;
}

static void close_file(struct source_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

// Every file takes the next number; those past log_keep go.
static void rotate(struct source_log *log)
{
	close_file(log);
	for (int64_t number = FILES_MOST; number >= 0; number--) {
		char *from = numbered(log->path, number), *to = numbered(log->path, number + 1);
		if (number >= log->keep)
			unlink(from);
		else
			rename(from, to);
		free(from);
		free(to);
	}
	open_file(log);
}

void source_log_open(struct source_log *log, const struct config *config, const char *source)
{
	*log = (struct source_log){.path = log_path(config->archive, source),
				   .keep = config->log_keep,
				   .size = config->log_size};
	open_file(log);
}

void source_log_add(struct source_log *log, int64_t time, char level, const char *text)
{
	struct str line = {0};
	struct err ignored;
	char when[32];
	if (!log->path)
		return;
	if (log->bytes >= log->size)
		rotate(log);
	str_addf(&line, "%s %c ", clock_format(time, when), level);
	utf8_add_safe(&line, slice_of(text), false);
	str_add_char(&line, '\n');
	if (log->fd >= 0 && file_write_all(log->fd, str_slice(&line), &ignored))
		log->bytes += (int64_t)line.len;
	str_fini(&line);
}

void source_log_close(struct source_log *log)
{
	if (log->path)
		close_file(log);
	free(log->path);
	*log = (struct source_log){0};
}

// ---- Reading ----

static size_t count_lines(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}

// A last line without its end is a crash's.
static void give_last(struct slice text, size_t skip, const struct source_log_reader *reader)
{
	while (text.len && memchr(text.at, '\n', text.len)) {
		struct slice one = slice_cut(&text, '\n');
		if (skip)
			skip--;
		else
			reader->line(reader->context, one);
	}
}

bool source_log_read(const char *archive, const char *source, size_t lines,
		     const struct source_log_reader *reader, struct err *err)
{
	char *path = log_path(archive, source);
	struct str files[FILES_MOST] = {0};
	size_t found = 0, counted = 0;
	bool done = true;
	for (; done && found < FILES_MOST && counted < lines; found++) {
		char *name = numbered(path, (int64_t)found);
		bool there = file_exists(name);
		done = !there || file_read(name, FILE_BYTES, &files[found], err);
		free(name);
		if (!there)
			break;
		counted += count_lines(str_slice(&files[found]));
	}
	size_t skip = counted > lines ? counted - lines : 0;
	for (size_t i = FILES_MOST; i > 0; i--) {
		if (done && i <= found)
			give_last(str_slice(&files[i - 1]), skip, reader);
		skip = i <= found ? 0 : skip;
		str_fini(&files[i - 1]);
	}
	free(path);
	return done;
}
