# Tests against a real S3 server (Ceph's gateway) and against a proxy that fails on purpose.

S3_OBJECTS ?= 2000
NET_TOOLS := $(patsubst %,$(B)/tests/%,s3_tool sign_tool)

$(NET_TOOLS): $(B)/tests/%: $(B)/obj/tests/s3/%.o $(B)/lib/net.a $(B)/lib/config.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) $(LIBS_net) $(LIBS_base) -lm

## s3: the S3 client against a real server with S3_OBJECTS objects (2000)
s3: $(NET_TOOLS)
	@sh mk/deps.sh check s3
	@sh tests/s3/sign_peer.sh $(B)
	@S3_OBJECTS=$(S3_OBJECTS) sh tests/s3/s3.sh $(B)

.PHONY: s3
