#include "findings/vex.h"
#include "findings/ids.h"
#include "findings/purl.h"
#include "store/stock/stock_private.h"

// The CVE among the ids, which blanks part, else the first of them.
static struct slice main_id(struct slice ids)
{
	struct slice rest = ids, first = slice_word(&rest), one = first;
	while (one.len && !slice_starts(one, "CVE-"))
		one = slice_word(&rest);
	return one.len ? one : first;
}

// The purl that the statement is about: the component's, else the product's.
static struct slice purl_of(struct fold *fold, struct slice component, struct slice product,
			    struct slice *base)
{
	struct purl purl;
	struct str text = {0};
	struct slice about = component.len ? component : product;
	if (!purl_read(about, &fold->arena, &purl))
		return (struct slice){NULL, 0};
	purl_unify(&purl, &fold->arena);
	purl_add_base(&purl, &text);
	*base = (struct slice){arena_slice(&fold->arena, str_slice(&text)), text.len};
	str_fini(&text);
	return about;
}

// Who says that something is not affected has to say why (OpenVEX, "Status Justifications").
static bool is_honoured(struct fold *fold, const struct json_record *record)
{
	return !slice_is(stock_word(fold, record, "status"), "not_affected") ||
	       vex_is_reason(stock_word(fold, record, "format"),
			     stock_word(fold, record, "justification"),
			     stock_word(fold, record, "text"));
}

// The vulnerability's ids, as findings have them.
static bool add_flaws(struct fold *fold, struct slice ids, struct err *err)
{
	struct str text = {0};
	bool done = true;
	int64_t vex = sqlite3_last_insert_rowid(cache_handle(fold->cache));
	ids_add(&text, ids);
	struct slice rest = str_slice(&text);
	while (done && rest.len) {
		struct sql_value values[] = {SQL_I(vex), stock_text(slice_cut(&rest, ' '))};
		done = cache_run(fold->cache, "add_vex_flaw", values, 2, err);
	}
	str_fini(&text);
	return done;
}

bool stock_vex(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct slice ids = stock_word(fold, record, "ids");
	struct slice product = stock_word(fold, record, "product");
	struct slice component = stock_word(fold, record, "component");
	struct slice status = stock_word(fold, record, "status");
	struct slice base = {NULL, 0};
	struct slice purl = purl_of(fold, component, product, &base);
	struct sql_value values[] = {SQL_I(scope->id),
				     stock_field(fold, record, "issuer"),
				     stock_field(fold, record, "document"),
				     stock_field(fold, record, "format"),
				     stock_text(main_id(ids)),
				     stock_text(ids),
				     stock_text(product),
				     stock_text(component),
				     stock_text(base),
				     stock_text(purl),
				     stock_field(fold, record, "versions"),
				     stock_text(status),
				     SQL_I(is_honoured(fold, record)),
				     stock_field(fold, record, "justification"),
				     stock_field(fold, record, "text"),
				     stock_field(fold, record, "level"),
				     SQL_I(json_int_or(record, "at", scope->at)),
				     stock_time(record, "in"),
				     stock_time(record, "line"),
				     SQL_I(vex_weight(status))};
	return cache_run(fold->cache, "add_vex", values, sizeof values / sizeof *values, err) &&
	       add_flaws(fold, ids, err);
}

static bool are_any(struct fold *fold, bool *any, struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, "vex_any", NULL, 0);
	bool done = cache_step(fold->cache, row, any, err);
	cache_statement_done(row);
	return done;
}

// What was there before the run, and what is there after it, of a scope whose lines go or came.
bool stock_stated(struct fold *fold, int64_t scope, struct err *err)
{
	struct sql_value id[] = {SQL_I(scope)};
	return cache_run(fold->cache, "state_flaws", id, 1, err) &&
	       cache_run(fold->cache, "state_sbom", id, 1, err);
}

static bool state_new(struct fold *fold, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < fold->scopes.len; i++)
		done = stock_stated(fold, fold->scopes.at[i].id, err);
	return done;
}

static bool run_each(struct fold *fold, const char *const *names, size_t count, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < count; i++)
		done = cache_run(fold->cache, names[i], NULL, 0, err);
	return done;
}

// Of every finding that it may be another for, from all that is known: then it is the same,
// whatever came first.
static bool find_claims(struct fold *fold, struct err *err)
{
	static const char *const DUE[] = {"rank_vex", "state_other_ids", "due_of_flaws"};
	static const char *const FIND[] = {"forget_claims", "find_spans",   "find_days",
					   "find_claims",   "forget_spans", "forget_days"};
	struct sql_value run[] = {SQL_I(fold->entry->number)};
	return run_each(fold, DUE, sizeof DUE / sizeof *DUE, err) &&
	       cache_run(fold->cache, "due_of_chains", run, 1, err) &&
	       run_each(fold, FIND, sizeof FIND / sizeof *FIND, err);
}

bool stock_claims(struct fold *fold, struct err *err)
{
	bool any;
	if (!fold_has_scope(fold, " scan vex sbom "))
		return true;
	return state_new(fold, err) && are_any(fold, &any, err) && (!any || find_claims(fold, err));
}

bool stock_claims_end(struct fold *fold, struct err *err)
{
	return cache_run(fold->cache, "forget_stated", NULL, 0, err) &&
	       cache_run(fold->cache, "forget_due", NULL, 0, err);
}
