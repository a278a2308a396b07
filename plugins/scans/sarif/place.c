#include "plugins/scans/sarif/sarif.h"
#include "plugins/scans/words/words.h"

#include <string.h>
#include <strings.h>

enum { CHAIN_MOST = 16 };

// ---- Addresses ----

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Percent-decoded, '/' between folders; what decodes to NUL stays as it is.
static void add_decoded(struct str *out, struct slice uri)
{
	for (size_t i = 0; i < uri.len; i++) {
		int high = uri.at[i] == '%' && i + 2 < uri.len ? hex_digit(uri.at[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(uri.at[i + 2]) : -1;
		if (low >= 0 && (high || low)) {
			str_add_char(out, (char)(high * 16 + low));
			i += 2;
		} else {
			str_add_char(out, uri.at[i] == '\\' ? '/' : uri.at[i]);
		}
	}
}

static bool has_scheme(struct slice uri)
{
	const char *end = uri.len ? memchr(uri.at, ':', uri.len) : NULL;
	return end && end - uri.at > 1 && !memchr(uri.at, '/', (size_t)(end - uri.at));
}

static const struct sarif_base *base_named(const struct sarif_run *run, struct slice id)
{
	for (size_t i = 0; i < run->bases.len; i++)
		if (slice_equal(run->bases.at[i].id, id))
			return &run->bases.at[i];
	return NULL;
}

// The folders between a root that is not told and the file (§3.14.14). Below a root that is told,
// or in a circle, there are none: the root is a place of the scanning machine.
static void add_bases(const struct sarif_run *run, struct slice id, struct str *out)
{
	struct slice chain[CHAIN_MOST];
	size_t count = 0;
	while (id.len) {
		const struct sarif_base *base = base_named(run, id);
		if (base && (has_scheme(base->uri) || count == CHAIN_MOST))
			return;
		if (!base || !base->uri.len)
			break;
		chain[count++] = base->uri;
		if (!base->base.len)
			break;
		id = base->base;
	}
	if (count && (!id.len || chain[count - 1].at[0] == '/'))
		return;
	while (count--) {
		add_decoded(out, chain[count]);
		if (out->len && out->at[out->len - 1] != '/')
			str_add_char(out, '/');
	}
}

static struct slice without_file_scheme(struct slice uri)
{
	if (uri.len < 5 || strncasecmp(uri.at, "file:", 5) != 0)
		return uri;
	uri.at += 5;
	uri.len -= 5;
	if (slice_starts(uri, "//")) {
		struct slice rest = {uri.at + 2, uri.len - 2};
		const char *path = rest.len ? memchr(rest.at, '/', rest.len) : NULL;
		size_t host = path ? (size_t)(path - rest.at) : 0;
		uri = (struct slice){rest.at + host, rest.len - host};
	}
	return uri;
}

// A file below a base that is told becomes relative to it.
static struct slice below_base(const struct sarif_run *run, struct slice uri)
{
	struct slice path = without_file_scheme(uri);
	size_t longest = 0;
	for (size_t i = 0; i < run->bases.len; i++) {
		struct slice base = run->bases.at[i].uri;
		if (!has_scheme(base) && !slice_starts(base, "/"))
			continue;
		base = without_file_scheme(base);
		while (slice_ends(base, "/"))
			base.len--;
		if (base.len > longest && base.len < path.len && path.at[base.len] == '/' &&
		    !memcmp(path.at, base.at, base.len))
			longest = base.len;
	}
	path = (struct slice){path.at + longest, path.len - longest};
	while (longest && slice_starts(path, "/"))
		path = (struct slice){path.at + 1, path.len - 1};
	return path;
}

// ---- Of the web ----

// Whatever case its scheme is in (RFC 3986, section 3.1).
static bool is_web(struct slice uri)
{
	static const char *const SCHEMES[] = {"http://", "https://"};
	for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
		size_t len = strlen(SCHEMES[i]);
		if (uri.len >= len && !strncasecmp(uri.at, SCHEMES[i], len))
			return true;
	}
	return false;
}

static bool is_base_of_web(const struct sarif_run *run, struct slice id)
{
	for (size_t i = 0; i < CHAIN_MOST && id.len; i++) {
		const struct sarif_base *base = base_named(run, id);
		if (base && is_web(base->uri))
			return true;
		id = base ? base->base : (struct slice){0};
	}
	return false;
}

// ---- Files ----

static void take_file(struct sarif_run *run, struct slice uri, struct slice base,
		      struct scan_finding *f)
{
	struct str path = {0};
	if (is_web(uri)) {
		f->url = words_url(uri, &run->scratch);
		return;
	}
	if (is_base_of_web(run, base))
		uri = words_url(uri, &run->scratch);
	if (has_scheme(uri) || slice_starts(uri, "/"))
		uri = below_base(run, uri);
	else if (base.len)
		add_bases(run, base, &path);
	while (slice_starts(uri, "./"))
		uri = (struct slice){uri.at + 2, uri.len - 2};
	bool plain = !path.len && uri.len && !memchr(uri.at, '%', uri.len) &&
		     !memchr(uri.at, '\\', uri.len);
	if (!plain)
		add_decoded(&path, uri);
	f->file = plain ? uri : sarif_hold(run, &path);
	f->file = words_folded(f->file, &run->scratch);
	if (run->class != FINDING_CONTAINER) // whose files are those of the image
		f->file = words_below_root(f->file, run->target);
	str_fini(&path);
}

// ---- Locations (§3.28) ----

static void take_artifact(struct sarif_run *run, const struct node *artifact,
			  struct scan_finding *f)
{
	struct slice uri = node_text(artifact, "uri"), base = node_text(artifact, "uriBaseId");
	int64_t index = node_int(artifact, "index", -1);
	if (!uri.len && index >= 0 && index < (int64_t)run->artifacts.len) {
		uri = run->artifacts.at[index].uri;
		base = run->artifacts.at[index].base;
	}
	if (uri.len)
		take_file(run, uri, base, f);
}

static void take_logical(struct sarif_run *run, const struct node *list, struct scan_finding *f)
{
	const struct node *first = node_at(list, "0");
	struct slice name = node_text(first, "fullyQualifiedName");
	int64_t index = node_int(first, "index", -1);
	name = name.len ? name : node_text(first, "name");
	if (!name.len && index >= 0 && index < (int64_t)run->logical.len)
		name = run->logical.at[index];
	f->logical = is_web(name) ? words_url(name, &run->scratch) : name;
}

void sarif_place(struct sarif_run *run, const struct node *location, struct scan_finding *f)
{
	const struct node *physical = node_member(location, "physicalLocation");
	const struct node *region = node_member(physical, "region");
	int64_t line = node_int(region, "startLine", 0), end = node_int(region, "endLine", 0);
	static const int64_t MOST = 1000000000;
	take_artifact(run, node_member(physical, "artifactLocation"), f);
	take_logical(run, node_member(location, "logicalLocations"), f);
	f->line = line > 0 && line < MOST ? line : 0;
	f->end_line = end > line && end < MOST ? end : 0;
	f->snippet = node_text(region, "snippet.text");
}
