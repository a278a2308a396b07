"""Plans as Terraform's "JSON Output Format" describes them, for the suites of `gavel check iac`: what is known
after apply is absent in `after` and true in `after_unknown`, what was written stands in `configuration`.
"""
import json

from checking import judge, rules


def resource(address, after=None, unknown=None, refs=None, constant=(), index=""):
    """refs: attribute -> references of its expression; constant: other attributes written."""
    kind = address.split(".")[-2]
    expressions = {k: {"references": v} if isinstance(v, list) and isinstance(v[0], str) else v
                   for k, v in (refs or {}).items()}
    expressions.update({k: {"constant_value": (after or {}).get(k)} for k in constant})
    return {"address": address + index, "base": address, "type": kind, "mode": "managed",
            "change": {"actions": ["create"], "after": after or {},
                       "after_unknown": unknown or {}},
            "expressions": expressions}


def module_of(base):
    parts, out = base.split("."), []
    while parts[0] == "module":
        out.append(parts[1])
        parts = parts[2:]
    return out, ".".join(parts)


def plan(*resources, calls=None, outputs=None):
    """calls: module path -> expressions of its call; outputs: module path -> outputs."""
    root = {"resources": [], "module_calls": {}}
    for r in resources:
        path, local = module_of(r["base"])
        module, at = root, []
        for name in path:
            at.append(name)
            call = module["module_calls"].setdefault(name, {
                "expressions": (calls or {}).get(".".join(at), {}),
                "module": {"resources": [], "module_calls": {},
                           "outputs": (outputs or {}).get(".".join(at), {})}})
            module = call["module"]
        if local not in [x["address"] for x in module["resources"]]:
            module["resources"].append({"address": local, "type": r["type"],
                                        "expressions": r["expressions"]})
    changes = [{k: v for k, v in r.items() if k not in ("base", "expressions")} for r in resources]
    return json.dumps({"format_version": "1.2", "terraform_version": "1.9.0",
                       "planned_values": {"root_module": {}}, "resource_changes": changes,
                       "configuration": {"root_module": root}})


def outcome(text, name="plan.json"):
    document = judge("iac", name, text)
    return rules(document), rules(document, "missing")
