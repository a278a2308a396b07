# Tests. A unit test is tests/unit/ROOM_NAME_test.c with its own main; it links every room.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))
UNIT_COMMON := $(call objects,$(wildcard tests/unit/test.c))

$(B)/tests/%_test: $(B)/obj/tests/unit/%_test.o $(UNIT_COMMON) $(B)/lib/bill.a $(B)/lib/sdk.a $(GAVEL_LIBS)
	@mkdir -p $(@D)
	$(CC) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(ALL_LDFLAGS) $(LIBS_store) $(LIBS_sdk) $(LIBS_base) -lm

## check: install what tests need, build, run all tests
check: all unit

## unit: the unit suite alone
unit: $(UNIT_TESTS)
	@set -e; for t in $(UNIT_TESTS); do $$t; done

.PHONY: check unit
