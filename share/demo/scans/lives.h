// Ten weeks of the fictional company's findings: which of them a scan of some week sees, and where.
// Private to share/demo/scans.
#ifndef GAVEL_SHARE_DEMO_SCANS_LIVES_H
#define GAVEL_SHARE_DEMO_SCANS_LIVES_H

#include "share/demo/estate.h"

#include "base/json.h"

#include <stddef.h>

enum { WEEKS = 10, NEVER = WEEKS };

// From the first to the last week a scan sees it; back: from when it is seen again, NEVER = not.
struct life {
	int from, to, back;
};

bool life_seen(const struct life *life, int week);
// When the scan of a week was made: Wednesday nights, the last one in the night before `now`.
int64_t week_time(const struct estate *estate, int week);
// The weeks that are to be written at the estate's stage: the newest comes with stage 2.
int week_count(const struct estate *estate);
// A commit of the repository in that week, 40 hexadecimal digits.
const char *week_commit(const struct estate *estate, int week);
// Writes scans/FOLDER/NAME-WEEK.ENDING below the estate.
// `only`: the newest one stands alone, without its week.
struct scan_name {
	const char *folder, *name, *ending;
	bool only;
};
bool scan_write(const struct estate *estate, const struct scan_name *name, int week,
		const struct str *text, struct err *err);
// The time as RFC 3339 for a member of a JSON object.
void json_time(struct json_out *json, const char *key, int64_t time);

// One writer per kind of scan.
bool code_write(const struct estate *estate, struct err *err);	// code.c: Semgrep
bool tools_write(const struct estate *estate, struct err *err); // tools.c: Bandit, Gitleaks
bool image_write(const struct estate *estate, struct err *err); // image.c: Trivy
bool sbom_write(const struct estate *estate, struct err *err);	// sbom.c: CycloneDX
bool posture_write(const struct estate *estate,
		   struct err *err);				// posture.c: Checkov, Security Hub
bool setup_write(const struct estate *estate, struct err *err); // setup.c: Dockle, pip-audit
bool service_write(const struct estate *estate, struct err *err); // service.c: ZAP and k6
bool intel_write(const struct estate *estate, struct err *err);	  // intel.c: KEV and EPSS
bool running_write(const struct estate *estate, struct err *err); // running.c: kubectl

#endif
