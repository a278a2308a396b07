// SSLyze's JSON of versions 2 to 6.
//
//	6, 5   server_scan_results[].scan_result.COMMAND.{status, error_reason, result}
//	4, 3   server_scan_results[].scan_commands_results.COMMAND, .scan_commands_errors.COMMAND
//	2      accepted_targets[].commands_results.OLD_COMMAND, invalid_targets[]
//
// Source: sslyze's docs/json-output.rst and its JSON schema; of version 2, its cli/json_output.py.
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/web/sslyze.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (node_has(json, "sslyze_version") || node_has(json, "sslyze_url"))
		return 100;
	return node_has(json, "server_scan_results") || node_has(json, "accepted_targets") ? 90 : 0;
}

struct sslyze {
	struct scan common;
	size_t servers;
	struct tls tls;
};

// ---- Checks ----

typedef void take_result(struct tls *tls, const struct node *result, enum tls_check check);

static const struct node *accepted_suites(const struct node *result)
{
	const struct node *list = node_at(result, "accepted_cipher_suites");
	return list ? list : node_at(result, "accepted_cipher_list");
}

static struct slice suite_name(const struct node *suite)
{
	static const char *const places[] = {"cipher_suite.name", "name", "openssl_name"};
	struct slice name = {0};
	for (size_t i = 0; i < sizeof places / sizeof *places && !name.len; i++)
		name = node_text(suite, places[i]);
	return name;
}

static void take_protocol(struct tls *tls, const struct node *result, enum tls_check check)
{
	const struct node *accepted = accepted_suites(result);
	if (!accepted)
		tls_untested(tls, check, SLICE("no list of suites"));
	else
		tls_set(tls, check, accepted->count > 0, (struct slice){0});
}

static void take_suites(struct tls *tls, const struct node *result, enum tls_check check)
{
	struct str weak = {0};
	for (NODE_EACH(suite, accepted_suites(result)))
		if (tls_is_weak_suite(suite_name(suite))) {
			str_add_slice(&weak, suite_name(suite));
			str_add_char(&weak, '\n');
		}
	if (accepted_suites(result))
		tls_set(tls, check, weak.len > 0, str_slice(&weak));
	else
		tls_untested(tls, check, SLICE("no list of suites"));
	str_fini(&weak);
}

static void take_heartbleed(struct tls *tls, const struct node *result, enum tls_check check)
{
	sslyze_take_flag(tls, node_at(result, "is_vulnerable_to_heartbleed"), false, check);
}

static void take_ccs(struct tls *tls, const struct node *result, enum tls_check check)
{
	sslyze_take_flag(tls, node_at(result, "is_vulnerable_to_ccs_injection"), false, check);
}

static void take_robot(struct tls *tls, const struct node *result, enum tls_check check)
{
	struct slice word = node_text(result, "robot_result");
	if (!word.len)
		word = node_text(result, "robot_result_enum");
	if (slice_starts(word, "VULNERABLE") || slice_starts(word, "NOT_VULNERABLE"))
		tls_set(tls, check, slice_starts(word, "VULNERABLE"), word);
	else
		tls_untested(tls, check, word.len ? word : SLICE("no result"));
}

static void take_renegotiation(struct tls *tls, const struct node *result, enum tls_check check)
{
	const struct node *dos = node_at(result, "is_vulnerable_to_client_renegotiation_dos");
	if (!dos)
		dos = node_at(result, "accepts_client_renegotiation");
	sslyze_take_flag(tls, node_at(result, "supports_secure_renegotiation"), true, check);
	sslyze_take_flag(tls, dos, false, TLS_RENEGOTIATION_DOS);
}

static void take_compression(struct tls *tls, const struct node *result, enum tls_check check)
{
	const struct node *old = node_at(result, "compression_name");
	if (old)
		tls_set(tls, check, old->kind == NODE_TEXT, old->text);
	else
		sslyze_take_flag(tls, node_at(result, "supports_compression"), false, check);
}

static const struct command {
	const char *name, *old;
	enum tls_check check, last; // what is untested when it was not run: a range
	take_result *take;
} COMMANDS[] = {
	{"certificate_info", "certinfo", TLS_CERTIFICATE_TRUST, TLS_CERTIFICATE_KEY,
	 sslyze_take_certificate},
	{"ssl_2_0_cipher_suites", "sslv2", TLS_SSL_2_0, TLS_SSL_2_0, take_protocol},
	{"ssl_3_0_cipher_suites", "sslv3", TLS_SSL_3_0, TLS_SSL_3_0, take_protocol},
	{"tls_1_0_cipher_suites", "tlsv1", TLS_1_0, TLS_1_0, take_protocol},
	{"tls_1_1_cipher_suites", "tlsv1_1", TLS_1_1, TLS_1_1, take_protocol},
	{"tls_1_2_cipher_suites", "tlsv1_2", TLS_1_2_SUITES, TLS_1_2_SUITES, take_suites},
	{"heartbleed", "heartbleed", TLS_HEARTBLEED, TLS_HEARTBLEED, take_heartbleed},
	{"openssl_ccs_injection", "openssl_ccs", TLS_CCS, TLS_CCS, take_ccs},
	{"robot", "robot", TLS_ROBOT, TLS_ROBOT, take_robot},
	{"session_renegotiation", "reneg", TLS_RENEGOTIATION, TLS_RENEGOTIATION_DOS,
	 take_renegotiation},
	{"tls_compression", "compression", TLS_COMPRESSION, TLS_COMPRESSION, take_compression},
};

// ---- Servers ----

// A command's result in whichever shape; NULL with why there is none, which is empty when it was
// not asked for.
static const struct node *result_of(const struct node *server, const struct command *command,
				    struct slice *why)
{
	const struct node *now = node_member(node_at(server, "scan_result"), command->name),
			  *old = node_member(node_at(server, "scan_commands_results"),
					     command->name),
			  *oldest = node_member(node_at(server, "commands_results"), command->old),
			  *error = node_member(node_at(server, "scan_commands_errors"),
					       command->name);
	struct slice status = node_text(now, "status"), reason = node_text(now, "error_reason");
	*why = (struct slice){0};
	if (slice_is(status, "COMPLETED"))
		return node_at(now, "result");
	if (error || node_has(oldest, "error_message"))
		*why = error ? node_text(error, "reason") : node_text(oldest, "error_message");
	else if (now && !slice_is(status, "NOT_SCHEDULED"))
		*why = reason.len ? reason : status.len ? status : SLICE("no status");
	else
		return old ? old : oldest;
	return NULL;
}

static void take_command(struct tls *tls, const struct node *server, const struct command *command)
{
	struct slice why;
	const struct node *result = result_of(server, command, &why);
	for (int check = (int)command->check; check <= (int)command->last; check++)
		if (result || why.len)
			tls_untested(tls, (enum tls_check)check, result ? SLICE("no result") : why);
		else
			tls_leave_out(tls, (enum tls_check)check);
	if (result)
		command->take(tls, result, command->check);
}

static struct slice server_name(struct tls *tls, const struct node *server)
{
	static const char *const places[] = {"server_location", "server_info.server_location",
					     "server_info"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct node *place = node_at(server, places[i]);
		struct slice host = node_text(place, "hostname"), port = node_text(place, "port");
		if (host.len)
			return WORDS(&tls->arena, host, SLICE(":"), port);
	}
	return (struct slice){0};
}

static bool take_server(struct tour *tour, const struct node *server, struct err *err)
{
	struct sslyze *report = tour->own;
	struct tls *tls = &report->tls;
	report->servers++;
	tls_fini(tls);
	tls->server = server_name(tls, server);
	if (!tls->server.len)
		return tour_fault(tour, err, "a server without a name");
	if (slice_is(node_text(server, "connectivity_status"), "ERROR"))
		return tls_tell_unreachable(tour->file, tls->server, SLICE("no connection"),
					    &report->common, err);
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		take_command(tls, server, &COMMANDS[i]);
	return tls_tell(tour->file, tls, &report->common, err);
}

// Versions 3 and 4: {"server_string", "error_message"}; 2: {"host:port": "message"}.
static bool take_failure(struct tour *tour, const struct node *failure, struct err *err)
{
	struct sslyze *report = tour->own;
	struct slice server = node_text(failure, "server_string"),
		     why = node_text(failure, "error_message");
	report->servers++;
	if (!server.len && failure->first) {
		server = failure->first->key;
		why = failure->first->text;
	}
	return tls_tell_unreachable(tour->file, server, why, &report->common, err);
}

// ---- The report ----

static const struct tour_row HEAD[] = {
	{"sslyze_version", NULL, TOUR_TEXT(struct sslyze, common.version)},
	{"date_scans_completed", tour_take_time, 0},
	{NULL, NULL, 0},
};
static const struct tour_row BODY[] = {
	{"server_scan_results.[]", take_server, 0},
	{"accepted_targets.[]", take_server, 0},
	{"server_connectivity_errors.[]", take_failure, 0},
	{"invalid_targets.[]", take_failure, 0},
	{NULL, NULL, 0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct sslyze report = {0};
	struct tour tour = {.file = file, .own = &report};
	bool good =
		tour_all(&tour, HEAD, err) && tour_again(&tour, err) && tour_all(&tour, BODY, err);
	tls_fini(&report.tls);
	if (good && !report.servers)
		return err_set(err, ERR_INCOMPLETE, "%s: no server was scanned", file->name);
	return good;
}

const struct scan_format FORMAT_SSLYZE_JSON = {
	.name = "sslyze-json",
	.title = "SSLyze JSON",
	.detect = detect,
	.read = read_report,
};
