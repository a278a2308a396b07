#include "cmd/groups.h"
#include "cmd/inspect/run.h"

#define COMMON_OPTIONS                                                                             \
	REPORT_OPTIONS,                                                                            \
		{"warn", OPTION_TEXT, "RULE[,RULE]",                                               \
		 "these rules warn and do not fail the check"},                                    \
	{                                                                                          \
		"rules", OPTION_FLAG, NULL,                                                        \
			"list the rules, with what to do and others' ids for them"                 \
	}

static const struct option OPTIONS[] = {COMMON_OPTIONS};
static const struct option HEADERS_OPTIONS[] = {
	COMMON_OPTIONS,
	{"host", OPTION_TEXT, "HOST[:PORT]",
	 "the server that answered the FILE, for SSLyze's findings"},
};
enum {
	OPTION_COUNT = sizeof OPTIONS / sizeof *OPTIONS,
	HEADERS_OPTION_COUNT = sizeof HEADERS_OPTIONS / sizeof *HEADERS_OPTIONS,
};

#define ENDS                                                                                       \
	"\n\nExit 0 pass, 1 fail, 6 incomplete (a value that is known only later, a file below a " \
	"folder\nthat cannot be read), 2 when a named file is of no use or nothing is judged."

const struct command inspect_commands[] = {
	{.name = "check hardening",
	 .arguments = "PATH…",
	 .summary =
		 "whether Dockerfiles, Kubernetes manifests and ECS task definitions are hardened",
	 .help = "A PATH is a file, a folder, or - for standard input:\n\n"
		 "  helm template CHART | gavel check hardening -\n\n"
		 "Every pod of an object is judged, init and debug containers too; a container's "
		 "word goes\nbefore its pod's. In objects of other kinds what looks like a "
		 "container is one, as the "
		 "steps\nof a Tekton task; what deploys a chart or another folder (HelmRelease, "
		 "Application) "
		 "is\nincomplete. Of a Dockerfile the last stage counts. An unrendered "
		 "Helm chart or template is\nrefused. What a platform has no field for is said to "
		 "be not "
		 "applicable.\nTask definitions are read in CloudFormation templates and Terraform "
		 "plans (JSON) too,\nand all that a plan has pods in: resources of the kubernetes "
		 "provider, manifests, and Helm\nreleases that the provider's experiment "
		 "\"manifest\" renders; without it these are incomplete.\nBooleans are read as "
		 "kubectl and helm read them (yes, on and y are true); what is not\nrecognisably "
		 "false does not pass. A link below a folder is read where it leads to a file "
		 "of\nthe folder, and makes the check incomplete where it leads out of it." ENDS,
	 .options = OPTIONS,
	 .option_count = OPTION_COUNT,
	 .run = hardening_run},
	{.name = "check iac",
	 .arguments = "PATH…",
	 .summary = "Terraform plans and CloudFormation templates: encryption, TLS, networks, "
		    "buckets",
	 .help = "A PATH is a plan as `terraform show -json PLAN` writes it, a CloudFormation "
		 "template in\n"
		 "JSON or YAML, a folder of them, or - for standard input.\n"
		 "\n"
		 "Resources are linked by the references of the configuration, through modules. A "
		 "value that\n"
		 "is known only after apply is neither pass nor fail: the check is incomplete. "
		 "Fn::If is judged\n"
		 "in each branch, Fn::FindInMap with each key that it may have; what a macro, a "
		 "nested stack, a\n"
		 "prefix list of another file or a function that the file does not decide brings "
		 "is missing.\n"
		 "So is what a plan of a part leaves out (-target, deferred changes). The template "
		 "of a stack in a\n"
		 "plan and resources of Cloud Control (awscc) are judged as CloudFormation. What "
		 "makes machines,\n"
		 "buckets or databases and is of no kind that a rule reads, as all of other "
		 "clouds, fails to be\n"
		 "judged: incomplete, unless --warn judged. Of TLS are judged load balancers, "
		 "CloudFront, API\n"
		 "Gateway, OpenSearch, MSK, ElastiCache, MemoryDB and Transfer, and groups of "
		 "parameters of RDS,\n"
		 "Aurora, DocumentDB and Redshift.\n"
		 "\n"
		 "A plan that only deletes passes, and so, with a note, does one that changes "
		 "nothing or has\n"
		 "nothing of AWS that a rule speaks of. What it puts into Kubernetes is for check "
		 "hardening." ENDS,
	 .options = OPTIONS,
	 .option_count = OPTION_COUNT,
	 .run = iac_run},
	{.name = "check ci",
	 .arguments = "PATH…",
	 .summary = "pipelines with static cloud keys, or without OIDC where a cloud is used",
	 .help = "A PATH is a GitHub workflow or action, a .gitlab-ci.yml, "
		 "bitbucket-pipelines.yml, "
		 "CircleCI's\nconfig.yml, azure-pipelines.yml, a Jenkinsfile, or a folder. Those "
		 "of Travis CI, Drone,\nBuildkite, CodeBuild and others are known by name, and not "
		 "read: incomplete.\n\n"
		 "A job that uses a cloud has to assume a role by a token of its own: permissions "
		 "id-token:\nwrite in the job, or in the workflow where the job has none, and a "
		 "role "
		 "to assume. Keys are\nlooked for in what scripts set too, and in the files of "
		 "keys "
		 "that they fill. An action has the\nrole of the job that runs it, a called "
		 "workflow "
		 "no more permissions than its caller. What is\ncalled of the repository, or "
		 "included by "
		 "a GitLab pipeline, has to be among the files;\nstored secrets other than tokens "
		 "handed to another repository's workflow, an include from\nelsewhere, and a file "
		 "of keys that is not seen, make the check incomplete.\n\nA version, help, `cdk "
		 "synth`, `sam validate`, an address of this machine and --no-sign-request\nuse "
		 "no cloud. A step of Bitbucket needs oidc: true, a job of CircleCI has "
		 "a "
		 "token anyway. What a service\nconnection of Azure holds is not in the file: "
		 "incomplete, unless --warn oidc-role. A\nJenkinsfile is looked at line by line, "
		 "for keys and stored credentials; its agent's role is\nthe machine's. Variables "
		 "and contexts that only the server has are not seen." ENDS,
	 .options = OPTIONS,
	 .option_count = OPTION_COUNT,
	 .run = ci_run},
	{.name = "check headers",
	 .arguments = "FILE|URL…",
	 .summary = "the security header lines of a web server's answer",
	 .help = "A FILE is what `curl -sIL URL` saved; of several answers the last one counts, "
		 "and "
		 "what\ncomes after its blank line is no header line. An error is not the page: "
		 "the "
		 "check is\nincomplete. A URL is asked by a child program that has the network and "
		 "reads nothing but\nheader lines; one that answers in the clear fails hsts, "
		 "one that does not answer makes\nthe check incomplete. "
		 "SSLyze's findings in the cache stand beside them with their age:\nversions older "
		 "than TLS 1.2 fail tls-versions; what the newest scan of the server did not test "
		 "makes the\ncheck incomplete." ENDS,
	 .options = HEADERS_OPTIONS,
	 .option_count = HEADERS_OPTION_COUNT,
	 .run = headers_run},
};
const size_t inspect_command_count = sizeof inspect_commands / sizeof *inspect_commands;
