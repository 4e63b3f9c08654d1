"""Which one-sided changes a rule must not decide: those that lose data, rewrite a table or widen access.

The judgments go by names of kinds and attributes and are made to wait too often rather than too seldom: a plan's
hazards say later what really happens. Kinds that nobody judged yet always wait. Source: hazards of schema statements
in PostgreSQL 15 to 18, measured; manual, DDL Privileges and Row Security Policies.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import EMPTY, SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.model import Change, Difference, Side
from supatui.compare.status import title

TRUSTED_ROLES = frozenset({"postgres", "service_role", "supabase_admin"})
"""Roles that pass row-level security or own the database anyway: giving them more widens nothing."""

STORES: Mapping[str, str] = {
    "table": "drops the table and its rows",
    "column": "drops the column and its values",
    "materialized_view": "drops its stored rows",
    "sequence": "drops the sequence and its position",
    "extension": "drops the extension and what it keeps",
    "attribute": "drops the attribute and its stored values",
}
"""Kinds whose drop loses something that no migration brings back."""

_HARMLESS_DROPS = frozenset(
    """schema enum domain domain_constraint composite_type range view view_column default primary_key unique
    foreign_key check exclude index function procedure aggregate trigger policy privilege default_privilege statistics
    rule foreign_table cast conversion transform operator operator_class operator_family family_member access_method
    text_search_parser text_search_dictionary text_search_template text_search_configuration""".split()
)
"""Kinds whose drop loses no data by itself and gives nobody more."""

_REACHES = frozenset({"foreign_data_wrapper", "server", "user_mapping"})
"""How other servers are reached; what is secret in it, nobody here has read."""

_MEMBERS_OF_PUBLICATIONS = frozenset({"publication_table", "publication_schema"})
"""Leaving one out publishes less; changing one may publish rows that its filter held back."""

_LABELS = frozenset({"security_label", "role_label"})

_FILLED_PER_ROW = re.compile(r"\b(nextval|gen_random_uuid|uuid_generate_v\w+|random|clock_timestamp|timeofday)\s*\(")
"""Volatile functions that make a new column's default rewrite the table. Source: manual, ALTER TABLE, Notes."""

_Judge = Callable[[SchemaObject, SchemaObject], str | None]


def reason_to_wait(difference: Difference, change: Change, covered: Sequence[Difference] = ()) -> str | None:
    """Why a change waits for a person although nothing contradicts it, in a few words; None where a rule may take it.

    `covered` is what comes along with an added or dropped object.
    """
    if change.side is Side.MERGED:
        return _reason_of_both(difference, change)
    old, new = difference.base, difference.on(change.side)
    if change.attribute is not None:
        assert old is not None, difference.id
        assert new is not None, difference.id
        return reason_to_change(change.attribute, old, new)
    if new is not None:
        return reason_to_add(new, [item for part in covered if (item := part.on(change.side)) is not None])
    assert old is not None, difference.id
    if own := reason_to_drop(old):
        return own
    gone = (part for part in covered if part.id.kind not in _LABELS)  # with what it labels
    lost = ((part.id, reason_to_drop(part.base)) for part in gone if part.base is not None)
    return next((f"{reason}: {title(part)}" for part, reason in lost if reason), None)


def _reason_of_both(difference: Difference, change: Change) -> str | None:
    """Why the parts of what was put together wait, each on its own."""
    assert change.attribute is not None, difference.id
    old, reasons = difference.base, set[str]()
    for new in (difference.local, difference.remote):
        assert new is not None, difference.id
        reasons.add((reason_to_add(new, ()) if old is None else reason_to_change(change.attribute, old, new)) or "")
    return "; ".join(sorted(reasons - {""})) or None


def loses_by_drop(item: SchemaObject) -> bool:
    """Whether dropping the object loses something that nobody brings back, or widens access."""
    return reason_to_drop(item) is not None


def reason_to_drop(old: SchemaObject) -> str | None:
    """What dropping the object loses, or whom it gives more."""
    kind = old.id.kind
    if kind == "column" and old.parent is not None and old.parent.kind == "foreign_table":
        return None
    if kind in STORES:
        return STORES[kind]
    if kind == "policy" and old.attributes.get("permissive") is False:
        return "drops a restriction: more rows get through"
    if kind in _REACHES:
        return "drops how another server is reached, secrets among it"
    if kind in _LABELS:
        return "removes a label: its provider may let more through"
    if kind in ("privilege", "default_privilege"):
        return _gains(old.id, old.texts("privileges"), old.texts("builtin"))
    is_harmless = kind in _HARMLESS_DROPS | _MEMBERS_OF_PUBLICATIONS
    return None if is_harmless else f"nobody judged yet what dropping a {_words(kind)} loses"


def reason_to_add(new: SchemaObject, parts: Sequence[SchemaObject]) -> str | None:
    """Whom a new object gives more, or what it rewrites; `parts` come with it."""
    kind = new.id.kind
    if kind in ("privilege", "default_privilege"):
        return _gains(new.id, new.texts("builtin"), new.texts("privileges"))
    if kind == "policy":
        return None if new.attributes.get("permissive") is False else "a new policy lets more rows through"
    if kind == "column":
        return _new_column_reason(new, parts)
    if kind == "schema":
        return None
    return _exposed_reason(new, parts)


def _new_column_reason(new: SchemaObject, parts: Sequence[SchemaObject]) -> str | None:
    if new.attributes.get("generated") == "stored":
        return "fills every row: the table is rewritten"
    if new.attributes.get("identity") is not None:
        return "numbers every row: the table is rewritten"
    for part in parts:
        if part.id.kind == "default" and _FILLED_PER_ROW.search(part.optional_text("expression") or ""):
            return "its default differs from row to row: the table is rewritten"
    return None


def _exposed_reason(new: SchemaObject, parts: Sequence[SchemaObject]) -> str | None:
    """Why a new object waits: someone gets at data through it that nothing guards."""
    readers = sorted({who for part in parts if part.parent == new.id and (who := _grantee_with_gain(part))})
    kind = new.id.kind
    if kind in ("function", "procedure") and new.flag("security_definer"):
        return "runs with the rights of its owner"
    if not readers:
        return None
    names = ", ".join(readers)
    if kind == "table" and not new.flag("row_security"):
        return f"open to {names}, and row-level security is off"
    if kind == "view" and not _is_invoker(new):
        return f"open to {names}, with the rights of its owner"
    if kind in ("materialized_view", "foreign_table"):
        return f"open to {names}, and no row-level security guards it"
    return None


def _grantee_with_gain(item: SchemaObject) -> str | None:
    if item.id.kind != "privilege" or item.flag("is_owner"):
        return None
    return item.id.name if _gains(item.id, item.texts("builtin"), item.texts("privileges")) else None


def _gains(privilege: ObjectId, before: Sequence[str], after: Sequence[str]) -> str | None:
    """Why a changed list of privileges waits: what its grantee may do that it could not."""
    if privilege.name in TRUSTED_ROLES:
        return None
    gained = [name for name in after if name not in before and name.rstrip("*") not in before]
    return f"gives {privilege.name} {', '.join(gained).lower()}" if gained else None


def _is_invoker(view: SchemaObject) -> bool:
    return any(option.replace(" ", "") in _INVOKER for option in view.texts("options"))


_INVOKER = frozenset({"security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker=yes"})


def reason_to_change(attribute: str, old: SchemaObject, new: SchemaObject) -> str | None:
    """What changing one attribute loses, rewrites or opens."""
    if attribute == "comment":
        return None
    if attribute == "owner":
        return f"makes {new.optional_text('owner') or 'another role'} the owner, with all rights"
    kind = new.id.kind
    if judge := _JUDGES.get((kind, attribute)):
        return judge(old, new)
    if (kind in _REACHES and attribute != "privileges") or (kind == "foreign_table" and attribute in _PLACE):
        return "changes what is read from elsewhere, or how"
    if kind in STORES or kind in _HARMLESS_DROPS:
        return None
    return f"nobody judged yet what changing a {_words(kind)} does"


def _always(reason: str) -> _Judge:
    return lambda old, new: reason


def _switched_off(attribute: str, reason: str) -> _Judge:
    return lambda old, new: reason if old.flag(attribute) and not new.flag(attribute) else None


def _switched_on(attribute: str, reason: str) -> _Judge:
    return lambda old, new: reason if new.flag(attribute) and not old.flag(attribute) else None


def _labels(old: SchemaObject, new: SchemaObject) -> str | None:
    before, after = old.texts("labels"), new.texts("labels")
    lost = [label for label in before if label not in after]
    if lost:
        return f"removes {', '.join(map(repr, lost))}, which rows may hold"
    if [label for label in after if label in before] != list(before):
        return "puts the values in another order: columns of the type are rewritten"
    return None


def _roles(old: SchemaObject, new: SchemaObject) -> str | None:
    before, after = old.texts("roles"), new.texts("roles")
    if new.attributes.get("permissive") is False:
        before, after = after, before
    gained = [] if "public" in before else [role for role in after if role not in before]
    return f"widens access to {', '.join(gained)}" if gained else None


def _privileges(old: SchemaObject, new: SchemaObject) -> str | None:
    return _gains(new.id, old.texts("privileges"), new.texts("privileges"))


def _view_options(old: SchemaObject, new: SchemaObject) -> str | None:
    return "the view gets the rights of its owner" if _is_invoker(old) and not _is_invoker(new) else None


def _type(old: SchemaObject, new: SchemaObject) -> str | None:
    """Silent where only the catalog changes and every value fits: a varchar that becomes longer, say."""
    from supatui.kinds import casts, conversions  # brings every kind, and is not needed before a type is judged

    before, after = old.text("type"), new.text("type")
    using = conversions.using(ident(new.id.name), before, after, EMPTY, EMPTY) is not None
    if not using and not casts.hazards(before, after, using=False):
        return None
    return "converts every value: the table may be rewritten, digits or text may be lost"


def _identity(old: SchemaObject, new: SchemaObject) -> str | None:
    return None if new.attributes.get("identity") is not None else "drops its sequence and the position of that"


def _words(kind: str) -> str:
    return kind.replace("_", " ")


_PLACE = ("options", "server", "inherits", "partition_of", "partition_bound")
"""Of a foreign table: where its rows are, and whose rows they are besides."""

_ROWS = "changes which rows it lets through"
_MOVES = "changes where rows are kept"

_JUDGES: Mapping[tuple[str, str], _Judge] = {
    ("column", "type"): _type,
    ("column", "collation"): _always("sorts its values anew: its indexes are rebuilt"),
    ("column", "generated"): _always("the table is rewritten, or its values are no longer computed"),
    ("column", "expression"): _always("computes every value anew: the table is rewritten"),
    ("column", "identity"): _identity,
    ("attribute", "type"): _always("converts stored values"),
    ("attribute", "collation"): _always("sorts stored values anew"),
    ("composite_type", "attributes"): _always("changes the shape of stored values"),
    ("domain", "base_type"): _always("converts every value of the domain"),
    ("domain", "collation"): _always("sorts its values anew: indexes are rebuilt"),
    ("enum", "labels"): _labels,
    ("sequence", "persistence"): _always("writes the sequence anew"),
    ("sequence", "type"): _always("the sequence may hold fewer numbers"),
    ("table", "persistence"): _always("the table is rewritten; unlogged tables lose their rows in a crash"),
    ("table", "access_method"): _always("the table is rewritten"),
    ("table", "tablespace"): _always("the table is rewritten"),
    ("table", "partition_key"): _always(_MOVES),
    ("table", "partition_of"): _always(_MOVES),
    ("table", "partition_bound"): _always(_MOVES),
    ("table", "inherits"): _always(_MOVES),
    ("table", "row_security"): _switched_off("row_security", "turns row-level security off"),
    ("table", "force_row_security"): _switched_off("force_row_security", "the owner passes row-level security again"),
    ("materialized_view", "query"): _always("computes its stored rows anew"),
    ("materialized_view", "access_method"): _always("its rows are written anew"),
    ("materialized_view", "tablespace"): _always("its rows are written anew"),
    ("view", "options"): _view_options,
    ("function", "security_definer"): _switched_on("security_definer", "runs with the rights of its owner"),
    ("procedure", "security_definer"): _switched_on("security_definer", "runs with the rights of its owner"),
    ("policy", "roles"): _roles,
    ("policy", "using"): _always(_ROWS),
    ("policy", "with_check"): _always(_ROWS),
    ("policy", "command"): _always(_ROWS),
    ("policy", "permissive"): _always(_ROWS),
    ("security_label", "label"): _always("changes what its provider guards"),
    ("role_label", "label"): _always("changes what its provider guards"),
    ("privilege", "privileges"): _privileges,
    ("default_privilege", "privileges"): _privileges,
}
"""How a change of one attribute is judged; attributes that are not here wait for nobody."""
