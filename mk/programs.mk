# What is linked from what: libraries per room, then programs.

define room
$(call room_lib,$(1)): $(call objects,$(call sources,$(if $(filter ui,$(1)),ui,src/$(1))))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(call objects,$(call sources,src/store)): $(B)/gen/store_sql.h

$(B)/lib/sdk.a: $(call objects,$(call sources,plugins/sdk))
$(B)/lib/bill.a: $(call objects,$(call sources,plugins/bill))
# The readers of scanners' files without the collector's main, for the tests.
$(B)/lib/scans.a: $(call objects,$(filter-out plugins/scans/scans.c,$(call sources,plugins/scans)))
$(B)/lib/sdk.a $(B)/lib/bill.a $(B)/lib/scans.a:
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

GAVEL_LIBS := $(foreach r,ui cmd collect view store config cost findings base,$(call room_lib,$(r)))

$(B)/gavel: $(call objects,src/main.c) $(GAVEL_LIBS)
	$(CC) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(ALL_LDFLAGS) $(LIBS_ui) $(LIBS_store) $(LIBS_base) -lm

# A collector is a folder plugins/NAME: compiled if it holds NAME.c, else the script NAME.
PLUGIN_DIRS := $(filter-out plugins/sdk plugins/bill,$(patsubst %/,%,$(wildcard plugins/*/)))
C_PLUGINS   := $(foreach d,$(PLUGIN_DIRS),$(if $(wildcard $(d)/$(notdir $(d)).c),$(notdir $(d))))
SH_PLUGINS  := $(foreach d,$(PLUGIN_DIRS),$(if $(wildcard $(d)/$(notdir $(d))),$(notdir $(d))))
PLUGIN_BINS := $(addprefix $(B)/libexec/gavel/plugins/,$(C_PLUGINS) $(SH_PLUGINS))

define c_plugin
$(B)/libexec/gavel/plugins/$(1): $(call objects,$(call sources,plugins/$(1))) $(B)/lib/bill.a $(B)/lib/sdk.a $(B)/lib/cost.a $(B)/lib/findings.a $(B)/lib/base.a
	@mkdir -p $$(@D)
	$$(CC) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
		$$(ALL_LDFLAGS) $$(LIBS_sdk) $$(LIBS_base) -lm
endef
$(foreach p,$(C_PLUGINS),$(eval $(call c_plugin,$(p))))

define sh_plugin
$(B)/libexec/gavel/plugins/$(1): plugins/$(1)/$(1)
	@mkdir -p $$(@D)
	install -m 755 $$< $$@
endef
$(foreach p,$(SH_PLUGINS),$(eval $(call sh_plugin,$(p))))

plugins: $(PLUGIN_BINS)

# One main per helper program in src/libexec, and the demo estate's generator.
HELPERS := $(patsubst src/libexec/%.c,%,$(wildcard src/libexec/*.c)) \
	$(if $(wildcard share/demo/*.c),demo-estate)
HELPER_BINS := $(addprefix $(B)/libexec/gavel/,$(HELPERS))
$(B)/libexec/gavel/demo-estate: $(call objects,$(call sources,share/demo)) $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) $(LIBS_base) -lz -lm
# What a helper needs besides its own file: the folder of its name, and the network.
$(B)/libexec/gavel/fetch: $(call objects,src/libexec/fetch.c $(call sources,src/libexec/fetch)) \
	$(B)/lib/net.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) $(LIBS_net) $(LIBS_base)
CHECK_SOURCES := $(wildcard src/libexec/check/*.c src/libexec/check/*/*.c)
$(B)/lib/check.a: $(call objects,$(CHECK_SOURCES))
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^
$(B)/libexec/gavel/check: $(call objects,src/libexec/check.c) $(B)/lib/check.a \
	$(B)/lib/findings.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS) $(LIBS_base)
helpers: $(HELPER_BINS)

# The build tree looks like an installed one.
share: $(B)/share/gavel/demo $(B)/share/gavel/themes
$(B)/share/gavel/demo: share/demo
$(B)/share/gavel/themes: themes
$(B)/share/gavel/demo $(B)/share/gavel/themes:
	@mkdir -p $(@D)
	ln -sfn $(CURDIR)/$< $@
