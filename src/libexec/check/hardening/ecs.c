#include "libexec/check/hardening/hardening.h"

#include "libexec/check/functions.h"

#include <ctype.h>
#include <string.h>

// The API spells pidMode, CloudFormation PidMode, Terraform pid_mode: the same key.
const struct yaml_node *ecs_member(const struct yaml_node *map, const char *key)
{
	char pascal[64], snake[64];
	const struct yaml_node *found = yaml_find(map, key);
	size_t len = 0;
	if (found)
		return found;
	snprintf(pascal, sizeof pascal, "%c%s", toupper((unsigned char)*key), key + 1);
	if ((found = yaml_find(map, pascal)))
		return found;
	for (const char *c = key; *c && len + 2 < sizeof snake; c++) {
		if (isupper((unsigned char)*c))
			snake[len++] = '_';
		snake[len++] = (char)tolower((unsigned char)*c);
	}
	snake[len] = '\0';
	return yaml_find(map, snake);
}

static struct said said_of(const struct yaml_node *map, const char *key)
{
	return check_scalar(ecs_member(map, key));
}

static void read_capabilities(const struct yaml_node *linux_node, struct container *out)
{
	const struct yaml_node *capabilities = ecs_member(linux_node, "capabilities");
	for (YAML_EACH(item, ecs_member(capabilities, "drop")))
		if (said_is(check_said(item), "ALL"))
			out->drops = (struct said){"true", false, item->line};
	out->adds = hardening_added(ecs_member(capabilities, "add"));
}

static bool is_tmp(const struct yaml_node *mount)
{
	const char *path = yaml_text(ecs_member(mount, "containerPath"));
	return (!strcmp(path, "/tmp") || !strcmp(path, "/tmp/")) &&
	       !said_may_be_true(said_of(mount, "readOnly"));
}

// A volume with a path of the host.
static const char *volume_kind(const struct yaml_node *task, const char *name)
{
	const struct yaml_node *list = ecs_member(task, "volumes");
	for (YAML_EACH(volume, list ? list : yaml_find(task, "volume"))) {
		if (strcmp(yaml_text(ecs_member(volume, "name")), name))
			continue;
		bool host = ecs_member(ecs_member(volume, "host"), "sourcePath") ||
			    *yaml_text(yaml_find(volume, "host_path"));
		return host ? "hostPath" : "volume";
	}
	return "not declared";
}

static struct said tmp_of(const struct yaml_node *task, const struct yaml_node *container)
{
	for (YAML_EACH(mount, ecs_member(ecs_member(container, "linuxParameters"), "tmpfs")))
		if (is_tmp(mount))
			return (struct said){"tmpfs", false, mount->line};
	for (YAML_EACH(mount, ecs_member(container, "mountPoints")))
		if (is_tmp(mount))
			return (struct said){
				volume_kind(task, yaml_text(ecs_member(mount, "sourceVolume"))),
				false, mount->line};
	return (struct said){0};
}

static void read_secrets(struct check_work *work, const struct yaml_node *container,
			 struct said *out)
{
	for (YAML_EACH(variable, ecs_member(container, "environment"))) {
		struct said name = said_of(variable, "name"), value = said_of(variable, "value");
		if (name.text && value.text && !value.unseen &&
		    secret_is_plain(name.text, value.text, false))
			hardening_add_secret(work, out, name);
	}
}

static struct said host_of(const struct yaml_node *task)
{
	static const char *const NAMES[] = {"pidMode", "ipcMode", "networkMode"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		struct said said = said_of(task, NAMES[i]);
		if (said_is(said, "host") || said.unseen)
			return (struct said){NAMES[i], said.unseen, said.line};
	}
	return (struct said){0};
}

// "no-new-privileges", "no-new-privileges:true"; "apparmor:unconfined", "seccomp:unconfined".
static void read_options(const struct yaml_node *container, struct container *out)
{
	for (YAML_EACH(item, ecs_member(container, "dockerSecurityOptions"))) {
		struct slice rest = slice_of(yaml_text(item));
		if (slice_is(rest, "no-new-privileges") ||
		    slice_is(rest, "no-new-privileges:true") ||
		    slice_is(rest, "no-new-privileges=true"))
			out->escalation = (struct said){"false", false, item->line};
		if (slice_is(rest, "apparmor:unconfined") || slice_is(rest, "apparmor=unconfined"))
			out->apparmor = (struct said){"Unconfined", false, item->line};
		if (slice_is(rest, "seccomp:unconfined") || slice_is(rest, "seccomp=unconfined"))
			out->seccomp = (struct said){"Unconfined", false, item->line};
	}
}

static bool is_fargate(const struct yaml_node *task)
{
	const struct yaml_node *list = ecs_member(task, "requiresCompatibilities");
	for (YAML_EACH(item, list))
		if (!said_is(check_said(item), "FARGATE"))
			return false;
	return list && list->child;
}

static bool is_windows(const struct yaml_node *task)
{
	const struct yaml_node *platform = ecs_member(task, "runtimePlatform");
	if (platform && platform->kind == YAML_LIST) // a block of Terraform
		platform = platform->child;
	return slice_starts(slice_of(yaml_text(ecs_member(platform, "operatingSystemFamily"))),
			    "WINDOWS");
}

// The container's own limit, else the task's.
static struct said limit_of(const struct yaml_node *task, const struct yaml_node *container,
			    const char *key)
{
	struct said own = said_of(container, key);
	return own.text && strcmp(own.text, "0") ? own : said_of(task, key);
}

static void judge_container(struct check_work *work, const struct yaml_node *task,
			    const struct yaml_node *container)
{
	struct container out = {
		.platform = PLATFORM_ECS,
		.fargate = is_fargate(task),
		.windows = is_windows(task),
		.line = container->line,
		.image = said_of(container, "image"),
		.user = said_of(container, "user"),
		.read_only = said_of(container, "readonlyRootFilesystem"),
		.privileged = said_of(container, "privileged"),
		.cpu = limit_of(task, container, "cpu"),
		.memory = limit_of(task, container, "memory"),
		.tmp = tmp_of(task, container),
		.host = host_of(task),
	};
	read_capabilities(ecs_member(container, "linuxParameters"), &out);
	read_options(container, &out);
	read_secrets(work, container, &out.secret);
	hardening_judge(work,
			arena_printf(&work->arena, "task definition %s container %s",
				     yaml_text(ecs_member(task, "family")),
				     yaml_text(ecs_member(container, "name"))),
			&out);
}

void ecs_say_unseen(struct check_work *work, const char *address, int line, const char *why)
{
	struct judgement j = {.line = line};
	work->things++;
	judge(&j, OUTCOME_UNSEEN, "%s", why);
	check_result(work, address, "non-root", &j);
	str_fini(&j.why);
}

bool ecs_read_task(struct check_work *work, const struct yaml_node *task,
		   const struct yaml_node *list, struct err *err)
{
	if (list->kind != YAML_LIST || !list->child)
		return err_set(err, ERR_INVALID, "%s:%d: a task definition without containers",
			       work->name, list->line);
	for (YAML_EACH(container, list)) {
		if (function_hides(container)) {
			ecs_say_unseen(work, yaml_text(ecs_member(task, "family")), container->line,
				       "a container is made by a function");
			continue;
		}
		if (container->kind != YAML_MAP)
			return err_set(err, ERR_INVALID, "%s:%d: no container definition",
				       work->name, container->line);
		judge_container(work, task, container);
	}
	return true;
}
