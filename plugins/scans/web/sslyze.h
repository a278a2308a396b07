// Parts of SSLyze's JSON that are the same in all its versions.
#ifndef GAVEL_PLUGINS_SCANS_WEB_SSLYZE_H
#define GAVEL_PLUGINS_SCANS_WEB_SSLYZE_H

#include "plugins/scans/web/tls.h"

// A member that must be there, and what it is when all is well.
void sslyze_take_flag(struct tls *tls, const struct node *flag, bool well, enum tls_check check);
// The result of the command certificate_info.
void sslyze_take_certificate(struct tls *tls, const struct node *result, enum tls_check check);

#endif
