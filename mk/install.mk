# Packages by name, the demo, and a staged installation that runs without the source tree.

BINDIR     := $(DESTDIR)$(PREFIX)/bin
LIBEXECDIR := $(DESTDIR)$(PREFIX)/libexec/gavel
SHAREDIR   := $(DESTDIR)$(PREFIX)/share/gavel
MANDIR     := $(DESTDIR)$(PREFIX)/share/man

## deps: install the Debian packages that the build needs (mk/packages.txt)
deps:
	@sh mk/deps.sh build

## demo: install what is missing, build, and show the demo estate
demo: deps
	@$(MAKE) --no-print-directory -s all
	@$(B)/gavel demo

## install: install into PREFIX below DESTDIR
install: all
	install -d $(BINDIR) $(LIBEXECDIR)/plugins 
	install -m 755 $(B)/gavel $(BINDIR)/gavel
	install -m 755 $(HELPER_BINS) $(LIBEXECDIR)/
	install -m 755 $(PLUGIN_BINS) $(LIBEXECDIR)/plugins/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(B)/gavel completion > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/gavel
	for s in 1 5 7; do install -d $(MANDIR)/man$$s; done
	for m in $(wildcard man/*.[157]); do \
		install -m 644 $$m $(MANDIR)/man$${m##*.}/ || exit 1; done

## uninstall: remove what install put there
uninstall:
	rm -f $(BINDIR)/gavel $(DESTDIR)$(PREFIX)/share/bash-completion/completions/gavel
	for m in $(notdir $(wildcard man/*.[157])); do rm -f $(MANDIR)/man$${m##*.}/$$m; done
	rm -rf $(LIBEXECDIR) $(SHAREDIR)

.PHONY: deps demo install uninstall
