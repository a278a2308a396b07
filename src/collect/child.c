#include "collect/child.h"

#include "base/utf8.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIPE_BYTES = 1024 * 1024 }; // asked of the kernel, so that the child runs ahead

// A child gets this much of our environment and no more: nothing secret by accident.
static const char *const ENVIRONMENT[] = {"PATH", "HOME", "USER", "ASAN_OPTIONS", "UBSAN_OPTIONS"};
static const char OWN_PREFIX[] = "GAVEL_";

// What a program needs that finds keys by itself and speaks to servers.
static const char *const CREDENTIALS[] = {"AWS_",	   "http_proxy",  "https_proxy",
					  "no_proxy",	   "HTTPS_PROXY", "NO_PROXY",
					  "SSL_CERT_FILE", "SSL_CERT_DIR"};

static bool is_own(const char *variable, bool hides_home)
{
	if (hides_home && !strncmp(variable, "HOME=", 5))
		return false;
	if (!strncmp(variable, OWN_PREFIX, sizeof OWN_PREFIX - 1))
		return true;
	for (size_t i = 0; i < sizeof ENVIRONMENT / sizeof *ENVIRONMENT; i++) {
		size_t len = strlen(ENVIRONMENT[i]);
		if (!strncmp(variable, ENVIRONMENT[i], len) && variable[len] == '=')
			return true;
	}
	return false;
}

static bool is_credential(const char *variable)
{
	for (size_t i = 0; i < sizeof CREDENTIALS / sizeof *CREDENTIALS; i++)
		if (!strncmp(variable, CREDENTIALS[i], strlen(CREDENTIALS[i])))
			return true;
	return false;
}

// The list is the caller's to free; its texts are borrowed, the folder's from `own`.
static const char **environment(const struct sandbox *sandbox, bool with_credentials,
				struct str own[2])
{
	bool hides_home = sandbox_hides_home(sandbox);
	size_t count = 0, used = 0;
	while (environ[count])
		count++;
	const char **list = mem_alloc((count + 5) * sizeof *list);
	for (size_t i = 0; i < count; i++)
		if (is_own(environ[i], hides_home) ||
		    (with_credentials && is_credential(environ[i])))
			list[used++] = environ[i];
	list[used++] = "LC_ALL=C.UTF-8";
	list[used++] = "TZ=UTC";
	str_addf(&own[0], "TMPDIR=%s", sandbox_folder(sandbox));
	list[used++] = own[0].at;
	str_addf(&own[1], "HOME=%s", sandbox_folder(sandbox));
	if (hides_home)
		list[used++] = own[1].at;
	return list;
}

static bool start(const struct child_options *child, struct sandbox *sandbox, struct proc *out,
		  struct err *err)
{
	struct str own[2] = {{0}, {0}};
	const char **variables = environment(sandbox, child->with_credentials, own);
	const char *argv[] = {child->program, child->verb, NULL};
	struct proc_options options = {.argv = argv,
				       .environment = variables,
				       .folder = sandbox_folder(sandbox),
				       .keep = child->keep,
				       .in = PROC_PIPE,
				       .out = PROC_PIPE,
				       .err = PROC_PIPE,
				       .enter = sandbox_enter,
				       .enter_context = sandbox,
				       .guarded = true};
	bool ok = proc_start(&options, out, err);
	free(variables);
	str_fini(&own[0]);
	str_fini(&own[1]);
	return ok;
}

bool child_start(const struct child_options *child, struct proc *out, struct sandbox **sandbox,
		 struct err *err)
{
	struct sandbox_request request = child->sandbox;
	struct err ignored;
	request.program = child->program;
	if (!sandbox_prepare(&request, sandbox, err))
		return false;
	if (!start(child, *sandbox, out, err)) {
		sandbox_end(*sandbox, &ignored);
		return false;
	}
	sandbox_attach(*sandbox, out->pid);
	fcntl(out->in, F_SETFL, fcntl(out->in, F_GETFL) | O_NONBLOCK);
	fcntl(out->out, F_SETPIPE_SZ, PIPE_BYTES);
	return true;
}

// What exit codes mean: man 7 gavel-plugin.
static const struct {
	int exit_code;
	enum err_code code;
	const char *text;
} EXITS[] = {
	{64, ERR_INVALID, "says that its call or its configuration is wrong"},
	{75, ERR_BUSY, "asks to be run again later"},
};

// What signals mean that the limits and the sandbox send.
static const struct {
	int number;
	const char *text;
} SIGNALS[] = {
	{SIGSYS, "was stopped by the sandbox: it tried a system call that no collector may make"},
	{SIGXCPU, "was stopped by the sandbox: it used more processor time than its deadline has"},
	{SIGXFSZ, "was stopped by the sandbox: a file that it wrote grew too large"},
};

bool child_explain(const char *who, int exit_code, const char *reason, struct err *err)
{
	err_set(err, ERR_INVALID, "%s ended with exit code %d", who, exit_code);
	if (exit_code > 128)
		err_set(err, ERR_INVALID, "%s was killed by signal %d (%s)", who, exit_code - 128,
			strsignal(exit_code - 128));
	for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++)
		if (exit_code == 128 + SIGNALS[i].number)
			err_set(err, ERR_INVALID, "%s %s", who, SIGNALS[i].text);
	for (size_t i = 0; i < sizeof EXITS / sizeof *EXITS; i++)
		if (EXITS[i].exit_code == exit_code)
			err_set(err, EXITS[i].code, "%s %s", who, EXITS[i].text);
	struct err known = *err;
	return reason ? err_set(err, known.code, "%s: %s", known.text, reason) : false;
}

// ---- What it says on stderr ----

static char take_level(struct slice *line)
{
	if (line->len < 2 || line->at[1] != '!' || !memchr("EWID", line->at[0], 4))
		return 'I';
	char level = line->at[0];
	*line = slice_trim((struct slice){line->at + 2, line->len - 2});
	return level;
}

static void keep_line(struct tail *tail, char level, struct slice line)
{
	struct str safe = {0};
	utf8_add_safe(&safe, line, false);
	str_text(&safe);
	size_t slot = tail->seen++ % TAIL_LINES;
	free(tail->texts[slot]);
	tail->texts[slot] = str_take(&safe);
	tail->levels[slot] = level;
	if (tail->log && tail->seen <= TAIL_PASSED)
		tail->log(tail->context, level, tail->texts[slot]);
}

static void take_line(struct tail *tail, struct slice line)
{
	line = slice_trim(line);
	if (!line.len)
		return;
	char level = take_level(&line);
	keep_line(tail, level, line);
}

void tail_say(struct tail *tail, char level, const char *text)
{
	keep_line(tail, level, slice_of(text));
}

static void end_line(struct tail *tail)
{
	take_line(tail, str_slice(&tail->partial));
	str_clear(&tail->partial);
}

void tail_add(struct tail *tail, struct slice bytes)
{
	while (bytes.len) {
		const char *newline = memchr(bytes.at, '\n', bytes.len);
		size_t len = newline ? (size_t)(newline - bytes.at) : bytes.len;
		size_t room = TAIL_LINE_BYTES - tail->partial.len;
		str_add(&tail->partial, bytes.at, len < room ? len : room);
		if (newline)
			end_line(tail);
		len += newline != NULL;
		bytes = (struct slice){bytes.at + len, bytes.len - len};
	}
}

void tail_end(struct tail *tail)
{
	end_line(tail);
	if (!tail->log || tail->seen <= TAIL_PASSED)
		return;
	struct str text = {0};
	str_addf(&text, "%lld more log lines", (long long)(tail->seen - TAIL_PASSED));
	tail->log(tail->context, 'W', str_text(&text));
	str_fini(&text);
}

const char *tail_line(const struct tail *tail, size_t index, char *level)
{
	size_t kept = tail->seen < TAIL_LINES ? (size_t)tail->seen : TAIL_LINES;
	if (index >= kept)
		return NULL;
	size_t slot = ((size_t)tail->seen - kept + index) % TAIL_LINES;
	*level = tail->levels[slot];
	return tail->texts[slot];
}

const char *tail_reason(const struct tail *tail)
{
	const char *last = NULL, *text;
	char level;
	bool is_error = false;
	for (size_t i = 0; (text = tail_line(tail, i, &level)); i++) {
		if (is_error && level != 'E')
			continue;
		last = text;
		is_error = level == 'E';
	}
	return last;
}

void tail_fini(struct tail *tail)
{
	for (size_t i = 0; i < TAIL_LINES; i++)
		free(tail->texts[i]);
	str_fini(&tail->partial);
	*tail = (struct tail){0};
}
