#include "collect/sandbox/sandbox.h"

#include "base/clock.h"
#include "base/file.h"
#include "collect/sandbox/enter.h"
#include "collect/sandbox/folder.h"
#include "collect/sandbox/group.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WATCH_MS = 100 }; // between two measures

// ---- The rule set ----

static bool grant(struct sandbox *sandbox, const char *path, unsigned uses, bool needed,
		  struct err *err)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return !needed || err_errno(err, "%s", path);
	bool done = landlock_grant(sandbox->ruleset, sandbox->kernel.landlock, fd, uses) ||
		    err_errno(err, "%s: Landlock", path);
	close(fd);
	return done;
}

static bool grant_rules(struct sandbox *sandbox, const struct path_rule *rules, struct err *err)
{
	const char *home = getenv("HOME");
	bool done = true;
	for (; done && rules->path; rules++) {
		bool below = rules->path[0] == '~';
		char *path =
			below ? file_join(home && *home == '/' ? home : "/nowhere", rules->path + 2)
			      : mem_text(rules->path);
		done = grant(sandbox, path, rules->uses, false, err);
		free(path);
	}
	return done;
}

static bool grant_request(struct sandbox *sandbox, struct err *err)
{
	const struct sandbox_request *request = &sandbox->request;
	const unsigned run = PATH_READ | PATH_EXECUTE;
	bool done = grant(sandbox, request->program, run, true, err) &&
		    grant(sandbox, sandbox->folder, PATH_READ | PATH_WRITE, true, err) &&
		    (!request->input || grant(sandbox, request->input, PATH_READ, true, err)) &&
		    (!request->write ||
		     grant(sandbox, request->write, PATH_READ | PATH_WRITE, true, err));
	for (size_t i = 0; done && request->read && request->read[i]; i++)
		done = grant(sandbox, request->read[i], run, true, err);
	for (size_t i = 0; done && request->maybe && request->maybe[i]; i++)
		done = grant(sandbox, request->maybe[i], run, false, err);
	return done;
}

static bool prepare_files(struct sandbox *sandbox, struct err *err)
{
	if (!sandbox->kernel.landlock)
		return true;
	sandbox->ruleset =
		landlock_create(sandbox->kernel.landlock, sandbox->profile->may_connect, err);
	return sandbox->ruleset >= 0 && grant_rules(sandbox, profile_common(), err) &&
	       grant_rules(sandbox, sandbox->profile->paths, err) && grant_request(sandbox, err);
}

// ---- The filter and the limits ----

static bool prepare_filter(struct sandbox *sandbox, struct err *err)
{
	if (!sandbox->kernel.filter)
		return true;
	filter_build(sandbox->request.profile, true, &sandbox->told);
	filter_build(sandbox->request.profile, false, &sandbox->quiet);
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sandbox->channel) == 0 ||
	       err_errno(err, "socketpair");
}

static int64_t half_of_memory(void)
{
	return (int64_t)sysconf(_SC_PHYS_PAGES) / 2 * (int64_t)sysconf(_SC_PAGESIZE);
}

static int64_t first_of(int64_t wish, int64_t otherwise)
{
	return wish ? wish : otherwise;
}

static void add_limit(struct sandbox *sandbox, int resource, int64_t most)
{
	if (most > 0)
		sandbox->limits[sandbox->limit_count++] =
			(struct sandbox_limit){resource, (rlim_t)most};
}

// All processes and threads of this machine, the second half of loadavg's fourth field. The limit
// counts all of a person's, wherever they are: there are not more than that, and so the collector
// has room, and a bomb has an end that the kernel enforces. Root is not held by it.
static int64_t tasks_now(void)
{
	struct str text = {0};
	struct err ignored;
	bool read = file_read("/proc/loadavg", 200, &text, &ignored);
	const char *at = read ? strchr(str_text(&text), '/') : NULL;
	int64_t tasks = at ? strtoll(at + 1, NULL, 10) : 0;
	str_fini(&text);
	return tasks ? tasks : INT32_MAX;
}

static void prepare_limits(struct sandbox *sandbox)
{
	const struct sandbox_request *request = &sandbox->request;
	const struct sandbox_profile *profile = sandbox->profile;
	int64_t seconds = request->seconds * sysconf(_SC_NPROCESSORS_ONLN);
	sandbox->memory =
		first_of(request->memory_bytes, first_of(profile->memory_bytes, half_of_memory()));
	sandbox->tasks = first_of(request->tasks, profile->tasks);
	sandbox->temporary = first_of(request->temporary_bytes, profile->temporary_bytes);
	add_limit(sandbox, RLIMIT_DATA, SANITIZED ? 0 : sandbox->memory);
	add_limit(sandbox, RLIMIT_FSIZE, sandbox->temporary);
	add_limit(sandbox, RLIMIT_CPU, seconds);
	add_limit(sandbox, RLIMIT_NPROC, tasks_now() + sandbox->tasks);
	add_limit(sandbox, RLIMIT_NOFILE, profile->files);
	sandbox->limits[sandbox->limit_count++] = (struct sandbox_limit){RLIMIT_CORE, 0};
}

// ---- From start to end ----

static bool is_met(struct sandbox *sandbox, struct err *err)
{
	struct str text = {0};
	bool require = false;
	if (sandbox->request.mode == SANDBOX_REQUIRE &&
	    sandbox_lacks(&sandbox->kernel, &text, &require) && require)
		err_set(err, ERR_DENIED,
			"%s: not run, because the configuration says `sandbox: require` and %s; "
			"run a kernel that has it, or say `sandbox: auto`",
			sandbox->request.program, str_text(&text));
	str_fini(&text);
	return !require;
}

bool sandbox_prepare(const struct sandbox_request *request, struct sandbox **out, struct err *err)
{
	struct sandbox *sandbox = mem_alloc(sizeof *sandbox);
	struct err ignored;
	*sandbox = (struct sandbox){
		.request = *request,
		.profile = profile_find(request->profile),
		.kernel = request->kernel ? *request->kernel : sandbox_kernel(),
		.folder_lock = -1,
		.ruleset = -1,
		.channel = {-1, -1},
		.warden = {.listener = -1, .profile = request->profile},
	};
	*out = NULL;
	bool done = is_met(sandbox, err) &&
		    folder_make("gavel-run", &sandbox->folder, &sandbox->folder_lock, err);
	if (done && request->mode != SANDBOX_OFF) {
		sandbox->on = true;
		prepare_limits(sandbox);
		done = prepare_files(sandbox, err) && prepare_filter(sandbox, err);
	}
	if (done)
		*out = sandbox;
	else
		sandbox_end(sandbox, &ignored);
	return done;
}

const char *sandbox_folder(const struct sandbox *sandbox)
{
	return sandbox->folder;
}

bool sandbox_hides_home(const struct sandbox *sandbox)
{
	return sandbox->on && !sandbox->profile->keeps_home;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void sandbox_attach(struct sandbox *sandbox, pid_t leader)
{
	sandbox->leader = leader;
	close_end(&sandbox->channel[1]);
	sandbox->warden.listener = enter_receive(sandbox->channel[0]);
	close_end(&sandbox->channel[0]);
}

int sandbox_listener(const struct sandbox *sandbox)
{
	return sandbox->warden.listener;
}

static bool stopped(struct err *err, const char *what, int64_t most, const char *of_what)
{
	return err_set(err, ERR_INVALID, "the collector was stopped by the sandbox: it %s %lld %s",
		       what, (long long)most, of_what);
}

static bool stopped_at_bytes(struct err *err, const char *what, int64_t most, const char *of_what)
{
	char text[32];
	return err_set(err, ERR_INVALID, "the collector was stopped by the sandbox: it %s %s %s",
		       what, sandbox_bytes(most, text), of_what);
}

static bool is_within(const struct sandbox *sandbox, struct err *err)
{
	const struct group_limits limits = {sandbox->tasks, sandbox->memory};
	struct group_use use;
	int64_t temporary = 0;
	group_measure(sandbox->leader, &limits, &use);
	if (use.tasks > sandbox->tasks)
		return stopped(err, "had more than", sandbox->tasks,
			       "processes and threads at a time");
	if (use.memory_bytes > sandbox->memory && !SANITIZED)
		return stopped_at_bytes(
			err, "used more than", sandbox->memory,
			"of memory; the source's key `memory` says how much it may");
	if (!sandbox->temporary)
		return true;
	if (!folder_measure(sandbox->folder, &temporary))
		return stopped(err, "made more than", FOLDER_ENTRIES,
			       "temporary files, or nested them too deep");
	return temporary + use.hidden_bytes <= sandbox->temporary ||
	       stopped_at_bytes(err, "wrote more than", sandbox->temporary, "of temporary files");
}

bool sandbox_watch(struct sandbox *sandbox, void (*tell)(void *context, const char *text),
		   void *context, struct err *err)
{
	int64_t now = clock_monotonic_ms();
	if (!sandbox->on)
		return true;
	if (!warden_answer(&sandbox->warden, tell, context, err))
		return false;
	if (now < sandbox->next_measure_ms)
		return true;
	sandbox->next_measure_ms = now + WATCH_MS;
	return is_within(sandbox, err);
}

bool sandbox_end(struct sandbox *sandbox, struct err *err)
{
	if (!sandbox)
		return true;
	bool done = !sandbox->folder || folder_remove(sandbox->folder, err);
	close_end(&sandbox->folder_lock);
	close_end(&sandbox->ruleset);
	close_end(&sandbox->channel[0]);
	close_end(&sandbox->channel[1]);
	close_end(&sandbox->warden.listener);
	filter_fini(&sandbox->told);
	filter_fini(&sandbox->quiet);
	free(sandbox->folder);
	free(sandbox);
	return done;
}
