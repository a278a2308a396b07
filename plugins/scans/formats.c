#include "plugins/scans/formats.h"

// The order does not matter: what fits is judged by score, and two that fit are a question.
const struct scan_format *const SCAN_FORMATS[] = {
	&FORMAT_EMPTY,
	&FORMAT_HTML,
	&FORMAT_SPDX3,
	&FORMAT_CYCLONEDX_JSON,
	&FORMAT_CYCLONEDX_XML,
	&FORMAT_SPDX_JSON,
	&FORMAT_SPDX_TAG_VALUE,
	&FORMAT_SPDX_RDF,
	&FORMAT_SYFT,
	&FORMAT_OPENVEX,
	&FORMAT_CSAF,
	&FORMAT_KEV,
	&FORMAT_EPSS_CSV,
	&FORMAT_EPSS_JSON,
	&FORMAT_PODS,
	&FORMAT_ECS_TASKS,
};
const size_t SCAN_FORMAT_COUNT = sizeof SCAN_FORMATS / sizeof *SCAN_FORMATS;
