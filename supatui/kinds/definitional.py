"""Kinds that are their definition: PostgreSQL replaces it as a whole, or has them dropped and made again."""

from collections.abc import Callable, Iterable

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped


def build(
    name: str,
    *,
    reference: Callable[[SchemaObject], Sql],
    definition: Callable[[SchemaObject], Sql],
    catalog: str,
    replaceable: bool = False,
    owner_clause: bool = False,
    renames: bool = False,
    moves: bool = False,
) -> Kind:
    """A kind whose statement is `create [or replace] <definition>`, and `drop <reference>`."""

    def alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
        if not changed:
            return Alteration()
        if not replaceable:
            return Rebuild.NEEDED
        return Alteration((altered(new, sql("create or replace {}", definition(new))),))

    return Kind(
        name=name,
        reference=reference,
        create=lambda item, change: (created(item, sql("create {}", definition(item))),),
        drop=lambda item, change: (dropped(item, sql("drop {}", reference(item))),),
        alter=alter,
        owner_clause=owner_clause,
        renames=renames,
        moves=moves,
        addresses=((catalog, "oid"),),
    )


def parts(item: SchemaObject, words: Iterable[str]) -> Sql:
    """`(start = f, gettoken = g)`: attributes of these names, which are the words of the statement, too."""
    said = [sql("{} = {}", verbatim(word), verbatim(value)) for word in words if (value := item.optional_text(word))]
    return sql("({})", joined(", ", said))
