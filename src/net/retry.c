#include "net/retry.h"

#include "base/clock.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { TRIES = 8, BASE_MS = 200, CAP_MS = 20000, BUDGET = 500, COST = 5, SLICE_MS = 100 };

static int or_default(int64_t value, int otherwise)
{
	return value ? (int)value : otherwise;
}

void retry_init(struct retry *retry, const struct retry_options *options,
		const struct http_options *http)
{
	*retry = (struct retry){.options = {.tries = or_default(options->tries, TRIES),
					    .base_ms = or_default(options->base_ms, BASE_MS),
					    .cap_ms = or_default(options->cap_ms, CAP_MS),
					    .budget = or_default(options->budget, BUDGET)},
				.keep_going = http->keep_going,
				.context = http->context};
	retry->tokens = retry->options.budget;
	if (getrandom(&retry->random, sizeof retry->random, 0) < 0)
		retry->random = (uint64_t)clock_monotonic_ms();
}

// Error codes that mean "later" whatever the status: throttling and time-outs of the services.
static const char *const TRANSIENT[] = {
	"SlowDown",
	"Throttling",
	"ThrottlingException",
	"ThrottledException",
	"RequestThrottled",
	"TooManyRequestsException",
	"RequestLimitExceeded",
	"BandwidthLimitExceeded",
	"PriorRequestNotComplete",
	"RequestTimeout",
	"RequestTimeoutException",
	"InternalError",
	"ServiceUnavailable",
	"OperationAborted",
};

bool retry_is_transient(const struct http_response *response, const char *code)
{
	int status = response->status;
	if (response->fault == HTTP_UNREACHED || response->fault == HTTP_BROKEN)
		return true;
	if (response->fault != HTTP_FINE)
		return false;
	for (size_t i = 0; code && i < sizeof TRANSIENT / sizeof *TRANSIENT; i++)
		if (strcmp(code, TRANSIENT[i]) == 0)
			return true;
	return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

// xorshift64*: spreads clients, guards nothing.
static uint64_t draw(struct retry *retry, uint64_t below)
{
	uint64_t x = retry->random ? retry->random : 1;
	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	retry->random = x;
	return (x * 0x2545F4914F6CDD1DULL >> 16) % below;
}

// Seconds or a date; 0 when absent or neither.
static int64_t asked_wait_ms(const struct http_response *response)
{
	const char *text = http_response_field(response, "retry-after");
	int64_t date, now = clock_wall();
	char *end;
	if (!text || !*text)
		return 0;
	long long seconds = strtoll(text, &end, 10);
	if (!*end)
		return seconds > 0 && seconds < 1000000 ? seconds * 1000 : 0;
	return http_parse_date(text, &date) && date > now && date - now < 1000000
		       ? (date - now) * 1000
		       : 0;
}

bool retry_allows(struct retry *retry, int tried, const struct http_response *response,
		  int64_t *wait_ms)
{
	const struct retry_options *options = &retry->options;
	if (tried >= options->tries || retry->tokens < COST)
		return false;
	retry->tokens -= COST;
	int64_t most = options->base_ms;
	for (int i = 1; i < tried && most < options->cap_ms; i++)
		most *= 2;
	most = most < options->cap_ms ? most : options->cap_ms;
	*wait_ms = (int64_t)draw(retry, (uint64_t)most + 1);
	int64_t asked = asked_wait_ms(response);
	asked = asked < options->cap_ms ? asked : options->cap_ms;
	if (*wait_ms < asked)
		*wait_ms = asked;
	return true;
}

void retry_succeeded(struct retry *retry)
{
	if (retry->tokens < retry->options.budget)
		retry->tokens++;
}

bool retry_pause(const struct retry *retry, int64_t wait_ms, struct err *err)
{
	int64_t until = clock_monotonic_ms() + wait_ms, left;
	while ((left = until - clock_monotonic_ms()) > 0) {
		if (retry->keep_going && !retry->keep_going(retry->context))
			return err_set(err, ERR_INTERRUPTED, "stopped");
		poll(NULL, 0, left < SLICE_MS ? (int)left : SLICE_MS);
	}
	return true;
}
