"""What ALTER alone can say about a column: storage, compression, statistics target, options; of tables and views."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.action import Action, Lock
from supatui.kinds.foreign_options import options_change as foreign_options_change
from supatui.kinds.foreign_options import options_clause
from supatui.kinds.steps import altered, altering, is_of_foreign_table, options_change, parent_name

SETTINGS = frozenset({"storage", "compression", "statistics", "options"})


def compressed(column: ObjectId) -> ObjectId:
    """The fact that a column has its compression: a foreign table gets that of a parent when it is made."""
    return column._replace(kind="compressed")


def compressed_apart(columns: Iterable[SchemaObject]) -> frozenset[ObjectId]:
    """The foreign tables that have a compression for one of their columns: it is said as these are made, or never.

    Another type forgets it. Source: tablecmds.c, ATPrepCmd for SET COMPRESSION, ATExecAlterColumnType; 14 to 18.
    """
    found = (one for one in columns if is_of_foreign_table(one) and one.attributes.get("compression") is not None)
    return frozenset(one.parent for one in found if one.parent is not None)


def settings(item: SchemaObject) -> tuple[Action, ...]:
    """The steps after the column was made."""
    said = frozenset(name for name in SETTINGS if item.attributes.get(name) is not None)
    if is_of_foreign_table(item):
        said -= {"compression"}  # it is made with it
    return tuple(_setting(item, words) for words in _words(said, item, (), item.texts("options")))


def beside_parents(item: SchemaObject, above: Sequence[SchemaObject]) -> tuple[Action, ...]:
    """The steps after a new table got a column from parents with a storage or compression that it is not to have.

    Source: tablecmds.c, MergeAttributes.
    """
    theirs = {name for one in above for name in ("storage", "compression") if one.attributes.get(name) is not None}
    said = frozenset(name for name in theirs if item.attributes.get(name) is None)
    if is_of_foreign_table(item):
        said -= {"compression"}
    return tuple(_setting(item, words) for words in _words(said, item, (), ()))


def foreign_options(item: SchemaObject) -> tuple[Action, ...]:
    """The step that gives a foreign table's column its options, where nothing else says them as it is made."""
    words = options_clause(item.texts("foreign_options"))
    return (_setting(item, words),) if words else ()


def changed_settings(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> tuple[Action, ...]:
    """The steps that lead from the settings of one column to those of another."""
    words = list(_words(changed, new, old.texts("options"), new.texts("options")))
    foreign = foreign_options_change(old.texts("foreign_options"), new.texts("foreign_options"))
    if foreign:
        words.append(foreign)
    # a table that is made to inherit the column starts with what it has by then
    steps = [_setting(new, one) for one in words]
    return tuple(replace(one, creates=one.creates | {new.id}) for one in steps)


def restated(item: SchemaObject) -> tuple[Action, ...]:
    """The steps after another type, which brings its own storage and compression. Source: ATExecAlterColumnType."""
    said = frozenset(name for name in ("storage", "compression") if item.attributes.get(name) is not None)
    return tuple(_setting(item, words) for words in _words(said, item, (), ()))


def forgotten_settings(item: SchemaObject) -> tuple[Action, ...]:
    """The steps that lead back to what a column has by itself."""
    bare = item._replace(attributes={k: v for k, v in item.attributes.items() if k not in SETTINGS})
    return changed_settings(item, bare, frozenset(SETTINGS & item.attributes.keys()))


def _words(
    changed: frozenset[str], item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]
) -> Iterator[Sql]:
    if "storage" in changed:
        yield sql("set storage {}", verbatim(item.optional_text("storage") or item.text("type_storage")))
    if "compression" in changed:
        yield sql("set compression {}", verbatim(item.optional_text("compression") or "default"))
    if "statistics" in changed:
        target = item.number("statistics")
        yield sql("set statistics {}", -1 if target is None else target)
    if "options" in changed:
        yield from options_change(before, after)


def _setting(item: SchemaObject, words: Sql) -> Action:
    of_view = item.parent is not None and item.parent.kind == "materialized_view"  # which has no heirs, and no ONLY
    table = parent_name(item) if of_view else sql("only {}", parent_name(item))
    statement = sql("{} {} alter column {} {}", altering(item), table, ident(item.id.name), words)
    action = altered(item, statement, lock=Lock.ACCESS_EXCLUSIVE, on=item.parent)
    return replace(action, creates=frozenset({compressed(item.id)}), needs=frozenset({item.id}))
