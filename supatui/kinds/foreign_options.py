"""Options of foreign-data wrappers, servers, user mappings, foreign tables and their columns.

The catalog holds them as `name=value`; what may be secret is hidden while it is read (`catalog/options.sql`).
"""

from collections.abc import Iterable
from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration
from supatui.kinds.steps import altered, with_hazard

HIDDEN = "(hidden)"
"""What stands for a secret, in catalogs and in statements."""

NOT_READABLE = "(not readable)"
"""The only entry, where the role that read may not see the options."""

HOLDING_OPTIONS = frozenset({"foreign_data_wrapper", "server", "user_mapping", "foreign_table"})
"""Kinds whose attribute `options` holds such options."""


def hidden_names(options: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the options whose value is not known, or not wholly."""
    return tuple(name for name, _, value in _split(options) if HIDDEN in value)


def secrets_of(item: SchemaObject) -> tuple[str, ...]:
    """Names of what the object is made with and whose value is not known: options, a subscription's connection."""
    if item.id.kind == "subscription":
        return ("connection",) if HIDDEN in (item.optional_text("connection") or "") else ()
    if item.id.kind == "column":
        return hidden_names(item.texts("foreign_options"))
    return hidden_names(item.texts("options")) if item.id.kind in HOLDING_OPTIONS else ()


def secret_words(item: SchemaObject) -> str | None:
    """`api_key of server:there`, where the object is made with what is not known."""
    names = secrets_of(item)
    return f"{', '.join(names)} of {item.id}" if names else None


def options_clause(options: tuple[str, ...]) -> Sql | None:
    """`options (host 'x', port '5432')`; None where there are none."""
    pairs = [sql("{} {}", ident(name), literal(value)) for name, _, value in _split(options)]
    return sql("options ({})", joined(", ", pairs)) if pairs else None


def options_change(old: tuple[str, ...], new: tuple[str, ...]) -> Sql | None:
    """`options (set host 'y', add port '1', drop dbname)`; None where nothing has to be said."""
    if NOT_READABLE in (*old, *new):
        return None
    before = {name: value for name, _, value in _split(old)}
    after = {name: value for name, _, value in _split(new)}
    words = [sql("drop {}", ident(name)) for name in before if name not in after]
    for name, value in after.items():
        if name not in before:
            words.append(sql("add {} {}", ident(name), literal(value)))
        elif before[name] != value:
            words.append(sql("set {} {}", ident(name), literal(value)))
    return sql("options ({})", joined(", ", words)) if words else None


def altered_with(old: SchemaObject, new: SchemaObject, statement: Sql, clauses: Iterable[Sql] = ()) -> Alteration:
    """`<statement> <clauses> options (...)`, where there is something to say.

    What depends on the object is not asked: its options say nothing about rows here.
    """
    options = options_change(old.texts("options"), new.texts("options"))
    said = [*clauses, *([options] if options else [])]
    if not said:
        return Alteration()
    action = replace(altered(new, joined(" ", [statement, *said])), touches=frozenset())
    return Alteration((warned(action, _newly_hidden(old.texts("options"), new.texts("options"))),))


def _newly_hidden(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Hidden options that a change from one list to the other writes."""
    return tuple(name for name in hidden_names(new) if not any(_is_same(name, one, new) for one in old))


def _is_same(name: str, entry: str, options: tuple[str, ...]) -> bool:
    return entry.partition("=")[0] == name and entry in options


def warned(action: Action, names: tuple[str, ...]) -> Action:
    """The action with a hazard for options whose value it cannot know."""
    if not names:
        return action
    detail = f"{', '.join(names)}: the value is secret and not known here, set it by hand afterwards"
    return with_hazard(action, HazardKind.ACCESS, detail)


def losing(action: Action, item: SchemaObject) -> Action:
    """The action with a hazard for secrets that go away with the object."""
    names = hidden_names(item.texts("options"))
    if not names:
        return action
    detail = f"{', '.join(names)}: the value is secret and lost, note it before"
    reason = f"the value of {', '.join(names)} is not known here"
    return with_hazard(action, HazardKind.DATA, detail, irreversible=reason)


def with_options(statement: Sql, item: SchemaObject, *, separator: Sql | None = None) -> Sql:
    """The statement with the options of the object behind it."""
    readable = tuple(one for one in item.texts("options") if one != NOT_READABLE)
    clause = options_clause(readable)
    return sql("{}{}{}", statement, separator or verbatim(" "), clause) if clause else statement


def _split(options: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [option.partition("=") for option in options]
