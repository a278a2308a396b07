#include "net/s3/private.h"

#include <stdlib.h>
#include <string.h>

struct walk {
	struct s3 *s3;
	const struct s3_list *list;
	const struct s3_visitor *visitor;
	bool versions;
	char *next, *next_version; // where the next page begins
	char *after;		   // or behind which key, where that cannot be said
};

static void add_optional(struct str *query, const char *name, const char *value)
{
	if (value)
		uri_add_param(query, name, value);
}

static void ask(const struct walk *walk, struct http_request *request)
{
	const struct s3_list *list = walk->list;
	struct str query = {0};
	uri_add_param(&query, walk->versions ? "versions" : "list-type",
		      walk->versions ? NULL : "2");
	uri_add_param(&query, "encoding-type", "url");
	add_optional(&query, "prefix", list->prefix);
	add_optional(&query, "delimiter", list->delimiter);
	if (list->page)
		str_addf(&query, "&max-keys=%d", list->page);
	add_optional(&query, walk->versions ? "key-marker" : "continuation-token", walk->next);
	add_optional(&query, "version-id-marker", walk->next_version);
	if (!walk->versions && !walk->next)
		add_optional(&query, "start-after", walk->after ? walk->after : list->after);
	s3_set_query(request, &query);
}

static bool visit(const struct walk *walk, const struct s3_page *page, struct err *err)
{
	const struct s3_visitor *visitor = walk->visitor;
	for (size_t i = 0; i < page->count; i++)
		if (!visitor->object(visitor->context, &page->objects[i], err))
			return false;
	return true;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void free_place(struct walk *walk)
{
	free(walk->next);
	free(walk->next_version);
	free(walk->after);
	walk->next = walk->next_version = walk->after = NULL;
}

// A page that begins where the last one began would be read for ever.
static bool move_on(struct walk *walk, const struct s3_page *page, struct err *err)
{
	const char *version = walk->versions ? page->next_version : NULL;
	if (same(walk->next, page->next) && same(walk->next_version, version) &&
	    same(walk->after, page->after))
		return err_set(err, ERR_INCOMPLETE, "the list goes on where it was before");
	free_place(walk);
	walk->next = mem_text(page->next);
	walk->after = mem_text(page->after);
	walk->next_version = version && *version ? mem_text(version) : NULL;
	return true;
}

// One page; *ended says whether it is the last. A visitor's error is told as it is.
static bool read_page(struct walk *walk, bool *ended, struct err *err)
{
	struct http_request request;
	struct http_response response;
	struct s3_page page;
	struct arena arena = {0};
	s3_begin(walk->s3, &request, "GET", NULL);
	ask(walk, &request);
	bool got = s3_call(walk->s3, &request, NULL, &response, err) &&
		   (s3_read_page(str_slice(&response.body), walk->versions, &arena, &page, err) ||
		    err_wrap(err, "answer"));
	if (!got)
		s3_wrap(walk->s3, walk->list->prefix, err);
	bool done = got && visit(walk, &page, err);
	*ended = done && !page.is_truncated;
	if (done && !*ended && !move_on(walk, &page, err))
		done = s3_wrap(walk->s3, walk->list->prefix, err);
	arena_fini(&arena);
	http_response_fini(&response);
	http_request_fini(&request);
	return done;
}

static bool walk_all(struct walk *walk, struct err *err)
{
	bool ended = false, done = true;
	while (done && !ended)
		done = read_page(walk, &ended, err);
	free_place(walk);
	return done;
}

bool s3_list(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
	     struct err *err)
{
	struct walk walk = {.s3 = s3, .list = list, .visitor = visitor};
	return walk_all(&walk, err);
}

bool s3_list_versions(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
		      struct err *err)
{
	struct walk walk = {.s3 = s3, .list = list, .visitor = visitor, .versions = true};
	return walk_all(&walk, err);
}
