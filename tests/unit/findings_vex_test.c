// Expected values come from purl-spec (types oci, docker, github) and OpenVEX 0.2 ("Product"): a
// part that the product has must be the target's, one that it lacks may be any.
#include "findings/vex.h"

#include "tests/unit/test.h"

#include <stdio.h>

#define HEX64  "244fd47e07d1004f0aed9c0aa09ee3b17c5b0a4a4b1f4f5d0c0a1b2c3d4e5f60"
#define DIGEST "sha256:" HEX64

struct target {
	const char *name, *ref, *digest;
};
static const struct target APP = {"registry.example.com/ml/app", "1.2", DIGEST};
static const struct target DEBIAN = {"debian", "12", "debian@" DIGEST};
static const struct target LIBRARY = {"index.docker.io/library/debian:12@" DIGEST, "", ""};
static const struct target REPO = {"Example/tools", "v1.0", ""};
static const struct target MODULE = {"github.com/example/tools", "", ""};
static const struct target BRANCH = {"github.com/example/tools@main", "main", ""};

static const struct {
	const struct target *target;
	const char *product;
	bool names;
} CASES[] = {
	{&APP, "pkg:oci/app", true},
	{&APP, "pkg:oci/other", false},
	{&APP, "pkg:oci/ap", false},
	{&APP, "pkg:oci/*", false},
	{&APP, "*", false},
	{&APP, "pkg:oci/app@sha256%3A" HEX64, true},
	{&APP, "pkg:oci/app@sha256:" HEX64, true},
	{&APP, "pkg:oci/app@sha256%3Aaa", false},
	{&APP, "pkg:oci/other@sha256%3A" HEX64, false},
	{&APP, "pkg:oci/app?repository_url=registry.example.com/ml/app", true},
	{&APP, "pkg:oci/app?repository_url=registry.example.com/ml", true},
	{&APP, "pkg:oci/app?repository_url=registry.example.com%2Fml%2Fapp", true},
	{&APP, "pkg:oci/app?repository_url=registry.example.com/web/app", false},
	{&APP, "pkg:oci/app?tag=1.2&repository_url=registry.example.com/ml/app", true},
	{&APP, "pkg:oci/app?repository_url=registry.example.com/ml/app&tag=1.2", true},
	{&APP, "pkg:oci/app?tag=1.3", false},
	{&APP, "pkg:oci/app?arch=amd64", false}, // which one was scanned is not known
	{&APP, "pkg:oci/app@" DIGEST "?arch=amd64", true},
	{&APP, "pkg:oci/app@" DIGEST "?arch=amd64&tag=1.3", false},
	{&APP, "pkg:oci/app?arch=", true},	// no value is no qualifier
	{&APP, "pkg:docker/ml/app@1.2", false}, // of Docker Hub, where the registry is not told
	{&APP, "pkg:oci/registry.example.com/ml/app", true},
	{&APP, "pkg:oci/app#sub", false},
	{&APP, "registry.example.com/ml/app", true},
	{&APP, "registry.example.com/ml/app:1.2", true},
	{&APP, "registry.example.com/ml/app:1.3", false},
	{&APP, "registry.example.com/ml/app@" DIGEST, true},
	{&APP, "registry.example.com/ml/app@sha256:aa", false},
	{&APP, DIGEST, true},
	{&APP, "sha256:aa", false},
	{&APP, "app", false},
	{&APP, "", false},
	{&APP, "pkg:", false},
	{&APP, "pkg:oci/%61pp", true},
	{&APP, "pkg:oci/app%00x", false},
	{&DEBIAN, "pkg:oci/debian", true},
	{&DEBIAN, "pkg:oci/debian@" DIGEST "?repository_url=index.docker.io/library/debian", true},
	{&DEBIAN, "pkg:oci/debian?repository_url=docker.io/library/debian", true},
	{&DEBIAN, "pkg:oci/debian?repository_url=ghcr.io/debian", false},
	{&DEBIAN, "pkg:docker/debian@12", true},
	{&DEBIAN, "pkg:docker/debian@11", false},
	{&DEBIAN, "docker.io/library/debian:12", true},
	{&LIBRARY, "pkg:oci/debian?tag=12", true},
	{&LIBRARY, "pkg:oci/debian?tag=11", false},
	{&LIBRARY, "pkg:oci/debian@" DIGEST, true},
	{&LIBRARY, "debian", true},
	{&REPO, "Example/tools", true},
	{&REPO, "example/tool", false},
	{&REPO, "pkg:generic/Example/tools@v1.0", true},
	{&REPO, "pkg:generic/Example/tools@v1.1", false},
	{&REPO, "pkg:generic/tools", false},
	{&MODULE, "pkg:golang/github.com/example/tools", true},
	{&MODULE, "pkg:golang/github.com/example/tools@v1.0", false},
	{&MODULE, "pkg:github/Example/Tools", true},
	{&BRANCH, "pkg:golang/github.com/example/tools", true},
	{&BRANCH, "pkg:golang/github.com/example/tool", false},
	{&BRANCH, "github.com/example/tools", true},
	{&MODULE, "pkg:github/example/other", false},
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const struct target *t = CASES[i].target;
		struct vex_target target = {slice_of(t->name), slice_of(t->ref),
					    slice_of(t->digest)};
		if (!test_count(vex_names(slice_of(CASES[i].product), &target) == CASES[i].names))
			fprintf(stderr, "%s of %s\n", CASES[i].product, t->name);
	}
}

// A target that nobody named is no product's.
static void test_unnamed(void)
{
	expect_true(!vex_names(SLICE("pkg:oci/app"), &(struct vex_target){.ref = SLICE("1")}));
	expect_true(!vex_names(SLICE(""), &(struct vex_target){.ref = SLICE("1")}));
}

static void test_weights(void)
{
	static const char *const ORDER[] = {"not_affected", "fixed", "under_investigation",
					    "affected"};
	for (int i = 0; i < 4; i++)
		expect_int(vex_weight(slice_of(ORDER[i])), i);
	expect_int(vex_weight(SLICE("resolved")), 3); // what is not known hides nothing
}

// OpenVEX 0.2 "Status Justifications", CSAF 2.0 3.2.3.5 (flags' labels), CycloneDX 1.6
// impactAnalysisJustification; an impact statement is text that somebody can read.
static const struct {
	const char *format, *justification, *text;
	bool is;
} REASONS[] = {
	{"openvex", "component_not_present", "", true},
	{"openvex", "vulnerable_code_not_present", "", true},
	{"openvex", "vulnerable_code_not_in_execute_path", "", true},
	{"openvex", "vulnerable_code_cannot_be_controlled_by_adversary", "", true},
	{"openvex", "inline_mitigations_already_exist", "", true},
	{"openvex", "", "", false},
	{"openvex", "none", "", false},
	{"openvex", "none", "nobody calls it", true},
	{"openvex", "0", "", false},
	{"openvex", "false", "", false},
	{"openvex", "Component_not_present", "", false},
	{"openvex", "component_not_present ", "", false},
	{"openvex", "code_not_reachable", "", false},
	{"openvex", "", "   \t\n", false},
	{"openvex", "", "\xe2\x80\x8b", false},		    // zero width space
	{"openvex", "", "\xc2\xa0\xe3\x80\x80", false},	    // no-break and ideographic spaces
	{"openvex", "", "\xe2\xa0\x80\xe3\x85\xa4", false}, // Braille without dots, Hangul filler
	{"openvex", "", "-.", false},
	{"openvex", "", "n", true},
	{"openvex", "", "\xe7\x84\xa1", true}, // an ideograph
	{"csaf", "component_not_present", "", true},
	{"csaf", "version", "", false},
	{"csaf", "code_not_reachable", "", false},
	{"cyclonedx-json", "code_not_present", "", true},
	{"cyclonedx-json", "code_not_reachable", "", true},
	{"cyclonedx-xml", "requires_configuration", "", true},
	{"cyclonedx-json", "requires_dependency", "", true},
	{"cyclonedx-json", "requires_environment", "", true},
	{"cyclonedx-json", "protected_by_compiler", "", true},
	{"cyclonedx-json", "protected_at_runtime", "", true},
	{"cyclonedx-json", "protected_at_perimeter", "", true},
	{"cyclonedx-json", "protected_by_mitigating_control", "", true},
	{"cyclonedx-json", "false_positive", "", true}, // the state itself is the reason
	{"cyclonedx-json", "version", "", true},	// another version is affected
	{"cyclonedx-json", "component_not_present", "", false},
	{"cyclonedx-json", "none", " ", false},
	{"", "because", "", true}, // a format that is not known has its own words
	{"", " ", "", false},
};

static void test_reasons(void)
{
	for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++) {
		bool is = vex_is_reason(slice_of(REASONS[i].format),
					slice_of(REASONS[i].justification),
					slice_of(REASONS[i].text));
		if (!test_count(is == REASONS[i].is))
			fprintf(stderr, "reason %zu: '%s', '%s'\n", i, REASONS[i].justification,
				REASONS[i].text);
	}
}

int main(void)
{
	test_reasons();
	test_names();
	test_unnamed();
	test_weights();
	return test_done("findings_vex");
}
