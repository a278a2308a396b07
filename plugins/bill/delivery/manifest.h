// Manifests of bills: which files a delivery consists of, and which delivery is the current one.
//
// Legacy CUR (AWS CUR guide, "access-cur-s3"): assemblyId, reportKeys; the period folder holds the
// current manifest, every assembly folder its own copy. Data Exports: executionId, dataFiles; the
// manifest is written last.
//
// Must not: read a bill's rows, or take a part from anywhere but where the manifest says.
#ifndef GAVEL_PLUGINS_BILL_DELIVERY_MANIFEST_H
#define GAVEL_PLUGINS_BILL_DELIVERY_MANIFEST_H

#include "base/vec.h"
#include "plugins/sdk/plug.h"

struct manifest {
	const struct plug_file *file;
	const char *fault;	 // why it cannot be used, or NULL
	json_t *document, *keys; // keys: the parts' names; NULL with a fault
	struct slice period;	 // its own period folder, or empty
	const char *data;	 // the period folder of the parts; "" when there is none
	const char *report, *id;
	const char *payer, *month; // "2026-03"; "" where it does not tell
	int64_t at;		   // when the delivery was made
};

struct manifests {
	vec(struct manifest) all;
	struct map names; // every file's name -> its index in the request
};

// A part as a manifest names it.
struct manifest_key {
	const char *name; // NULL: the manifest does not say it in text
	int64_t bytes;	  // -1: the manifest does not say
};

// Reads every manifest of the request; one that cannot be read is there with its fault.
// ERR_INVALID: the folder given is an assembly that its period folder no longer names.
bool manifests_read(struct plug_request *request, struct manifests *out, struct err *err);
void manifests_fini(struct manifests *manifests);

// Of the manifests of one report and period the one nearest the period folder is current; of
// equals the newest.
bool manifest_is_current(const struct manifests *manifests, const struct manifest *manifest);
struct manifest_key manifest_key(const struct manifest *manifest, size_t index);
// The file that a key's name means, or NULL. A copy that somebody unpacked will do; a file of
// the same name in another assembly will not.
const struct plug_file *manifest_part(struct plug_request *request,
				      const struct manifests *manifests,
				      const struct manifest *manifest, const char *name);

// The path up to and with its period folder (yyyymmdd-yyyymmdd, BILLING_PERIOD=… or
// year=…/month=…); empty when there is none.
struct slice manifest_period_folder(struct slice path);

#endif
