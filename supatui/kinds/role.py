"""Roles with their settings, read only when asked for: they belong to a whole server, not to one database.

Passwords are neither read nor written.
"""

from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, sql, verbatim
from supatui.errors import PlanError
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.foreign_options import hidden_names, warned
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
    if not change.wishes.lenient:  # the way back is for the server that the plan was made for
        _refuse_holder(item, change)
    action = dropped(item, sql("drop role {}", ident(item.id.name)))
    action = with_hazard(
        action,
        HazardKind.FAILS_ON_DATA,
        "fails while it owns anything or may do anything in any database of the server",
        irreversible="its password is not known",
    )
    if secrets := hidden_names((*item.texts("settings"), *item.texts("database_settings"))):
        detail = f"{', '.join(secrets)}: the value is secret and lost, note it before"
        action = with_hazard(action, HazardKind.DATA, detail)
    return (replace(action, last=True),)


def _says(item: SchemaObject, role: str) -> bool:
    """Whether an object is the role's, or gives it anything."""
    grants = {"privilege", "default_privilege", "user_mapping", "parameter_privilege"}
    if item.id.kind in grants and item.id.name == role:
        return True
    owners = item.optional_text("owner"), item.optional_text("for_role")
    return role in owners or (item.id.kind == "policy" and role in item.texts("roles"))


def _refuse_holder(item: SchemaObject, change: Change) -> None:
    """Raises: PlanError, where something would still be the role's."""
    name = item.id.name
    held = [str(one.id) for one in change.new_catalog.objects.values() if _says(one, name)]
    places = [*sorted(held), *item.texts("holds_elsewhere")]
    if not places:
        return
    role = ident(name)
    raise PlanError(
        f"role {name} would be dropped while it owns something or is granted something",
        where=", ".join(places[:5]) + (" ..." if len(places) > 5 else ""),
        hint=(
            f"keep the role; or run in each of these databases, after a look at what it has there: reassign owned by"
            f" {role} to OTHER; drop owned by {role}"
        ),
    )


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
    name = ident(item.id.name)
    return [_setting(item, sql("alter role {} {}", name, words), *both) for words, *both in _changes(before, after)]


def _here(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...]) -> list[Action]:
    """For sessions of the role in this database, whose name is another one elsewhere."""
    actions = []
    for words, *both in _changes(before, after):
        body = sql(
            "\nbegin\n    execute format('alter role %I in database %I %s', {}, current_database(), {});\nend\n",
            literal(item.id.name),
            literal(words),
        )
        actions.append(_setting(item, sql("do {}", dollar_quoted(body)), *both))
    return actions


def _setting(item: SchemaObject, statement: Sql, before: str, after: str) -> Action:
    """The entries are those of the one setting; empty where it is not set."""
    action = warned(Action(statement, item.id, needs=frozenset({item.id})), hidden_names((after,)))
    if not hidden_names((before,)):
        return action
    reason = "the value that it had is secret and not known here"
    return with_hazard(action, HazardKind.DATA, "the value is secret and lost, note it before", irreversible=reason)


def _changes(before: tuple[str, ...], after: tuple[str, ...]) -> list[tuple[Sql, str, str]]:
    """What follows `alter role r`, with the entry before and after; a secret is set to what stands for it."""
    had = {entry.partition("=")[0]: entry for entry in before}
    names = {entry.partition("=")[0] for entry in after}
    resets = [
        (sql("reset {}", verbatim(".".join(ident(part) for part in name.split(".")))), had[name], "")
        for name in sorted(had.keys() - names)
    ]
    sets = [(setting(entry), had.get(entry.partition("=")[0], ""), entry) for entry in after if entry not in before]
    return [*resets, *sets]


KIND = Kind(
    name="role",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    optional="roles",
)
