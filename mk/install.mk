# Installing and the packages by name.

## deps: install the Debian packages that the build needs (share/deps/debian.txt)
deps:
	sh mk/deps.sh build

.PHONY: deps
