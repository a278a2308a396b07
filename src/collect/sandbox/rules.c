#include "collect/sandbox/rules.h"

#include "collect/sandbox/profile.h"

#include <sys/syscall.h>

enum {
	PARSER = 1 << SANDBOX_PARSER,
	ONLINE = 1 << SANDBOX_NETWORK | 1 << SANDBOX_FETCH,
	ALL = PARSER | ONLINE,
	FETCHING = 1 << SANDBOX_FETCH,
	COLLECTING = ALL & ~FETCHING,
	// clone(2): CLONE_NEW…; unshare(2) has the one for time besides.
	NAMESPACES = 0x7e020000,
	NEW_TIME = 0x80,
};

#define WHOLE 0xffffffffU
// What the sanitizers need is refused without them only.
#define IF_PLAIN(answer) (SANITIZED ? RULE_ALLOW : (answer))

// A call whatever its arguments; when (argument & mask) == value; when any bit of mask is set.
#define ROW(call, who, what)                                                                       \
	{                                                                                          \
		SYS_##call, #call, who, what, TEST_NONE, 0, 0, 0                                   \
	}
#define TELL(call)   ROW(call, ALL, RULE_TELL)
#define ESCAPE(call) ROW(call, ALL, RULE_ESCAPE)
#define WHEN(call, who, what, place, bits, same)                                                   \
	{                                                                                          \
		SYS_##call, #call, who, what, TEST_EQUAL, place, bits, same                        \
	}
#define WITH(call, what, place, bits)                                                              \
	{                                                                                          \
		SYS_##call, #call, ALL, what, TEST_ANY, place, bits, 0                             \
	}

static const struct rule RULES[] = {
	// New processes and threads; glibc falls back from clone3, whose arguments no filter sees.
	WITH(clone, RULE_ESCAPE, 0, NAMESPACES),
	WHEN(clone, ALL, RULE_TELL, 0, 0x10400, 0x10000), // a thread with files of its own
	WITH(clone, RULE_TELL, 0, 0x8000), // CLONE_PARENT: a child of ours, not of its own
	ROW(clone, ALL, RULE_ALLOW),
	ROW(clone3, ALL, RULE_ABSENT),
	WITH(unshare, RULE_ESCAPE, 0, NAMESPACES | NEW_TIME),
	TELL(unshare),
	// Nobody leaves the process group, lives on without us (PR_SET_PDEATHSIG), hides from being
	// measured (PR_SET_DUMPABLE) or lets its orphans go (PR_SET_CHILD_SUBREAPER). Our own
	// program that fetches keeps its keys out of core dumps so.
	// What starts a program that gives keys (base/proc.h) is no news.
	ROW(setsid, FETCHING, RULE_REFUSE),
	ROW(setsid, COLLECTING, RULE_TELL),
	TELL(setpgid),
	WHEN(prctl, FETCHING, IF_PLAIN(RULE_REFUSE), 0, WHOLE, 1),
	WHEN(prctl, ALL, IF_PLAIN(RULE_TELL), 0, WHOLE, 1),
	WHEN(prctl, FETCHING, RULE_ALLOW, 0, WHOLE, 4),
	WHEN(prctl, ALL, IF_PLAIN(RULE_TELL), 0, WHOLE, 4),
	WHEN(prctl, ALL, RULE_TELL, 0, WHOLE, 36),
	ROW(prctl, ALL, RULE_ALLOW),
	// Terminals: TIOCSTI and TIOCLINUX type for the person. Of their class, 'T', only what
	// programs
	// use on any file (asm-generic/ioctls.h).
	WHEN(ioctl, ALL, RULE_ESCAPE, 1, WHOLE, 0x5412),
	WHEN(ioctl, ALL, RULE_ESCAPE, 1, WHOLE, 0x541c),
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x5401), // TCGETS: isatty(3)
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x5413), // TIOCGWINSZ
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x541b), // FIONREAD
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x5421), // FIONBIO
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x5450), // FIONCLEX
	WHEN(ioctl, ALL, RULE_ALLOW, 1, WHOLE, 0x5451), // FIOCLEX
	WHEN(ioctl, ALL, RULE_TELL, 1, 0xff00, 0x5400),
	ROW(ioctl, ALL, RULE_ALLOW),
	// The network. A pair of streams leads nowhere; datagrams of one could name an address.
	WHEN(socket, ONLINE, RULE_ALLOW, 0, WHOLE, 2),	// AF_INET
	WHEN(socket, ONLINE, RULE_ALLOW, 0, WHOLE, 10), // AF_INET6
	ROW(socket, ONLINE, RULE_REFUSE),
	ROW(socket, PARSER, RULE_TELL),
	ROW(connect, ONLINE, RULE_ALLOW),
	ROW(connect, PARSER, RULE_TELL),
	WHEN(socketpair, ALL, RULE_ALLOW, 1, 0xf, 1), // SOCK_STREAM
	TELL(socketpair),
	TELL(bind),
	TELL(listen),
	TELL(accept),
	TELL(accept4),
	// Those that also work on other processes of the same person: on the caller only.
	WHEN(prlimit64, ALL, RULE_ALLOW, 0, WHOLE, 0),
	TELL(prlimit64),
	WHEN(setpriority, ALL, RULE_ALLOW, 1, WHOLE, 0),
	TELL(setpriority),
	WHEN(ioprio_set, ALL, RULE_ALLOW, 1, WHOLE, 0),
	TELL(ioprio_set),
	WHEN(sched_setaffinity, ALL, RULE_ALLOW, 0, WHOLE, 0),
	ROW(sched_setaffinity, ALL, RULE_REFUSE),
	ROW(sched_setparam, ALL, RULE_REFUSE),
	ROW(sched_setscheduler, ALL, RULE_REFUSE),
	ROW(sched_setattr, ALL, RULE_REFUSE),
	// Modes, owners, times and attributes, which Landlock does not guard.
	TELL(fchmod),
	TELL(fchmodat),
	TELL(fchown),
	TELL(fchownat),
	TELL(utimensat),
	TELL(setxattr),
	TELL(lsetxattr),
	TELL(fsetxattr),
	TELL(removexattr),
	TELL(lremovexattr),
	TELL(fremovexattr),
	TELL(chroot),
	// A way out, or into others.
	ROW(ptrace, ALL, IF_PLAIN(RULE_ESCAPE)),
	ESCAPE(process_vm_readv),
	ESCAPE(process_vm_writev),
	ESCAPE(pidfd_getfd),
	ESCAPE(open_by_handle_at),
	ESCAPE(setns),
	ESCAPE(bpf),
	ESCAPE(mount),
	ESCAPE(umount2),
	ESCAPE(pivot_root),
	ESCAPE(open_tree),
	ESCAPE(move_mount),
	ESCAPE(fsopen),
	ESCAPE(fsconfig),
	ESCAPE(fsmount),
	ESCAPE(fspick),
	ESCAPE(mount_setattr),
	ESCAPE(kexec_load),
	ESCAPE(kexec_file_load),
	ESCAPE(init_module),
	ESCAPE(finit_module),
	ESCAPE(delete_module),
	ESCAPE(reboot),
	ESCAPE(swapon),
	ESCAPE(swapoff),
	ESCAPE(acct),
	// What large programs probe for, and has often been a hole in the kernel.
	TELL(io_uring_setup),
	TELL(io_uring_enter),
	TELL(io_uring_register),
	TELL(perf_event_open),
	TELL(userfaultfd),
	TELL(add_key),
	TELL(request_key),
	TELL(keyctl),
	TELL(kcmp),
	WHEN(personality, ALL, RULE_ALLOW, 0, WHOLE, 0),
	WHEN(personality, ALL, RULE_ALLOW, 0, WHOLE, WHOLE), // asks only
	TELL(personality),
	ROW(syslog, ALL, RULE_REFUSE),
	ROW(settimeofday, ALL, RULE_REFUSE),
	ROW(clock_settime, ALL, RULE_REFUSE),
	ROW(adjtimex, ALL, RULE_REFUSE),
	ROW(sethostname, ALL, RULE_REFUSE),
	ROW(setdomainname, ALL, RULE_REFUSE),
#ifdef __x86_64__
	TELL(chmod),
	TELL(chown),
	TELL(lchown),
	TELL(utime),
	TELL(utimes),
	TELL(futimesat),
	TELL(modify_ldt),
	ESCAPE(iopl),
	ESCAPE(ioperm),
#endif
};

const struct rule *rules(size_t *count)
{
	*count = sizeof RULES / sizeof *RULES;
	return RULES;
}

static bool fits(const struct rule *rule, const uint64_t arguments[6])
{
	uint32_t bits = (uint32_t)arguments[rule->argument] & rule->mask;
	switch (rule->test) {
	case TEST_NONE: return true;
	case TEST_EQUAL: return bits == rule->value;
	case TEST_ANY: return bits != 0;
	}
	return false;
}

const struct rule *rule_find(enum sandbox_profile_id profile, int number,
			     const uint64_t arguments[6])
{
	for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
		if (RULES[i].number == number && (RULES[i].profiles >> profile & 1) &&
		    fits(&RULES[i], arguments))
			return &RULES[i];
	return NULL;
}
