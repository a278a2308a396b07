#include "store/stock/stock.h"

static bool run_each(struct fold *fold, const char *const *names, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!cache_run(fold->cache, names[i], NULL, 0, err))
			return false;
	return true;
}

bool stock_running(struct fold *fold, struct err *err)
{
	static const char *const CHANGES[] = {"runs_changed", "runs_drop", "runs_add"};
	struct sql_value run[] = {SQL_I(fold->entry->number)};
	if (!fold_has_scope(fold, " scan sbom workloads "))
		return true;
	static const char *const CHAINS[] = {"running_due_of_names", "chain_runs_drop",
					     "chain_runs_scans", "chain_runs_sboms"};
	return (!fold_has_scope(fold, " workloads ") ||
		run_each(fold, CHANGES, sizeof CHANGES / sizeof *CHANGES, err)) &&
	       cache_run(fold->cache, "running_due_of_scans", run, 1, err) &&
	       run_each(fold, CHAINS, sizeof CHAINS / sizeof *CHAINS, err);
}

bool stock_running_end(struct fold *fold, struct err *err)
{
	static const char *const ENDS[] = {"forget_runs", "forget_running"};
	return run_each(fold, ENDS, sizeof ENDS / sizeof *ENDS, err);
}
