#include "findings/check/iac.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// ---- Instance types and policies ----

bool iac_is_gpu(const char *type)
{
	static const char *const FAMILIES[] = {"p", "g", "gr", "trn", "inf", "dl"};
	type += strncmp(type, "ml.", 3) ? 0 : 3;
	for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
		size_t len = strlen(FAMILIES[i]);
		if (!strncmp(type, FAMILIES[i], len) && isdigit((unsigned char)type[len]))
			return true;
	}
	return false;
}

bool iac_is_new_tls(const char *policy)
{
	static const char *const NEW[] = {
		"ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-",
		"ELBSecurityPolicy-TLS-1-2-", "ELBSecurityPolicy-FS-1-2-"};
	for (size_t i = 0; i < sizeof NEW / sizeof *NEW; i++)
		if (!strncmp(policy, NEW[i], strlen(NEW[i])))
			return true;
	return false;
}

// ---- Security groups ----

// Ports from which a machine or a cluster is commanded.
static const struct {
	int64_t port;
	const char *what;
} CONTROL[] = {
	{22, "SSH"},
	{2375, "Docker"},
	{2376, "Docker"},
	{2379, "etcd"},
	{2380, "etcd"},
	{3389, "RDP"},
	{5985, "WinRM"},
	{5986, "WinRM"},
	{6443, "the Kubernetes API"},
	{8265, "Ray"},
	{8888, "Jupyter"},
	{10001, "Ray"},
	{10250, "the kubelet"},
	{10255, "the kubelet"},
};

enum { ALL_PORTS = 60000 }; // or nearly so

// An IPv4 block of less than 8 bits of prefix, an IPv6 one of less than 16.
bool iac_is_world(const char *cidr)
{
	const char *slash = strchr(cidr, '/');
	int bits = 0;
	if (!slash || !isdigit((unsigned char)slash[1]))
		return false;
	for (slash++; isdigit((unsigned char)*slash) && bits < 1000; slash++)
		bits = bits * 10 + *slash - '0';
	return bits < (strchr(cidr, ':') ? 16 : 8);
}

static bool reaches(const struct iac_opening *o, int64_t port)
{
	return o->all_protocols || (o->first <= port && port <= o->last);
}

static bool is_all_ports(const struct iac_opening *o)
{
	return o->all_protocols || o->last - o->first >= ALL_PORTS;
}

// "all ports", "port 22", "ports 8000-8080"
static const char *ports_of(const struct iac_opening *o, char room[48])
{
	if (o->ports_unseen)
		return "a port that is known only later";
	if (is_all_ports(o))
		return "all ports";
	snprintf(room, 48, o->first == o->last ? "port %lld" : "ports %lld-%lld",
		 (long long)o->first, (long long)o->last);
	return room;
}

enum check_outcome iac_judge_open(const struct iac_opening *o, struct judgement *j)
{
	char room[48];
	if (!o->from && o->unseen)
		return judge(j, OUTCOME_UNSEEN, "who may come in is known only later");
	if (!o->from || !iac_is_world(o->from))
		return j->outcome = OUTCOME_PASS;
	if (o->ports_unseen && o->on_balancer)
		return judge(j, OUTCOME_UNSEEN, "which port is open to %s is known only later",
			     o->from);
	bool web = !o->ports_unseen && !o->all_protocols && o->first == o->last &&
		   (o->first == 80 || o->first == 443);
	if (web && o->on_balancer == IAC_LINK_SURE)
		return j->outcome = OUTCOME_PASS;
	if (web && o->on_balancer == IAC_LINK_UNSEEN)
		return judge(j, OUTCOME_UNSEEN,
			     "%s open to %s, and whether that is a load balancer's alone is known "
			     "only later",
			     ports_of(o, room), o->from);
	return judge(j, OUTCOME_FAIL, "%s: %s open to %s", web ? "no load balancer's" : "ingress",
		     ports_of(o, room), o->from);
}

enum check_outcome iac_judge_any_port(const struct iac_opening *o, struct judgement *j)
{
	if (!o->from && !o->unseen)
		return j->outcome = OUTCOME_PASS; // the group itself, or another one
	if (o->ports_unseen)
		return judge(j, OUTCOME_UNSEEN, "which ports are open is known only later");
	if (!is_all_ports(o))
		return j->outcome = OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "all ports open to %s", o->from ? o->from : "an address");
}

enum check_outcome iac_judge_control(const struct iac_opening *o, struct judgement *j)
{
	bool world = o->from ? iac_is_world(o->from) : o->unseen;
	if (o->ports_unseen)
		return world ? judge(j, OUTCOME_UNSEEN, "which port is open is known only later")
			     : (j->outcome = OUTCOME_PASS);
	for (size_t i = 0; i < sizeof CONTROL / sizeof *CONTROL; i++) {
		if (!reaches(o, CONTROL[i].port))
			continue;
		if (!o->from && o->unseen)
			return judge(j, OUTCOME_UNSEEN,
				     "who may reach port %lld (%s) is known only later",
				     (long long)CONTROL[i].port, CONTROL[i].what);
		if (o->from && iac_is_world(o->from))
			return judge(j, OUTCOME_FAIL, "port %lld (%s) open to %s",
				     (long long)CONTROL[i].port, CONTROL[i].what, o->from);
	}
	return j->outcome = OUTCOME_PASS;
}

enum check_outcome iac_judge_egress(const struct iac_opening *o, struct judgement *j)
{
	if (!is_all_ports(o) && !o->ports_unseen)
		return j->outcome = OUTCOME_PASS;
	if (o->unseen || (o->ports_unseen && o->from && iac_is_world(o->from)))
		return judge(j, OUTCOME_UNSEEN, "what a data store may reach is known only later");
	if (!o->from || !iac_is_world(o->from))
		return j->outcome = OUTCOME_PASS;
	if (o->of_data == IAC_LINK_UNSEEN)
		return judge(j, OUTCOME_UNSEEN,
			     "it may reach all ports of %s, and whether it is a data store's group "
			     "is known only later",
			     o->from);
	return judge(j, OUTCOME_FAIL, "a data store's group may reach all ports of %s", o->from);
}
