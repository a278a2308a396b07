// The table of system calls and the program that is made of it: which call means what, said by its
// number and arguments as a program makes it.
#include "collect/sandbox/filter.h"
#include "collect/sandbox/profile.h"
#include "collect/sandbox/rules.h"
#include "collect/sandbox/warden.h"

#include "tests/unit/test.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

static void test_rows(void)
{
	size_t count, plain;
	const struct rule *table = rules(&count);
	const int *allowed = rules_allowed(&plain);
	expect_true(count < WARDEN_ROWS);
	for (size_t i = 0; i < count; i++) {
		expect_true(table[i].name && *table[i].name && table[i].profiles);
		for (size_t k = 0; k < plain; k++)
			if (allowed[k] == table[i].number)
				expect_text(table[i].name, "not among those that anyone may call");
		// A row without a test is the last word of its profiles.
		for (size_t k = 0; k < i; k++)
			if (table[k].number == table[i].number && table[k].test == TEST_NONE &&
			    (table[k].profiles & table[i].profiles))
				expect_text(table[i].name, "reached");
	}
}

// classic BPF, as far as filter_build uses it (kernel: Documentation/networking/filter.rst).
static uint32_t interpret(const struct filter *filter, const struct seccomp_data *data)
{
	uint32_t a = 0;
	for (size_t at = 0; at < filter->len; at++) {
		const struct sock_filter *op = &filter->at[at];
		bool yes = false;
		switch (op->code) {
		case BPF_RET | BPF_K: return op->k;
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&a, (const char *)data + op->k, sizeof a);
			continue;
		case BPF_ALU | BPF_AND | BPF_K: a &= op->k; continue;
		case BPF_JMP | BPF_JEQ | BPF_K: yes = a == op->k; break;
		case BPF_JMP | BPF_JGE | BPF_K: yes = a >= op->k; break;
		default: expect_int(op->code, -1);
		}
		at += yes ? op->jt : op->jf;
	}
	return 0;
}

enum { KILL = -1, ASK = -2 }; // else the errno, 0 = allowed

static int judge(enum sandbox_profile_id profile, bool listener, struct seccomp_data data)
{
	struct filter filter;
	filter_build(profile, listener, &filter);
	uint32_t action = interpret(&filter, &data);
	filter_fini(&filter);
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS: return KILL;
	case SECCOMP_RET_USER_NOTIF: return ASK;
	case SECCOMP_RET_ERRNO: return (int)(action & SECCOMP_RET_DATA);
	default: return action == SECCOMP_RET_ALLOW ? 0 : -9;
	}
}

#define CALL(number, ...)                                                                          \
	{                                                                                          \
		SYS_##number, AUDIT_ARCH_X86_64, 0,                                                \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}

#ifdef __x86_64__
static const struct {
	struct seccomp_data call;
	int parser, network, quiet; // quiet: a parser without a listener
} CALLS[] = {
	{CALL(read, 0), 0, 0, 0},
	{CALL(openat, 0), 0, 0, 0},
	{CALL(memfd_create, 0), ENOSYS, ENOSYS, ENOSYS},
	{CALL(shmget, 0), ENOSYS, ENOSYS, ENOSYS},
	{CALL(clone3, 0), ENOSYS, ENOSYS, ENOSYS},
	{{500, AUDIT_ARCH_X86_64, 0, {0}}, ENOSYS, ENOSYS, ENOSYS}, // of a kernel to come
	{CALL(clone, 0x11), 0, 0, 0},				    // SIGCHLD: fork
	{CALL(clone, 0x3d0f00), 0, 0, 0},			    // pthread_create
	{CALL(clone, 0x10000), ASK, ASK, EPERM},
	{CALL(clone, 0x8011), ASK, ASK, EPERM},
	{CALL(clone, 0x10000011), ASK, ASK, KILL}, // CLONE_NEWUSER
	{CALL(unshare, 0x10000000), ASK, ASK, KILL},
	{CALL(unshare, 0x80), ASK, ASK, KILL}, // CLONE_NEWTIME
	{CALL(unshare, 0x200), ASK, ASK, EPERM},
	{CALL(socket, 2, 1), ASK, 0, EPERM},
	{CALL(socket, 10, 1), ASK, 0, EPERM},
	{CALL(socket, 1, 1), ASK, EPERM, EPERM},
	{CALL(socket, 16, 3), ASK, EPERM, EPERM},
	{CALL(connect, 3), ASK, 0, EPERM},
	{CALL(bind, 3), ASK, ASK, EPERM},
	{CALL(socketpair, 1, 1), 0, 0, 0},
	{CALL(socketpair, 1, 0x80001), 0, 0, 0}, // SOCK_CLOEXEC
	{CALL(socketpair, 1, 2), ASK, ASK, EPERM},
	{CALL(ioctl, 0, 0x5401), 0, 0, 0},
	{CALL(ioctl, 0, 0x5412), ASK, ASK, KILL},
	{CALL(ioctl, 0, 0xdead00005412), ASK, ASK, KILL}, // the kernel looks at the low half
	{CALL(ioctl, 0, 0x541c), ASK, ASK, KILL},
	{CALL(ioctl, 0, 0x5410), ASK, ASK, EPERM}, // TIOCSPGRP
	{CALL(ioctl, 0, 0x8004667e), 0, 0, 0},
	{CALL(prctl, 36, 0), ASK, ASK, EPERM}, // PR_SET_CHILD_SUBREAPER
	{CALL(prctl, 15), 0, 0, 0},
	{CALL(prlimit64, 0), 0, 0, 0},
	{CALL(prlimit64, 77), ASK, ASK, EPERM},
	{CALL(personality, 0xffffffff), 0, 0, 0},
	{CALL(personality, 0x40000), ASK, ASK, EPERM},
	{CALL(process_vm_writev, 1), ASK, ASK, KILL},
	{CALL(bpf, 1), ASK, ASK, KILL},
	{{39, AUDIT_ARCH_I386, 0, {0}}, KILL, KILL, KILL},
	{{0x40000000 + 39, AUDIT_ARCH_X86_64, 0, {0}}, KILL, KILL, KILL}, // x32
	{{-1, AUDIT_ARCH_X86_64, 0, {0}}, KILL, KILL, KILL},
};

static void test_calls(void)
{
	// PR_SET_PDEATHSIG and PR_SET_DUMPABLE, which sanitizers need.
	const struct seccomp_data prctls[] = {CALL(prctl, 1), CALL(prctl, 4)};
	for (size_t i = 0; i < 2; i++)
		expect_int(judge(SANDBOX_PARSER, true, prctls[i]), SANITIZED ? 0 : ASK);
	for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
		int got[] = {judge(SANDBOX_PARSER, true, CALLS[i].call),
			     judge(SANDBOX_NETWORK, true, CALLS[i].call),
			     judge(SANDBOX_PARSER, false, CALLS[i].call)};
		bool good = got[0] == CALLS[i].parser && got[1] == CALLS[i].network &&
			    got[2] == CALLS[i].quiet;
		if (!test_count(good))
			fprintf(stderr, "collect_sandbox: row %zu, call %d: got %d %d %d\n", i,
				CALLS[i].call.nr, got[0], got[1], got[2]);
	}
}
#else
static void test_calls(void)
{
}
#endif

int main(void)
{
	test_rows();
	test_calls();
	return test_done("collect_sandbox_rules");
}
