#include "libexec/check/iac/model.h"

// Listeners of load balancers: what is right depends on the protocol.

static const struct {
	const char *type, *protocol, *policy, *action, *target;
} LISTENERS[] = {
	{"aws_lb_listener", "protocol", "ssl_policy", "default_action[].type",
	 "default_action[].redirect[].protocol"},
	{"aws_alb_listener", "protocol", "ssl_policy", "default_action[].type",
	 "default_action[].redirect[].protocol"},
	{"AWS::ElasticLoadBalancingV2::Listener", "Protocol", "SslPolicy", "DefaultActions[].Type",
	 "DefaultActions[].RedirectConfig.Protocol"},
};

static void judge_listener(const struct model *model, const struct resource *resource, size_t row,
			   struct judgement *j)
{
	struct said protocol = model_value(model, resource, LISTENERS[row].protocol),
		    policy = model_value(model, resource, LISTENERS[row].policy);
	j->line = protocol.line;
	if (protocol.unseen)
		judge(j, OUTCOME_UNSEEN, "the protocol is %s", protocol.text);
	else if (said_is(protocol, "HTTP")) {
		bool leads =
			said_is(model_value(model, resource, LISTENERS[row].action), "redirect") &&
			said_is(model_value(model, resource, LISTENERS[row].target), "HTTPS");
		if (!leads)
			judge(j, OUTCOME_FAIL, "plain HTTP that does not redirect to HTTPS");
	} else if (said_is(protocol, "HTTPS") || said_is(protocol, "TLS")) {
		j->line = policy.line;
		if (policy.unseen)
			judge(j, OUTCOME_UNSEEN, "the TLS policy is %s", policy.text);
		else if (!policy.text || !iac_is_new_tls(policy.text))
			judge(j, OUTCOME_FAIL, "the TLS policy is %.120s",
			      policy.text ? policy.text : "not set, which speaks TLS 1.0");
	} else {
		judge(j, OUTCOME_NONE, "a listener of another protocol than HTTPS and TLS");
	}
}

void listeners_judge(struct model *model)
{
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t row = 0; row < sizeof LISTENERS / sizeof *LISTENERS; row++) {
			struct judgement j = {0};
			if (!resource_is(&model->resources.at[i], LISTENERS[row].type))
				continue;
			judge_listener(model, &model->resources.at[i], row, &j);
			model_result(model, &model->resources.at[i], "tls", &j);
			str_fini(&j.why);
		}
}
