#include "collect/sandbox/enter.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool set_limits(const struct sandbox *sandbox)
{
	for (int i = 0; i < sandbox->limit_count; i++) {
		const struct sandbox_limit *limit = &sandbox->limits[i];
		struct rlimit now, want = {limit->most, limit->most};
		if (getrlimit(limit->resource, &now) < 0)
			return false;
		if (want.rlim_max > now.rlim_max) // it is less already
			want.rlim_cur = want.rlim_max = now.rlim_max;
		if (setrlimit(limit->resource, &want) < 0)
			return false;
	}
	return true;
}

// A collector that root runs may read what root may, and nothing else that makes it root.
static bool drop_capabilities(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2];
	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	uint32_t kept = data[0].permitted & 1U << CAP_DAC_READ_SEARCH;
	memset(data, 0, sizeof data);
	data[0].effective = data[0].permitted = kept;
	return syscall(SYS_capset, &header, data) == 0;
}

static bool send_listener(int channel, int listener)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte = 0;
	struct iovec bytes = {&byte, 1};
	struct msghdr message = {.msg_iov = &bytes,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof control};
	control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)),
					  .cmsg_level = SOL_SOCKET,
					  .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.header), &listener, sizeof listener);
	return sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

// Where somebody else listens already, as some containers do, there cannot be a second listener.
static bool enter_filter(const struct sandbox *sandbox)
{
	int listener = -1;
	if (sandbox->kernel.listener && filter_enter(&sandbox->told, true, &listener))
		return send_listener(sandbox->channel[1], listener);
	if (sandbox->kernel.listener &&
	    (errno != EBUSY || sandbox->request.mode == SANDBOX_REQUIRE))
		return false;
	return filter_enter(&sandbox->quiet, false, &listener);
}

int sandbox_enter(const void *context)
{
	const struct sandbox *sandbox = context;
	umask(077);
	if (!sandbox->on)
		return 0;
	// It adopts what its children leave behind: see group.h.
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (!set_limits(sandbox) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    !drop_capabilities())
		return errno;
	if (sandbox->ruleset >= 0) {
		landlock_grant_self(sandbox->ruleset); // without it, it has less
		if (!landlock_enter(sandbox->ruleset))
			return errno;
	}
	return !sandbox->kernel.filter || enter_filter(sandbox) ? 0 : errno;
}

int enter_receive(int channel)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte;
	int listener = -1;
	struct iovec bytes = {&byte, 1};
	struct msghdr message = {.msg_iov = &bytes,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof control};
	if (channel >= 0 && recvmsg(channel, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) == 1 &&
	    message.msg_controllen >= CMSG_LEN(sizeof(int)) &&
	    control.header.cmsg_type == SCM_RIGHTS)
		memcpy(&listener, CMSG_DATA(&control.header), sizeof listener);
	return listener;
}
