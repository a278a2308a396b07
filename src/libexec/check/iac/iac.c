#include "libexec/check/check.h"

bool iac_read(struct check_work *work, struct err *err)
{
	(void)work;
	(void)err;
	return true;
}
