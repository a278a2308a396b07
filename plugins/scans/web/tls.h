// What SSLyze found out about one server, whichever version wrote it, and its findings.
//
//	a report's reader -> tls_init -> tls_fine | tls_bad | (nothing: not tested) … -> tls_tell
//
// A check that failed to be made is not passed: the scan is told as partial, with which and why.
// One that was not asked for is another thing: scans of other sets of checks are other scans, so
// that none closes what only another one looks for; the set is the scan's category.
#ifndef GAVEL_PLUGINS_SCANS_WEB_TLS_H
#define GAVEL_PLUGINS_SCANS_WEB_TLS_H

#include "plugins/scans/scan.h"

enum tls_check {
	TLS_CERTIFICATE_TRUST,
	TLS_CERTIFICATE_NAME,
	TLS_CERTIFICATE_SHA1,
	TLS_CERTIFICATE_KEY,
	TLS_SSL_2_0,
	TLS_SSL_3_0,
	TLS_1_0,
	TLS_1_1,
	TLS_1_2_SUITES,
	TLS_HEARTBLEED,
	TLS_CCS,
	TLS_ROBOT,
	TLS_RENEGOTIATION,
	TLS_RENEGOTIATION_DOS,
	TLS_COMPRESSION,
	TLS_CHECKS
};

struct tls {
	struct slice server; // "host:port"
	struct {
		bool tested, bad;
		bool left_out;	     // not asked for
		struct slice detail; // of what is bad, or why it was not tested
	} checks[TLS_CHECKS];
	struct arena arena; // of the texts
};

void tls_fini(struct tls *tls); // and it is empty again
void tls_set(struct tls *tls, enum tls_check check, bool bad, struct slice detail);
void tls_leave_out(struct tls *tls, enum tls_check check);
void tls_untested(struct tls *tls, enum tls_check check, struct slice why);
// A suite that TLS 1.2 should not offer: no forward secrecy, no encryption, or a broken cipher.
// Source: RFC 9325 §4.1 and 4.2, but for finite-field ephemeral keys, whose size decides.
bool tls_is_weak_suite(struct slice name);
// The scan of the server, with all its findings. `common` has what holds for all servers.
bool tls_tell(struct scan_file *file, const struct tls *tls, const struct scan *common,
	      struct err *err);
// A server that could not be reached: told as a scan that failed.
bool tls_tell_unreachable(struct scan_file *file, struct slice server, struct slice why,
			  const struct scan *common, struct err *err);

#endif
