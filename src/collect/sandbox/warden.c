#include "collect/sandbox/warden.h"

#include "collect/sandbox/rules.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { AT_ONCE = 64 }; // answers before the pipes are looked at again

// A caller that is gone meanwhile needs no answer.
static void refuse(const struct warden *w, const struct seccomp_notif *call)
{
	struct seccomp_notif_resp response = {.id = call->id, .error = -EPERM};
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

static bool judge(struct warden *w, const struct seccomp_notif *call,
		  void (*tell)(void *context, const char *text), void *context, struct err *err)
{
	uint64_t arguments[6];
	for (size_t i = 0; i < 6; i++)
		arguments[i] = call->data.args[i];
	const struct rule *rule = rule_find(w->profile, call->data.nr, arguments);
	if (rule && rule->answer == RULE_ESCAPE)
		return err_set(err, ERR_INVALID,
			       "the collector was stopped by the sandbox: it tried %s(2)",
			       rule->name);
	refuse(w, call);
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
