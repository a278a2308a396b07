#include "libexec/fetch/fetch.h"

#include "base/clock.h"
#include "libexec/fetch/aws/aws.h"

#include <stdlib.h>
#include <string.h>

// Findings of an AWS service: "aws://SERVICE" or "aws://SERVICE/REGION". There is one object, what
// the service answers now; it is made while it is fetched (aws/aws.h).

static const char SCHEME[] = "aws://", OBJECT[] = "findings.json";
// The budget: a list of thousands of pages is throttled now and then all along.
enum { FRESH_SECONDS = 3600, RETRY_BUDGET = 20000 };

static const struct aws_api APIS[] = {
	{"securityhub", NULL, NULL, NULL, aws_read_security_hub},
	{"guardduty", NULL, NULL, NULL, aws_read_guardduty},
	{"inspector2", NULL, NULL, NULL, aws_read_inspector},
	{"accessanalyzer", "access-analyzer", NULL, NULL, aws_read_analyzers},
	{"ecr", NULL, "api.ecr", "AmazonEC2ContainerRegistry_V20150921", aws_read_ecr},
};
enum { API_COUNT = sizeof APIS / sizeof *APIS };

struct estate {
	struct fetch_request *request;
	const struct aws_api *api;
	struct service *service;
};

static void close_estate(void *self)
{
	struct estate *estate = self;
	if (!estate)
		return;
	service_close(estate->service);
	free(estate);
}

static const struct aws_api *find_api(struct slice name, const char *shown, struct err *err)
{
	struct str names = {0};
	for (size_t i = 0; i < API_COUNT; i++)
		if (slice_is(name, APIS[i].name))
			return &APIS[i];
	for (size_t i = 0; i < API_COUNT; i++)
		str_addf(&names, "%s%s", i ? ", " : "", APIS[i].name);
	err_set(err, ERR_INVALID, "%s: '%.*s' is no service that is asked; %s are", shown,
		(int)(name.len < 40 ? name.len : 40), name.at, str_text(&names));
	str_fini(&names);
	return NULL;
}

static bool open_estate(struct fetch_request *request, bool (*keep_going)(void *context),
			void *context, void **self, struct err *err)
{
	struct estate *estate = *self = mem_alloc(sizeof *estate);
	struct slice region = slice_of(request->shown + strlen(SCHEME));
	struct slice name = slice_cut(&region, '/');
	estate->request = request;
	estate->api = find_api(name, request->shown, err);
	if (!estate->api)
		return false;
	const struct service_options options = {
		.name = estate->api->name,
		.signs = estate->api->signs,
		.host = estate->api->host,
		.target = estate->api->target,
		.region = region.len ? arena_slice(&request->arena, region) : request->region,
		.endpoint = request->endpoint,
		.profile = request->profile,
		.retry = {.tries = fetch_tries(), .budget = RETRY_BUDGET},
		.http = {.ca_file = request->ca_file,
			 .proxy = request->proxy,
			 .keep_going = keep_going,
			 .context = context}};
	return service_open(&options, &estate->service, err) || err_wrap(err, "%s", request->shown);
}

static bool list(void *self, const struct fetch_visitor *visitor, struct err *err)
{
	struct estate *estate = self;
	struct arena *arena = &estate->request->arena;
	const char *account;
	if (!service_account(estate->service, &account, err))
		return err_wrap(err, "%s", estate->request->shown);
	const char *root = arena_printf(arena, "%s%s/%s/%s", SCHEME, estate->api->name,
					service_region(estate->service), account);
	const struct fetch_object object = {.name = OBJECT, .bytes = -1, .mtime = clock_wall()};
	return visitor->root(visitor->context, root, false, err) &&
	       visitor->object(visitor->context, &object, err);
}

static bool write_document(struct estate *estate, struct pages_file *file, int64_t at,
			   struct err *err)
{
	struct aws_work work = {estate->service, file, estate->request->shown};
	struct pages_head head = {
		.service = estate->api->name, .region = service_region(estate->service), .at = at};
	if (!service_account(estate->service, &head.account, err))
		return false;
	pages_begin(file, &head);
	return estate->api->read(&work, err) && pages_end(file, err);
}

static bool download(void *self, const struct fetch_object *object, int fd, int64_t *kept,
		     struct err *err)
{
	struct estate *estate = self;
	struct pages_file file = {.fd = fd};
	*kept = 0;
	if (clock_wall() - object->mtime > FRESH_SECONDS)
		return err_set(err, ERR_STALE, "%s: an answer of the past cannot be had again",
			       estate->request->shown);
	bool ok = write_document(estate, &file, object->mtime, err) ||
		  err_wrap(err, "%s", estate->request->shown);
	str_fini(&file.buffer);
	if (!ok && err->code == ERR_NOT_FOUND)
		err->code = ERR_INCOMPLETE; // of a list: nothing was to be had by a name
	return ok;
}

const struct fetch_server FETCH_AWS = {
	.scheme = SCHEME,
	.open = open_estate,
	.close = close_estate,
	.list = list,
	.download = download,
};
