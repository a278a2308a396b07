# Benches: every tests/bench/*.sh in order, each with the build folder and a scratch folder.

BENCH_ROWS ?= 2000000
BENCH_TOOLS := $(patsubst %,$(B)/bench/%,gencur gensarif duck measure stages frame views)

$(B)/bench/gencur: $(call objects,tests/bench/gencur.c tests/bench/gencur_columns.c)
$(B)/bench/gensarif: $(call objects,tests/bench/gensarif.c)
$(B)/bench/duck: $(call objects,tests/bench/duck.c)
$(B)/bench/measure: $(call objects,tests/bench/measure.c)
$(B)/bench/frame: $(call objects,tests/bench/frame.c)
$(B)/bench/stages: $(call objects,tests/bench/stages.c) $(B)/lib/sdk.a $(B)/lib/base.a
$(B)/bench/views: $(call objects,tests/bench/views.c) \
		$(foreach r,view store config findings base,$(call room_lib,$(r)))
$(BENCH_TOOLS):
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) $(LIBS_sdk) $(LIBS_store) $(LIBS_base) -ldl -lutil -lm

## bench: measure against DuckDB, the inflate floor, tig and htop (2 GB of temporary files; BENCH_ROWS=n)
bench: all $(BENCH_TOOLS)
	@sh mk/deps.sh bench
	@set -e; work=$$(mktemp -d $${TMPDIR:-/tmp}/gavel-bench.XXXXXX); \
		trap 'rm -rf "$$work"' EXIT INT TERM; \
		for b in $(sort $(wildcard tests/bench/*.sh)); do sh $$b $(B) $$work $(BENCH_ROWS); done

.PHONY: bench
