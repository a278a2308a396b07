#include "cmd/inspect/inspect.h"

bool inspection_add_address(struct inspection *inspection, const char *address, struct err *err)
{
	(void)inspection;
	return err_set(err, ERR_INVALID, "%s: not yet", address);
}
