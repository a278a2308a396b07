// What was scanned, by name: "NAME"; of a repository whose report tells a branch "NAME@BRANCH", of
// an image perhaps "NAME@sha256:…".
//
// A name alone stands for every branch where more is the safe side (who owns it), and for none
// where a scan is to prove something: there the names that may be meant are told.
#ifndef GAVEL_FINDINGS_TARGET_H
#define GAVEL_FINDINGS_TARGET_H

#include "base/arena.h"

// Bytes of NAME: up to the first '@', which does not begin it. A branch may have more of them.
size_t target_name_len(const char *target);
// Whether it is this target, or a branch or a build of it. NULL is none.
bool target_is_of(const char *target, const char *name);
// An image of Docker Hub as people call it, of all names that it has: "docker.io/library/nginx",
// "index.docker.io/library/nginx" and "library/nginx" are "nginx", "docker.io/grafana/grafana" is
// "grafana/grafana". Part of the name; other names stay. Source: the distribution project's
// reference grammar, normalized and familiar names.
struct slice target_familiar(struct slice image);
// Its familiar name without tag and digest: "localhost:5000/a:1.0@sha256:…" is "localhost:5000/a".
struct slice target_untagged(struct slice image);
// A target on a host that takes owners and repositories for the same in any case, as GitHub,
// GitLab, Bitbucket, Azure DevOps and Gitea do, with host and path in lower case; a branch stays as
// it is, and so does every other target.
struct slice target_folded(struct slice target, struct arena *arena);
bool target_ignores_case(struct slice target);
// NAME in lower case, whatever it is of.
struct slice target_lower(struct slice target, struct arena *arena);
// Whether it is called `fewer` in fewer words: without the branch, or what stands before a name of
// several parts. "github.com/acme/app@main" is "acme/app", "acme/app@main" and
// "github.com/acme/app", but not "app". Also where both are the same.
bool target_is_called(struct slice target, struct slice fewer);
enum { TARGET_GUESSES = 3 };
// Of the known targets, which may repeat and be NULL, those that `name` may have meant: "A or B",
// at most TARGET_GUESSES in the order of their bytes. NULL: none, or it is one of them.
const char *target_guess(const char *name, const char *const *known, size_t count,
			 struct arena *arena);
// The same one by one, of the known's memory, and how many.
size_t target_guesses(const char *name, const char *const *known, size_t count,
		      const char *out[TARGET_GUESSES]);

#endif
