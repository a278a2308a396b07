#include "findings/gate/verdict.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const NAMES[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_INCOMPLETE] = "incomplete",
	};
	return NAMES[verdict];
}
