// Gitleaks' JUnit report: a failure per secret, whose text is the secret's JSON.
// Source: gitleaks, report/junit.go.
#include "plugins/scans/secrets/leak.h"
#include "plugins/sdk/doc/xml.h"

#include <string.h>

static int detect(const struct scan_sniff *sniff)
{
	struct slice head = sniff->head;
	bool named = head.len && memmem(head.at, head.len, "name=\"gitleaks\"", 15);
	return slice_is(sniff->xml, "testsuites") && named ? 100 : 0;
}

static const struct xml_want WANTS[] = {{"testsuites/testsuite/testcase/failure", .open = false}};

static bool add(struct scan_file *file, const struct node *failure, struct err *err)
{
	struct arena arena = {0};
	const struct node *secret;
	struct doc *doc = doc_open_bytes(failure->text, file->name);
	bool good = doc_read(doc, &secret, err) && doc_end(doc, err);
	if (good) {
		struct leak leak = leak_of(secret);
		good = leak_add(file, &leak, &arena, err);
	}
	doc_close(doc);
	arena_fini(&arena);
	return good;
}

static bool read_failures(struct scan_file *file, struct xml *xml, struct err *err)
{
	const struct node *failure;
	size_t want;
	bool more = true;
	while (more)
		if (!xml_next(xml, &want, &failure, &more, err) ||
		    (more && !add(file, failure, err)))
			return false;
	return true;
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct xml *xml = xml_open(file->source, file->name, WANTS, sizeof WANTS / sizeof *WANTS);
	bool good = leak_begin(file, NULL, err) && read_failures(file, xml, err) &&
		    scan_end(file, NULL, err);
	xml_close(xml);
	return good;
}

const struct scan_format FORMAT_GITLEAKS_JUNIT = {
	.name = "gitleaks-junit",
	.title = "Gitleaks JUnit",
	.detect = detect,
	.read = read_report,
};
