// What the estate's people agreed on: who owns what, and which scans must come.
#include "share/demo/estate.h"

#include "base/file.h"

#include <stdlib.h>

const char ESTATE_RULES[] = "owners:\n"
			    "  - target: registry.quillon.example/*\n"
			    "    owner: \"@quillon/platform\"\n"
			    "  - target: registry.quillon.example/perception-*\n"
			    "    owner: \"@quillon/ml-infra\"\n"
			    "  - package: pkg:deb/*\n"
			    "    owner: \"@quillon/base-images\"\n"
			    "  - class: [iac, posture]\n"
			    "    owner: \"@quillon/cloud\"\n"
			    "  - class: dast\n"
			    "    owner: [\"@quillon/labeling\", \"@quillon/appsec\"]\n"
			    "  - target: [git.quillon.example/perception@*, quillon/perception]\n"
			    "    codeowners: perception/CODEOWNERS\n"
			    "gates: [gates.yaml]\n";

// Nobody has taken over the tools since their team was dissolved.
static const char CODEOWNERS[] = "# Reviews in the perception repository.\n"
				 "*             @quillon/perception\n"
				 "/training/    @quillon/ml-infra\n"
				 "/eval/        @quillon/ml-infra @quillon/perception\n"
				 "/serving/     @quillon/serving\n"
				 "/labeling/    @quillon/labeling\n"
				 "/tools/\n";

static const char GATES[] = "# Which scans must come, and how often.\n"
			    "gates:\n"
			    "  nightly:\n"
			    "    require:\n"
			    "      sast:\n"
			    "        tool: semgrep\n"
			    "        target: git.quillon.example/perception@main\n"
			    "        max_age: 8d\n"
			    "      secrets:\n"
			    "        class: secret\n"
			    "        target: [quillon/perception, quillon/fleet-tools]\n"
			    "        max_age: 8d\n"
			    "      images:\n"
			    "        class: container\n"
			    "        max_age: 8d\n"
			    "      lockfiles:\n"
			    "        class: dependency\n"
			    "        tool: pip-audit\n"
			    "        target: quillon/fleet-tools\n"
			    "        max_age: 8d\n"
			    "      dast:\n"
			    "        class: dast\n"
			    "        target: https://label.quillon.example\n"
			    "        category: full\n"
			    "        max_age: 92d\n";

bool rules_write(const struct estate *estate, struct err *err)
{
	char *folder = file_join(estate->folder, "perception");
	char *owners = file_join(folder, "CODEOWNERS");
	char *gates = file_join(estate->folder, "gates.yaml");
	bool done = file_make_folders(folder, 0755, err) &&
		    file_write(owners, slice_of(CODEOWNERS), 0644, err) &&
		    file_write(gates, slice_of(GATES), 0644, err);
	free(folder);
	free(owners);
	free(gates);
	return done;
}
