"""Collations. Nothing but name, schema and owner changes in place, so that another one follows under the columns."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild, Successor
from supatui.kinds.steps import created, dropped, name_of
from supatui.kinds.succession import former_name


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
    return Rebuild.SUCCESSOR


def _away(old: SchemaObject) -> tuple[Sql, ...]:
    return (sql("alter collation {} rename to {}", name_of(old), ident(former_name(old.id.name))),)


def _make(old: SchemaObject, new: SchemaObject, change: Change) -> Sql:
    return _statement(new)


def _remove(old: SchemaObject) -> Sql:
    return sql("drop collation {}", qualified(old.id.schema, former_name(old.id.name)))


KIND = Kind(
    name="collation",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    successor=Successor(_away, _make, _remove),
    addresses=(("pg_collation", "oid"),),
)
