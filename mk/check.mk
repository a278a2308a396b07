# Tests and checks. A unit test is tests/unit/NAME_test.c with its own main; it links every room.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))
UNIT_COMMON := $(call objects,tests/unit/test.c tests/unit/stub.c)
CONSOLE_TEST := $(B)/tests/console_test
# Suites that measure time or ask who else runs go one by one. The others go side by side, one more
# than there are cores since each waits at times, and those that take longest begin.
suites    = $(patsubst %,tests/e2e/%.sh,$(1))
E2E_ALONE := $(call suites,console-timed events readers sandbox tmux watch)
E2E_FIRST := $(call suites,console console-keys fetch scans kill ci-templates parquet deliveries findings findings-views gate)
# Suites of scripts and files of ours, which tell the sanitizers nothing that the others do not.
E2E_SCRIPTS := $(call suites,ci-templates install)
# Suites of a thousand short processes, of which each costs the sanitizers its start: for check-full.
E2E_MANY := $(call suites,aws-findings check-files covers findings findings-views gate gate-open gate-sieve house parquet sandbox scans vex)
E2E_TESTS = $(filter-out $(E2E_SKIP),$(E2E_FIRST) \
	$(filter-out $(E2E_ALONE) $(E2E_FIRST),$(wildcard tests/e2e/*.sh)))
E2E_AT_ONCE ?= 3
AT_ONCE ?= 2
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
	@$(MAKE) --no-print-directory -s programs
	@for part in unit e2e sign-peer man-check; do $(MAKE) --no-print-directory -s $$part || exit; done

# Everything that the suites run, so that it can be built by as many as make may use.
programs: all $(UNIT_TESTS) $(CONSOLE_TEST) $(HOSTILE) $(B)/tests/sign_tool

## unit: the unit suite alone
unit: all $(UNIT_TESTS)
	@printf '%s\n' $(UNIT_TESTS) | GAVEL_LIBEXEC=$(abspath $(B))/libexec/gavel sh mk/together.sh $(AT_ONCE)

## e2e: the suites that run gavel itself
e2e: all $(CONSOLE_TEST) $(HOSTILE)
	@set -e; for t in $(filter-out $(E2E_SKIP),$(E2E_ALONE)); do sh $$t $(B); done
	@printf 'sh %s $(B)\n' $(E2E_TESTS) | sh mk/together.sh $(E2E_AT_ONCE)

## asan: the unit and e2e suites under the address and undefined-behaviour sanitizers
asan:
	@for part in programs unit e2e; do ROUNDS=$${ROUNDS:-10} $(MAKE) --no-print-directory -s \
		B=build-asan OPT='-O1 -g1' SAN='-fsanitize=address,undefined -fno-sanitize-recover=all' \
		E2E_SKIP='$(E2E_SCRIPTS) $(ASAN_SKIP)' $$part || exit; done

## asan-short: the same without the suites that take longest
asan-short:
	@$(MAKE) --no-print-directory asan ASAN_SKIP='$(E2E_MANY)'

## cover: which share of the code the unit and e2e suites run, per room; no figure is demanded
cover:
	@find build-cover -name '*.gcda' -delete 2>/dev/null || :
	@for part in programs unit e2e; do ROUNDS=$${ROUNDS:-5} $(MAKE) --no-print-directory -s \
		B=build-cover OPT='-O0 -g' SAN='--coverage -fprofile-update=atomic' $$part || exit; done
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

# Lines for together.sh, a file each; what clang-tidy says on stderr is how much it kept to itself.
tidy = $(if $(1),printf "clang-tidy --quiet %s -- $$TIDY 2>/dev/null\n" $(1),:)
lint check-full: export TIDY := $(STD)

## lint: the house's rules, formatting, scripts; clang-tidy on what changed (LINT_BASE=commit)
lint: $(B)/gen/store_sql.h
	@{ echo 'clang-format --dry-run -Werror $(SOURCES)'; echo 'shellcheck $(SCRIPTS)'; \
		echo 'python3 tests/lint/lint.py'; $(call tidy,$(CHANGED)); } | \
		sh mk/together.sh $(AT_ONCE)

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
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SAN := address,undefined -fno-sanitize-recover=undefined
FUZZ_LIBS := $(foreach l,bill sdk scans check $(ROOMS),build-fuzz/lib/$(l).a)
# What a target's link needs besides: short reads, see the target.
build-fuzz/fuzz_csv: FUZZ_LINK := -Wl,--wrap=source_read
build-fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(FUZZ_LIBS)
	clang $(STD) -g -fsanitize=fuzzer,$(FUZZ_SAN) -o $@ $< \
		-Wl,--start-group $(FUZZ_LIBS) -Wl,--end-group \
		$(FUZZ_LINK) $(LIBS_ui) $(LIBS_store) $(LIBS_sdk) $(LIBS_net) $(LIBS_base) -lm

## fuzz: run every fuzz target for FUZZ_SECONDS, two at a time; FUZZERS names some of them
fuzz: fuzzers
	@printf 'sh tests/fuzz/run.sh %s $(FUZZ_SECONDS)\n' $(FUZZERS) | sh mk/together.sh $(AT_ONCE)

fuzzers:
	@$(MAKE) --no-print-directory -s B=build-fuzz CC=clang OPT='-O1 -g' \
		SAN='-fsanitize=fuzzer-no-link,$(FUZZ_SAN)' $(addprefix build-fuzz/,$(FUZZERS))

FORMAT_SECONDS ?= 10

## fuzz-formats: the reader of each format of reports as a target of its own, FORMAT_SECONDS each
fuzz-formats: fuzzers
	@FUZZ_FORMAT=list build-fuzz/fuzz_scans | \
		sed 's|.*|sh tests/fuzz/run.sh fuzz_scans $(FORMAT_SECONDS) &|' | sh mk/together.sh $(AT_ONCE)

SOAK_SECONDS ?= 600

soak_keys = python3 -B tests/soak/keys.py $(1)/gavel $(1)/libexec/gavel/demo-estate --seconds $(SOAK_SECONDS)

## soak: consoles and a watch, then keys by chance, SOAK_SECONDS each; nothing grows, stalls, dies or is lost
soak: all
	@python3 -B tests/soak/soak.py $(B)/gavel $(SOAK_SECONDS)
	@$(call soak_keys,$(B))

## check-full: what takes longer: fuzzing a minute a target and each format, 100,000 objects in S3, soak, clang-tidy, sanitizers
check-full: check
	@$(MAKE) --no-print-directory -j$(AT_ONCE) asan
	@$(call soak_keys,build-asan)
	@$(MAKE) --no-print-directory -s s3 S3_OBJECTS=100000
	@$(MAKE) --no-print-directory soak
	@$(MAKE) --no-print-directory -j$(AT_ONCE) fuzz FUZZ_SECONDS=60
	@$(MAKE) --no-print-directory fuzz-formats
	@$(call tidy,$(filter src/% ui/% plugins/% share/%,$(filter %.c,$(SOURCES)))) | \
		sh mk/together.sh $(AT_ONCE)

.PHONY: check programs unit e2e asan asan-short soak cover corpus lint format man man-check fuzz fuzzers fuzz-formats check-full
