# gavel: see `make help`.

B      ?= build
CC     ?= gcc
PREFIX ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wno-overlength-strings -Werror
STD  := -std=c17 -D_GNU_SOURCE -Isrc -I. -I$(B)/gen -DGAVEL_VERSION='"$(VERSION)"'
OPT  ?= -O2 -g
SAN  ?=
ALL_CFLAGS := $(STD) $(WARN) $(OPT) $(SAN) -fno-omit-frame-pointer -fstack-protector-strong $(CFLAGS)
ALL_LDFLAGS := $(SAN) -Wl,--as-needed $(LDFLAGS)

# One static library per room; a program names the rooms it links, upper ones first.
ROOMS := base cost findings config net store view collect cmd ui
sources  = $(wildcard $(1)/*.c $(1)/*/*.c)
objects  = $(patsubst %.c,$(B)/obj/%.o,$(1))
room_lib = $(B)/lib/$(1).a

LIBS_base    := -ljansson -lyaml -lcrypto
LIBS_net     := -lcurl -lexpat -lisal
LIBS_store   := -lsqlite3 -lzstd
LIBS_ui      := -lncursesw -ltinfo
LIBS_sdk     := -lisal -larchive -lexpat

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

## all: build gavel, its collectors and helper programs into build/
all: $(B)/gavel plugins helpers share

include mk/programs.mk mk/check.mk mk/s3.mk mk/install.mk mk/bench.mk

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# SQL lives in .sql files; they become C strings at build time.
$(B)/gen/store_sql.h: $(sort $(wildcard src/store/sql/*.sql)) mk/sql2c.awk
	@mkdir -p $(@D)
	awk -f mk/sql2c.awk $(filter %.sql,$^) > $@

-include $(shell test -d $(B)/obj && find $(B)/obj -name '*.d')

## clean: remove build/
clean:
	rm -rf $(B)

## help: explain every target
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | sort | awk -F': ' '{ printf "  %-12s %s\n", $$1, $$2 }'

.PHONY: all clean help plugins helpers share
