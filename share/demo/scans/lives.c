#include "share/demo/scans/lives.h"

#include "base/clock.h"
#include "base/file.h"
#include "share/demo/random.h"

#include <fcntl.h>
#include <sys/stat.h>

bool life_seen(const struct life *life, int week)
{
	return (week >= life->from && week <= life->to) || week >= life->back;
}

int64_t week_time(const struct estate *estate, int week)
{
	enum { NIGHT = 2 * 3600 + 15 * 60 };
	return clock_day(estate->now) + NIGHT - (int64_t)(WEEKS - 1 - week) * 7 * DAY_SECONDS -
	       (estate->now - clock_day(estate->now) < NIGHT ? DAY_SECONDS : 0);
}

int week_count(const struct estate *estate)
{
	return estate->stage > 1 ? WEEKS : WEEKS - 1;
}

const char *week_commit(const struct estate *estate, int week)
{
	static char commit[41];
	struct random r = random_from(estate->seed + (uint64_t)week, "commit");
	for (int i = 0; i < 40; i++)
		commit[i] = "0123456789abcdef"[random_next(&r) & 15];
	return commit;
}

// Not every tool writes down when it ran: the file's own time says it then.
static bool set_time(const char *path, int64_t time, struct err *err)
{
	const struct timespec times[2] = {{.tv_sec = time}, {.tv_sec = time}};
	return utimensat(AT_FDCWD, path, times, 0) == 0 || err_errno(err, "%s", path);
}

bool scan_write(const struct estate *estate, const struct scan_name *name, int week,
		const struct str *text, struct err *err)
{
	struct str path = {0};
	str_addf(&path, "%s/scans/%s", estate->folder, name->folder);
	bool done = file_make_folders(str_text(&path), 0755, err);
	if (name->only)
		str_addf(&path, "/%s.%s", name->name, name->ending);
	else
		str_addf(&path, "/%s-%02d.%s", name->name, week + 1, name->ending);
	done = done && file_write(str_text(&path), str_slice(text), 0644, err) &&
	       set_time(str_text(&path), week_time(estate, week), err);
	str_fini(&path);
	return done;
}

void json_time(struct json_out *json, const char *key, int64_t time)
{
	char text[32];
	json_text(json, key, clock_format(time, text));
}

bool scans_write(const struct estate *estate, struct err *err)
{
	return code_write(estate, err) && tools_write(estate, err) && image_write(estate, err) &&
	       sbom_write(estate, err) && posture_write(estate, err) && setup_write(estate, err) &&
	       service_write(estate, err) && intel_write(estate, err) && running_write(estate, err);
}
