// Which events fit which patterns, and what is read out of what they are wrapped in. Expectations
// are those of the EventBridge user guide's pages on event patterns and the S3 guide's on messages.
#include "collect/event/event.h"
#include "collect/event/pattern.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#define EC2                                                                                        \
	"{\"version\":\"0\",\"id\":\"6a7e8feb\",\"detail-type\":\"EC2 Instance State-change "      \
	"Notification\",\"source\":\"aws.ec2\",\"account\":\"111122223333\",\"resources\":["       \
	"\"arn:a\",\"arn:b\"],\"detail\":{\"instance-id\":\"i-1\",\"state\":\"terminated\","       \
	"\"count\":5,\"ratio\":2.5,\"spot\":true,\"owner\":null,\"name\":\"\",\"empty\":[],"       \
	"\"disks\":[{\"size\":8,\"type\":\"gp3\"},{\"size\":100,\"type\":\"io2\"}]}}"

static const struct {
	const char *pattern; // YAML
	bool fits;
} PATTERNS[] = {
	{"{source: [aws.ec2]}", true},
	{"{source: [aws.s3, aws.ec2]}", true},
	{"{source: [aws.s3]}", false},
	{"{source: [aws.ec2], account: ['999999999999']}", false},
	{"{source: [aws.ec2], detail: {state: [terminated]}}", true},
	{"{source: [aws.ec2], detail: {state: [running]}}", false},
	{"{source: [aws.ec]}", false},
	{"{source: [aws.ec2x]}", false},
	// Account numbers are texts in the event, whether quoted here or not.
	{"{account: ['111122223333']}", true},
	{"{account: [111122223333]}", true},
	// Lists in the event: any member.
	{"{resources: ['arn:b', 'arn:z']}", true},
	{"{resources: ['arn:z']}", false},
	{"{resources: [{prefix: 'arn:'}]}", true},
	// Numbers, words and nothing.
	{"{detail: {count: [5]}}", true},
	{"{detail: {count: ['5']}}", false},
	{"{detail: {count: [6]}}", false},
	{"{detail: {ratio: [2.5]}}", true},
	{"{detail: {spot: [true]}}", true},
	{"{detail: {spot: ['true']}}", false},
	{"{detail: {owner: [null]}}", true},
	{"{detail: {name: ['']}}", true},
	// Comparisons.
	{"{detail: {state: [{prefix: term}]}}", true},
	{"{detail: {state: [{prefix: erm}]}}", false},
	{"{detail: {count: [{prefix: '5'}]}}", false},
	{"{detail: {state: [{suffix: nated}]}}", true},
	{"{detail: {state: [{suffix: nate}]}}", false},
	{"{detail: {state: [{equals-ignore-case: TERMINATED}]}}", true},
	{"{detail: {state: [{equals-ignore-case: TERM}]}}", false},
	{"{detail: {state: [{anything-but: running}]}}", true},
	{"{detail: {state: [{anything-but: terminated}]}}", false},
	{"{detail: {state: [{anything-but: [running, terminated]}]}}", false},
	{"{detail: {state: [{anything-but: [running, pending]}]}}", true},
	{"{detail: {count: [{anything-but: 5}]}}", false},
	{"{detail: {count: [{anything-but: [4, 6]}]}}", true},
	{"{detail: {state: [{anything-but: {prefix: term}}]}}", false},
	{"{detail: {state: [{anything-but: {prefix: run}}]}}", true},
	{"{detail: {state: [{anything-but: {suffix: ed}}]}}", false},
	{"{detail: {absent: [{anything-but: x}]}}", false},
	{"{detail: {state: [running, {prefix: term}]}}", true},
	// There or not; only values count, not what has fields of its own.
	{"{detail: {state: [{exists: true}]}}", true},
	{"{detail: {state: [{exists: false}]}}", false},
	{"{detail: {absent: [{exists: false}]}}", true},
	{"{detail: {absent: [{exists: true}]}}", false},
	{"{detail: [{exists: true}]}", false},
	{"{detail: {owner: [{exists: true}]}}", true},
	{"{detail: {empty: [{exists: true}]}}", false},
	{"{absent: {deeper: [{exists: false}]}}", true},
	{"{absent: {deeper: [x]}}", false},
	{"{detail: {state: {deeper: [x]}}}", false},
	// Maps in a list: one of them.
	{"{detail: {disks: {type: [io2]}}}", true},
	{"{detail: {disks: {type: [io2], size: [8]}}}", false},
	{"{detail: {disks: {type: [st1]}}}", false},
};

static void check_patterns(void)
{
	json_t *event = json_loads(EC2, 0, NULL);
	for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
		struct arena arena = {0};
		struct yaml_node *pattern = NULL;
		struct err err = {0};
		expect_true(yaml_parse("p", slice_of(PATTERNS[i].pattern), &arena, &pattern, &err));
		test_int(__FILE__, __LINE__, PATTERNS[i].pattern, pattern_fits(pattern, event),
			 PATTERNS[i].fits);
		arena_fini(&arena);
	}
	json_decref(event);
}

// ---- Sources without patterns ----

#define CREATED(bucket, key)                                                                       \
	"{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{\"bucket\":{"       \
	"\"name\":\"" bucket "\"},\"object\":{\"key\":\"" key "\"}}}"

static const struct {
	const char *path, *event;
	bool wants;
} PATHS[] = {
	{"s3://bills/cur", CREATED("bills", "cur/2026/a.gz"), true},
	{"s3://bills/cur/", CREATED("bills", "cur/2026/a.gz"), true},
	{"s3://bills/cur", CREATED("bills", "cur"), true},
	{"s3://bills/cur", CREATED("bills", "current/a.gz"), false},
	{"s3://bills/cur", CREATED("bills2", "cur/a.gz"), false},
	{"s3://bills", CREATED("bills", "any"), true},
	{"s3://bills/", CREATED("bills", "any"), true},
	{"s3://bills/cur", CREATED("bills", "focus/a.gz"), false},
	{"/srv/bills", CREATED("srv", "bills"), false},
	{NULL, CREATED("bills", "cur/a"), false},
	{"s3://bills/cur",
	 "{\"source\":\"aws.s3\",\"detail-type\":\"Object Deleted\",\"detail\":{\"bucket\":{"
	 "\"name\":\"bills\"},\"object\":{\"key\":\"cur/a\"}}}",
	 false},
	{"s3://bills/cur",
	 "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":7}", false},
};

static void check_paths(void)
{
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
		struct source_config source = {.name = "s", .path = PATHS[i].path};
		json_t *event = json_loads(PATHS[i].event, 0, NULL);
		test_int(__FILE__, __LINE__, PATHS[i].event, pattern_wants(&source, event),
			 PATHS[i].wants);
		json_decref(event);
	}
}

// ---- What it is wrapped in ----

#define E1	  "{\"id\":\"1\",\"source\":\"a\",\"detail-type\":\"t\"}"
#define E2	  "{\"id\":\"2\",\"source\":\"b\",\"detail-type\":\"t\"}"
#define E1_QUOTED "{\\\"id\\\":\\\"1\\\",\\\"source\\\":\\\"a\\\",\\\"detail-type\\\":\\\"t\\\"}"
#define RECORD(name)                                                                               \
	"{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"awsRegion\":\"us-west-2\","        \
	"\"eventTime\":\"1970-01-01T00:00:00.000Z\",\"eventName\":\"" name                         \
	"\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"my+file%281%29/%C3%A4\","    \
	"\"size\":1024,\"eTag\":\"e\",\"sequencer\":\"00A1\"}}}"

static const struct {
	const char *text, *told; // "source/detail-type@line" of each event, "!fault" of each fault
} FILES[] = {
	{E1, "a/t@1 "},
	{"\xef\xbb\xbf" E1 "\n", "a/t@1 "},
	{"[" E1 ",\n" E2 "]", "a/t@1 b/t@1 "},
	{E1 "\n" E2 "\n", "a/t@1 b/t@2 "},
	{"\n\n{\n\"source\":\"a\",\n\"detail-type\":\"t\"\n}\n" E2, "a/t@3 b/t@7 "},
	{"{\"Records\":[{\"messageId\":\"m\",\"body\":\"" E1_QUOTED "\"}]}", "a/t@1 "},
	{"{\"Messages\":[{\"MessageId\":\"m\",\"Body\":\"" E1_QUOTED "\"}]}", "a/t@1 "},
	{"{\"messageId\":\"m\",\"body\":\"" E1_QUOTED "\"}", "a/t@1 "},
	{"{\"Type\":\"Notification\",\"Message\":\"" E1_QUOTED "\"}", "a/t@1 "},
	{"{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"" E1_QUOTED "\"}}]}",
	 "a/t@1 "},
	{"{\"Records\":[" RECORD("ObjectCreated:Put") "]}",
	 "aws.s3/Object Created@1=b:my file(1)/\xc3\xa4:1024 "},
	{"{\"Records\":[" RECORD("ObjectRemoved:Delete") "]}",
	 "aws.s3/Object Deleted@1=b:my file(1)/\xc3\xa4:1024 "},
	// Faults, and those after them.
	{"", ""},
	{" \n\n", ""},
	{"[7]", "!f:1: an event, a JSON object, was expected "},
	{"{}\n" E1, "!f:1: no event: it has no 'source' and 'detail-type', and wraps none a/t@2 "},
	{"{\"source\":5,\"detail-type\":\"t\"}",
	 "!f:1: no event: it has no 'source' and 'detail-type', and wraps none "},
	{"{\"body\":\"nothing\"}", "!f:1: the text inside a message is not JSON "},
	{"{\"Records\":[{\"s3\":{}}]}", "!f:1: an S3 record without eventName, bucket or key "},
	{"{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},"
	 "\"object\":{\"key\":\"%FF\",\"sequencer\":\"1\",\"size\":1}}}]}",
	 "!f:1: an S3 record without eventName, bucket or key "},
	{"{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}",
	 "!f:1: no event: it has no 'source' and 'detail-type', and wraps none "},
	{"[[[[[[[[" E1 "]]]]]]]]", "!f:1: wrapped too deep "},
	{"{\"Records\":[]}", ""},
};

struct telling {
	struct str text;
};

static void on_event(void *context, json_t *event, int line)
{
	struct telling *telling = context;
	const json_t *detail = json_object_get(event, "detail");
	const json_t *object = json_object_get(detail, "object");
	str_addf(&telling->text, "%s/%s@%d", json_string_value(json_object_get(event, "source")),
		 json_string_value(json_object_get(event, "detail-type")), line);
	if (object)
		str_addf(&telling->text, "=%s:%s:%lld",
			 json_string_value(
				 json_object_get(json_object_get(detail, "bucket"), "name")),
			 json_string_value(json_object_get(object, "key")),
			 (long long)json_integer_value(json_object_get(object, "size")));
	str_add_char(&telling->text, ' ');
}

static void on_fault(void *context, const char *text)
{
	struct telling *telling = context;
	str_addf(&telling->text, "!%s ", text);
}

static void check_files(void)
{
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		struct telling telling = {0};
		struct event_reader reader = {"f", on_event, on_fault, &telling};
		event_read(slice_of(FILES[i].text), &reader);
		expect_text(str_text(&telling.text), FILES[i].told);
		str_fini(&telling.text);
	}
}

// A fault of form names its line, and the next document is read.
static void check_broken(void)
{
	static const struct {
		const char *text;
		int line, events;
	} BROKEN[] = {
		{E1 "\n{\"source\":\n" E2, 3, 2},	    // cut short before the next
		{E1 "\n{\"source\": x}\n" E2, 2, 2},	    // one bad line of three
		{"{\n  \"source\": x\n}\n" E2, 2, 1},	    // a bad document over several lines
		{"{\"id\":\"1\",\"id\":\"2\"}\n" E1, 1, 1}, // a key that stands twice
		{"nonsense\n" E1, 1, 1},
	};
	for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
		struct telling telling = {0};
		struct event_reader reader = {"f", on_event, on_fault, &telling};
		char place[32];
		int events = 0;
		event_read(slice_of(BROKEN[i].text), &reader);
		snprintf(place, sizeof place, "!f:%d: ", BROKEN[i].line);
		for (const char *c = str_text(&telling.text); (c = strstr(c, "/t@")); c++)
			events++;
		test_text(__FILE__, __LINE__, BROKEN[i].text,
			  strstr(str_text(&telling.text), place) ? place : str_text(&telling.text),
			  place);
		expect_int(events, BROKEN[i].events);
		str_fini(&telling.text);
	}
}

int main(void)
{
	check_patterns();
	check_paths();
	check_files();
	check_broken();
	return test_done("collect_event");
}
