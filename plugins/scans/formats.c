#include "plugins/scans/formats.h"

// The order does not matter: what fits is judged by score, and two that fit are a question.
const struct scan_format *const SCAN_FORMATS[] = {
	&FORMAT_EMPTY,
	&FORMAT_HTML,
	&FORMAT_JSON,
	&FORMAT_SARIF,
	&FORMAT_SPDX3,
};
const size_t SCAN_FORMAT_COUNT = sizeof SCAN_FORMATS / sizeof *SCAN_FORMATS;
