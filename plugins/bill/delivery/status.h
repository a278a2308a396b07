// Whether Athena's copy of a report is whole at the moment: AWS overwrites its Parquet files in
// place and says READY or UPDATING in cost_and_usage_data_status, a table of one cell beside them.
// Private to plugins/bill.
#ifndef GAVEL_PLUGINS_BILL_DELIVERY_STATUS_H
#define GAVEL_PLUGINS_BILL_DELIVERY_STATUS_H

#include "plugins/bill/delivery/delivery.h"

// Is this one of the status table's files?
bool status_is_file(struct slice name);
// Why the delivery cannot be read now, or NULL; memory is the request's arena. False when its
// status cannot be read.
bool status_fault(struct plug_request *request, const struct delivery *delivery, const char **fault,
		  struct err *err);

#endif
