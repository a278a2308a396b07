#include "cmd/house/doctor.h"

#include "base/json.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *topic;
	void (*run)(struct doctor *doctor);
	bool needs_config;
} CHECKS[] = {
	{"config", doctor_config, false},
	{"gates", doctor_gates, true},
	{"owners", doctor_owners, true},
	{"archive", doctor_archive, true},
	{"cache", doctor_cache, true},
	{"state", doctor_state, true},
	{"sources", doctor_sources, true},
	{"schedule", doctor_schedule, true},
	{"spool", doctor_spool, true},
	{"sandbox", doctor_sandbox, false},
	{"collectors", doctor_collectors, false},
	{"libraries", doctor_libraries, false},
	{"terminal", doctor_terminal, false},
};

static const char *const LEVELS[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_NOTE] = "note",
	[DOCTOR_PROBLEM] = "problem",
};

__attribute__((format(printf, 2, 0))) static const char *add_text(struct doctor *doctor,
								  const char *format, va_list args)
{
	struct str text = {0};
	str_addv(&text, format, args);
	const char *copy = arena_slice(&doctor->arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

bool doctor_say(struct doctor *doctor, enum doctor_level level, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	*vec_push(&doctor->findings) = (struct doctor_finding){
		.level = level, .topic = doctor->topic, .text = add_text(doctor, format, args)};
	va_end(args);
	return level != DOCTOR_PROBLEM;
}

void doctor_advise(struct doctor *doctor, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	doctor->findings.at[doctor->findings.len - 1].remedy = add_text(doctor, format, args);
	va_end(args);
}

static int64_t count(const struct doctor *doctor, enum doctor_level level)
{
	int64_t found = 0;
	for (size_t i = 0; i < doctor->findings.len; i++)
		found += doctor->findings.at[i].level == level;
	return found;
}

static void write_text(const struct doctor *doctor, struct str *out)
{
	for (size_t i = 0; i < doctor->findings.len; i++) {
		const struct doctor_finding *finding = &doctor->findings.at[i];
		str_addf(out, "%-8s %-11s ", LEVELS[finding->level], finding->topic);
		utf8_add_safe(out, slice_of(finding->text), false);
		str_add_char(out, '\n');
		if (!finding->remedy)
			continue;
		str_addf(out, "%-20s -> ", "");
		utf8_add_safe(out, slice_of(finding->remedy), false);
		str_add_char(out, '\n');
	}
}

static void write_json(const struct doctor *doctor, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.doctor/1");
	json_int(&json, "problems", count(doctor, DOCTOR_PROBLEM));
	json_int(&json, "notes", count(doctor, DOCTOR_NOTE));
	json_open_list(&json, "rows");
	for (size_t i = 0; i < doctor->findings.len; i++) {
		const struct doctor_finding *finding = &doctor->findings.at[i];
		json_open_map(&json, NULL);
		json_text(&json, "level", LEVELS[finding->level]);
		json_text(&json, "topic", finding->topic);
		json_text(&json, "text", finding->text);
		json_text(&json, "remedy", finding->remedy);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}

bool doctor_run(struct invocation *invocation, struct err *err)
{
	struct doctor doctor = {.invocation = invocation,
				.config = &invocation->session->config,
				.now = invocation->session->now};
	for (size_t i = 0; i < sizeof CHECKS / sizeof *CHECKS; i++) {
		doctor.topic = CHECKS[i].topic;
		if (!invocation->config_fault || !CHECKS[i].needs_config)
			CHECKS[i].run(&doctor);
	}
	int64_t problems = count(&doctor, DOCTOR_PROBLEM);
	(invocation->json ? write_json : write_text)(&doctor, &invocation->out);
	vec_fini(&doctor.findings);
	arena_fini(&doctor.arena);
	return !problems || err_set(err, ERR_CHECK, "%lld problem%s", (long long)problems,
				    problems == 1 ? "" : "s");
}
