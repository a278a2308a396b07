// Any bytes as a collector's stream: no crash, no leak, and a stream that was accepted has its
// scopes in order.
#include "collect/stream/protocol.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct protocol_line line;
	struct protocol protocol = {0};
	struct err err = {0};
	struct slice rest = {(const char *)data, size};
	bool ok = true;
	while (ok && rest.len)
		ok = protocol_line(&protocol, slice_cut(&rest, '\n'), &line, &err);
	assert(ok || err.code == ERR_INVALID);
	if (ok && protocol_finish(&protocol, &err)) {
		assert(protocol.greeted && protocol.done && !protocol.open_scopes);
		for (size_t id = 1; id < protocol.scopes.len; id++)
			assert(!protocol.scopes.at[id].kind || protocol.scopes.at[id].ended);
	}
	protocol_fini(&protocol);
	return 0;
}
