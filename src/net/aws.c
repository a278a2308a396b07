#include "net/aws.h"
#include "net/secret.h"

#include "base/clock.h"

#include <string.h>

// What one call may still correct.
struct call {
	int tried;
	bool clock_corrected, keys_renewed;
};

// Codes that say the time in the signature is not the service's.
static const char *const SKEWED[] = {"RequestTimeTooSkewed", "RequestExpired",
				     "RequestInTheFuture"};
// Codes that may say the same: then the clocks are minutes apart.
static const char *const MAYBE_SKEWED[] = {"InvalidSignatureException", "SignatureDoesNotMatch"};
enum { SKEW_SECONDS = 240 };
// Codes that say the keys have ended.
static const char *const ENDED[] = {"ExpiredToken", "ExpiredTokenException",
				    "TokenRefreshRequired"};

static bool is_one_of(const char *code, const char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(code, codes[i]) == 0)
			return true;
	return false;
}

#define is_in(code, codes) is_one_of((code), (codes), sizeof(codes) / sizeof *(codes))

// Fields that a try adds are taken off again by cutting the list to its length before.
static bool sign(struct aws *aws, struct http_request *request, struct err *err)
{
	const struct aws_keys *keys;
	if (!aws->credentials)
		return true;
	if (!credentials_get(aws->credentials, &keys, err)) {
		// Keys are missing, not what was asked for.
		err->code = err->code == ERR_NOT_FOUND ? ERR_DENIED : err->code;
		return false;
	}
	const struct aws_scope scope = {aws->region, aws->service, clock_wall() + aws->skew};
	aws_sign(request, keys, &scope);
	return true;
}

static bool correct_clock(struct aws *aws, struct call *call, const struct http_response *response,
			  const char *code)
{
	int64_t date = http_response_date(response);
	int64_t apart = date - (clock_wall() + aws->skew);
	bool skewed = is_in(code, SKEWED) || (is_in(code, MAYBE_SKEWED) &&
					      (apart > SKEW_SECONDS || apart < -SKEW_SECONDS));
	if (!skewed || !date || call->clock_corrected)
		return false;
	call->clock_corrected = true;
	aws->skew = date - clock_wall();
	return true;
}

static bool renew_keys(struct aws *aws, struct call *call, const char *code)
{
	bool renews = is_in(code, ENDED) && aws->credentials && !call->keys_renewed;
	if (!renews)
		return false;
	call->keys_renewed = true;
	credentials_forget(aws->credentials);
	return true;
}

// Whether to try again after this end; has waited then. err is set when not.
static bool goes_on(struct aws *aws, struct call *call, struct http_response *response,
		    struct err *err)
{
	struct aws_error error = {"", "", "", ""};
	int64_t wait_ms;
	if (response->fault == HTTP_FINE) {
		aws_read_error(response, &error);
		aws_tell(response, &error, err);
	}
	if (correct_clock(aws, call, response, error.code) || renew_keys(aws, call, error.code))
		return true;
	if (response->delivered || !retry_is_transient(response, error.code))
		return false;
	if (!retry_allows(&aws->retry, call->tried, response, &wait_ms))
		return call->tried > 1 && err_wrap(err, "after %d tries", call->tried);
	return retry_pause(&aws->retry, wait_ms, err);
}

static bool is_answer(const struct http_response *response)
{
	return (response->status >= 200 && response->status < 300) || response->status == 304;
}

bool aws_send(struct aws *aws, struct http_request *request, const struct http_sink *sink,
	      struct http_response *out, struct err *err)
{
	size_t own_fields = request->fields.len;
	struct call call = {0};
	*out = (struct http_response){0};
	for (;;) {
		http_response_fini(out);
		*out = (struct http_response){0};
		request->fields.len = own_fields;
		if (!sign(aws, request, err))
			return false;
		call.tried++;
		bool sent = http_send(aws->http, request, sink, out, err);
		request->fields.len = own_fields;
		if (sent && is_answer(out)) {
			retry_succeeded(&aws->retry);
			return true;
		}
		if (!goes_on(aws, &call, out, err))
			return false;
	}
}
