#include "collect/sandbox/enter.h"

#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool has_action(uint32_t action)
{
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

struct sandbox_kernel sandbox_kernel(void)
{
	bool filter = filter_is_known() && has_action(SECCOMP_RET_KILL_PROCESS);
	return (struct sandbox_kernel){
		.landlock = landlock_abi(),
		.filter = filter,
		.listener = filter && has_action(SECCOMP_RET_USER_NOTIF),
	};
}

// What each ABI of Landlock adds, and since which kernel.
static const struct {
	int abi;
	const char *kernel, *without;
} ABIS[] = {
	{2, "5.19", "files cannot be moved between its temporary folders"},
	{3, "6.2", "a collector can cut files short that it cannot write"},
	{4, "6.7", "TCP is kept away by seccomp alone"},
	{5, "6.10", "devices that it opened hear its ioctl(2)"},
	{6, "6.12", "a collector can send signals to processes of the same person"},
};

static void add(struct str *out, const char *text)
{
	str_add_text(out, out->len ? "; " : "");
	str_add_text(out, text);
}

bool sandbox_lacks(const struct sandbox_kernel *kernel, struct str *out, bool *require)
{
	*require = !kernel->landlock || !kernel->filter || !kernel->listener;
	if (!kernel->landlock)
		add(out, "this kernel has no Landlock (5.13, and `landlock` among its lsm=): a "
			 "collector can open every file that you can");
	if (!kernel->filter)
		add(out, "this kernel has no seccomp filters: a collector can use the network and "
			 "every system call");
	else if (!kernel->listener)
		add(out,
		    "this kernel's seccomp (5.0) does not tell us of calls: what is refused is not "
		    "told");
	for (size_t i = 0; i < sizeof ABIS / sizeof *ABIS && kernel->landlock; i++) {
		if (kernel->landlock >= ABIS[i].abi)
			continue;
		str_addf(out, "%sLandlock before Linux %s: %s", out->len ? "; " : "",
			 ABIS[i].kernel, ABIS[i].without);
	}
	return out->len > 0;
}

enum sandbox_mode sandbox_mode(const char *text)
{
	if (text && !strcmp(text, "require"))
		return SANDBOX_REQUIRE;
	return text && !strcmp(text, "off") ? SANDBOX_OFF : SANDBOX_AUTO;
}

const char *sandbox_bytes(int64_t bytes, char text[32])
{
	static const char *const UNITS[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	double size = (double)bytes;
	size_t unit = 0;
	for (; size >= 1024 && unit + 1 < sizeof UNITS / sizeof *UNITS; unit++)
		size /= 1024;
	snprintf(text, 32, unit ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
	return text;
}
