// Files: what it may not read, write, change, run, or see.
#include "tests/hostile/hostile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int outcome(int result)
{
	return result < 0 ? errno : 0;
}

static int try_read(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? errno : outcome((int)read(fd, &byte, 1));
}

static int try_list(const char *path)
{
	return opendir(path) ? 0 : errno;
}

static int try_append(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	return fd < 0 ? errno : outcome((int)write(fd, "x", 1));
}

static int try_create(const char *path)
{
	return outcome(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int try_truncate(const char *path)
{
	return outcome(truncate(path, 0));
}

static int try_read_only_truncate(const char *path)
{
	return outcome(open(path, O_RDONLY | O_TRUNC | O_CLOEXEC));
}

static int try_chmod(const char *path)
{
	return outcome(chmod(path, 0600));
}

static int try_touch(const char *path)
{
	return outcome(utimensat(AT_FDCWD, path, NULL, 0));
}

static int try_remove(const char *path)
{
	return outcome(unlink(path));
}

static int try_link(const char *path)
{
	return outcome(link(path, "taken"));
}

// /proc/PID/NAME of gavel.
static int try_parent(const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)getppid(), name);
	return try_read(path);
}

static int try_beneath(const char *name)
{
	char byte;
	int fd = openat(root_fd(), name, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? errno : outcome((int)read(fd, &byte, 1));
}

// A link in its own folder leads nowhere either.
static int try_own_link(const char *path)
{
	return symlink(path, "link") < 0 ? errno : try_read("link");
}

// The mode of its own input.
static int try_change_input(const char *name)
{
	int fd = openat(root_fd(), name, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? errno : outcome(fchmod(fd, 0600));
}

static int try_write_input(const char *name)
{
	return outcome(openat(root_fd(), name, O_WRONLY | O_CLOEXEC));
}

// A program of its own making.
static int try_execute(const char *unused)
{
	(void)unused;
	FILE *file = fopen("made", "w");
	if (!file || fputs("#!/bin/sh\n", file) < 0 || fclose(file) || chmod("made", 0700))
		return errno ? errno : EIO;
	execl("./made", "made", NULL);
	return errno;
}

// Loaded instead: the mode is made right when the file is.
static int try_execute_born(const char *unused)
{
	(void)unused;
	umask(0);
	int fd = open("made", O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
	bool done = fd >= 0 && write(fd, "#!/bin/sh\n", 10) == 10 && close(fd) == 0;
	if (done)
		execl("./made", "made", NULL);
	return errno;
}

// What is there although nobody gave it: descriptors, and variables that name a secret.
static int try_inherited(const char *expected)
{
	char found[512] = "";
	for (int fd = 3; fd < 1024; fd++) {
		size_t len = strlen(found);
		if (fcntl(fd, F_GETFD) >= 0)
			snprintf(found + len, sizeof found - len, "%d ", fd);
	}
	for (char **variable = environ; *variable; variable++)
		if (strstr(*variable, "SECRET"))
			snprintf(found, sizeof found, "%s", *variable);
	say("descriptors: %s(%s)", found, expected);
	return strcmp(found, expected) ? 0 : EPERM;
}

static int try_folder(const char *unused)
{
	(void)unused;
	char text[4096];
	say("folder %s", getcwd(text, sizeof text));
	say("home %s", getenv("HOME"));
	say("temporary %s", getenv("TMPDIR"));
	bool done = mkdir("closed", 0) == 0 && mkdir("blind", 0300) == 0 &&
		    close(open("blind/inner", O_CREAT | O_WRONLY, 0)) == 0;
	for (int i = 0; done && i < 3000; i++)
		done = mkdir("deep", 0700) == 0 && chdir("deep") == 0;
	return done ? 0 : errno;
}

const struct attempt *attempts_on_files(size_t *count)
{
	static const struct attempt TABLE[] = {
		{"read", try_read},
		{"list", try_list},
		{"append", try_append},
		{"create", try_create},
		{"truncate", try_truncate},
		{"truncate by reading", try_read_only_truncate},
		{"chmod", try_chmod},
		{"touch", try_touch},
		{"remove", try_remove},
		{"link", try_link},
		{"parent", try_parent},
		{"beneath", try_beneath},
		{"own link", try_own_link},
		{"change input", try_change_input},
		{"write input", try_write_input},
		{"execute", try_execute},
		{"execute born", try_execute_born},
		{"inherited", try_inherited},
		{"folder", try_folder},
	};
	*count = sizeof TABLE / sizeof *TABLE;
	return TABLE;
}
