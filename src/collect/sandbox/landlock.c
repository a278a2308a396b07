#include "collect/sandbox/landlock.h"

#include "collect/sandbox/profile.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE_VERSION = 1, RULE_PATH_BENEATH = 1 };

// Rights on files and folders, bits of the kernel's header.
enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_CHAR = 1 << 6,
	FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8,
	FS_MAKE_SOCK = 1 << 9,
	FS_MAKE_FIFO = 1 << 10,
	FS_MAKE_BLOCK = 1 << 11,
	FS_MAKE_SYM = 1 << 12,
	FS_REFER = 1 << 13,
	FS_TRUNCATE = 1 << 14,
	FS_IOCTL_DEV = 1 << 15,
	NET_BIND_TCP = 1 << 0,
	NET_CONNECT_TCP = 1 << 1,
	SCOPE_ABSTRACT_SOCKET = 1 << 0,
	SCOPE_SIGNAL = 1 << 1,
};

struct ruleset_attributes {
	uint64_t files, net, scoped;
};

struct path_attributes {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

// What each ABI can tell apart, and how long its attributes are.
static const struct {
	uint64_t files, net, scoped;
	size_t bytes;
} ABIS[] = {
	[0] = {0, 0, 0, 0},
	[1] = {FS_REFER - 1, 0, 0, 8},
	[2] = {FS_TRUNCATE - 1, 0, 0, 8},
	[3] = {FS_IOCTL_DEV - 1, 0, 0, 8},
	[4] = {FS_IOCTL_DEV - 1, NET_BIND_TCP | NET_CONNECT_TCP, 0, 16},
	[5] = {2 * FS_IOCTL_DEV - 1, NET_BIND_TCP | NET_CONNECT_TCP, 0, 16},
	[6] = {2 * FS_IOCTL_DEV - 1, NET_BIND_TCP | NET_CONNECT_TCP,
	       SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL, 24},
};

static const struct {
	unsigned use;
	uint64_t of_file, of_folder;
} USES[] = {
	{PATH_READ, FS_READ_FILE, FS_READ_FILE | FS_READ_DIR},
	{PATH_EXECUTE, FS_EXECUTE, FS_EXECUTE},
	{PATH_WRITE, FS_WRITE_FILE | FS_TRUNCATE,
	 FS_WRITE_FILE | FS_TRUNCATE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG |
		 FS_MAKE_FIFO | FS_MAKE_SYM | FS_REFER},
};

static int known(int abi)
{
	return abi > LANDLOCK_NEWEST ? LANDLOCK_NEWEST : abi;
}

int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);
	return abi > 0 ? (int)abi : 0;
}

int landlock_create(int abi, bool may_connect, struct err *err)
{
	struct ruleset_attributes attributes = {ABIS[known(abi)].files, ABIS[known(abi)].net,
						ABIS[known(abi)].scoped};
	if (may_connect)
		attributes.net &= ~(uint64_t)NET_CONNECT_TCP;
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attributes, ABIS[known(abi)].bytes, 0);
	if (fd < 0)
		err_errno(err, "Landlock");
	return fd;
}

static bool add(int ruleset, int path_fd, uint64_t allowed)
{
	struct path_attributes rule = {.allowed = allowed, .parent = path_fd};
	return syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool landlock_grant(int ruleset, int abi, int path_fd, unsigned uses)
{
	struct stat s;
	uint64_t allowed = 0;
	if (fstat(path_fd, &s) < 0)
		return false;
	for (size_t i = 0; i < sizeof USES / sizeof *USES; i++)
		if (uses & USES[i].use)
			allowed |= S_ISDIR(s.st_mode) ? USES[i].of_folder : USES[i].of_file;
	return add(ruleset, path_fd, allowed & ABIS[known(abi)].files);
}

bool landlock_grant_self(int ruleset)
{
	int fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && add(ruleset, fd, FS_READ_FILE | FS_READ_DIR);
	if (fd >= 0)
		close(fd);
	return done;
}

bool landlock_enter(int ruleset)
{
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}
