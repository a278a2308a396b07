#include "ui/copy/copy.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/utf8.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TMUX_PATIENCE_MS = 1000 };
#define FILE_NAME "copied.txt"

struct copy_place copy_place_here(const char *setting, const char *folder)
{
	return (struct copy_place){.setting = setting,
				   .folder = folder,
				   .term = getenv("TERM"),
				   .tmux = getenv("TMUX"),
				   .multiplexer = getenv("STY"),
				   .path = getenv("PATH")};
}

// ---- tmux ----

// The caller frees; NULL when no folder of $PATH has it. Relative folders are left out.
static char *find_program(const char *path, const char *name)
{
	struct slice rest = slice_of(path);
	while (rest.len) {
		struct slice folder = slice_cut(&rest, ':');
		if (!slice_starts(folder, "/"))
			continue;
		char *text = mem_slice(folder), *full = file_join(text, name);
		free(text);
		if (access(full, X_OK) == 0 && !file_is_folder(full))
			return full;
		free(full);
	}
	return NULL;
}

// What the child reads: whole beforehand, so that nothing waits for it to read.
static int prepared(struct slice text)
{
	struct err ignored;
	int fd = memfd_create("copied", MFD_CLOEXEC);
	if (fd >= 0 && file_write_all(fd, text, &ignored) && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool ends_in_time(const struct proc *proc)
{
	int64_t until = clock_monotonic_ms() + TMUX_PATIENCE_MS;
	while (!proc_ended(proc)) {
		struct pollfd wait = {.fd = proc->pidfd, .events = POLLIN};
		int64_t left = until - clock_monotonic_ms();
		if (left <= 0)
			return false;
		poll(&wait, 1, (int)left);
	}
	return true;
}

// What it said of its failure: the first line, or that it said nothing.
static bool tell_failure(const struct proc *proc, struct err *err)
{
	char words[512];
	ssize_t got = read(proc->err, words, sizeof words);
	struct slice rest = {words, got > 0 ? (size_t)got : 0};
	struct slice line = slice_trim(slice_cut(&rest, '\n'));
	return err_set(err, ERR_IO, "`tmux load-buffer -w` failed%s%.*s", line.len ? ": " : "",
		       (int)line.len, line.len ? line.at : "");
}

static bool run_tmux(const char *program, struct slice text, struct err *err)
{
	const char *argv[] = {program, "load-buffer", "-w", "-", NULL};
	int in = prepared(text);
	struct proc_options options = {.argv = argv, .in = in, .out = PROC_NULL, .err = PROC_PIPE};
	struct proc proc;
	if (in < 0)
		return err_errno(err, "tmux");
	bool started = proc_start(&options, &proc, err);
	close(in);
	if (!started)
		return false;
	bool ended = ends_in_time(&proc);
	if (ended)
		tell_failure(&proc, err);
	else
		err_set(err, ERR_BUSY, "tmux does not answer");
	if (!ended)
		proc_kill(&proc);
	bool done = proc_wait(&proc) == 0 && ended;
	if (done)
		err_clear(err);
	return done;
}

static bool by_tmux(const struct copy_place *place, struct slice text, struct str *said,
		    struct err *err)
{
	char *program = find_program(place->path, "tmux");
	bool done = (place->tmux && *place->tmux) || err_set(err, ERR_INVALID, "this is not tmux");
	if (done && !program)
		done = err_set(err, ERR_NOT_FOUND, "there is no tmux in PATH");
	done = done && run_tmux(program, text, err);
	if (done)
		str_add_text(said, "copied to tmux's buffer and through it to the clipboard");
	free(program);
	return done;
}

// ---- OSC 52 ----

// RFC 4648, section 4.
static void add_base64(struct str *out, struct slice bytes)
{
	static const char LETTERS[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < bytes.len; i += 3) {
		uint32_t group = 0;
		size_t have = bytes.len - i < 3 ? bytes.len - i : 3;
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < have ? (uint8_t)bytes.at[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			str_add_char(out, k <= have ? LETTERS[group >> (18 - 6 * k) & 63] : '=');
	}
}

bool copy_osc52(struct slice text, struct str *send, struct err *err)
{
	if (text.len > COPY_BYTES_MAX)
		return err_set(err, ERR_INVALID, "%zu bytes are more than terminals take (%d)",
			       text.len, COPY_BYTES_MAX);
	str_add_text(send, "\033]52;c;");
	add_base64(send, text);
	str_add_char(send, '\a');
	return true;
}

// Terminals that have no clipboard, or keep the sequence from the one that has.
static const char *deaf(const struct copy_place *place)
{
	static const char *const TERMS[] = {"linux", "vt", "dumb", "cons25", "sun", "ansi"};
	if (place->tmux && *place->tmux)
		return "tmux keeps the sequence to itself";
	if (place->multiplexer && *place->multiplexer)
		return "GNU screen keeps the sequence to itself";
	for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++)
		if (!place->term || strncmp(place->term, TERMS[i], strlen(TERMS[i])) == 0)
			return "this terminal has no clipboard";
	return NULL;
}

static bool by_osc52(struct slice text, struct str *send, struct str *said, struct err *err)
{
	if (!copy_osc52(text, send, err))
		return false;
	str_add_text(said, "sent to the terminal's clipboard (OSC 52), which does not answer");
	return true;
}

// ---- A file ----

static bool by_file(const struct copy_place *place, struct slice text, struct str *said,
		    struct err *err)
{
	if (!place->folder)
		return err_set(err, ERR_NOT_FOUND, "there is no folder to write to: set HOME");
	char *path = file_join(place->folder, FILE_NAME);
	bool done =
		file_make_folders(place->folder, 0700, err) && file_write(path, text, 0600, err);
	if (done)
		str_addf(said, "written to %s (0600)", path);
	free(path);
	return done;
}

// ---- The ladder ----

static bool down_the_ladder(const struct copy_place *place, struct slice text, struct str *send,
			    struct str *said, struct err *err)
{
	struct err why = {0};
	const char *reason = deaf(place);
	if (place->tmux && *place->tmux) {
		if (by_tmux(place, text, said, &why))
			return true;
		reason = why.text;
	} else if (!reason) {
		if (by_osc52(text, send, said, &why))
			return true;
		reason = why.text;
	}
	if (!by_file(place, text, said, err))
		return err_wrap(err, "%s", reason);
	str_addf(said, ": %s", reason);
	return true;
}

bool copy_text(const struct copy_place *place, struct slice text, struct str *send,
	       struct str *said, struct err *err)
{
	struct str safe = {0};
	utf8_add_safe(&safe, text, true);
	struct slice bytes = str_slice(&safe);
	bool done = false;
	if (strcmp(place->setting, "off") == 0)
		err_set(err, ERR_DENIED, "copying is off (clipboard: off in gavel.yaml)");
	else if (strcmp(place->setting, "tmux") == 0)
		done = by_tmux(place, bytes, said, err);
	else if (strcmp(place->setting, "osc52") == 0)
		done = by_osc52(bytes, send, said, err);
	else if (strcmp(place->setting, "file") == 0)
		done = by_file(place, bytes, said, err);
	else
		done = down_the_ladder(place, bytes, send, said, err);
	str_fini(&safe);
	return done;
}
