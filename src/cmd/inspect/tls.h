// What SSLyze found of a server's TLS, beside its header lines. Private to this folder.
#ifndef GAVEL_CMD_INSPECT_TLS_H
#define GAVEL_CMD_INSPECT_TLS_H

#include "base/map.h"
#include "cmd/check/report.h"

// "https://host:8443/x" -> "host:8443"; a text without "://" as it is, up to its first slash.
const char *tls_server(const char *address, struct arena *arena);
struct tls_look {
	struct report *report;
	struct session *session;
	const struct map *warned; // rules that only warn
	bool *scanned;		  // set when a scan is known
};
// Adds the open findings of the cache on "host" or "host:port", each with its age: old versions
// fail the rule tls-versions, others warn. Says when SSLyze last scanned it, or that it never did.
// Without a cache there is nothing to say.
bool tls_add_findings(const struct tls_look *look, const char *server, struct err *err);
// What no scan looked at was not met: the rules on TLS that nothing names are none of the report's.
void tls_drop_rules(struct report *report);

#endif
