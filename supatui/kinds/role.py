"""Roles with their settings, read only when asked for: they belong to a whole server, not to one database.

Passwords are neither read nor written.
"""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.routines import setting
from supatui.kinds.steps import altered, created, dropped, with_hazard

_FLAGS = ("superuser", "createrole", "createdb", "login", "replication", "bypassrls")
_POWERS = frozenset({"superuser", "createrole", "login", "replication", "bypassrls"})
"""What lets a role do more than what it was granted."""


def _reference(item: SchemaObject) -> Sql:
    return sql("role {}", ident(item.id.name))


def _words(item: SchemaObject, names: frozenset[str]) -> list[Sql]:
    words = [verbatim(name if item.flag(name) else f"no{name}") for name in _FLAGS if name in names]
    if "noinherit" in names:
        words.append(verbatim("noinherit" if item.flag("noinherit") else "inherit"))
    if "connection_limit" in names:
        limit = item.number("connection_limit")
        words.append(sql("connection limit {}", -1 if limit is None else limit))
    if "valid_until" in names:
        words.append(sql("valid until {}", literal(item.optional_text("valid_until") or "infinity")))
    return words


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    said = frozenset(item.attributes)
    action = created(item, joined(" ", [sql("create role {}", ident(item.id.name)), *_words(item, said)]))
    action = _warned(item, action, said)
    if item.flag("login"):
        action = with_hazard(action, HazardKind.ACCESS, "no password is set: give it one yourself where it needs one")
    return (action, *_settings(item, (), item.texts("settings")), *_here(item, (), item.texts("database_settings")))


def _warned(item: SchemaObject, action: Action, names: frozenset[str]) -> Action:
    for name in _FLAGS:
        if name in _POWERS & names and item.flag(name):
            action = with_hazard(action, HazardKind.ACCESS, f"{item.id.name} gets {name}")
    return action


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = dropped(item, sql("drop role {}", ident(item.id.name)))
    detail = (
        "fails while it owns anything or may do anything in any database of the server: there, reassign owned by and "
        "drop owned by lead what it has to others"
    )
    action = with_hazard(action, HazardKind.FAILS_ON_DATA, detail, irreversible="its password is not known")
    return (replace(action, last=True),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    actions: list[Action] = []
    if words := _words(new, changed):
        statement = joined(" ", [sql("alter role {}", ident(new.id.name)), *words])
        actions.append(_warned(new, altered(new, statement), changed))
    actions += _settings(new, old.texts("settings"), new.texts("settings"))
    actions += _here(new, old.texts("database_settings"), new.texts("database_settings"))
    return Alteration(tuple(actions))


def _settings(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> list[Action]:
    """For sessions of the role in every database."""
    return [
        Action(sql("alter role {} {}", ident(item.id.name), words), item.id, needs=frozenset({item.id}))
        for words in _setting_changes(before, after)
    ]


def _here(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> list[Action]:
    """For sessions of the role in this database, whose name is another one elsewhere."""
    actions = []
    for words in _setting_changes(before, after):
        body = sql(
            "\nbegin\n    execute format('alter role %I in database %I %s', {}, current_database(), {});\nend\n",
            literal(item.id.name),
            literal(words),
        )
        actions.append(Action(sql("do {}", dollar_quoted(body)), item.id, needs=frozenset({item.id})))
    return actions


def _setting_changes(before: tuple[str, ...], after: tuple[str, ...]) -> list[Sql]:
    names = {entry.partition("=")[0] for entry in after}
    gone = sorted({entry.partition("=")[0] for entry in before} - names)
    resets = [sql("reset {}", verbatim(".".join(ident(part) for part in name.split(".")))) for name in gone]
    return [*resets, *(setting(entry) for entry in after if entry not in before)]


KIND = Kind(
    name="role",
    title="role",
    plural="roles",
    rank=-3,
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    optional="roles",
)
