#include "net/http.h"
#include "net/secret.h"

#include "base/clock.h"
#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool http_request_init(struct http_request *request, const char *method, const char *address,
		       struct err *err)
{
	struct uri uri;
	*request = (struct http_request){.method = method, .body_fd = -1};
	if (!uri_parse(address, &request->arena, &uri, err))
		return false;
	request->origin = uri.origin;
	request->path = uri.path;
	request->query = uri.query;
	return true;
}

void http_request_fini(struct http_request *request)
{
	vec_fini(&request->fields);
	arena_fini(&request->arena);
}

void http_request_add(struct http_request *request, const char *name, const char *format, ...)
{
	struct str value = {0};
	va_list args;
	va_start(args, format);
	str_addv(&value, format, args);
	va_end(args);
	*vec_push(&request->fields) = (struct http_field){
		arena_text(&request->arena, name), arena_slice(&request->arena, str_slice(&value))};
	secret_str_fini(&value);
}

void http_response_fini(struct http_response *response)
{
	secret_str_fini(&response->body);
	vec_fini(&response->fields);
	arena_fini(&response->arena);
}

const char *http_response_field(const struct http_response *response, const char *name)
{
	for (size_t i = 0; i < response->fields.len; i++)
		if (strcasecmp(response->fields.at[i].name, name) == 0)
			return response->fields.at[i].value;
	return NULL;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
bool http_parse_date(const char *text, int64_t *out)
{
	static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c;
	char month[4] = "";
	int end = 0;
	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &c.day, month,
		   &c.year, &c.hour, &c.minute, &c.second, &end) != 6 ||
	    !end || text[end])
		return false;
	const char *found = strlen(month) == 3 ? strstr(MONTHS, month) : NULL;
	if (!found || (found - MONTHS) % 3 || c.day < 1 || c.day > 31 || c.hour > 23 ||
	    c.minute > 59 || c.second > 60)
		return false;
	c.month = (int)(found - MONTHS) / 3 + 1;
	*out = clock_from_civil(c);
	return true;
}

int64_t http_response_date(const struct http_response *response)
{
	const char *text = http_response_field(response, "date");
	int64_t date = 0;
	return text && http_parse_date(text, &date) ? date : 0;
}
