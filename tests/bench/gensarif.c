// A large SARIF report for the benches: `gensarif RESULTS SEED [shuffle]` writes one as CodeQL
// writes them: rules in an extension, artifacts by index, a message, one place, a region's snippet
// of some lines and the fingerprints. About 520 bytes a result.
//
// Same arguments, same bytes. `shuffle` writes the same results in another order and indented
// otherwise, as the next run of a scanner may. Nothing of it is any tool's real finding.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES = 120, FILES = 4000, PLACES_A_FILE = 900 };

static const char *const LEVELS[] = {"error", "warning", "warning", "note"};
static const char *const VERBS[] = {"reads", "writes", "joins", "parses", "sends", "stores"};
static const char *const NOUNS[] = {"path",   "query", "header", "token",
				    "record", "frame", "tensor", "bucket"};

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void put_rules(const char *gap)
{
	for (int i = 0; i < RULES; i++)
		printf("%s%s{\"id\":\"py/made-%s-%03d\",\"name\":\"py/made-%s-%03d\","
		       "\"shortDescription\":{\"text\":\"A %s that comes from outside\"},"
		       "\"fullDescription\":{\"text\":\"Whoever %s a %s that a person sent can be "
		       "made to do what was not meant.\"},"
		       "\"defaultConfiguration\":{\"enabled\":true,\"level\":\"%s\"},"
		       "\"properties\":{\"tags\":[\"security\",\"external/cwe/cwe-%03d\"],"
		       "\"precision\":\"high\",\"security-severity\":\"%d.%d\"}}",
		       i ? "," : "", gap, NOUNS[i % 8], i, NOUNS[i % 8], i, NOUNS[i % 8],
		       VERBS[i % 6], NOUNS[i % 8], LEVELS[i % 4], 20 + i, i % 10, i % 7);
}

static void put_artifacts(const char *gap)
{
	for (int i = 0; i < FILES; i++)
		printf("%s%s{\"location\":{\"uri\":\"services/app%02d/module_%03d/file_%04d.py\","
		       "\"uriBaseId\":\"%%SRCROOT%%\",\"index\":%d}}",
		       i ? "," : "", gap, i % 40, i % 200, i, i);
}

static void put_result(uint64_t number, uint64_t seed, const char *gap)
{
	uint64_t noise = mix(number ^ seed << 40);
	int rule = (int)(noise % RULES), file = (int)((noise >> 8) % FILES);
	int line = (int)((noise >> 24) % PLACES_A_FILE) + 1;
	const char *verb = VERBS[noise >> 40 & 1 ? 1 : 4], *noun = NOUNS[noise >> 44 & 7];
	printf("%s{\"ruleId\":\"py/made-%s-%03d\",%s\"rule\":{\"id\":\"py/made-%s-%03d\","
	       "\"index\":%d,\"toolComponent\":{\"index\":0}},%s"
	       "\"message\":{\"text\":\"This expression %s a %s from [a value of the "
	       "request](1) at step %d.\"},%s",
	       gap, NOUNS[rule % 8], rule, gap, NOUNS[rule % 8], rule, rule, gap, verb, noun,
	       (int)(noise >> 50 & 0xff), gap);
	printf("\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":"
	       "\"services/app%02d/module_%03d/file_%04d.py\",\"uriBaseId\":\"%%SRCROOT%%\","
	       "\"index\":%d},\"region\":{\"startLine\":%d,\"startColumn\":%d,\"endColumn\":%d,"
	       "\"snippet\":{\"text\":\"    %s(%s_%d, request.args[\\\"%s\\\"])\\n\"}}}}],%s",
	       file % 40, file % 200, file, file, line, 5, 60, verb, noun, line, noun, gap);
	printf("\"partialFingerprints\":{\"primaryLocationLineHash\":\"%" PRIx64 ":1\","
	       "\"primaryLocationStartColumnFingerprint\":\"%d\"}}",
	       mix(noise), 4);
}

int main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	int shuffle = argc > 3 && !strcmp(argv[3], "shuffle");
	const char *gap = shuffle ? "\n  " : "";
	if (!count) {
		fprintf(stderr, "usage: gensarif RESULTS SEED [shuffle]\n");
		return 2;
	}
	printf("{\"$schema\":\"https://json.schemastore.org/"
	       "sarif-2.1.0.json\",\"version\":\"2.1.0\","
	       "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"CodeQL\",\"semanticVersion\":\"2.15."
	       "3\","
	       "\"rules\":[]},\"extensions\":[{\"name\":\"made/python-queries\",\"rules\":[");
	put_rules(gap);
	printf("]}]},\"versionControlProvenance\":[{\"repositoryUri\":"
	       "\"https://git.example.org/team/app\",\"branch\":\"main\"}],"
	       "\"automationDetails\":{\"id\":\"/language:python/\"},"
	       "\"invocations\":[{\"executionSuccessful\":true,\"endTimeUtc\":"
	       "\"2024-03-0%dT04:05:06Z\"}],\"artifacts\":[",
	       shuffle ? 2 : 1);
	put_artifacts(gap);
	printf("],\"results\":[");
	// A step without a common factor with the count meets each once.
	uint64_t step = shuffle ? 7919 : 1;
	while (count % step == 0 && step > 1)
		step += 2;
	for (uint64_t i = 0, at = 0; i < count; i++, at = (at + step) % count) {
		if (i)
			putchar(',');
		put_result(at, seed, gap);
	}
	printf("],\"columnKind\":\"utf16CodeUnits\"}]}\n");
	return ferror(stdout) ? 1 : 0;
}
