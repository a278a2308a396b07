#include "plugins/scans/formats.h"

// The order does not matter: what fits is judged by score, and two that fit are a question.
// clang-format off: one a line, so that two who add a format do not meet
const struct scan_format *const SCAN_FORMATS[] = {
	&FORMAT_EMPTY,
	&FORMAT_HTML,
	&FORMAT_JSON,
	&FORMAT_SARIF,
	&FORMAT_SPDX3,
	&FORMAT_ASFF,
	&FORMAT_GUARDDUTY,
	&FORMAT_INSPECTOR,
	&FORMAT_ANALYZER,
	&FORMAT_ANALYZER_ONE,
	&FORMAT_ECR,
	&FORMAT_AWS_PAGES,
	&FORMAT_OCSF,
	&FORMAT_TRIVY_OPERATOR,
	&FORMAT_TRIVY_OPERATOR_ONE,
};
// clang-format on
const size_t SCAN_FORMAT_COUNT = sizeof SCAN_FORMATS / sizeof *SCAN_FORMATS;
