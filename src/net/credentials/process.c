#include "net/credentials/private.h"
#include "net/secret.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "base/vec.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_MAX = 64 * 1024, PATIENCE_MS = 60000 };

struct words {
	char **at;
	size_t len, room;
};

// The next word as a shell splits it, without expansions: '…' and "…" hold blanks, a backslash
// outside of '…' takes the next byte as it is. False at the end or (with *open) inside of quotes.
static bool next_word(const char **rest, struct str *word, bool *open)
{
	const char *at = *rest + strspn(*rest, " \t\n");
	char quote = 0;
	bool any = *at;
	for (; *at && (quote || !strchr(" \t\n", *at)); at++) {
		if (quote ? *at == quote : *at == '\'' || *at == '"')
			quote = quote ? 0 : *at;
		else if (*at == '\\' && quote != '\'' && at[1])
			str_add_char(word, *++at);
		else
			str_add_char(word, *at);
	}
	*open = quote;
	*rest = at;
	return any && !quote;
}

static bool split(const char *command, struct words *words, struct err *err)
{
	struct str word = {0};
	bool open = false;
	while (next_word(&command, &word, &open)) {
		str_text(&word);
		*vec_push(words) = str_take(&word);
	}
	str_fini(&word);
	if (open || !words->len)
		return err_set(err, ERR_INVALID, "credential_process %s",
			       open ? "has a quote that is not closed" : "names no program");
	*vec_push(words) = NULL;
	return true;
}

// A name without '/' is looked for along PATH.
static char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	struct slice rest = slice_of(path ? path : "/usr/bin:/bin");
	while (!strchr(name, '/') && rest.at) {
		char *folder = mem_slice(slice_cut(&rest, ':'));
		char *file = file_join(folder, name);
		bool runs = *folder && access(file, X_OK) == 0;
		free(folder);
		if (runs)
			return file;
		free(file);
	}
	return mem_text(name);
}

static bool is_late(struct err *err)
{
	return err_set(err, ERR_IO, "credential_process did not end within 60 seconds");
}

// Closing its output is not the end.
static bool ends(const struct proc *proc, int64_t until, struct err *err)
{
	struct pollfd end = {.fd = proc->pidfd, .events = POLLIN};
	int64_t left = until - clock_monotonic_ms();
	return proc->pidfd < 0 || poll(&end, 1, left > 0 ? (int)left : 0) == 1 || is_late(err);
}

static bool read_output(const struct proc *proc, struct str *out, struct err *err)
{
	int64_t until = clock_monotonic_ms() + PATIENCE_MS, left;
	str_reserve(out, OUTPUT_MAX + 1); // grown once: no copies of secrets left behind
	while ((left = until - clock_monotonic_ms()) > 0) {
		struct pollfd ready = {.fd = proc->out, .events = POLLIN};
		poll(&ready, 1, (int)left);
		ssize_t got = read(proc->out, out->at + out->len, OUTPUT_MAX + 1 - out->len);
		if (got == 0)
			return ends(proc, until, err);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return err_errno(err, "credential_process");
		out->len += got > 0 ? (size_t)got : 0;
		if (out->len > OUTPUT_MAX)
			return err_set(err, ERR_INVALID,
				       "credential_process wrote more than %d bytes",
				       (int)OUTPUT_MAX);
	}
	return is_late(err);
}

static bool explain_start(struct err *err)
{
	struct err why = *err;
	const char *remedy = "; the source's key `read` names programs that it may run";
	return err_set(err, why.code, "credential_process: %s%s", why.text,
		       why.code == ERR_NOT_FOUND ? "" : remedy);
}

static bool run(char **argv, struct str *out, struct err *err)
{
	struct proc proc;
	const struct proc_options options = {.argv = (const char *const *)argv,
					     .in = PROC_NULL,
					     .out = PROC_PIPE,
					     .err = PROC_NULL};
	if (!proc_start(&options, &proc, err))
		return explain_start(err);
	bool done = read_output(&proc, out, err);
	if (!done)
		proc_kill(&proc);
	int code = proc_wait(&proc);
	if (done && code)
		return err_set(err, ERR_DENIED,
			       "credential_process ended with code %d; run it by "
			       "hand to see why",
			       code);
	return done;
}

static bool take_answer(struct slice json, struct found_keys *out, struct err *err)
{
	struct json_record record;
	if (json_read_flat(json, &record, err) && json_int_or(&record, "Version", 0) != 1)
		return err_set(err, ERR_INVALID, "credential_process: answer is not of Version 1");
	return found_from_json(json, "SessionToken", out, err) ||
	       err_wrap(err, "credential_process");
}

bool process_run(const char *command, struct found_keys *out, struct err *err)
{
	struct words words = {0};
	struct str json = {0};
	bool done = split(command, &words, err);
	if (done) {
		char *program = find_program(words.at[0]);
		free(words.at[0]);
		words.at[0] = program;
		done = run(words.at, &json, err) && take_answer(str_slice(&json), out, err);
	}
	for (size_t i = 0; i < words.len; i++)
		free(words.at[i]);
	vec_fini(&words);
	secret_str_fini(&json);
	return done;
}
