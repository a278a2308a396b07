#include "plugins/scans/formats.h"

// The order does not matter: what fits is judged by score, and two that fit are a question.
const struct scan_format *const SCAN_FORMATS[] = {
	&FORMAT_EMPTY,
	&FORMAT_HTML,
	&FORMAT_SPDX3,
	&FORMAT_DEPENDENCY_TRACK,
	&FORMAT_GRYPE,
	&FORMAT_NPM_AUDIT,
	&FORMAT_OSV_SCANNER,
	&FORMAT_PIP_AUDIT,
	&FORMAT_SAFETY,
	&FORMAT_TRIVY,
	&FORMAT_TRIVY_OPERATOR,
};
const size_t SCAN_FORMAT_COUNT = sizeof SCAN_FORMATS / sizeof *SCAN_FORMATS;
