#include "plugins/scans/formats.h"

// The order does not matter: what fits is judged by score, and two that fit are a question.
// clang-format off: one a line, so that two who add a format do not meet
const struct scan_format *const SCAN_FORMATS[] = {
	&FORMAT_EMPTY,
	&FORMAT_HTML,
	&FORMAT_JSON,
	&FORMAT_SARIF,
	&FORMAT_SPDX3,
	&FORMAT_BANDIT,
	&FORMAT_DEPENDABOT,
	&FORMAT_GENERIC,
	&FORMAT_GITHUB_CODE,
	&FORMAT_GITHUB_GRAPHQL,
	&FORMAT_GOVULNCHECK,
	&FORMAT_HADOLINT,
	&FORMAT_SEMGREP,
	&FORMAT_SEMGREP_APP,
	&FORMAT_DETECT_SECRETS,
	&FORMAT_GIT_SECRETS,
	&FORMAT_GITLEAKS,
	&FORMAT_GITLEAKS_CSV,
	&FORMAT_GITLEAKS_JUNIT,
	&FORMAT_TRUFFLEHOG,
	&FORMAT_K6,
	&FORMAT_SSLYZE_JSON,
	&FORMAT_SSLYZE_XML,
	&FORMAT_ZAP_JSON,
	&FORMAT_ZAP_XML,
};
// clang-format on
const size_t SCAN_FORMAT_COUNT = sizeof SCAN_FORMATS / sizeof *SCAN_FORMATS;
