#include "net/service/private.h"

#include "base/digest.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

// One list being asked for.
struct paging {
	struct service *service;
	const struct service_ask *ask;
	struct map asked; // tokens
	struct str token; // of the page to ask for; empty: the first
	bool refused;	  // the visitor's error
};

// ---- The request ----

static void add_query(json_t *parameters, struct str *out)
{
	const char *name;
	json_t *value;
	struct str text = {0};
	json_object_foreach(parameters, name, value)
	{
		str_clear(&text);
		if (json_is_string(value))
			str_add_text(&text, json_string_value(value));
		else
			str_add_int(&text, json_integer_value(value));
		uri_add_param(out, name, str_text(&text));
	}
	str_fini(&text);
}

static void set_body(const struct service *service, const json_t *parameters,
		     struct http_request *request)
{
	char digest[DIGEST_HEX];
	char *text = json_dumps(parameters, JSON_COMPACT);
	request->body = slice_of(arena_text(&request->arena, text));
	digest_bytes(request->body.at, request->body.len, digest);
	request->payload = arena_text(&request->arena, digest);
	http_request_add(request, "Content-Type", "application/%s",
			 service->target ? "x-amz-json-1.1" : "json");
	free(text);
}

static void build(const struct paging *paging, struct http_request *request)
{
	const struct service_ask *ask = paging->ask;
	const struct service *service = paging->service;
	struct str query = {0};
	*request = (struct http_request){.method = ask->method ? ask->method : "POST",
					 .origin = service->origin,
					 .path = ask->path ? ask->path : "/",
					 .body_fd = -1};
	if (service->target)
		http_request_add(request, "X-Amz-Target", "%s.%s", service->target, ask->action);
	if (strcmp(request->method, "GET") == 0) {
		add_query(ask->parameters, &query);
		request->query = arena_slice(&request->arena, str_slice(&query));
		str_fini(&query);
	} else {
		set_body(service, ask->parameters, request);
	}
}

// ---- The answer ----

// A list that names a page twice would never end.
static bool take_token(struct paging *paging, const json_t *tree, struct err *err)
{
	const char *name = paging->ask->token;
	const char *next = name ? json_string_value(json_object_get(tree, name)) : NULL;
	str_clear(&paging->token);
	if (!next || !*next)
		return true;
	if (map_get(&paging->asked, slice_of(next)))
		return err_set(err, ERR_INVALID, "the answer names a page that was read already");
	map_put(&paging->asked, slice_of(next), NULL);
	str_add_text(&paging->token, next);
	json_object_set_new(paging->ask->parameters, name, json_string(next));
	return true;
}

static bool read_page(struct paging *paging, struct slice bytes, service_page_fn *visit,
		      void *context, struct err *err)
{
	json_error_t why;
	if (!slice_trim(bytes).len)
		return err_set(err, ERR_INVALID, "the answer is empty");
	json_t *tree = json_loadb(bytes.at, bytes.len, JSON_ALLOW_NUL, &why);
	const char *name = paging->ask->list;
	const json_t *list = name ? json_object_get(tree, name) : NULL;
	const struct service_page page = {bytes, tree, list};
	bool ok = tree ||
		  err_set(err, ERR_INVALID, "the answer:%d:%d: %s", why.line, why.column, why.text);
	if (ok && name && !json_is_array(list))
		ok = err_set(err, ERR_INVALID, "the answer has no list '%s'", name);
	ok = ok && take_token(paging, tree, err);
	paging->refused = ok && !visit(context, &page, err);
	json_decref(tree);
	return ok && !paging->refused;
}

static bool ask_page(struct paging *paging, service_page_fn *visit, void *context, struct err *err)
{
	struct http_request request;
	struct http_response response;
	build(paging, &request);
	bool ok = aws_send(&paging->service->aws, &request, NULL, &response, err) &&
		  read_page(paging, str_slice(&response.body), visit, context, err);
	http_response_fini(&response);
	http_request_fini(&request);
	return ok;
}

bool service_pages(struct service *service, const struct service_ask *ask, service_page_fn *visit,
		   void *context, struct err *err)
{
	struct paging paging = {.service = service, .ask = ask};
	bool ok = true;
	for (bool more = true; ok && more; more = paging.token.len)
		ok = ask_page(&paging, visit, context, err);
	map_fini(&paging.asked);
	str_fini(&paging.token);
	return ok || (!paging.refused && err_wrap(err, "%s", ask->action));
}
