#include "collect/sandbox/filter.h"

#include "collect/sandbox/rules.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { OTHER_NUMBERS = 0x40000000 }; // from here on: x32
static const uint32_t MACHINE = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
enum { OTHER_NUMBERS = 0x40000000 };
static const uint32_t MACHINE = AUDIT_ARCH_AARCH64;
#else
enum { OTHER_NUMBERS = 0 };
static const uint32_t MACHINE = 0;
#endif

bool filter_is_known(void)
{
	return MACHINE != 0;
}

static void add(struct filter *out, uint16_t code, uint32_t value, uint8_t yes, uint8_t no)
{
	if (out->len == out->room) {
		out->room = out->room ? 2 * out->room : 512;
		out->at = mem_resize(out->at, out->room * sizeof *out->at);
	}
	out->at[out->len++] = (struct sock_filter){code, yes, no, value};
}

static void load(struct filter *out, size_t offset)
{
	add(out, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void load_number(struct filter *out)
{
	load(out, offsetof(struct seccomp_data, nr));
}

static void end(struct filter *out, uint32_t action)
{
	add(out, BPF_RET | BPF_K, action, 0, 0);
}

static uint32_t action_of(enum rule_answer answer, bool listener)
{
	const uint32_t asked = SECCOMP_RET_USER_NOTIF, refused = SECCOMP_RET_ERRNO | EPERM;
	switch (answer) {
	case RULE_ALLOW: return SECCOMP_RET_ALLOW;
	case RULE_ABSENT: return SECCOMP_RET_ERRNO | ENOSYS;
	case RULE_REFUSE: return refused;
	case RULE_TELL: return listener ? asked : refused;
	case RULE_ESCAPE: return listener ? asked : SECCOMP_RET_KILL_PROCESS;
	}
	return SECCOMP_RET_KILL_PROCESS;
}

// The number is in the accumulator before and after.
static void add_rule(struct filter *out, const struct rule *rule, uint32_t action)
{
	enum { SKIP_PLAIN = 1, SKIP_TEST = 5 };
	const uint16_t jump = BPF_JMP | BPF_K;
	add(out, jump | BPF_JEQ, (uint32_t)rule->number, 0,
	    rule->test == TEST_NONE ? SKIP_PLAIN : SKIP_TEST);
	if (rule->test != TEST_NONE) {
		load(out, offsetof(struct seccomp_data, args) +
				  (size_t)rule->argument * sizeof(uint64_t)); // the low half
		add(out, BPF_ALU | BPF_AND | BPF_K, rule->mask, 0, 0);
		if (rule->test == TEST_EQUAL)
			add(out, jump | BPF_JEQ, rule->value, 0, 1);
		else
			add(out, jump | BPF_JEQ, 0, 1, 0);
	}
	end(out, action);
	if (rule->test != TEST_NONE)
		load_number(out);
}

void filter_build(enum sandbox_profile_id profile, bool listener, struct filter *out)
{
	size_t count, plain;
	const struct rule *table = rules(&count);
	const int *allowed = rules_allowed(&plain);
	*out = (struct filter){0};
	load(out, offsetof(struct seccomp_data, arch));
	add(out, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
	end(out, SECCOMP_RET_KILL_PROCESS);
	load_number(out);
	add(out, BPF_JMP | BPF_JGE | BPF_K, OTHER_NUMBERS, 0, 1);
	end(out, SECCOMP_RET_KILL_PROCESS);
	for (size_t i = 0; i < plain; i++)
		add_rule(out, &(struct rule){.number = allowed[i]}, SECCOMP_RET_ALLOW);
	for (size_t i = 0; i < count; i++)
		if (table[i].profiles >> profile & 1)
			add_rule(out, &table[i], action_of(table[i].answer, listener));
	end(out, SECCOMP_RET_ERRNO | ENOSYS);
}

bool filter_enter(const struct filter *filter, bool listener, int *out)
{
	struct sock_fprog program = {(unsigned short)filter->len, filter->at};
	unsigned flags = listener ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
	long got = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	*out = listener ? (int)got : -1;
	return got >= 0;
}

void filter_fini(struct filter *filter)
{
	free(filter->at);
	*filter = (struct filter){0};
}
