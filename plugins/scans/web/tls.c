#include "plugins/scans/web/tls.h"

#include "plugins/scans/words/words.h"

#include <string.h>

static const struct {
	const char *rule, *title, *ids, *cwe;
	enum finding_level level;
} CHECKS[TLS_CHECKS] = {
	[TLS_CERTIFICATE_TRUST] = {"certificate-trust", "the certificate is not trusted", "",
				   "CWE-295", LEVEL_MEDIUM},
	[TLS_CERTIFICATE_NAME] = {"certificate-name", "the certificate is for another host", "",
				  "CWE-297", LEVEL_MEDIUM},
	[TLS_CERTIFICATE_SHA1] = {"certificate-sha1", "the certificate is signed with SHA-1", "",
				  "CWE-328", LEVEL_MEDIUM},
	[TLS_CERTIFICATE_KEY] = {"certificate-key", "the certificate's key is short", "", "CWE-326",
				 LEVEL_MEDIUM},
	[TLS_SSL_2_0] = {"ssl-2.0", "SSL 2.0 is spoken", "", "CWE-327", LEVEL_MEDIUM},
	[TLS_SSL_3_0] = {"ssl-3.0", "SSL 3.0 is spoken", "", "CWE-327", LEVEL_MEDIUM},
	[TLS_1_0] = {"tls-1.0", "TLS 1.0 is spoken", "", "CWE-327", LEVEL_MEDIUM},
	[TLS_1_1] = {"tls-1.1", "TLS 1.1 is spoken", "", "CWE-327", LEVEL_MEDIUM},
	[TLS_1_2_SUITES] = {"tls-1.2-suites", "TLS 1.2 is spoken with weak cipher suites", "",
			    "CWE-327", LEVEL_MEDIUM},
	[TLS_HEARTBLEED] = {"heartbleed", "Heartbleed", "CVE-2014-0160", "CWE-125", LEVEL_HIGH},
	[TLS_CCS] = {"ccs-injection", "OpenSSL CCS injection", "CVE-2014-0224", "CWE-326",
		     LEVEL_HIGH},
	[TLS_ROBOT] = {"robot", "ROBOT", "CVE-2017-13099", "CWE-203", LEVEL_HIGH},
	[TLS_RENEGOTIATION] = {"renegotiation", "renegotiation is not secure", "CVE-2009-3555",
			       "CWE-295", LEVEL_MEDIUM},
	[TLS_RENEGOTIATION_DOS] = {"renegotiation-dos",
				   "clients may renegotiate as often as they like", "CVE-2011-1473",
				   "CWE-400", LEVEL_MEDIUM},
	[TLS_COMPRESSION] = {"compression", "TLS compression (CRIME)", "CVE-2012-4929", "CWE-310",
			     LEVEL_MEDIUM},
};

void tls_fini(struct tls *tls)
{
	arena_fini(&tls->arena);
	*tls = (struct tls){0};
}

static struct slice kept(struct tls *tls, struct slice text)
{
	return (struct slice){arena_slice(&tls->arena, text), text.len};
}

void tls_set(struct tls *tls, enum tls_check check, bool bad, struct slice detail)
{
	tls->checks[check].tested = true;
	tls->checks[check].left_out = false;
	tls->checks[check].bad = bad;
	tls->checks[check].detail = kept(tls, detail);
}

void tls_leave_out(struct tls *tls, enum tls_check check)
{
	tls->checks[check].tested = false;
	tls->checks[check].left_out = true;
}

void tls_untested(struct tls *tls, enum tls_check check, struct slice why)
{
	tls->checks[check].tested = false;
	tls->checks[check].left_out = false;
	tls->checks[check].detail = kept(tls, why);
}

// OpenSSL's names ("ECDHE-RSA-RC4-SHA") read like those of the registry ("TLS_ECDHE_RSA_RC4_SHA").
static size_t registry_name(struct slice name, char out[80])
{
	struct slice prefix = slice_starts(name, "TLS_") ? SLICE("") : SLICE("TLS_");
	size_t len = prefix.len, most = 80 - prefix.len;
	memcpy(out, prefix.at, prefix.len);
	for (size_t i = 0; i < name.len && i < most; i++)
		out[len++] = name.at[i] == '-' ? '_' : name.at[i];
	return len;
}

bool tls_is_weak_suite(struct slice name)
{
	static const char *const strong[] = {"TLS_ECDHE_", "TLS_DHE_", "TLS_AES_", "TLS_CHACHA20_"},
				 *const broken[] = {"_NULL_", "_EXPORT", "_anon_", "_RC4_",
						    "_RC2_",  "_DES_",	 "_3DES_", "_IDEA_",
						    "_SEED_", "_MD5"};
	char own[80];
	struct slice full = {own, registry_name(name, own)};
	bool ephemeral = false;
	for (size_t i = 0; i < sizeof strong / sizeof *strong; i++)
		ephemeral = ephemeral || slice_starts(full, strong[i]);
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		if (memmem(full.at, full.len, broken[i], strlen(broken[i])))
			return true;
	return !ephemeral;
}

static bool add(struct scan_file *file, const struct tls *tls, size_t check, struct err *err)
{
	struct slice detail = tls->checks[check].detail;
	struct scan_finding finding = {
		.class = FINDING_DAST,
		.rule = slice_of(CHECKS[check].rule),
		.title = slice_of(CHECKS[check].title),
		.text = detail,
		.level = CHECKS[check].level,
		.from = SLICE("assumed"),
		.ids = slice_of(CHECKS[check].ids),
		.cwe = slice_of(CHECKS[check].cwe),
		.url = tls->server,
	};
	return scan_add(file, &finding, err);
}

static void begin(struct scan *scan, struct slice server)
{
	scan->tool = SLICE("sslyze");
	scan->class = FINDING_DAST;
	scan->target = server;
	scan->target_kind = SLICE("host");
}

// The checks that were asked for, unless that is all of them.
static void add_set(const struct tls *tls, struct str *set)
{
	size_t left_out = 0;
	for (size_t i = 0; i < TLS_CHECKS; i++) {
		left_out += tls->checks[i].left_out;
		if (!tls->checks[i].left_out)
			str_addf(set, "%s%s", set->len ? "," : "", CHECKS[i].rule);
	}
	if (!left_out)
		str_clear(set);
}

// Which checks could not be made, and why.
static void count(const struct tls *tls, struct scan *scan, struct str *missing)
{
	for (size_t i = 0; i < TLS_CHECKS; i++) {
		struct slice why = tls->checks[i].detail;
		scan->passed += tls->checks[i].tested && !tls->checks[i].bad;
		if (tls->checks[i].tested)
			continue;
		scan->untested++;
		if (tls->checks[i].left_out)
			continue;
		str_addf(missing, "%s%s (%.*s)",
			 missing->len ? ", " : "not tested: ", CHECKS[i].rule, (int)why.len,
			 why.at);
	}
}

bool tls_tell(struct scan_file *file, const struct tls *tls, const struct scan *common,
	      struct err *err)
{
	struct scan scan = *common;
	struct str missing = {0}, set = {0};
	begin(&scan, tls->server);
	count(tls, &scan, &missing);
	add_set(tls, &set);
	scan.category = str_slice(&set);
	scan.partial = str_slice(&missing);
	bool good = scan_begin(file, &scan, err);
	for (size_t i = 0; good && i < TLS_CHECKS; i++)
		if (tls->checks[i].bad)
			good = add(file, tls, i, err);
	str_fini(&missing);
	str_fini(&set);
	return good && scan_end(file, NULL, err);
}

bool tls_tell_unreachable(struct scan_file *file, struct slice server, struct slice why,
			  const struct scan *common, struct err *err)
{
	struct scan scan = *common;
	struct slice failed = WORDS(file->arena, server, SLICE(" was not reached: "), why);
	begin(&scan, server);
	scan.untested = TLS_CHECKS;
	return scan_begin(file, &scan, err) && scan_end(file, failed.at, err);
}
