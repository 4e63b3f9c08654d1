"""What functions and procedures share: one query, and CREATE OR REPLACE from attributes, merged ones included."""

import re

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.extension_dependence import restored
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import NOTHING, altered, created, dropped, name_of, with_signature
from supatui.kinds.type_cycle import dropped_with_type, made_with_type

_ITEM = re.compile(r'"(?:[^"]|"")*"|[^\s,"]+')

_LIST_SETTINGS = frozenset(
    {
        "search_path",
        "temp_tablespaces",
        "session_preload_libraries",
        "shared_preload_libraries",
        "local_preload_libraries",
    }
)
"""Settings that take a list; each item is quoted by itself. Source: guc GUC_LIST_QUOTE, as pg_dump treats them."""


def statement(item: SchemaObject, words: Sql) -> Sql:
    """CREATE OR REPLACE with every attribute."""
    lines = [sql("create or replace {} {}({})", words, name_of(item), verbatim(item.text("arguments")))]
    if result := item.optional_text("result"):
        lines.append(sql("returns {}", verbatim(result)))
    lines.append(sql("language {}", ident(item.text("language"))))
    lines.extend(_properties(item))
    if sql_body := item.optional_text("sql_body"):
        lines.append(verbatim(sql_body))
    elif library := item.optional_text("library"):
        lines.append(sql("as {}, {}", literal(library), literal(item.text("body"))))
    else:
        lines.append(sql("as {}", dollar_quoted(item.text("body"))))
    return joined("\n", lines)


def _properties(item: SchemaObject) -> list[Sql]:
    words: list[Sql] = []
    if transforms := item.texts("transforms"):
        words.append(joined(", ", [sql("transform for type {}", verbatim(one)) for one in transforms]))
    for attribute, text in (("window", "window"), ("strict", "strict"), ("leakproof", "leakproof")):
        if item.flag(attribute):
            words.append(verbatim(text))
    if volatility := item.optional_text("volatility"):
        words.append(verbatim(volatility))
    if item.flag("security_definer"):
        words.append(verbatim("security definer"))
    if parallel := item.optional_text("parallel"):
        words.append(sql("parallel {}", verbatim(parallel)))
    for attribute, number_words in (("cost", "cost"), ("rows", "rows")):
        value = item.attributes.get(attribute)
        if value is not None:
            words.append(
                sql("{} {}", verbatim(number_words), verbatim(f"{value:g}" if isinstance(value, float) else str(value)))
            )
    if support := item.optional_text("support"):
        words.append(sql("support {}", verbatim(support)))
    words.extend(setting(one) for one in item.texts("config"))
    return words


def setting(entry: str) -> Sql:
    """`search_path=a, b` as pg_proc stores it → `set search_path to a, b`."""
    name, _, value = entry.partition("=")
    if name.lower() in _LIST_SETTINGS:
        # stored with identifiers quoted, where an empty one is legal to hold but not to write
        items = [literal(_unquoted(one)) for one in _ITEM.findall(value)] or [literal("")]
        return sql("set {} to {}", ident(name), joined(", ", items))
    return sql("set {} to {}", verbatim(".".join(ident(part) for part in name.split("."))), literal(value))


def _unquoted(item: str) -> str:
    return item[1:-1].replace('""', '"') if item.startswith('"') else item


def _inputs(item: SchemaObject) -> list[tuple[str, str]]:
    """(mode, name) of every argument; modes are empty where all are plain inputs."""
    names, modes = item.texts("argument_names"), item.texts("argument_modes")
    if not names:
        return []
    return list(zip(modes or ("i",) * len(names), names, strict=False))


def is_replaceable(old: SchemaObject, new: SchemaObject, changed: frozenset[str]) -> bool:
    """Whether CREATE OR REPLACE takes it. Source: manual, CREATE FUNCTION, Overloading and notes; 42P13."""
    if changed & {"result", "window"} or (old.optional_text("result") != new.optional_text("result")):
        return False
    if (new.number("defaults") or 0) < (old.number("defaults") or 0):
        return False
    before, after = _inputs(old), _inputs(new)
    if not before:
        return not any(mode in "obt" for mode, _ in after)
    if not after:
        return not any(name for _, name in before)
    if len(before) != len(after) or any(a[0] != b[0] for a, b in zip(before, after, strict=True)):
        return False
    return all(not one[1] or one[1] == other[1] for one, other in zip(before, after, strict=True))


def _calls_itself(item: SchemaObject) -> bool:
    """Whether a body that the server has read as SQL may name the routine; pg_depend does not say that."""
    return sql("{}(", name_of(item)) in (item.optional_text("sql_body") or "")


def _without_body(item: SchemaObject) -> SchemaObject:
    """With an empty body in quotes: what the server has read as SQL is the only body that needs something."""
    others = {name: value for name, value in item.attributes.items() if name != "sql_body"}
    return item._replace(attributes={**others, "body": ""})


def build(name: str) -> Kind:
    """A kind of routine; `name` is also the word in its statements."""
    words = verbatim(name)

    def reference(item: SchemaObject) -> Sql:
        return sql("{} {}", words, with_signature(item.id))

    def create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
        if made_with_type(item, change):
            return NOTHING
        if _calls_itself(item):  # the server reads the body before the routine is there
            real = Action(statement(item, words), item.id, needs=frozenset({item.id}))
            return (created(item, statement(_without_body(item), words)), real)
        return (created(item, statement(item, words)),)

    def drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
        if dropped_with_type(item, change):
            return NOTHING
        return (dropped(item, sql("drop {} {}", words, with_signature(item.id))),)

    def alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
        if not changed:
            return Alteration()
        if not is_replaceable(old, new, changed):
            return Rebuild.NEEDED
        return Alteration((altered(new, statement(new, words)), *restored(new.id, change.new_catalog)))

    def stand_in(item: SchemaObject) -> tuple[Sql, Sql] | None:
        if item.optional_text("sql_body") is None:
            return None
        return statement(_without_body(item), words), statement(item, words)

    return Kind(
        name=name,
        reference=reference,
        renames=True,
        moves=True,
        create=create,
        drop=drop,
        alter=alter,
        stand_in=stand_in,
        addresses=(("pg_proc", "oid"),),
        inert=frozenset({"body"}),
        shared_query="function",
    )
