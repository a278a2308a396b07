#include "collect/sandbox/group.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_SEEN = 256, BLOCK_BYTES = 512, KIB = 1024 };

// A small file of /proc, cut at the room there is.
static bool read_text(pid_t pid, const char *name, char *out, size_t room)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, room - 1);
	if (fd >= 0)
		close(fd);
	out[got < 0 ? 0 : got] = 0;
	return got > 0;
}

// proc(5): what stands behind the name's last ')': state, parent, group, session, …, threads
// (20th).
static bool read_stat(pid_t pid, long *session, long *threads)
{
	char text[1024];
	if (!read_text(pid, "stat", text, sizeof text))
		return false;
	const char *rest = strrchr(text, ')');
	return rest && sscanf(rest,
			      ") %*c %*d %*d %ld %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
			      "%*d %*d %ld",
			      session, threads) == 2;
}

// Calls `visit` with each process of the session.
static void walk(pid_t session, void (*visit)(void *context, pid_t pid, long threads),
		 void *context)
{
	DIR *proc = opendir("/proc");
	if (!proc)
		return;
	for (struct dirent *entry; (entry = readdir(proc));) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		long its_session, threads;
		if (pid > 0 && read_stat(pid, &its_session, &threads) && its_session == session)
			visit(context, pid, threads);
	}
	closedir(proc);
}

static void add_threads(void *context, pid_t pid, long threads)
{
	(void)pid;
	*(int *)context += threads > 0 ? (int)threads : 1;
}

int group_tasks(pid_t session)
{
	int tasks = 0;
	walk(session, add_threads, &tasks);
	return tasks;
}

// ---- Memory and hidden files ----

struct measure {
	struct group_use use;
	bool exact;
	size_t seen_count;
	ino_t seen[FILES_SEEN];
};

static int64_t sum_lines(const char *text, const char *const names[])
{
	int64_t sum = 0;
	for (size_t i = 0; names[i]; i++) {
		const char *at = strstr(text, names[i]);
		sum += at ? strtoll(at + strlen(names[i]), NULL, 10) * KIB : 0;
	}
	return sum;
}

static int64_t memory_of(pid_t pid, bool exact)
{
	static const char *const QUICK[] = {"\nRssAnon:", "\nRssShmem:", "\nVmSwap:", NULL};
	static const char *const EXACT[] = {"\nPss_Anon:", "\nPss_Shmem:", "\nSwapPss:", NULL};
	char text[4096];
	if (exact && read_text(pid, "smaps_rollup", text, sizeof text))
		return sum_lines(text, EXACT);
	return read_text(pid, "status", text, sizeof text) ? sum_lines(text, QUICK) : 0;
}

static bool is_new(struct measure *m, ino_t inode)
{
	for (size_t i = 0; i < m->seen_count; i++)
		if (m->seen[i] == inode)
			return false;
	if (m->seen_count < FILES_SEEN)
		m->seen[m->seen_count++] = inode;
	return true;
}

static void add_hidden(struct measure *m, pid_t pid)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	DIR *folder = opendir(path);
	struct stat s;
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (fstatat(dirfd(folder), entry->d_name, &s, 0) == 0 && S_ISREG(s.st_mode) &&
		    !s.st_nlink && is_new(m, s.st_ino))
			m->use.hidden_bytes += (int64_t)s.st_blocks * BLOCK_BYTES;
	closedir(folder);
}

static void add_use(void *context, pid_t pid, long threads)
{
	(void)threads;
	struct measure *m = context;
	m->use.memory_bytes += memory_of(pid, m->exact);
	if (!m->exact)
		add_hidden(m, pid);
}

static void measure(pid_t session, bool alone, struct measure *m)
{
	if (alone)
		add_use(m, session, 1);
	else
		walk(session, add_use, m);
}

void group_measure(pid_t session, bool alone, int64_t limit, struct group_use *out)
{
	struct measure quick = {0}, exact = {.exact = true};
	measure(session, alone, &quick);
	*out = quick.use;
	if (alone || quick.use.memory_bytes <= limit)
		return;
	measure(session, alone, &exact);
	out->memory_bytes = exact.use.memory_bytes;
}
