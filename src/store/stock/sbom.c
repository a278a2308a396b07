#include "findings/purl.h"
#include "findings/version/version.h"
#include "store/stock/stock_private.h"

static struct slice print(struct fold *fold, const struct purl *purl,
			  void (*add)(const struct purl *purl, struct str *out))
{
	struct str text = {0};
	add(purl, &text);
	struct slice copy = {arena_slice(&fold->arena, str_slice(&text)), text.len};
	str_fini(&text);
	return copy;
}

// ---- The inventory ----

bool stock_sbom(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct slice subject = stock_word(fold, record, "subject");
	struct purl purl;
	bool has_purl = purl_read(stock_word(fold, record, "purl"), &fold->arena, &purl);
	if (has_purl)
		purl_unify(&purl, &fold->arena);
	struct sql_value values[] = {
		SQL_I(scope->id),
		{.kind = SQL_TEXT, .text = subject.at ? subject : SLICE("")},
		stock_field(fold, record, "part"),
		stock_field(fold, record, "subject_kind"),
		stock_field(fold, record, "version"),
		stock_field(fold, record, "digest"),
		stock_field(fold, record, "purl"),
		stock_text(has_purl ? print(fold, &purl, purl_add_base) : (struct slice){NULL, 0}),
		stock_field(fold, record, "format"),
		stock_field(fold, record, "tool"),
		stock_field(fold, record, "serial"),
		stock_field(fold, record, "revision"),
		SQL_I(json_int_or(record, "components", 0))};
	return cache_run(fold->cache, "add_sbom", values, sizeof values / sizeof *values, err);
}

// ---- Its components ----

// A version of a package, as it is stored once. A word for an unknown one is none.
struct listed {
	struct slice key, purl, base, ecosystem, type, space, name, version, source, source_version;
};

// The base of the source package, told beside the purl or in it, where it has a name of its own,
// and its version. Where a deb or an apk tells none it is the package's (Debian policy 5.6.1).
static void take_source(struct fold *fold, struct listed *l, const struct purl *purl)
{
	struct purl source = {.type = purl->type, .space = purl->space};
	struct slice told = l->source;
	if (told.len) {
		source.name = slice_cut(&told, '@');
		source.version = told;
	} else {
		source = purl_source(purl, &fold->arena);
	}
	l->source = l->source_version = (struct slice){NULL, 0};
	if (!source.name.len || slice_equal(source.name, purl->name))
		return;
	if (source.version.len)
		l->source_version = source.version;
	else if (!slice_is(purl->type, "rpm"))
		l->source_version = l->version;
	source.version = (struct slice){NULL, 0};
	l->source = print(fold, &source, purl_add_base);
}

static void take_purl(struct fold *fold, struct listed *l)
{
	struct purl purl;
	if (!purl_read(l->purl, &fold->arena, &purl)) {
		l->source = (struct slice){NULL, 0};
		l->key = slice_of(arena_printf(&fold->arena, "%.*s\n%.*s\n%.*s", (int)l->type.len,
					       l->type.len ? l->type.at : "", (int)l->name.len,
					       l->name.len ? l->name.at : "", (int)l->version.len,
					       l->version.len ? l->version.at : ""));
		return;
	}
	l->key = l->purl = print(fold, &purl, purl_add); // not as one of several spells it
	l->space = purl.space;
	purl_unify(&purl, &fold->arena);
	l->base = print(fold, &purl, purl_add_base);
	l->ecosystem = purl.type;
	l->name = purl.name;
	if (version_is_told(purl.version))
		l->version = purl_version(&purl, &fold->arena);
	else if (l->version.len)
		l->key = slice_of(arena_printf(&fold->arena, "%.*s\n%.*s", (int)l->key.len,
					       l->key.at, (int)l->version.len, l->version.at));
	take_source(fold, l, &purl);
}

static void take_version(struct listed *l)
{
	if (!version_is_told(l->version))
		l->version = (struct slice){NULL, 0};
}

static bool find_package(struct fold *fold, struct slice key, int64_t *out, struct err *err)
{
	struct sql_value values[] = {{.kind = SQL_TEXT, .text = key}};
	sqlite3_stmt *row = cache_statement(fold->cache, "package_of", values, 1);
	bool any, done = cache_step(fold->cache, row, &any, err);
	*out = any ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	return done;
}

static bool store_package(struct fold *fold, const struct listed *l, int64_t *out, struct err *err)
{
	if (!find_package(fold, l->key, out, err))
		return false;
	if (*out)
		return true;
	struct sql_value values[] = {
		stock_text(l->key),    stock_text(l->purl),
		stock_text(l->base),   stock_text(l->ecosystem),
		stock_text(l->space),  {.kind = SQL_TEXT, .text = l->name.at ? l->name : SLICE("")},
		stock_text(l->version)};
	bool done = cache_run(fold->cache, "add_package", values, 7, err);
	*out = sqlite3_last_insert_rowid(cache_handle(fold->cache));
	return done;
}

bool stock_component(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!stock_scope(fold, record, &scope, err))
		return false;
	if (!scope)
		return true;
	struct listed l = {.purl = stock_word(fold, record, "purl"),
			   .type = stock_word(fold, record, "type"),
			   .name = stock_word(fold, record, "name"),
			   .version = stock_word(fold, record, "version"),
			   .source = stock_word(fold, record, "source")};
	struct slice path = stock_word(fold, record, "path");
	int64_t package, licence = fold_text(fold, stock_word(fold, record, "licence"), err);
	take_purl(fold, &l);
	take_version(&l);
	if (licence < 0 || !store_package(fold, &l, &package, err))
		return false;
	struct sql_value values[] = {SQL_I(scope->id),
				     SQL_I(package),
				     SQL_N(licence),
				     stock_field(fold, record, "cpe"),
				     {.kind = SQL_TEXT, .text = path.at ? path : SLICE("")},
				     stock_field(fold, record, "ref"),
				     SQL_I(json_int_or(record, "n", 1)),
				     stock_text(l.type),
				     stock_text(l.source),
				     stock_text(l.source_version)};
	return cache_run(fold->cache, "add_component", values, 10, err);
}
