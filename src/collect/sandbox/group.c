#include "collect/sandbox/group.h"

#include "base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 16384, FILES_SEEN = 256, BLOCK_BYTES = 512, KIB = 1024 };

struct measure {
	const struct group_limits *limits;
	struct group_use use;
	vec(pid_t) processes; // found so far, the leader first
	size_t seen_count;
	ino_t seen[FILES_SEEN];
};

// A small file of /proc, cut at the room there is; "" when it cannot be read.
static bool read_text(char out[TEXT_BYTES], const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, TEXT_BYTES - 1);
	if (fd >= 0)
		close(fd);
	out[got < 0 ? 0 : got] = 0;
	return got > 0;
}

static bool read_of(char out[TEXT_BYTES], pid_t pid, const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	return read_text(out, path);
}

static DIR *open_of(pid_t pid, const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	return opendir(path);
}

// ---- The tree ----

// proc_pid_task_children(5): process ids with blanks between. A list that is cut is too long
// anyway.
static void add_children_of(struct measure *m, pid_t pid, const char *thread)
{
	char text[TEXT_BYTES], path[320];
	snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, thread);
	if (!read_text(text, path))
		return;
	char *end;
	for (char *at = text;; at = end) {
		long child = strtol(at, &end, 10);
		if (end == at)
			return;
		*vec_push(&m->processes) = (pid_t)child;
	}
}

// Its threads count, and what each of them started is found.
static void add_threads(struct measure *m, pid_t pid)
{
	DIR *folder = open_of(pid, "task");
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.')
			continue;
		m->use.tasks++;
		add_children_of(m, pid, entry->d_name);
	}
	closedir(folder);
}

// ---- Memory and hidden files ----

static int64_t sum_lines(const char *text, const char *const names[])
{
	int64_t sum = 0;
	for (size_t i = 0; names[i]; i++) {
		const char *at = strstr(text, names[i]);
		sum += at ? strtoll(at + strlen(names[i]), NULL, 10) * KIB : 0;
	}
	return sum;
}

static int64_t quick_memory(pid_t pid)
{
	static const char *const LINES[] = {"\nRssAnon:", "\nRssShmem:", "\nVmSwap:", NULL};
	char text[TEXT_BYTES];
	return read_of(text, pid, "status") ? sum_lines(text, LINES) : 0;
}

static int64_t exact_memory(pid_t pid)
{
	static const char *const LINES[] = {"\nPss_Anon:", "\nPss_Shmem:", "\nSwapPss:", NULL};
	char text[TEXT_BYTES];
	return read_of(text, pid, "smaps_rollup") ? sum_lines(text, LINES) : quick_memory(pid);
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
	DIR *folder = open_of(pid, "fd");
	struct stat s;
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (fstatat(dirfd(folder), entry->d_name, &s, 0) == 0 && S_ISREG(s.st_mode) &&
		    !s.st_nlink && is_new(m, s.st_ino))
			m->use.hidden_bytes += (int64_t)s.st_blocks * BLOCK_BYTES;
	closedir(folder);
}

void group_measure(pid_t leader, const struct group_limits *limits, struct group_use *out)
{
	struct measure m = {.limits = limits};
	*vec_push(&m.processes) = leader;
	for (size_t i = 0; i < m.processes.len && m.use.tasks <= limits->tasks; i++) {
		add_threads(&m, m.processes.at[i]);
		add_hidden(&m, m.processes.at[i]);
		m.use.memory_bytes += quick_memory(m.processes.at[i]);
	}
	// What a parent and its children share was counted for each of them.
	if (m.use.memory_bytes > limits->memory && m.processes.len > 1) {
		m.use.memory_bytes = 0;
		for (size_t i = 0; i < m.processes.len && (int64_t)i <= limits->tasks; i++)
			m.use.memory_bytes += exact_memory(m.processes.at[i]);
	}
	*out = m.use;
	vec_fini(&m.processes);
}
