"""Row-level security policies."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, on_parent, parent_name, with_hazard


def _roles(item: SchemaObject) -> Sql:
    return joined(", ", [role_name(role) for role in item.texts("roles")])


def role_name(role: str) -> Sql:
    """A role in a statement; `public` is a word of the grammar, not a name."""
    return verbatim("public") if role == "public" else ident(role)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    lines = [sql("create policy {} on {}", ident(item.id.name), parent_name(item))]
    if not item.flag("permissive"):
        lines.append(verbatim("as restrictive"))
    if item.text("command") != "all":
        lines.append(sql("for {}", verbatim(item.text("command"))))
    if item.texts("roles") != ("public",):
        lines.append(sql("to {}", _roles(item)))
    if (using := item.optional_text("using")) is not None:
        lines.append(sql("using ({})", verbatim(using)))
    if (check := item.optional_text("with_check")) is not None:
        lines.append(sql("with check ({})", verbatim(check)))
    action = created(item, joined("\n  ", lines), lock=Lock.ACCESS_EXCLUSIVE, on=item.parent)
    if item.parent not in change.created:
        detail = "more rows are allowed" if item.flag("permissive") else "fewer rows are allowed"
        action = with_hazard(action, HazardKind.ACCESS, detail)
    return (action,)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    statement = sql("drop policy {} on {}", ident(item.id.name), parent_name(item))
    action = dropped(item, statement, lock=Lock.ACCESS_EXCLUSIVE, on=item.parent)
    detail = "fewer rows are allowed" if item.flag("permissive") else "more rows are allowed"
    return (with_hazard(action, HazardKind.ACCESS, detail),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed:
        return Alteration()
    if changed & {"command", "permissive"}:
        return Rebuild.NEEDED
    lines = [sql("alter policy {} on {}", ident(new.id.name), parent_name(new))]
    if "roles" in changed:
        lines.append(sql("to {}", _roles(new)))
    for attribute, words in (("using", "using"), ("with_check", "with check")):
        if attribute in changed:
            expression = new.optional_text(attribute)
            if expression is None:  # ALTER POLICY cannot take an expression away
                return Rebuild.NEEDED
            lines.append(sql("{} ({})", verbatim(words), verbatim(expression)))
    action = altered(new, joined("\n  ", lines), lock=Lock.ACCESS_EXCLUSIVE, on=new.parent)
    return Alteration((with_hazard(action, HazardKind.ACCESS, "who may see or change which rows is different"),))


KIND = Kind(
    name="policy",
    reference=on_parent(verbatim("policy")),
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_policy", "oid"),),
)
