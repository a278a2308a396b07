// SSLyze's XML of versions 1 and 2.
// Source: sslyze 2, cli/xml_output.py; the names of the elements are its plugins'.
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/web/tls.h"
#include "plugins/sdk/doc/xml.h"

#include <string.h>

static int detect(const struct scan_sniff *sniff)
{
	struct slice head = sniff->head;
	return slice_is(sniff->xml, "document") && head.len &&
			       memmem(head.at, head.len, "SSLyzeVersion", 13)
		       ? 100
		       : 0;
}

enum { DOCUMENT, INVALID, TARGET };
static const struct xml_want WANTS[] = {
	[DOCUMENT] = {"document", .open = true},
	[INVALID] = {"document/invalidTargets/invalidTarget", .open = false},
	[TARGET] = {"document/results/target", .open = false},
};

struct sslyze {
	struct scan_file *file;
	struct scan common;
	struct tls tls;
	size_t servers;
};

// "True" and "False"; anything else is no answer.
static void take_flag(struct tls *tls, struct slice flag, bool well, enum tls_check check)
{
	bool yes = slice_is(flag, "True");
	if (yes || slice_is(flag, "False"))
		tls_set(tls, check, yes != well, (struct slice){0});
}

static const struct node *accepted(const struct node *target, const char *protocol)
{
	return node_at(node_member(target, protocol), "acceptedCipherSuites");
}

static void take_protocols(struct tls *tls, const struct node *target)
{
	static const char *const names[] = {"sslv2", "sslv3", "tlsv1", "tlsv1_1"};
	for (int i = 0; i < 4; i++)
		if (accepted(target, names[i]))
			tls_set(tls, (enum tls_check)(TLS_SSL_2_0 + i),
				node_has(accepted(target, names[i]), "cipherSuite"),
				(struct slice){0});
}

static void take_suites(struct tls *tls, const struct node *suites)
{
	struct str weak = {0};
	for (NODE_EACH(suite, suites)) {
		struct slice name = node_text(suite, "@name");
		if (!slice_is(suite->key, "cipherSuite") || !tls_is_weak_suite(name))
			continue;
		str_add_slice(&weak, name);
		str_add_char(&weak, '\n');
	}
	if (suites)
		tls_set(tls, TLS_1_2_SUITES, weak.len > 0, str_slice(&weak));
	str_fini(&weak);
}

// The server's own certificate is the first of its chain.
static const struct node *first_named(const struct node *parent, const char *name)
{
	for (NODE_EACH(child, parent))
		if (slice_is(child->key, name))
			return child;
	return NULL;
}

static void take_leaf(struct tls *tls, const struct node *leaf)
{
	const struct node *key = node_at(leaf, "publicKey");
	struct slice hash = node_text(leaf, "signatureAlgorithm");
	int64_t bits = node_int(key, "@size", 0);
	if (hash.len)
		tls_set(tls, TLS_CERTIFICATE_SHA1, slice_is(hash, "sha1"), hash);
	if (bits)
		tls_set(tls, TLS_CERTIFICATE_KEY,
			bits < (slice_is(node_text(key, "@algorithm"), "RSA") ? 2048 : 224),
			slice_of(arena_printf(&tls->arena, "%lld bits", (long long)bits)));
}

static void take_certificate(struct tls *tls, const struct node *certificate)
{
	const struct node *validation = node_at(certificate, "certificateValidation");
	bool trusted = false, told = false;
	struct slice why = {0};
	for (NODE_EACH(path, validation)) {
		if (!slice_is(path->key, "pathValidation"))
			continue;
		told = true;
		why = node_text(path, "@validationResult");
		trusted = trusted || slice_is(why, "ok");
	}
	if (told)
		tls_set(tls, TLS_CERTIFICATE_TRUST, !trusted, why);
	take_flag(tls,
		  node_text(validation, "hostnameValidation.@certificateMatchesServerHostname"),
		  true, TLS_CERTIFICATE_NAME);
	take_leaf(tls,
		  first_named(node_at(certificate, "receivedCertificateChain"), "certificate"));
}

static void take_attacks(struct tls *tls, const struct node *target)
{
	struct slice robot = node_text(target, "robot.robotAttack.@resultEnum"),
		     reneg = node_text(target, "reneg.sessionRenegotiation.@isSecure");
	take_flag(tls, node_text(target, "heartbleed.openSslHeartbleed.@isVulnerable"), false,
		  TLS_HEARTBLEED);
	take_flag(tls, node_text(target, "openssl_ccs.openSslCcsInjection.@isVulnerable"), false,
		  TLS_CCS);
	take_flag(tls, reneg, true, TLS_RENEGOTIATION);
	take_flag(tls, node_text(target, "reneg.sessionRenegotiation.@canBeClientInitiated"), false,
		  TLS_RENEGOTIATION_DOS);
	take_flag(tls, node_text(target, "compression.compressionMethod.@isSupported"), false,
		  TLS_COMPRESSION);
	if (slice_starts(robot, "VULNERABLE") || slice_starts(robot, "NOT_VULNERABLE"))
		tls_set(tls, TLS_ROBOT, slice_starts(robot, "VULNERABLE"), robot);
}

// ---- Servers ----

// The element that a check's answer stands in; without it the check was not asked for.
static const struct {
	const char *name;
	enum tls_check check;
} PARTS[] = {
	{"certinfo", TLS_CERTIFICATE_TRUST},
	{"certinfo", TLS_CERTIFICATE_NAME},
	{"certinfo", TLS_CERTIFICATE_SHA1},
	{"certinfo", TLS_CERTIFICATE_KEY},
	{"sslv2", TLS_SSL_2_0},
	{"sslv3", TLS_SSL_3_0},
	{"tlsv1", TLS_1_0},
	{"tlsv1_1", TLS_1_1},
	{"tlsv1_2", TLS_1_2_SUITES},
	{"heartbleed", TLS_HEARTBLEED},
	{"openssl_ccs", TLS_CCS},
	{"robot", TLS_ROBOT},
	{"reneg", TLS_RENEGOTIATION},
	{"reneg", TLS_RENEGOTIATION_DOS},
	{"compression", TLS_COMPRESSION},
};

static bool take_target(struct sslyze *report, const struct node *target, struct err *err)
{
	struct tls *tls = &report->tls;
	struct slice host = node_text(target, "@host"), port = node_text(target, "@port");
	tls_fini(tls);
	tls->server = WORDS(&tls->arena, host, SLICE(":"), port);
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
		if (node_has(target, PARTS[i].name))
			tls_untested(tls, PARTS[i].check, SLICE("no result"));
		else
			tls_leave_out(tls, PARTS[i].check);
	take_certificate(tls, node_at(target, "certinfo"));
	take_protocols(tls, target);
	take_suites(tls, accepted(target, "tlsv1_2"));
	take_attacks(tls, target);
	return tls_tell(report->file, tls, &report->common, err);
}

static bool take_invalid(struct sslyze *report, const struct node *target, struct err *err)
{
	return tls_tell_unreachable(report->file, target->text, node_text(target, "@error"),
				    &report->common, err);
}

static bool take(struct sslyze *report, size_t want, const struct node *node, struct err *err)
{
	if (want == DOCUMENT) {
		report->common.version =
			words_keep(report->file->arena, node_text(node, "@SSLyzeVersion"));
		return true;
	}
	report->servers++;
	return want == TARGET ? take_target(report, node, err) : take_invalid(report, node, err);
}

static bool read_elements(struct sslyze *report, struct xml *xml, struct err *err)
{
	const struct node *node;
	size_t want;
	bool more = true;
	while (more)
		if (!xml_next(xml, &want, &node, &more, err) ||
		    (more && !take(report, want, node, err)))
			return false;
	return report->servers ||
	       err_set(err, ERR_INCOMPLETE, "%s: no server was scanned", report->file->name);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct sslyze report = {.file = file};
	struct xml *xml = xml_open(file->source, file->name, WANTS, sizeof WANTS / sizeof *WANTS);
	bool good = read_elements(&report, xml, err);
	xml_close(xml);
	tls_fini(&report.tls);
	return good;
}

const struct scan_format FORMAT_SSLYZE_XML = {
	.name = "sslyze-xml",
	.title = "SSLyze XML",
	.detect = detect,
	.read = read_report,
};
