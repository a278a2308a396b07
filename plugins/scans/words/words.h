// What reports say in many words, made into what a finding holds.
//
// Memory is the arena's that is handed over, or the text's own.
#ifndef GAVEL_PLUGINS_SCANS_WORDS_WORDS_H
#define GAVEL_PLUGINS_SCANS_WORDS_WORDS_H

#include "base/arena.h"
#include "plugins/sdk/doc/node.h"

// The texts one behind another.
struct slice words_cat(struct arena *arena, const struct slice *texts, size_t count);
#define WORDS(arena, ...)                                                                          \
	words_cat((arena), (const struct slice[]){__VA_ARGS__},                                    \
		  sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice))
// A copy.
struct slice words_keep(struct arena *arena, struct slice text);
// The first sentence of a text, or its first line.
struct slice words_title(struct slice text);
// The CWE numbers in a text ("CWE-79: …", "external/cwe/cwe-079", "79") or in the texts of a list,
// as "CWE-79 CWE-80".
struct slice words_cwe(const struct node *node, struct arena *arena);
// The texts of a list, or of one member of its items, blanks between.
struct slice words_join(const struct node *list, const char *member, struct arena *arena);
// A path as findings hold it: '/' between, without "./" in front.
struct slice words_path(struct slice path, struct arena *arena);
// A path without what names the same folder again: "a/./b", "a//b" and "a/x/../b" are "a/b"; "../a"
// stays.
struct slice words_folded(struct slice path, struct arena *arena);
// The one name of a repository that is called "https://Me@GitHub.com/o/r.git", "git@github.com:o/r"
// or "ssh://git@github.com/o/r": "github.com/o/r".
struct slice words_repo(struct slice address, struct arena *arena);
// The same of a branch, which is a target of its own, as a scan of one says nothing of what is on
// another: "github.com/o/r@main" of "refs/heads/main", of which "main" is left. Without one the
// repository, without an address empty.
struct slice words_repo_on(struct slice address, struct slice *branch, struct arena *arena);
bool words_is_address(struct slice text); // of such an address, not a name
// The repository that something calls "o/r" and that is at this address: "github.com/o/r" of
// "https://github.com/o/r/blob/main/a". The name alone when it is not at the address.
struct slice words_repo_at(struct slice name, struct slice address, struct arena *arena);
// A file's path below the folder where CI checked its repository out: what is not below one that is
// known, or below a folder with the repository's name (empty: not told), stays as it is.
struct slice words_below_root(struct slice path, struct slice repo);
// HTML as text: paragraphs are lines, tags go, entities are what they stand for.
struct slice words_plain(struct slice html, struct arena *arena);
// A package URL of a package's name, "pypi" and "npm" and so on being the type, "deb/debian" a type
// and its first name space; empty when type or name are.
struct slice words_package(struct slice type, struct slice name, struct slice version,
			   struct arena *arena);
// The same of a package as an ecosystem of GitHub, OSV or Semgrep names it ("PIP", "maven",
// "gomod"); empty when the ecosystem is unknown.
struct slice words_purl(struct slice ecosystem, struct slice name, struct slice version,
			struct arena *arena);
// "https://host:port/a;jsessionid=1?b#c" without what stands behind the path, and without the
// parameters within it that tell a session.
struct slice words_url(struct slice url, struct arena *arena);
// The same words, in any case.
bool words_same(struct slice a, const char *b);

// The vulnerability ids within a text, as an address has them: CVE-…, GHSA-…; blanks between.
struct slice words_ids_in(struct slice text, struct arena *arena);

// "name@sha256:…" parted: the name without the digest, and "sha256:…" or nothing.
void words_image(struct slice image, struct slice *name, struct slice *digest);
// A repository of Amazon ECR as its images are named: "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME".
struct slice words_ecr(struct slice account, struct slice region, struct slice repository,
		       struct arena *arena);
// The digest that a purl of an image has for its version, else nothing. Memory is the arena's.
struct slice words_image_digest(struct slice purl, struct arena *arena);
// The range of versions that words mean (findings/version/range.h); the words where they are not
// understood.
struct slice words_range(struct slice words, struct arena *arena, bool *understood);

#endif
