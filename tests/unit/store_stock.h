// Inventories for the tests of what is stored of them, and rows of their relations.
#ifndef GAVEL_TESTS_UNIT_STORE_STOCK_H
#define GAVEL_TESTS_UNIT_STORE_STOCK_H

#include "store/select.h"

#include "tests/unit/store_estate.h"

#define STOCK_SCOPE(id, kind, key, at)                                                             \
	"{\"t\":\"scope\",\"id\":" #id ",\"kind\":\"" kind "\",\"key\":[" key "],"                 \
	"\"mode\":\"replace\",\"at\":" #at "}\n"
#define SBOM(id, subject, digest, more, at)                                                        \
	STOCK_SCOPE(id, "sbom", "\"" subject "\",\"" digest "\"", at)                              \
	"{\"t\":\"sbom\",\"scope\":" #id ",\"format\":\"f\",\"subject\":\"" subject                \
	"\",\"digest\":\"" digest "\"" more ",\"components\":1}\n"
#define MADE(id, digest, tool, at)                                                                 \
	STOCK_SCOPE(id, "sbom", "\"app\",\"" digest "\",\"" tool "\"", at)                         \
	"{\"t\":\"sbom\",\"scope\":" #id                                                           \
	",\"format\":\"f\",\"subject\":\"app\",\"digest\":\"" digest "\",\"tool\":\"" tool         \
	"\",\"components\":0}\n{\"t\":\"end\",\"scope\":" #id ",\"complete\":true,\"rows\":0}\n"
#define MADE_OF(id, part, tool, at)                                                                \
	STOCK_SCOPE(id, "sbom", "\"app\",\"\",\"" tool "\",\"" part "\"", at)                      \
	"{\"t\":\"sbom\",\"scope\":" #id ",\"format\":\"f\",\"subject\":\"app\",\"part\":\"" part  \
	"\",\"tool\":\"" tool "\",\"components\":0}\n{\"t\":\"end\",\"scope\":" #id                \
	",\"complete\":true,\"rows\":0}\n"
#define PART(id, purl, more)                                                                       \
	"{\"t\":\"component\",\"scope\":" #id ",\"type\":1,\"name\":\"x\",\"purl\":\"" purl        \
	"\"" more "}\n"
#define VEX(ids, product, component, status, at)                                                   \
	"{\"t\":\"vex\",\"scope\":1,\"issuer\":\"i\",\"ids\":\"" ids "\",\"product\":\"" product   \
	"\"" component ",\"status\":\"" status "\",\"at\":" #at "}\n"
#define VEX_RUN(doc, at, statements)                                                               \
	HELLO STOCK_SCOPE(1, "vex", "\"i\",\"" doc "\"", at)                                       \
	statements END(1) DONE
#define LOG4J "pkg:maven/org.apache.logging.log4j/log4j-core"
#define BASH  "pkg:deb/debian/bash"
#define PAD   "pkg:npm/left-pad"
#define YAML  "pkg:pypi/pyyaml"
#define IMAGE "pkg:oci/app@sha256:aa?arch=amd64&tag=1"

#define APP                                                                                        \
	HELLO SBOM(1, "app", "sha256:aa",                                                          \
		   ",\"purl\":\"" IMAGE "\",\"serial\":\"3e671687-395b-41f5-a30f-a58921a69b79\"",  \
		   100) TEXT(1, "library") PART(1, LOG4J "@2.9.1", ",\"ref\":\"r1\"")              \
		PART(1, LOG4J "@2.17.0", ",\"path\":\"b.jar\"") PART(1, LOG4J "@2.9.1", "")        \
			PART(1, BASH "@5.1-2?arch=amd64", "") PART(1, PAD, "")                     \
				PART(1, YAML, ",\"version\":\"5.3\"")                              \
					PART(1, YAML, ",\"version\":\"5.1\"") END(1) DONE
#define NEWER                                                                                      \
	HELLO SBOM(1, "app", "sha256:bb", "", 200) TEXT(1, "library") PART(1, LOG4J "@2.17.0", "") \
		END(1) DONE

#define RPM                                                                                        \
	HELLO SBOM(1, "rpm", "sha256:cc", "", 100) TEXT(1, "library")                              \
		PART(1, "pkg:rpm/redhat/xml@2.9-6.el9?arch=x86_64&distro=rhel-9.4", "")            \
			PART(1,                                                                    \
			     "pkg:rpm/redhat/b@3-1.el9?distro=rhel-9.4&upstream="                  \
			     "xml-source-3-1.el9.src.rpm",                                         \
			     "") PART(1, "pkg:rpm/redhat/c@2-1.el9", ",\"source\":\"xml-source\"") \
				END(1) DONE

struct select_case {
	const char *relation, *columns, *filter;
	enum filter_op op;
	const char *value, *rows;
};

// The rows of a relation's columns under one condition, as estate_sql has them.
static inline const char *rows_of(struct estate *e, const struct select_case *c)
{
	static char text[4096];
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	size_t count = 0, len = 0;
	const char *names[8] = {NULL}, *value = c->value;
	struct slice rest = slice_of(c->columns);
	struct select select = {.relation = relation_find(c->relation), .measures = names};
	for (struct slice one; (one = slice_word(&rest)).len && count < 7;)
		names[count++] = arena_slice(&arena, one);
	if (c->filter)
		select.filters[select.filter_count++] = (struct filter){
			.column = relation_column(select.relation, slice_of(c->filter)),
			.op = c->op,
			.values = &value,
			.value_count = 1};
	*text = 0;
	if (!select_run(e->cache, &select, &arena, &result, &err))
		return "?";
	for (size_t row = 0; row < result.row_count; row++)
		for (size_t i = 0; i < count; i++) {
			const char *got = result_at(&result, row, i)->text;
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
						i     ? "|"
						: row ? ";"
						      : "",
						got ? got : "NULL");
		}
	arena_fini(&arena);
	return text;
}

static inline void check(struct estate *e, const struct select_case *cases, size_t count)
{
	int64_t last;
	struct err err = {0};
	for (size_t i = 0; i < count; i++)
		expect_text(rows_of(e, &cases[i]), cases[i].rows);
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
	expect_text(err.text, "");
}
#define CHECK(e, cases) check((e), (cases), sizeof(cases) / sizeof *(cases))

#endif
