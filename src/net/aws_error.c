#include "net/aws.h"
#include "net/xml.h"

#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static const char *first_field(const struct http_response *response, const char *const *names)
{
	const char *value = NULL;
	for (; *names && !value; names++)
		value = http_response_field(response, *names);
	return value;
}

// <Error><Code> of S3, <ErrorResponse><Error><Code> of the query services, <Response><Errors> of
// EC2.
static void read_xml(struct http_response *response, struct aws_error *out)
{
	struct xml_node *root;
	struct err ignored;
	if (!xml_parse(str_slice(&response->body), &response->arena, &root, &ignored))
		return;
	const struct xml_node *inner = xml_child(root, "Error");
	const struct xml_node *error = inner ? inner : root;
	const char *request = xml_text(root, "RequestId");
	out->code = or_empty(xml_text(error, "Code"));
	out->message = or_empty(xml_text(error, "Message"));
	out->request = or_empty(request ? request : xml_text(error, "RequestId"));
	out->region = or_empty(xml_text(error, "Region"));
}

// "com.amazonaws.kms#NotFoundException:http://…" is NotFoundException.
static const char *bare_code(struct arena *arena, const char *text)
{
	const char *hash = strrchr(text, '#'), *from = hash ? hash + 1 : text;
	return arena_slice(arena, (struct slice){from, strcspn(from, ":")});
}

static void read_json(struct http_response *response, struct aws_error *out)
{
	static const char *const MESSAGES[] = {"message", "Message", "errorMessage"};
	struct json_record record;
	struct err ignored;
	const char *type = http_response_field(response, "x-amzn-errortype");
	if (!json_read_flat(str_slice(&response->body), &record, &ignored))
		record.count = 0;
	if (!type)
		type = json_text_or(&record, "__type", &response->arena, NULL);
	if (type)
		out->code = bare_code(&response->arena, type);
	for (size_t i = 0; i < 3 && !*out->message; i++)
		out->message = json_text_or(&record, MESSAGES[i], &response->arena, "");
}

void aws_read_error(struct http_response *response, struct aws_error *out)
{
	static const char *const IDS[] = {"x-amz-request-id", "x-amzn-requestid", NULL};
	static const char *const REGIONS[] = {"x-amz-bucket-region", NULL};
	struct slice body = slice_trim(str_slice(&response->body));
	*out = (struct aws_error){"", "", "", ""};
	if (slice_starts(body, "<"))
		read_xml(response, out);
	else
		read_json(response, out);
	if (!*out->request)
		out->request = or_empty(first_field(response, IDS));
	if (!*out->region)
		out->region = or_empty(first_field(response, REGIONS));
}

// ---- What it means to us ----

// By code first (status 0), then by status (code NULL).
static const struct {
	const char *code;
	int status;
	enum err_code means;
	const char *remedy;
} MEANINGS[] = {
	{"SlowDown", 0, ERR_BUSY, NULL},
	{"ExpiredToken", 0, ERR_DENIED, "the session's keys have ended: get new ones"},
	{"ExpiredTokenException", 0, ERR_DENIED, "the session's keys have ended: get new ones"},
	{"UnrecognizedClientException", 0, ERR_DENIED, "the service does not know these keys"},
	{"InvalidSignatureException", 0, ERR_DENIED,
	 "the secret key does not belong to the access key, or this machine's clock is wrong"},
	{"AccessDeniedException", 0, ERR_DENIED, NULL},
	{"ThrottlingException", 0, ERR_BUSY, NULL},
	{"ResourceNotFoundException", 0, ERR_NOT_FOUND, NULL},
	{"RepositoryNotFoundException", 0, ERR_NOT_FOUND, NULL},
	{"ImageNotFoundException", 0, ERR_NOT_FOUND, NULL},
	{"ScanNotFoundException", 0, ERR_NOT_FOUND, NULL},
	{"InvalidAccessKeyId", 0, ERR_DENIED, "the service does not know this access key"},
	{"SignatureDoesNotMatch", 0, ERR_DENIED,
	 "the secret key does not belong to the access key"},
	{"RequestTimeTooSkewed", 0, ERR_DENIED, "this machine's clock is wrong"},
	{"InvalidObjectState", 0, ERR_DENIED,
	 "the object lies in an archive class: restore it first"},
	{NULL, 401, ERR_DENIED, NULL},
	{NULL, 403, ERR_DENIED, NULL},
	{NULL, 404, ERR_NOT_FOUND, NULL},
	{NULL, 409, ERR_BUSY, NULL},
	{NULL, 412, ERR_STALE, NULL},
	{NULL, 416, ERR_STALE, "it is shorter than it was"},
	{NULL, 429, ERR_BUSY, NULL},
	{NULL, 503, ERR_BUSY, NULL},
};

static size_t find_meaning(int status, const char *code)
{
	size_t count = sizeof MEANINGS / sizeof *MEANINGS, i = 0;
	while (i < count && (MEANINGS[i].code ? strcmp(MEANINGS[i].code, code) != 0
					      : MEANINGS[i].status != status))
		i++;
	return i;
}

// A body without an answer of ours in it still says what the status means.
static const char *sentence(const struct aws_error *error, int status)
{
	static const struct {
		int status;
		const char *words;
	} WORDS[] = {
		{301, "lies elsewhere"}, {307, "lies elsewhere"},    {403, "access denied"},
		{404, "not found"},	 {412, "it has changed"},    {429, "too many requests"},
		{416, "no such range"},	 {503, "not available now"},
	};
	for (size_t i = 0; !*error->message && i < sizeof WORDS / sizeof *WORDS; i++)
		if (WORDS[i].status == status)
			return WORDS[i].words;
	return *error->message ? error->message : "refused";
}

// IAM "Unique identifiers": the id of an access key.
static size_t key_length(const char *text)
{
	enum { LEAST = 16, PREFIX = 4 };
	bool key = strncmp(text, "AKIA", PREFIX) == 0 || strncmp(text, "ASIA", PREFIX) == 0;
	size_t len = key ? strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") : 0;
	return len >= LEAST ? len : 0;
}

// What the service says may name the keys that were used, or others.
static void add_sentence(struct str *out, const char *text)
{
	const char *from = text;
	for (size_t key; *text; text += key ? key : 1) {
		key = key_length(text);
		if (!key)
			continue;
		utf8_add_safe(out, (struct slice){from, (size_t)(text - from)}, false);
		str_add_text(out, "[secret]");
		from = text + key;
	}
	utf8_add_safe(out, slice_of(from), false);
}

bool aws_tell(const struct http_response *response, const struct aws_error *error, struct err *err)
{
	size_t i = find_meaning(response->status, error->code);
	bool known = i < sizeof MEANINGS / sizeof *MEANINGS;
	struct str text = {0};
	if (*error->code)
		utf8_add_safe(&text, slice_of(error->code), false);
	str_add_text(&text, *error->code ? ": " : "");
	add_sentence(&text, sentence(error, response->status));
	str_addf(&text, " (status %d", response->status);
	if (*error->request)
		str_add_text(&text, ", request ");
	utf8_add_safe(&text, slice_of(error->request), false);
	str_add_char(&text, ')');
	if (known && MEANINGS[i].remedy)
		str_addf(&text, "; %s", MEANINGS[i].remedy);
	enum err_code otherwise = response->status >= 500 ? ERR_BUSY : ERR_INVALID;
	err_set(err, known ? MEANINGS[i].means : otherwise, "%s", str_text(&text));
	str_fini(&text);
	return false;
}
