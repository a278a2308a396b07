# Packages by name, the demo, and a staged installation that runs without the source tree.

## deps: install the Debian packages that the build needs (mk/packages.txt)
deps:
	@sh mk/deps.sh build

## demo: install what is missing, build, open the console on the demo estate
demo: deps
	@$(MAKE) --no-print-directory -s all
	@$(B)/gavel demo

# Units name the program by its absolute path, which is PREFIX's of this call.
SYSTEMD_UNITS := $(patsubst share/systemd/%,$(B)/gen/%,$(wildcard share/systemd/gavel-*))
$(B)/gen/gavel-sync%: share/systemd/gavel-sync% always
	@mkdir -p $(@D)
	sed 's|@BIN@|$(PREFIX)/bin|' $< > $@

# What is installed, as MODE:FROM:TO below PREFIX; uninstall removes the same.
in_folder = $(foreach f,$(2),$(1):$(f):$(3)/$(notdir $(f)))
INSTALLED := 755:$(B)/gavel:bin/gavel \
	$(call in_folder,755,$(HELPER_BINS),libexec/gavel) \
	$(call in_folder,755,$(PLUGIN_BINS),libexec/gavel/plugins) \
	$(call in_folder,644,$(wildcard themes/*.theme),share/gavel/themes) \
	$(call in_folder,644,$(wildcard share/policies/*.yaml),share/gavel/policies) \
	$(foreach h,github gitlab,$(call in_folder,644,$(wildcard share/ci/$(h)/*.yml),share/gavel/ci/$(h))) \
	$(call in_folder,755,share/ci/hooks/pre-commit,share/gavel/ci/hooks) \
	$(foreach s,1 5 7,$(call in_folder,644,$(wildcard man/*.$(s)),share/man/man$(s))) \
	$(call in_folder,644,README.md CHANGELOG.md LICENSE,share/doc/gavel) \
	$(call in_folder,644,$(wildcard plugins/*/*.conf.example),share/doc/gavel/examples) \
	$(call in_folder,644,$(SYSTEMD_UNITS),lib/systemd/system) \
	644:share/systemd/gavel.sysusers:lib/sysusers.d/gavel.conf \
	644:share/systemd/gavel.tmpfiles:lib/tmpfiles.d/gavel.conf \
	644:$(B)/gen/gavel.bash:share/bash-completion/completions/gavel \
	644:$(B)/gen/gavel.zsh:share/zsh/site-functions/_gavel
# Folders that are ours alone, the inner ones first.
OWN_FOLDERS := libexec/gavel/plugins libexec/gavel share/gavel/themes share/gavel/policies \
	share/gavel/ci/github share/gavel/ci/gitlab share/gavel/ci/hooks share/gavel/ci share/gavel \
	share/doc/gavel/examples share/doc/gavel

$(B)/gen/gavel.%: $(B)/gavel
	@mkdir -p $(@D)
	$(B)/gavel completion $* > $@

## install: install into PREFIX below DESTDIR
install: all $(B)/gen/gavel.bash $(B)/gen/gavel.zsh $(SYSTEMD_UNITS)
	@set -e; for f in $(INSTALLED); do \
		mode=$${f%%:*} rest=$${f#*:}; \
		install -D -m "$$mode" "$${rest%:*}" "$(DESTDIR)$(PREFIX)/$${rest##*:}"; done

## uninstall: remove what install put there, and nothing else
uninstall:
	@for f in $(INSTALLED); do rm -f "$(DESTDIR)$(PREFIX)/$${f##*:}"; done
	@for d in $(OWN_FOLDERS); do \
		rmdir --ignore-fail-on-non-empty "$(DESTDIR)$(PREFIX)/$$d" 2>/dev/null || :; done

.PHONY: deps demo install uninstall always
