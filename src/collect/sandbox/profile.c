#include "collect/sandbox/profile.h"

#include <stddef.h>

static const int64_t GIB = (int64_t)1 << 30;

// What programs need to start and run; nothing that tells of persons or of this machine's secrets.
static const struct path_rule COMMON[] = {
	{"/usr", PATH_READ | PATH_EXECUTE},
	{"/bin", PATH_READ | PATH_EXECUTE},
	{"/sbin", PATH_READ | PATH_EXECUTE},
	{"/lib", PATH_READ | PATH_EXECUTE},
	{"/lib32", PATH_READ | PATH_EXECUTE},
	{"/lib64", PATH_READ | PATH_EXECUTE},
	{"/libx32", PATH_READ | PATH_EXECUTE},
	{"/etc/ld.so.cache", PATH_READ},
	{"/etc/ld.so.preload", PATH_READ},
	{"/etc/localtime", PATH_READ},
	{"/etc/ssl/openssl.cnf", PATH_READ},
	{"/etc/python3", PATH_READ},
	{"/etc/python3.11", PATH_READ},
	{"/etc/python3.12", PATH_READ},
	{"/etc/python3.13", PATH_READ},
	// How large this machine is, which allocators and DuckDB must know.
	{"/sys/devices/system/cpu", PATH_READ},
	{"/sys/fs/cgroup", PATH_READ},
	{"/sys/kernel/mm/transparent_hugepage", PATH_READ},
	{"/proc/cpuinfo", PATH_READ},
	{"/proc/meminfo", PATH_READ},
	{"/proc/sys/vm/overcommit_memory", PATH_READ},
	{"/dev/null", PATH_READ | PATH_WRITE},
	{"/dev/zero", PATH_READ | PATH_WRITE},
	{"/dev/random", PATH_READ},
	{"/dev/urandom", PATH_READ},
	{0},
};

static const struct path_rule NONE[] = {{0}};

// Names, addresses and whom to trust.
#define RESOLVER                                                                                   \
	{"/etc/resolv.conf", PATH_READ}, {"/etc/nsswitch.conf", PATH_READ},                        \
		{"/etc/hosts", PATH_READ}, {"/etc/host.conf", PATH_READ},                          \
		{"/etc/gai.conf", PATH_READ}, {"/etc/services", PATH_READ},                        \
		{"/etc/ssl/certs", PATH_READ}, {"/etc/ca-certificates", PATH_READ},                \
	{                                                                                          \
		"/etc/pki", PATH_READ                                                              \
	}

static const struct path_rule NETWORK[] = {RESOLVER, {0}};
static const struct path_rule FETCH[] = {RESOLVER, {"~/.aws", PATH_READ}, {0}};

static const struct sandbox_profile PROFILES[SANDBOX_PROFILES] = {
	[SANDBOX_PARSER] = {.name = "parser",
			    .paths = NONE,
			    .temporary_bytes = 2 * GIB,
			    .tasks = 512,
			    .files = 1024},
	[SANDBOX_NETWORK] = {.name = "network",
			     .paths = NETWORK,
			     .may_connect = true,
			     .temporary_bytes = 2 * GIB,
			     .tasks = 512,
			     .files = 1024},
	[SANDBOX_FETCH] = {.name = "fetch",
			   .paths = FETCH,
			   .may_connect = true,
			   .keeps_home = true,
			   .memory_bytes = GIB,
			   .tasks = 512,
			   .files = 1024},
};

const struct sandbox_profile *profile_find(enum sandbox_profile_id id)
{
	return &PROFILES[id];
}

const struct path_rule *profile_common(void)
{
	return COMMON;
}
