#include "net/service.h"
#include "net/service/private.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 64 * 1024 * 1024 }; // 100 findings of 240 kB each, and room

static bool is_region(const char *region)
{
	return *region && strlen(region) <= 40 &&
	       strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(region);
}

static bool find_region(struct service *service, const struct service_options *options,
			struct err *err)
{
	const char *region = options->region;
	if (!region && !credentials_region(service->credentials, &region, err))
		return false;
	if (!region)
		return err_set(err, ERR_INVALID,
			       "no region: name it, set 'region' or AWS_REGION, or have the "
			       "profile say");
	service->region = mem_text(region);
	return is_region(region) ||
	       err_set(err, ERR_INVALID, "region '%.40s' is none: a-z, 0-9 and '-'", region);
}

static bool set_origin(struct service *service, const char *endpoint, struct err *err)
{
	struct arena arena = {0};
	struct uri uri;
	bool ok = uri_parse(endpoint, &arena, &uri, err) || err_wrap(err, "endpoint");
	if (ok && (strcmp(uri.path, "/") != 0 || uri.query))
		ok = err_set(err, ERR_INVALID,
			     "endpoint %s: has a path; name scheme and host alone", uri.origin);
	if (ok)
		service->origin = mem_text(uri.origin);
	arena_fini(&arena);
	return ok;
}

static bool find_endpoint(struct service *service, const struct service_options *options,
			  struct err *err)
{
	const char *endpoint = options->endpoint;
	struct str own = {0};
	if (!endpoint && !credentials_endpoint(service->credentials, options->name, &endpoint, err))
		return false;
	if (!endpoint)
		str_addf(&own, "https://%s.%s.amazonaws.com%s",
			 options->host ? options->host : service->signs, service->region,
			 strncmp(service->region, "cn-", 3) == 0 ? ".cn" : "");
	bool ok = set_origin(service, endpoint ? endpoint : str_text(&own), err);
	str_fini(&own);
	return ok;
}

bool service_open(const struct service_options *options, struct service **out, struct err *err)
{
	struct service *service = *out = mem_alloc(sizeof *service);
	const struct credentials_options how = {
		.profile = options->profile, .region = options->region, .http = options->http};
	struct http_options http = options->http;
	http.body_max = http.body_max ? http.body_max : BODY_MAX;
	service->credentials = credentials_new(&how);
	service->signs = mem_text(options->signs ? options->signs : options->name);
	service->target = mem_text(options->target);
	if (!find_region(service, options, err) || !find_endpoint(service, options, err)) {
		service_close(service);
		*out = NULL;
		return false;
	}
	service->aws = (struct aws){.service = service->signs,
				    .region = service->region,
				    .credentials = service->credentials,
				    .http = http_new(&http)};
	retry_init(&service->aws.retry, &options->retry, &options->http);
	return true;
}

void service_close(struct service *service)
{
	if (!service)
		return;
	http_free(service->aws.http);
	credentials_free(service->credentials);
	free(service->signs);
	free(service->target);
	free(service->region);
	free(service->origin);
	free(service->account);
	free(service);
}

const char *service_region(const struct service *service)
{
	return service->region;
}

bool service_account(struct service *service, const char **out, struct err *err)
{
	bool ok = service->account ||
		  credentials_account(service->credentials, service->region,
				      &service->aws.retry.options, &service->account, err);
	*out = service->account;
	return ok;
}
