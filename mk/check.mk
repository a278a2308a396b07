# Tests and checks. A unit test is tests/unit/NAME_test.c with its own main; it links every room.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))
UNIT_COMMON := $(call objects,tests/unit/test.c tests/unit/stub.c)
CONSOLE_TEST := $(B)/tests/console_test
# Suites that measure time or ask who else runs go one by one, the others two at a time.
E2E_ALONE := $(patsubst %,tests/e2e/%.sh,console events kill readers sandbox tmux watch)
E2E_TESTS := $(filter-out $(E2E_ALONE),$(wildcard tests/e2e/*.sh))
E2E_AT_ONCE ?= 2
SOURCES := $(shell git ls-files '*.c' '*.h' 2>/dev/null)
SCRIPTS := $(shell git ls-files '*.sh' .ci/run 2>/dev/null)

$(B)/tests/%_test: $(B)/obj/tests/unit/%_test.o $(UNIT_COMMON) $(B)/lib/bill.a $(B)/lib/sdk.a \
		$(GAVEL_LIBS) $(B)/lib/net.a $(B)/lib/check.a
	@mkdir -p $(@D)
	$(CC) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(ALL_LDFLAGS) $(LIBS_ui) $(LIBS_store) $(LIBS_sdk) $(LIBS_net) $(LIBS_base) -lm

$(CONSOLE_TEST): $(call objects,$(wildcard tests/pty/*.c)) $(UNIT_COMMON) $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) -lvterm -lutil $(LIBS_base) -lm

# A collector that tries to get out of the sandbox. Without sanitizers: it counts its own memory.
HOSTILE := $(B)/tests/hostile
$(HOSTILE): $(wildcard tests/hostile/*.[ch])
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) -O1 -g -o $@ $(filter %.c,$^) -lpthread

## check: install what tests need, build, run all tests
check: deps
	@sh mk/deps.sh check
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s unit e2e sign-peer man-check

## unit: the unit suite alone
unit: all $(UNIT_TESTS)
	@set -e; for t in $(UNIT_TESTS); do GAVEL_LIBEXEC=$(abspath $(B))/libexec/gavel $$t; done

## e2e: the suites that run gavel itself
e2e: all $(CONSOLE_TEST) $(HOSTILE)
	@set -e; for t in $(E2E_ALONE); do sh $$t $(B); done
	@printf '%s\n' $(E2E_TESTS) | xargs -P $(E2E_AT_ONCE) -I T sh -c \
		'said=$$(sh T $(B) 2>&1) && code=0 || code=$$?; printf "%s\n" "$$said"; exit $$code' 

## asan: the unit and e2e suites under the address and undefined-behaviour sanitizers
asan:
	@ROUNDS=$${ROUNDS:-10} $(MAKE) --no-print-directory -s B=build-asan OPT='-O1 -g' \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all' unit e2e

## cover: which share of the code the unit and e2e suites run, per room; no figure is demanded
cover:
	@find build-cover -name '*.gcda' -delete 2>/dev/null || :
	@ROUNDS=$${ROUNDS:-5} $(MAKE) --no-print-directory -s B=build-cover OPT='-O0 -g' \
		SAN='--coverage -fprofile-update=atomic' unit e2e
	@python3 mk/cover.py build-cover

## corpus: import the shared corpus and compare with its own answers, when it is there
corpus: all $(B)/tests/truncate
	@sh tests/corpus/run.sh $(B)

$(B)/tests/truncate: $(call objects,tests/corpus/truncate.c) $(B)/lib/scans.a $(B)/lib/sdk.a \
		$(B)/lib/findings.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(ALL_LDFLAGS) $(LIBS_sdk) $(LIBS_base) -lm

# Changed since the commit before the last one, committed or not; nothing in a clone of one commit.
LINT_BASE ?= $(shell git rev-parse --quiet --verify HEAD~1 2>/dev/null)
CHANGED = $(filter src/%.c plugins/%.c share/%.c ui/%.c,$(if $(LINT_BASE),\
	$(shell git diff --name-only --diff-filter=d $(LINT_BASE) 2>/dev/null)))

## lint: the house's rules, formatting, scripts; clang-tidy on what changed (LINT_BASE=commit)
lint: $(B)/gen/store_sql.h
	@python3 tests/lint/lint.py
	@clang-format --dry-run -Werror $(SOURCES)
	@shellcheck $(SCRIPTS)
	@$(if $(CHANGED),clang-tidy --quiet $(CHANGED) -- $(STD) 2>/dev/null)

## format: format every source
format:
	clang-format -i $(SOURCES)

# Pages with a part that is written from tables, which goes where the page says so.
MANUALS := gavel.1 gavel-config.5 gavel-gates.5 gavel-keys.5 gavel-theme.5 gavel-filter.7
manual   = $(B)/gavel manual $(basename $(1)) | sed -e '/^\.\\" What .gavel manual/r /dev/stdin' \
	-e '/^\.\\" What .gavel manual/d' man/$(1).in

## man: write the generated parts of the manual
man: all
	@$(foreach m,$(MANUALS),$(call manual,$(m)) > man/$(m);)

## man-check: fail when a manual is stale, badly written, or speaks of what is not there
man-check: all
	@set -e; $(foreach m,$(MANUALS),$(call manual,$(m)) | cmp - man/$(m);)
	@mandoc -Tlint -Werror man/*.[157]
	@for path in $$(sed -n 's/^\.Pa \(\(src\|ui\|plugins\|share\|tests\)\/[a-z0-9_\/.*-]*\)\( .*\)\{0,1\}$$/\1/p' \
		man/gavel-architecture.7); do \
		ls -d $$path >/dev/null || { echo "gavel-architecture(7) speaks of $$path" >&2; exit 1; }; done

FUZZ_SECONDS ?= 10
# What a target's link needs besides: short reads, see the target.
FUZZ_LINK_fuzz_csv := -Wl,--wrap=source_read
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

## fuzz: run every fuzz target for FUZZ_SECONDS; FUZZERS names some of them
fuzz:
	@$(MAKE) --no-print-directory -s B=build-fuzz CC=clang OPT='-O1 -g' \
		SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' \
		$(addprefix build-fuzz/lib/,$(addsuffix .a,bill sdk scans check $(ROOMS)))
	@set -e; $(foreach f,$(FUZZERS),link_$(f)='$(FUZZ_LINK_$(f))';) for f in $(FUZZERS); do \
		eval "link=\$$link_$$f"; \
		clang $(STD) -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
			-o build-fuzz/$$f tests/fuzz/$$f.c \
			-Wl,--start-group build-fuzz/lib/*.a -Wl,--end-group \
			$$link $(LIBS_ui) $(LIBS_store) $(LIBS_sdk) $(LIBS_net) $(LIBS_base) -lm; \
		mkdir -p build-fuzz/corpus/$$f tests/fuzz/seeds/$$f; \
		build-fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -max_len=65536 \
			-artifact_prefix=build-fuzz/$$f- build-fuzz/corpus/$$f tests/fuzz/seeds/$$f \
			>build-fuzz/$$f.log 2>&1 || { tail -40 build-fuzz/$$f.log; exit 1; }; \
		awk -v name=$$f '/number_of_executed_units/ { print name ": " $$2 " executions, no fault" } \
			index($$0, name ": ") == 1' \
			build-fuzz/$$f.log; done

SOAK_SECONDS ?= 600

## soak: eight consoles and a watch with six sources for SOAK_SECONDS; nothing grows, stalls or is lost
soak: all
	@python3 -B tests/soak/soak.py $(B)/gavel $(SOAK_SECONDS)

## check-full: what takes longer: fuzzing a minute a target, 100,000 objects in S3, soak, clang-tidy, sanitizers
check-full: check asan
	@$(MAKE) --no-print-directory -s s3 S3_OBJECTS=100000
	@$(MAKE) --no-print-directory soak
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60
	@clang-tidy --quiet $(filter src/% ui/% plugins/% share/%,$(filter %.c,$(SOURCES))) -- $(STD)

.PHONY: check unit e2e asan soak cover corpus lint format man man-check fuzz check-full
