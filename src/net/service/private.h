// What the files of service/ share.
#ifndef GAVEL_NET_SERVICE_PRIVATE_H
#define GAVEL_NET_SERVICE_PRIVATE_H

#include "net/aws.h"
#include "net/service.h"

struct service {
	struct aws aws;
	char *signs, *target, *region, *origin;
	char *account; // once it was asked for
	struct credentials *credentials;
};

#endif
