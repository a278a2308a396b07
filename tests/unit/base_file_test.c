// Files: whole reads with a cap, writes that are old or new but never half, locks, removal.
#include "base/file.h"

#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/gavel-file-XXXXXX";

// A path in the test's folder; the caller frees.
static char *at(const char *name)
{
	return file_join(home, name);
}

static int64_t mode_of(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 ? (int64_t)(s.st_mode & 07777) : -1;
}

static size_t entries(const char *folder)
{
	char **names;
	size_t count;
	struct err err;
	if (!file_list(folder, &names, &count, &err))
		return SIZE_MAX;
	file_list_free(names, count);
	return count;
}

static void expect_content(const char *path, const char *expected)
{
	struct str text = {0};
	struct err err = {0};
	expect_true(file_read(path, 1000, &text, &err));
	expect_text(str_text(&text), expected);
	str_fini(&text);
}

static void test_write_and_read(void)
{
	char *path = at("one"), *absent = at("no/such/folder");
	struct str text = {0};
	struct err err = {0};
	umask(022);
	expect_true(file_write(path, SLICE("first"), 0640, &err));
	expect_int(mode_of(path), 0640);
	expect_true(file_write(path, SLICE("second"), 0600, &err));
	expect_int(mode_of(path), 0600);
	expect_content(path, "second");
	expect_int((int64_t)entries(home), 1);
	expect_true(file_read(path, 6, &text, &err));
	expect_true(!file_read(path, 5, &text, &err));
	expect_int(err.code, ERR_INVALID);
	expect_text(err.text + strlen(path), ": larger than 5 bytes");
	expect_true(!file_read(absent, 5, &text, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	expect_true(!file_write(absent, SLICE("x"), 0600, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	str_fini(&text);
	unlink(path);
	free(path);
	free(absent);
}

// A write that fails half way leaves the old bytes and nothing beside them.
static void expect_old_stays(const char *folder, size_t bytes)
{
	char *path = file_join(folder, "kept");
	char *many = mem_alloc(bytes);
	struct err err = {0};
	size_t before = entries(folder);
	expect_true(!file_write(path, (struct slice){many, bytes}, 0600, &err));
	expect_int(err.code, ERR_IO);
	expect_content(path, "old");
	expect_int((int64_t)entries(folder), (int64_t)before);
	free(many);
	free(path);
}

static void write_kept(const char *folder)
{
	char *path = file_join(folder, "kept");
	struct err err = {0};
	expect_true(file_write(path, SLICE("old"), 0600, &err));
	free(path);
}

// A limit of the file's size stands in for a full disk everywhere; a small disk where we may.
static void test_no_room(void)
{
	struct rlimit old, small;
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){4096, old.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	write_kept(home);
	setrlimit(RLIMIT_FSIZE, &small);
	expect_old_stays(home, 10000);
	setrlimit(RLIMIT_FSIZE, &old);
	char *disk = at("disk");
	expect_int(mkdir(disk, 0700), 0);
	if (mount("tmpfs", disk, "tmpfs", 0, "size=256k") == 0) {
		write_kept(disk);
		expect_old_stays(disk, 1 << 20);
		expect_int(umount(disk), 0);
	} else {
		printf("base_file: skipped a full disk: %s\n", strerror(errno));
	}
	rmdir(disk);
	free(disk);
}

static void test_folders(void)
{
	char *deep = at("a/b/c"), *file = at("a/b/c/f"), *under = at("a/b/c/f/g");
	struct err err = {0};
	expect_true(file_make_folders(deep, 0700, &err));
	expect_true(file_make_folders(deep, 0700, &err));
	expect_true(file_is_folder(deep));
	expect_int(mode_of(deep), 0700);
	expect_true(file_write(file, SLICE("x"), 0600, &err));
	expect_true(!file_make_folders(file, 0700, &err));
	expect_text(err.text + strlen(file), ": not a folder");
	expect_true(!file_make_folders(under, 0700, &err));
	expect_true(file_exists(file) && !file_is_folder(file) && !file_exists(under));
	free(deep);
	free(file);
	free(under);
}

// Sorted by bytes: capitals before small letters, and those before what is not ASCII.
static void test_list(void)
{
	static const char *const NAMES[] = {"b", "\xc3\xa4", "B", "a.b", "a"};
	char *folder = at("list"), **names;
	struct err err = {0};
	struct str all = {0};
	size_t count;
	expect_true(file_make_folders(folder, 0700, &err));
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		char *path = file_join(folder, NAMES[i]);
		expect_true(file_write(path, SLICE(""), 0600, &err));
		free(path);
	}
	expect_true(file_list(folder, &names, &count, &err));
	for (size_t i = 0; i < count; i++)
		str_addf(&all, "%s ", names[i]);
	expect_text(str_text(&all), "B a a.b b \xc3\xa4 ");
	file_list_free(names, count);
	expect_true(!file_list("/nowhere", &names, &count, &err));
	str_fini(&all);
	free(folder);
}

// What a symbolic link points at survives.
static void test_remove(void)
{
	char *tree = at("tree"), *inner = at("tree/x/y"), *kept = at("outside");
	char *link = at("tree/x/y/link"), *file = at("outside/file");
	struct err err = {0};
	expect_true(file_make_folders(inner, 0700, &err) && file_make_folders(kept, 0700, &err));
	expect_true(file_write(file, SLICE("x"), 0600, &err));
	expect_int(symlink(kept, link), 0);
	expect_true(file_remove_tree(tree, &err));
	expect_true(!file_exists(tree) && file_exists(file));
	expect_true(file_remove_tree(tree, &err)); // gone already
	free(tree);
	free(inner);
	free(kept);
	free(link);
	free(file);
}

static void test_lock(void)
{
	char *path = at("lock");
	struct err err = {0};
	int first, second;
	expect_true(file_lock(path, false, &first, &err));
	expect_true(!file_lock(path, false, &second, &err));
	expect_int(err.code, ERR_BUSY);
	expect_int(second, -1);
	close(first);
	expect_true(file_lock(path, false, &second, &err));
	close(second);
	expect_true(!file_lock("/nowhere/lock", false, &second, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	free(path);
}

static const struct {
	const char *folder, *name, *joined;
} JOINS[] = {{"/a", "b", "/a/b"}, {"/a/", "b", "/a/b"}, {"/", "b", "/b"}, {"", "b", "b"}};

static const struct {
	const char *path, *folder, *base;
} PARTS[] = {{"/a/b", "/a", "b"}, {"/a", "/", "a"}, {"a", ".", "a"}, {"a/b/", "a/b", ""}};

static void test_paths(void)
{
	for (size_t i = 0; i < sizeof JOINS / sizeof *JOINS; i++) {
		char *joined = file_join(JOINS[i].folder, JOINS[i].name);
		expect_text(joined, JOINS[i].joined);
		free(joined);
	}
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
		char *folder = file_folder(PARTS[i].path);
		expect_text(folder, PARTS[i].folder);
		expect_text(file_base(PARTS[i].path), PARTS[i].base);
		free(folder);
	}
	expect_text(file_network_system("/proc"), NULL);
	expect_text(file_network_system("/nowhere"), NULL);
}

int main(void)
{
	struct err err = {0};
	expect_true(mkdtemp(home));
	test_write_and_read();
	test_no_room();
	test_folders();
	test_list();
	test_remove();
	test_lock();
	test_paths();
	expect_true(file_remove_tree(home, &err));
	return test_done("base_file");
}
