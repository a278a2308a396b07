// What SSLyze found of a server's TLS, beside its header lines. Private to this folder.
#ifndef GAVEL_CMD_INSPECT_TLS_H
#define GAVEL_CMD_INSPECT_TLS_H

#include "cmd/check/report.h"

// "https://host:8443/x" -> "host:8443"; a text without "://" as it is, up to its first slash.
const char *tls_server(const char *address, struct arena *arena);
// Adds the open findings of the cache on "host" or "host:port" as warnings, and says when SSLyze
// was never run on it. Without a cache there is nothing to say.
bool tls_add_findings(struct report *report, struct session *session, const char *server,
		      struct err *err);
extern const struct report_rule TLS_RULE;

#endif
