// What infrastructure as code must say: a table of demands on single values, and the judgements
// that need more than one.
//
// Sources: the Terraform AWS provider's schema, the CloudFormation resource reference, the security
// policies of Elastic Load Balancing and CloudFront. Must not: walk a plan (libexec/check/iac).
#ifndef GAVEL_FINDINGS_CHECK_IAC_H
#define GAVEL_FINDINGS_CHECK_IAC_H

#include "findings/check/rule.h"

// How a value is tested against the words.
enum iac_test {
	IAC_TRUE,   // true; no words
	IAC_BEGINS, // begins with one of them
	IAC_NONE_OF // is none of them, in any case
};

// What a resource without the value is worth.
enum iac_absent { IAC_ABSENT_FAILS, IAC_ABSENT_PASSES };

struct iac_demand {
	const char *rule, *type; // "aws_ebs_volume", "AWS::EC2::Volume"
	const char *path;	 // "root_block_device[].encrypted"; [] is each item of a list
	enum iac_test test;
	enum iac_absent absent;
	const char *words; // separated by blanks
	const char *what;  // begins the reason: "the root volume's encryption"
};

const struct iac_demand *iac_demands(size_t *count);
bool iac_holds(const struct iac_demand *demand, const char *text);

// Why a resource of that type ought to be judged, where no rule reads it; or NULL.
const char *iac_unjudged(const char *type);
// What rules here are about, and what makes nothing in a cloud. Of another provider nothing is
// known: that no rule speaks of it is no reason to pass.
bool iac_is_covered(const char *type);

// "p4d.24xlarge", "ml.g5.xlarge", "trn1.2xlarge", "inf2.xlarge"
bool iac_is_gpu(const char *instance_type);
// A policy of Elastic Load Balancing that knows nothing older than TLS 1.2.
bool iac_is_new_tls(const char *policy);

// ---- Security groups ----

// Whether one thing has to do with another.
enum iac_link {
	IAC_LINK_NONE,
	IAC_LINK_UNSEEN, // it may: what links them is known only later
	IAC_LINK_SURE
};

struct iac_opening {
	const char *from;	   // a CIDR block; NULL: another group, itself, a prefix list
	bool unseen;		   // who is known only later
	bool ports_unseen;	   // which ports are
	bool all_protocols;	   // and so all ports
	int64_t first, last;	   // ports
	enum iac_link on_balancer; // the group stands before a load balancer, before nothing else
	enum iac_link of_data;	   // it stands before a data store; asked of egress alone
};

bool iac_is_world(const char *cidr); // all addresses, or a good part of them
enum check_outcome iac_judge_open(const struct iac_opening *opening, struct judgement *out);
enum check_outcome iac_judge_any_port(const struct iac_opening *opening, struct judgement *out);
enum check_outcome iac_judge_control(const struct iac_opening *opening, struct judgement *out);
// Of what a group of a data store may reach.
enum check_outcome iac_judge_egress(const struct iac_opening *opening, struct judgement *out);

#endif
