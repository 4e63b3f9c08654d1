"""Text search dictionaries: a template with options."""

import re

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, name_of

_OPTION = re.compile(r"""("(?:[^"]|"")*"|[^\s=,"]+)\s*=\s*(E?'(?:[^'\\]|''|\\.)*'|[^\s,']+)""", re.DOTALL)


def _reference(item: SchemaObject) -> Sql:
    return sql("text search dictionary {}", name_of(item))


def options(item: SchemaObject) -> dict[str, str]:
    """Options by name, both quoted as the server printed them."""
    return dict(_OPTION.findall(item.optional_text("options") or ""))


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    parts = [sql("template = {}", verbatim(item.text("template")))]
    if given := item.optional_text("options"):
        parts.append(verbatim(given))
    return (created(item, sql("create {} ({})", _reference(item), joined(", ", parts))),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "template" in changed:
        return Rebuild.NEEDED
    before, after = options(old), options(new)
    parts = [sql("{} = {}", verbatim(name), verbatim(after[name])) for name in after if before.get(name) != after[name]]
    parts += [verbatim(name) for name in before if name not in after]
    if not parts:
        return Alteration()
    return Alteration((altered(new, sql("alter {} ({})", _reference(new), joined(", ", parts))),))


KIND = Kind(
    name="text_search_dictionary",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_ts_dict", "oid"),),
)
