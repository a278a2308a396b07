#include "cmd/house/doctor.h"

#include "base/clock.h"
#include "base/file.h"
#include "collect/watch/keep.h"
#include "collect/watch/watch.h"
#include "store/source_state.h"

// Where units lie, and where systemd notes that one is enabled (systemd.unit(5)).
static const char *const UNIT_FOLDERS[] = {
	"/etc/systemd/system",
	"/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",
	"/lib/systemd/system",
};
static const char WANTS[] = "/etc/systemd/system";

static bool has_unit(struct doctor *doctor, const char *unit)
{
	for (size_t i = 0; i < sizeof UNIT_FOLDERS / sizeof *UNIT_FOLDERS; i++)
		if (file_exists(arena_printf(&doctor->arena, "%s/%s", UNIT_FOLDERS[i], unit)))
			return true;
	return false;
}

static bool is_enabled(struct doctor *doctor, const char *unit, const char *target)
{
	return file_exists(arena_printf(&doctor->arena, "%s/%s.wants/%s", WANTS, target, unit));
}

static void check_units(struct doctor *doctor)
{
	bool service = is_enabled(doctor, "gavel-sync.service", "multi-user.target");
	bool timer = is_enabled(doctor, "gavel-sync.timer", "timers.target");
	if (service && timer) {
		doctor_say(doctor, DOCTOR_NOTE,
			   "gavel-sync.service and gavel-sync.timer are both enabled; one does");
		doctor_advise(doctor, "systemctl disable --now gavel-sync.timer");
	} else if (service || timer) {
		doctor_say(doctor, DOCTOR_OK, "gavel-sync.%s is enabled",
			   service ? "service" : "timer");
	}
}

// What starts the watch here, in the words of this machine.
static void advise_start(struct doctor *doctor)
{
	if (!file_exists("/run/systemd/system"))
		doctor_advise(doctor, "start `gavel sync --watch`, or call `gavel sync --due` "
				      "from cron");
	else if (!has_unit(doctor, "gavel-sync.service"))
		doctor_advise(doctor, "`make install` puts gavel-sync.service where systemd looks "
				      "for it; then systemctl enable --now gavel-sync.service");
	else
		doctor_advise(doctor, "systemctl enable --now gavel-sync.service; `journalctl -u "
				      "gavel-sync` says why it ended");
}

static void check_watch(struct doctor *doctor, size_t planned, int64_t missed)
{
	if (state_locked(doctor->config->archive, WATCH_NAME)) {
		doctor_say(doctor, DOCTOR_OK, "`gavel sync --watch` runs");
		return;
	}
	if (!planned)
		return;
	doctor_say(doctor, missed ? DOCTOR_PROBLEM : DOCTOR_NOTE,
		   "`gavel sync --watch` does not run, and %zu source%s a schedule", planned,
		   planned == 1 ? " has" : "s have");
	advise_start(doctor);
}

// Missed runs and runs that were cut short. Returns how many were missed.
static int64_t check_source(struct doctor *doctor, const struct source_config *source)
{
	struct source_state state;
	struct err ignored;
	char since[32];
	if (!state_load(doctor->config->archive, source->name, &doctor->arena, &state, &ignored))
		return 0; // told with the sources
	struct source_due due = source_due(source, &state, doctor->now);
	if (due.missed) {
		doctor_say(doctor, DOCTOR_PROBLEM, "%s: missed %lld run%s since %s", source->name,
			   (long long)due.missed, due.missed == 1 ? "" : "s",
			   clock_format(due.missed_since, since));
		doctor_advise(doctor, "the next run makes up for all of them");
	}
	if (state.started && !state.running) {
		doctor_say(doctor, DOCTOR_NOTE, "%s: the run of %s was cut short", source->name,
			   clock_format(state.started, since));
		doctor_advise(doctor, "nothing is lost; `gavel sync %s` runs it again",
			      source->name);
	}
	return due.missed;
}

static void check_keep(struct doctor *doctor)
{
	struct source_config keep;
	struct source_state state;
	struct err ignored;
	if (!keep_source(doctor->config, &keep) ||
	    !state_load(doctor->config->archive, KEEP_NAME, &doctor->arena, &state, &ignored) ||
	    !state.failures)
		return;
	doctor_say(doctor, DOCTOR_PROBLEM, "pruning by `keep` failed: %s",
		   state.error ? state.error : "");
	doctor_advise(doctor, "`gavel archive prune --older-than` by hand says more");
}

void doctor_schedule(struct doctor *doctor)
{
	size_t planned = 0;
	int64_t missed = 0;
	for (size_t i = 0; i < doctor->config->source_count; i++) {
		const struct source_config *source = &doctor->config->sources[i];
		planned += source->schedule.count > 0;
		missed += check_source(doctor, source);
	}
	check_watch(doctor, planned, missed);
	check_keep(doctor);
	check_units(doctor);
}
