#include "libexec/check/hardening/hardening.h"

#include <ctype.h>
#include <string.h>

// The API spells containerDefinitions, CloudFormation ContainerDefinitions: the same key.
static const struct yaml_node *member(const struct yaml_node *map, const char *key)
{
	char pascal[64];
	const struct yaml_node *found = yaml_find(map, key);
	if (found)
		return found;
	snprintf(pascal, sizeof pascal, "%c%s", toupper((unsigned char)*key), key + 1);
	return yaml_find(map, pascal);
}

static struct said said_of(const struct yaml_node *map, const char *key)
{
	return check_said(member(map, key));
}

static void read_capabilities(const struct yaml_node *linux_node, struct container *out)
{
	const struct yaml_node *capabilities = member(linux_node, "capabilities");
	for (YAML_EACH(item, member(capabilities, "drop")))
		if (said_is(check_said(item), "ALL"))
			out->drops = (struct said){"true", false, item->line};
	for (YAML_EACH(item, member(capabilities, "add"))) {
		struct said name = check_said(item);
		if (!out->adds.text && name.text && !said_is(name, "NET_BIND_SERVICE"))
			out->adds = name;
	}
}

static bool is_tmp(const struct yaml_node *mount)
{
	const char *path = yaml_text(member(mount, "containerPath"));
	return (!strcmp(path, "/tmp") || !strcmp(path, "/tmp/")) &&
	       !said_true(said_of(mount, "readOnly"));
}

// A volume with a path of the host.
static const char *volume_kind(const struct yaml_node *task, const char *name)
{
	for (YAML_EACH(volume, member(task, "volumes"))) {
		if (strcmp(yaml_text(member(volume, "name")), name))
			continue;
		return member(member(volume, "host"), "sourcePath") ? "hostPath" : "volume";
	}
	return "volume";
}

static struct said tmp_of(const struct yaml_node *task, const struct yaml_node *container)
{
	for (YAML_EACH(mount, member(member(container, "linuxParameters"), "tmpfs")))
		if (is_tmp(mount))
			return (struct said){"tmpfs", false, mount->line};
	for (YAML_EACH(mount, member(container, "mountPoints")))
		if (is_tmp(mount))
			return (struct said){
				volume_kind(task, yaml_text(member(mount, "sourceVolume"))), false,
				mount->line};
	return (struct said){0};
}

static struct said secret_of(const struct yaml_node *container)
{
	for (YAML_EACH(variable, member(container, "environment"))) {
		struct said name = said_of(variable, "name"), value = said_of(variable, "value");
		if (name.text && value.text && !value.unseen &&
		    secret_is_plain(name.text, value.text))
			return name;
	}
	return (struct said){0};
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

// "no-new-privileges", "no-new-privileges:true"; "apparmor:unconfined".
static void read_options(const struct yaml_node *container, struct container *out)
{
	for (YAML_EACH(item, member(container, "dockerSecurityOptions"))) {
		struct slice rest = slice_of(yaml_text(item));
		if (slice_is(rest, "no-new-privileges") ||
		    slice_is(rest, "no-new-privileges:true") ||
		    slice_is(rest, "no-new-privileges=true"))
			out->escalation = (struct said){"false", false, item->line};
		if (slice_is(rest, "apparmor:unconfined") || slice_is(rest, "apparmor=unconfined"))
			out->apparmor = (struct said){"Unconfined", false, item->line};
	}
}

static bool is_fargate(const struct yaml_node *task)
{
	const struct yaml_node *list = member(task, "requiresCompatibilities");
	for (YAML_EACH(item, list))
		if (!said_is(check_said(item), "FARGATE"))
			return false;
	return list && list->child;
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
		.line = container->line,
		.image = said_of(container, "image"),
		.user = said_of(container, "user"),
		.read_only = said_of(container, "readonlyRootFilesystem"),
		.privileged = said_of(container, "privileged"),
		.cpu = limit_of(task, container, "cpu"),
		.memory = limit_of(task, container, "memory"),
		.tmp = tmp_of(task, container),
		.secret = secret_of(container),
		.host = host_of(task),
	};
	read_capabilities(member(container, "linuxParameters"), &out);
	read_options(container, &out);
	hardening_judge(work,
			arena_printf(&work->arena, "task definition %s container %s",
				     yaml_text(member(task, "family")),
				     yaml_text(member(container, "name"))),
			&out);
}

static bool read_task(struct check_work *work, const struct yaml_node *task, struct err *err)
{
	const struct yaml_node *list = member(task, "containerDefinitions");
	if (list->kind != YAML_LIST || !list->child)
		return err_set(err, ERR_INVALID, "%s:%d: a task definition without containers",
			       work->name, list->line);
	for (YAML_EACH(container, list)) {
		if (container->kind != YAML_MAP)
			return err_set(err, ERR_INVALID, "%s:%d: no container definition",
				       work->name, container->line);
		judge_container(work, task, container);
	}
	return true;
}

bool ecs_read(struct check_work *work, const struct yaml_node *document, bool *found,
	      struct err *err)
{
	const struct yaml_node *task = yaml_find(document, "taskDefinition");
	if (!task)
		task = document;
	if (member(task, "containerDefinitions")) {
		*found = true;
		return read_task(work, task, err);
	}
	for (YAML_EACH(resource, yaml_find(document, "Resources"))) {
		const struct yaml_node *properties = yaml_find(resource, "Properties");
		if (strcmp(yaml_text(yaml_find(resource, "Type")), "AWS::ECS::TaskDefinition") ||
		    !member(properties, "containerDefinitions"))
			continue;
		*found = true;
		if (!read_task(work, properties, err))
			return false;
	}
	return true;
}
