"""Collations. Nothing but name, schema and owner changes in place, so that another one follows under the columns."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import created, dropped, name_of
from supatui.kinds.succession import former_name, succeed


def _reference(item: SchemaObject) -> Sql:
    return sql("collation {}", name_of(item))


def _statement(item: SchemaObject) -> Sql:
    parts = [sql("provider = {}", verbatim(item.text("provider")))]
    sort, character = item.optional_text("sort_locale"), item.optional_text("character_locale")
    locale = sort if sort is not None and sort == character else item.optional_text("locale")
    if locale is not None:
        parts.append(sql("locale = {}", literal(locale)))
    elif sort is not None and character is not None:
        parts += [sql("lc_collate = {}", literal(sort)), sql("lc_ctype = {}", literal(character))]
    if (rules := item.optional_text("rules")) is not None:
        parts.append(sql("rules = {}", literal(rules)))
    if item.flag("nondeterministic"):
        parts.append(verbatim("deterministic = false"))
    return sql("create collation {} ({})", name_of(item), joined(", ", parts))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (created(item, _statement(item)),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop collation {}", name_of(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if not changed:
        return Alteration()
    former = former_name(old.id.name)
    return succeed(
        old,
        new,
        change,
        reference=_reference(new),
        before=(sql("alter collation {} rename to {}", name_of(old), ident(former)), _statement(new)),
        retype=lambda column: sql("type {} collate {}", verbatim(column.text("type")), name_of(new)),
        rewrites=False,
        after=(sql("drop collation {}", qualified(old.id.schema, former)),),
    )


KIND = Kind(
    name="collation",
    title="collation",
    plural="collations",
    rank=8,
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_collation", "oid"),),
)
