// A vulnerability, misconfiguration, secret or licence as Trivy tells it.
// Source: aquasecurity/trivy, pkg/types and pkg/fanal/types.
#include "plugins/scans/deps/trivy.h"

#include "findings/ids.h"

static const struct {
	const char *type, *purl;
} PURL_TYPES[] = {
	{"pip", "pypi"},
	{"pipenv", "pypi"},
	{"poetry", "pypi"},
	{"uv", "pypi"},
	{"python-pkg", "pypi"},
	{"npm", "npm"},
	{"yarn", "npm"},
	{"pnpm", "npm"},
	{"bun", "npm"},
	{"node-pkg", "npm"},
	{"composer", "composer"},
	{"composer-vendor", "composer"},
	{"bundler", "gem"},
	{"gemspec", "gem"},
	{"rubygems", "gem"},
	{"cargo", "cargo"},
	{"rustbinary", "cargo"},
	{"gomod", "golang"},
	{"gobinary", "golang"},
	{"jar", "maven"},
	{"pom", "maven"},
	{"gradle", "maven"},
	{"sbt", "maven"},
	{"nuget", "nuget"},
	{"dotnet-core", "nuget"},
	{"conan", "conan"},
	{"hex", "hex"},
	{"pub", "pub"},
	{"swift", "swift"},
	{"cocoapods", "cocoapods"},
	{"debian", "deb/debian"},
	{"ubuntu", "deb/ubuntu"},
	{"alpine", "apk/alpine"},
	{"wolfi", "apk/wolfi"},
	{"chainguard", "apk/chainguard"},
	{"redhat", "rpm/redhat"},
	{"centos", "rpm/centos"},
	{"rocky", "rpm/rocky"},
	{"alma", "rpm/alma"},
	{"fedora", "rpm/fedora"},
	{"amazon", "rpm/amazon"},
	{"oracle", "rpm/oracle"},
	{"photon", "rpm/photon"},
};

// The package URL's type of Trivy's: "pip" is pypi, "debian" deb/debian; empty when not known.
static struct slice purl_type(struct slice type)
{
	for (size_t i = 0; i < sizeof PURL_TYPES / sizeof *PURL_TYPES; i++)
		if (slice_is(type, PURL_TYPES[i].type))
			return slice_of(PURL_TYPES[i].purl);
	return (struct slice){0};
}

bool trivy_kind_of(struct slice type, enum trivy_kind *out)
{
	static const char *const TYPES[TRIVY_KINDS] = {[TRIVY_VULN] = "vulnerability",
						       [TRIVY_MISCONF] = "misconfiguration",
						       [TRIVY_SECRET] = "secret",
						       [TRIVY_LICENCE] = "license"};
	for (size_t i = 0; i < TRIVY_KINDS; i++)
		if (slice_is(type, TYPES[i])) {
			*out = (enum trivy_kind)i;
			return true;
		}
	return false;
}

struct slice trivy_rule(struct tour *tour, struct slice id)
{
	struct str text = {0};
	rule_add(&text, id);
	struct slice out = tour_text(tour, "%s", str_text(&text));
	str_fini(&text);
	return out;
}

// "app:1.2 (debian 12.5)": the image's name and the system in it.
static struct slice image_of(struct slice target)
{
	struct slice tag, digest;
	return image_name(slice_word(&target), &tag, &digest);
}

static struct slice object_of(struct tour *tour, const struct trivy_result *result)
{
	if (!result->kind.len)
		return (struct slice){0};
	return tour_text(tour, "%.*s/%.*s/%.*s", TOUR_S(result->namespace), TOUR_S(result->kind),
			 TOUR_S(result->name));
}

static struct scan_finding begun(struct tour *tour, const struct trivy_finding *from)
{
	const struct node *node = from->node;
	struct slice severity = node_text(node, "Severity");
	return (struct scan_finding){
		.class = from->class,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = slice_or(node_text(node, "SeveritySource"), SLICE("tool")),
		.title = node_text(node, "Title"),
		.link = node_text(node, "PrimaryURL"),
		.resource = object_of(tour, from->result),
	};
}

// ---- Vulnerabilities ----

// The scores of the source that the severity is from, else NVD's, else whichever there is.
static const struct node *cvss_of(const struct node *node)
{
	const struct node *all = node_at(node, "CVSS"), *own;
	struct slice source = node_text(node, "SeveritySource");
	for (NODE_EACH(entry, all))
		if (slice_equal(entry->key, source))
			return entry;
	own = node_member(all, "nvd");
	return own || !all ? own : all->first;
}

static void rate(struct scan_finding *finding, const struct node *node)
{
	const struct node *cvss = cvss_of(node);
	finding->cvss = slice_or(node_text(cvss, "V40Score"), node_text(cvss, "V3Score"));
	finding->vector = slice_or(node_text(cvss, "V40Vector"), node_text(cvss, "V3Vector"));
	if (!finding->cvss.len && !finding->vector.len) {
		finding->cvss = node_text(cvss, "V2Score");
		finding->vector = node_text(cvss, "V2Vector");
	}
}

// Where the package is: its own path, else the result's, which for a system's packages is only the
// image's name with the system. In a cluster the object that runs it is part of the place.
static void place(struct tour *tour, struct scan_finding *finding, const struct trivy_finding *from)
{
	struct slice path = node_text(from->node, "PkgPath"), target = from->result->target;
	bool system = slice_is(from->result->class, "os-pkgs") ||
		      (!from->result->class.len && slice_ends(target, ")"));
	if (path.len)
		finding->file = tour_path(tour, path);
	else if (!system)
		finding->file = tour_path(tour, target);
	else if (from->cluster)
		finding->file = image_of(target);
	if (from->cluster)
		finding->file = tour_text(tour, "%.*s: %.*s", TOUR_S(finding->resource),
					  TOUR_S(finding->file));
	if (system || path.len)
		finding->places = target;
}

static struct slice fix_state(const struct node *node)
{
	struct slice status = node_text(node, "Status");
	if (slice_is(status, "affected"))
		return SLICE("not_fixed");
	if (slice_is(status, "fix_deferred"))
		return SLICE("deferred");
	return slice_is(status, "unknown") ? (struct slice){0} : status;
}

static struct scan_finding vulnerability(struct tour *tour, const struct trivy_finding *from)
{
	const struct node *node = from->node;
	struct scan_finding finding = begun(tour, from);
	struct slice named = node_text(node, "VulnerabilityID");
	struct slice id = slice_or(named, SLICE("unnamed"));
	struct slice name = node_text(node, "PkgName"), vendor;
	vendor = tour_join(tour, node_at(node, "VendorIDs"), "", " ");
	finding.rule = id;
	if (!finding.title.len)
		finding.title = tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name));
	finding.text = node_text(node, "Description");
	finding.ids = tour_text(tour, "%.*s %.*s", TOUR_S(named), TOUR_S(vendor));
	finding.cwe = tour_join(tour, node_at(node, "CweIDs"), "", " ");
	finding.package = name;
	finding.version = node_text(node, "InstalledVersion");
	finding.fixed = node_text(node, "FixedVersion");
	finding.fix = fix_state(node);
	finding.purl =
		slice_or(node_text(node, "PkgIdentifier.PURL"),
			 tour_purl(tour, purl_type(from->result->type), name, finding.version));
	rate(&finding, node);
	place(tour, &finding, from);
	if (slice_is(node_text(node, "Status"), "not_affected")) {
		finding.claim = SLICE("not_affected");
		finding.claim_why = SLICE("status of the vulnerability's source");
	}
	return finding;
}

// ---- The other three ----

static struct scan_finding misconfiguration(struct tour *tour, const struct trivy_finding *from)
{
	const struct node *node = from->node;
	struct scan_finding finding = begun(tour, from);
	struct slice id = slice_or(node_text(node, "ID"), node_text(node, "AVDID"));
	finding.rule = trivy_rule(tour, id);
	finding.alias = id;
	finding.text = slice_or(node_text(node, "Message"), node_text(node, "Description"));
	// "Possible exposure of secret env": what it quotes may be the secret.
	finding.quotes_secret = slice_ends(id, "DS031") || slice_ends(id, "DS-0031");
	finding.line = node_int(node, "CauseMetadata.StartLine", 0);
	finding.end_line = node_int(node, "CauseMetadata.EndLine", 0);
	if (!finding.resource.len) {
		finding.file = tour_path(tour, from->result->target);
		finding.resource = node_text(node, "CauseMetadata.Resource");
	}
	if (slice_is(node_text(node, "Status"), "EXCEPTION"))
		finding.claim = SLICE("suppressed");
	return finding;
}

// What matched is taken as the secret: the tool blanks it mostly, and then it tells lines of one
// shape from others without their place.
static struct scan_finding secret(struct tour *tour, const struct trivy_finding *from)
{
	const struct node *node = from->node;
	struct scan_finding finding = begun(tour, from);
	finding.rule = node_text(node, "RuleID");
	finding.file = tour_path(tour, from->result->target);
	finding.line = node_int(node, "StartLine", 0);
	finding.end_line = node_int(node, "EndLine", 0);
	finding.secret = node_text(node, "Match");
	return finding;
}

static struct scan_finding licence(struct tour *tour, const struct trivy_finding *from)
{
	const struct node *node = from->node;
	struct scan_finding finding = begun(tour, from);
	struct slice name = node_text(node, "Name"), category = node_text(node, "Category");
	finding.rule = name;
	finding.title = tour_text(tour, "licence %.*s (%.*s)", TOUR_S(name), TOUR_S(category));
	finding.package = node_text(node, "PkgName");
	finding.file = tour_path(tour, node_text(node, "FilePath"));
	finding.link = node_text(node, "Link");
	if (!finding.file.len)
		finding.places = from->result->target;
	return finding;
}

struct scan_finding trivy_made_of(struct tour *tour, const struct trivy_finding *from)
{
	static struct scan_finding (*const MADE[TRIVY_KINDS])(struct tour *,
							      const struct trivy_finding *) = {
		[TRIVY_VULN] = vulnerability,
		[TRIVY_MISCONF] = misconfiguration,
		[TRIVY_SECRET] = secret,
		[TRIVY_LICENCE] = licence,
	};
	return MADE[from->kind](tour, from);
}
