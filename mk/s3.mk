# Tests against a real S3 server (Ceph's gateway) and against a proxy that fails on purpose.

S3_OBJECTS ?= 2000
NET_TOOLS := $(patsubst %,$(B)/tests/%,s3_tool sign_tool)

$(B)/tests/s3_tool: $(B)/obj/tests/s3/s3_tool_set.o
$(NET_TOOLS): $(B)/tests/%: $(B)/obj/tests/s3/%.o $(B)/lib/net.a $(B)/lib/config.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(ALL_LDFLAGS) $(LIBS_net) $(LIBS_base) -lm

## sign-peer: our AWS signatures against those of npm's aws4, where npm is
sign-peer: $(B)/tests/sign_tool
	@sh tests/s3/sign_peer.sh $(B)

## s3: the S3 client against a real server with S3_OBJECTS objects (2000)
s3: $(NET_TOOLS)
	@sh mk/deps.sh check s3
	@S3_OBJECTS=$(S3_OBJECTS) sh tests/s3/s3.sh $(B)

.PHONY: s3 sign-peer
