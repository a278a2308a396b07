#include "plugins/scans/web/sslyze.h"

#include "plugins/scans/words/words.h"

void sslyze_take_flag(struct tls *tls, const struct node *flag, bool well, enum tls_check check)
{
	if (flag && flag->kind == NODE_BOOL)
		tls_set(tls, check, node_bool(flag, "", well) != well, (struct slice){0});
	else
		tls_untested(tls, check, SLICE("no result"));
}

// Whether any trust store takes the chain; what the first one that does not says.
static bool is_trusted(const struct node *paths, struct slice *why)
{
	*why = SLICE("no trust store takes it");
	for (NODE_EACH(path, paths)) {
		struct slice fault = node_text(path, node_has(path, "validation_error")
							     ? "validation_error"
							     : "openssl_error_string");
		if (node_bool(path, "was_validation_successful", false) ||
		    node_has(path, "verified_certificate_chain"))
			return true;
		if (fault.len)
			*why = fault;
	}
	return false;
}

// What is wrong with one of a server's certificates is not mended by another one.
static void judge(struct tls *tls, enum tls_check check, bool bad, struct slice detail)
{
	if (!tls->checks[check].bad)
		tls_set(tls, check, bad, detail);
}

static void take_key(struct tls *tls, const struct node *key)
{
	struct slice algorithm = node_text(key, "algorithm");
	int64_t bits = node_int(key, "key_size", node_int(key, "size", 0));
	bool curve = node_has(key, "ec_curve_name") || slice_starts(algorithm, "_Elliptic") ||
		     slice_starts(algorithm, "EC");
	if (bits)
		judge(tls, TLS_CERTIFICATE_KEY, bits < (curve ? 224 : 2048),
		      slice_of(arena_printf(&tls->arena, "%lld bits", (long long)bits)));
}

// A chain that no store takes is not judged by SSLyze; the certificate itself is, here.
static void take_hash(struct tls *tls, const struct node *own, const struct node *leaf)
{
	struct slice hash = node_text(leaf, "signature_hash_algorithm.name");
	if (!hash.len)
		hash = node_text(leaf, "signatureAlgorithm");
	bool bad = node_bool(own, "verified_chain_has_sha1_signature", false);
	if (hash.len || node_has(own, "verified_chain_has_sha1_signature"))
		judge(tls, TLS_CERTIFICATE_SHA1, bad || slice_is(hash, "sha1"), hash);
}

// Since version 6 the name is a part of what the trust stores check.
static void take_name(struct tls *tls, const struct node *own)
{
	const struct node *matches = node_at(own, "leaf_certificate_subject_matches_hostname");
	if (!matches || matches->kind == NODE_BOOL)
		judge(tls, TLS_CERTIFICATE_NAME, matches && !node_bool(matches, "", true),
		      (struct slice){0});
}

static void take_deployment(struct tls *tls, const struct node *own)
{
	const struct node *leaf = node_at(own, "received_certificate_chain.0"),
			  *paths = node_at(own, "path_validation_results");
	bool current = node_has(leaf, "public_key");
	struct slice why;
	if (!paths)
		return;
	bool trusted = is_trusted(paths, &why);
	judge(tls, TLS_CERTIFICATE_TRUST, !trusted, why);
	take_name(tls, own);
	take_hash(tls, own, leaf);
	take_key(tls, node_at(leaf, current ? "public_key" : "publicKey"));
}

void sslyze_take_certificate(struct tls *tls, const struct node *result, enum tls_check check)
{
	(void)check;
	for (NODE_EACH(own, node_at(result, "certificate_deployments")))
		take_deployment(tls, own);
}
