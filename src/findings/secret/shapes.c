// Tokens that are known by their shape: whatever text they stand in.
//
// Shapes: GitHub "About authentication" (token formats), GitLab "Token overview" (prefixes), AWS
// IAM "Unique identifiers", Slack "Token types", the prefixes that others tell secret scanners, RFC
// 7519 (a JWT begins with base64url of '{"'). None of them promises a digit.
#include "findings/secret/secret.h"

#include <ctype.h>
#include <string.h>

// Sorted, for they are sought by their first two bytes.
static const struct shape {
	const char *prefix, *more; // beside letters and digits
	size_t least;		   // behind the prefix
	bool capitals;		   // no small letters
} SHAPES[] = {
	{"ABIA", "", 16, true},
	{"ACCA", "", 16, true},
	{"AGE-SECRET-KEY-1", "", 40, true},
	{"AIza", "_-", 35, false},
	{"AKIA", "", 16, true},
	{"ASIA", "", 16, true},
	{"GOCSPX-", "_-", 24, false},
	{"KGAT_", "", 30, false},
	{"NRAK-", "", 20, false},
	{"PMAK-", "-", 40, false},
	{"SG.", "_-.", 40, false},
	{"api_org_", "", 30, false},
	{"dapi", "-", 32, false},
	{"dckr_oat_", "_-", 20, false},
	{"dckr_pat_", "_-", 20, false},
	{"discord.com/api/webhooks/", "/_-", 60, false},
	{"discordapp.com/api/webhooks/", "/_-", 60, false},
	{"doo_v1_", "", 40, false},
	{"dop_v1_", "", 40, false},
	{"dor_v1_", "", 40, false},
	{"eyJ", "_-.", 30, false},
	{"figd_", "_-", 30, false},
	{"gho_", "", 30, false},
	{"ghp_", "", 30, false},
	{"ghr_", "", 30, false},
	{"ghs_", "_.-", 30, false},
	{"ghu_", "", 30, false},
	{"github_pat_", "_", 22, false},
	{"glagent-", "_-", 20, false},
	{"glc_", "+/=", 30, false},
	{"glcbt-", "_-", 20, false},
	{"gldt-", "_-", 20, false},
	{"glimt-", "_-", 20, false},
	{"gloas-", "_-", 20, false},
	{"glpat-", "_-.", 20, false},
	{"glptt-", "_-", 20, false},
	{"glrt-", "_-.", 20, false},
	{"glrtr-", "_-", 20, false},
	{"glsa_", "_", 30, false},
	{"glsoat-", "_-", 20, false},
	{"gsk_", "", 40, false},
	{"hf_", "", 30, false},
	{"hooks.slack.com/services/", "/", 30, false},
	{"hvb.", "_-", 20, false},
	{"hvs.", "_-", 20, false},
	{"lin_api_", "", 30, false},
	{"lsv2_pt_", "_", 30, false},
	{"lsv2_sk_", "_", 30, false},
	{"npm_", "", 36, false},
	{"ntn_", "", 40, false},
	{"nvapi-", "_-", 40, false},
	{"pcsk_", "_", 40, false},
	{"pplx-", "", 40, false},
	{"pul-", "", 40, false},
	{"pypi-AgEI", "_-", 20, false},
	{"pypi-AgEN", "_-", 20, false},
	{"r8_", "", 30, false},
	{"rk_live_", "", 20, false},
	{"rk_test_", "", 20, false},
	{"rubygems_", "", 40, false},
	{"sbp_", "", 40, false},
	{"shpat_", "", 30, false},
	{"shpca_", "", 30, false},
	{"shppa_", "", 30, false},
	{"shpss_", "", 30, false},
	{"sk-", "", 32, false},
	{"sk-admin-", "_-", 20, false},
	{"sk-ant-", "_-", 20, false},
	{"sk-lf-", "-", 30, false},
	{"sk-or-v1-", "", 40, false},
	{"sk-proj-", "_-", 20, false},
	{"sk-svcacct-", "_-", 20, false},
	{"sk_live_", "", 20, false},
	{"sk_test_", "", 20, false},
	{"sntrys_", "_+/=", 40, false},
	{"sntryu_", "", 40, false},
	{"tvly-", "-", 20, false},
	{"wandb_v1_", "_-", 40, false},
	{"webhook.office.com/webhookb2/", "@/-", 60, false},
	{"whsec_", "", 24, false},
	{"xai-", "", 40, false},
	{"xapp-", "-", 15, false},
	{"xoxa-", "-", 15, false},
	{"xoxb-", "-", 15, false},
	{"xoxc-", "-", 15, false},
	{"xoxd-", "-%", 15, false},
	{"xoxe-", "-", 15, false},
	{"xoxe.xox", "-", 15, false},
	{"xoxp-", "-", 15, false},
	{"xoxr-", "-", 15, false},
	{"xoxs-", "-", 15, false},
	{"ya29.", "_-", 30, false},
};

// How long the token of this shape is that begins the text; 0: there is none.
static size_t shape_length(const struct shape *shape, struct slice text)
{
	enum { HEAD = 256 }; // bytes that tell it from words
	size_t prefix = strlen(shape->prefix);
	if (text.len < prefix + shape->least || memcmp(text.at, shape->prefix, prefix) != 0)
		return 0;
	struct slice body = slice_from(text, prefix), head = body;
	head.len =
		secret_run((struct slice){body.at, body.len < HEAD ? body.len : HEAD}, shape->more);
	if (head.len < shape->least || (*shape->more && secret_is_of_words(head)))
		return 0;
	body.len = secret_run(body, shape->more);
	for (size_t i = 0; shape->capitals && i < body.len; i++)
		if (islower((unsigned char)body.at[i]))
			return 0;
	return prefix + body.len;
}

enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES, SOUGHT = 2 };

static int order_of(const char *at)
{
	return (unsigned char)at[0] << 8 | (unsigned char)at[1];
}

// The first shape that begins with these two bytes or stands behind all that do.
static size_t first_shape(const char *at)
{
	size_t low = 0, high = SHAPE_COUNT;
	int sought = order_of(at);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order_of(SHAPES[middle].prefix) < sought)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t secret_token(struct slice text, size_t at)
{
	struct slice rest = slice_from(text, at);
	if (rest.len < SOUGHT || (at && isalnum((unsigned char)text.at[at - 1])))
		return 0;
	for (size_t i = first_shape(rest.at);
	     i < SHAPE_COUNT && !memcmp(rest.at, SHAPES[i].prefix, SOUGHT); i++) {
		size_t len = shape_length(&SHAPES[i], rest);
		if (len)
			return len;
	}
	return 0;
}
