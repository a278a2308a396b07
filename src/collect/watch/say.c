#include "collect/watch/say.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// ---- Lines ----

void say_begin(struct str *line, const char *word)
{
	char when[32];
	*line = (struct str){0};
	str_addf(line, "%s %s", clock_format(clock_now(), when), word);
}

static bool is_bare(const char *value)
{
	bool bare = *value != 0;
	for (const char *c = value; *c; c++)
		bare = bare && *c > ' ' && *c < 127 && *c != '"' && *c != '=' && *c != '\\';
	return bare;
}

void say_text(struct str *line, const char *key, const char *value)
{
	struct str safe = {0};
	if (!value)
		return;
	utf8_add_safe(&safe, slice_of(value), false);
	str_addf(line, " %s=", key);
	if (is_bare(str_text(&safe))) {
		str_add_slice(line, str_slice(&safe));
	} else {
		str_add_char(line, '"');
		json_add_escaped(line, str_slice(&safe));
		str_add_char(line, '"');
	}
	str_fini(&safe);
}

void say_int(struct str *line, const char *key, int64_t value)
{
	str_addf(line, " %s=%lld", key, (long long)value);
}

void say_time(struct str *line, const char *key, int64_t time)
{
	char when[32];
	if (time)
		str_addf(line, " %s=%s", key, clock_format(time, when));
}

void say_line(struct str *line)
{
	struct err ignored;
	str_add_char(line, '\n');
	file_write_all(STDERR_FILENO, str_slice(line), &ignored);
	str_fini(line);
}

// ---- systemd ----

void say_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t len = path ? strlen(path) : 0;
	if (len < 2 || len >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@')
		to.sun_path[0] = 0; // the abstract name space
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&to,
		   size) < 0)
		(void)0; // who does not listen misses it
	close(fd);
}

int64_t say_watchdog_seconds(void)
{
	const char *patience = getenv("WATCHDOG_USEC"), *whose = getenv("WATCHDOG_PID");
	if (!patience || (whose && strtoll(whose, NULL, 10) != getpid()))
		return 0;
	int64_t seconds = strtoll(patience, NULL, 10) / 2000000;
	return patience[0] && seconds < 1 ? 1 : seconds;
}
