// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

extern const struct scan_format FORMAT_EMPTY;
extern const struct scan_format FORMAT_PACKED;
extern const struct scan_format FORMAT_WIDE;
extern const struct scan_format FORMAT_HTML;
extern const struct scan_format FORMAT_DTD;
extern const struct scan_format FORMAT_JSON;
extern const struct scan_format FORMAT_XML;
extern const struct scan_format FORMAT_SARIF;
extern const struct scan_format FORMAT_SPDX3;
extern const struct scan_format FORMAT_CYCLONEDX_JSON;
extern const struct scan_format FORMAT_CYCLONEDX_XML;
extern const struct scan_format FORMAT_SPDX_JSON;
extern const struct scan_format FORMAT_SPDX_TAG_VALUE;
extern const struct scan_format FORMAT_SPDX_RDF;
extern const struct scan_format FORMAT_SYFT;
extern const struct scan_format FORMAT_GITHUB_SNAPSHOT;
extern const struct scan_format FORMAT_OPENVEX;
extern const struct scan_format FORMAT_CSAF;
extern const struct scan_format FORMAT_KEV;
extern const struct scan_format FORMAT_EPSS_CSV;
extern const struct scan_format FORMAT_EPSS_JSON;
extern const struct scan_format FORMAT_PODS;
extern const struct scan_format FORMAT_ECS_TASKS;
extern const struct scan_format FORMAT_BANDIT;
extern const struct scan_format FORMAT_DEPENDABOT;
extern const struct scan_format FORMAT_GENERIC;
extern const struct scan_format FORMAT_GITHUB_CODE;
extern const struct scan_format FORMAT_GITHUB_GRAPHQL;
extern const struct scan_format FORMAT_GOVULNCHECK;
extern const struct scan_format FORMAT_HADOLINT;
extern const struct scan_format FORMAT_SEMGREP;
extern const struct scan_format FORMAT_SEMGREP_APP;
extern const struct scan_format FORMAT_DETECT_SECRETS;
extern const struct scan_format FORMAT_GIT_SECRETS;
extern const struct scan_format FORMAT_GITLEAKS;
extern const struct scan_format FORMAT_GITLEAKS_CSV;
extern const struct scan_format FORMAT_GITLEAKS_JUNIT;
extern const struct scan_format FORMAT_TRUFFLEHOG;
extern const struct scan_format FORMAT_K6;
extern const struct scan_format FORMAT_SSLYZE_JSON;
extern const struct scan_format FORMAT_SSLYZE_XML;
extern const struct scan_format FORMAT_ZAP_JSON;
extern const struct scan_format FORMAT_ZAP_XML;

extern const struct scan_format FORMAT_CFN_NAG;
extern const struct scan_format FORMAT_CHECKOV;
extern const struct scan_format FORMAT_CONFTEST;
extern const struct scan_format FORMAT_DEPENDENCY_CHECK;
extern const struct scan_format FORMAT_DEPENDENCY_TRACK;
extern const struct scan_format FORMAT_DOCKER_BENCH;
extern const struct scan_format FORMAT_DOCKLE;
extern const struct scan_format FORMAT_GITLEAKSIGNORE;
extern const struct scan_format FORMAT_GRYPE;
extern const struct scan_format FORMAT_GRYPE_IGNORE;
extern const struct scan_format FORMAT_KUBEAUDIT;
extern const struct scan_format FORMAT_KUBELINTER;
extern const struct scan_format FORMAT_KUBESCAPE;
extern const struct scan_format FORMAT_NPM_AUDIT;
extern const struct scan_format FORMAT_OSV_SCANNER;
extern const struct scan_format FORMAT_PIP_AUDIT;
extern const struct scan_format FORMAT_SAFETY;
extern const struct scan_format FORMAT_SAFETY_POLICY;
extern const struct scan_format FORMAT_SAFETY_SCAN;
extern const struct scan_format FORMAT_SNYK_POLICY;
extern const struct scan_format FORMAT_TFSEC;
extern const struct scan_format FORMAT_TRIVY;
extern const struct scan_format FORMAT_TRIVYIGNORE;
extern const struct scan_format FORMAT_TRIVYIGNORE_YAML;
extern const struct scan_format FORMAT_TRIVY_OPERATOR;
// cloud/
extern const struct scan_format FORMAT_ASFF;
extern const struct scan_format FORMAT_GUARDDUTY;
extern const struct scan_format FORMAT_INSPECTOR;
extern const struct scan_format FORMAT_ANALYZER;
extern const struct scan_format FORMAT_ANALYZER_ONE;
extern const struct scan_format FORMAT_ECR;
extern const struct scan_format FORMAT_AWS_PAGES;
extern const struct scan_format FORMAT_CLOUD_LINES;
extern const struct scan_format FORMAT_OCSF;
extern const struct scan_format FORMAT_PROWLER;
extern const struct scan_format FORMAT_PROWLER_CSV;
extern const struct scan_format FORMAT_TRIVY_OPERATOR_ONE;

#endif
