#include "collect/sandbox/warden.h"

#include "collect/sandbox/group.h"
#include "collect/sandbox/rules.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const uint64_t CLONE_THREAD_BIT = 0x10000;

enum { AT_ONCE = 64 }; // answers before the pipes are looked at again

// A caller that is gone meanwhile needs no answer.
static void answer(const struct warden *w, const struct seccomp_notif *call, int fault)
{
	struct seccomp_notif_resp response = {
		.id = call->id,
		.error = -fault,
		.flags = fault ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};
	ioctl(w->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void tell_once(struct warden *w, const struct rule *rule,
		      void (*tell)(void *context, const char *text), void *context)
{
	size_t count;
	size_t row = (size_t)(rule - rules(&count));
	char text[100];
	assert(row < WARDEN_ROWS);
	if (w->told[row] || !tell)
		return;
	w->told[row] = true;
	snprintf(text, sizeof text, "sandbox: %s(2) was tried and refused", rule->name);
	tell(context, text);
}

static bool may_start(struct warden *w, struct err *err)
{
	if (!w->free_tasks)
		w->free_tasks = w->most_tasks - group_tasks(w->session);
	if (w->free_tasks-- > 0)
		return true;
	w->free_tasks = 0;
	return err_set(err, ERR_INVALID,
		       "the collector was stopped by the sandbox: it had more than %d processes "
		       "and threads at a time",
		       w->most_tasks);
}

static bool count_task(struct warden *w, const struct rule *rule, const struct seccomp_notif *call,
		       struct err *err)
{
	bool thread = rule->name[0] == 'c' && (call->data.args[0] & CLONE_THREAD_BIT);
	if (!may_start(w, err))
		return false;
	w->forked |= !thread;
	answer(w, call, 0);
	return true;
}

static bool judge(struct warden *w, const struct seccomp_notif *call,
		  void (*tell)(void *context, const char *text), void *context, struct err *err)
{
	uint64_t arguments[6];
	for (size_t i = 0; i < 6; i++)
		arguments[i] = call->data.args[i];
	const struct rule *rule = rule_find(w->profile, call->data.nr, arguments);
	if (rule && rule->answer == RULE_COUNT)
		return count_task(w, rule, call, err);
	if (rule && rule->answer == RULE_ESCAPE)
		return err_set(err, ERR_INVALID,
			       "the collector was stopped by the sandbox: it tried %s(2)",
			       rule->name);
	answer(w, call, EPERM);
	if (rule)
		tell_once(w, rule, tell, context);
	return true;
}

// Readable: a call waits. Hung up: nobody is left who could call.
static bool is_asked(struct warden *w)
{
	struct pollfd fd = {.fd = w->listener, .events = POLLIN};
	if (w->listener < 0 || poll(&fd, 1, 0) <= 0)
		return false;
	if (fd.revents & POLLIN)
		return true;
	close(w->listener);
	w->listener = -1;
	return false;
}

bool warden_answer(struct warden *w, void (*tell)(void *context, const char *text), void *context,
		   struct err *err)
{
	for (int i = 0; i < AT_ONCE && is_asked(w); i++) {
		struct seccomp_notif call = {0};
		if (ioctl(w->listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == 0 &&
		    !judge(w, &call, tell, context, err))
			return false;
	}
	return true;
}
