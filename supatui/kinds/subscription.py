"""Subscriptions: made without connecting to the publisher, and dropped without it.

A slot on the publisher is neither made nor dropped, and a subscription that is made does not run until a person starts
it: a plan may be tried on a shadow server, which must never talk to a publisher.
"""

from collections.abc import Callable
from dataclasses import replace

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.foreign_options import HIDDEN
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, with_hazard

_ON_SLOT = frozenset({"two_phase", "failover"})
"""Parameters that ALTER SUBSCRIPTION also sets on the publisher's slot. Source: manual, ALTER SUBSCRIPTION."""


def _reference(item: SchemaObject) -> Sql:
    return sql("subscription {}", ident(item.id.name))


def _boolean(attribute: str, default: bool) -> Callable[[SchemaObject], Sql]:
    def value(item: SchemaObject) -> Sql:
        found = item.attributes.get(attribute, default)
        return sql("{} = {}", verbatim(attribute), verbatim("true" if found else "false"))

    return value


def _word(attribute: str, default: str) -> Callable[[SchemaObject], Sql]:
    def value(item: SchemaObject) -> Sql:
        return sql("{} = {}", verbatim(attribute), literal(item.optional_text(attribute) or default))

    return value


def _slot(item: SchemaObject) -> Sql:
    name = item.optional_text("slot_name")
    return sql("slot_name = {}", verbatim("none") if name is None else literal(name))


_PARAMETERS: dict[str, Callable[[SchemaObject], Sql]] = {
    "slot_name": _slot,
    "binary": _boolean("binary", False),
    "streaming": _word("streaming", "off"),
    "synchronous_commit": _word("synchronous_commit", "off"),
    "two_phase": _boolean("two_phase", False),
    "disable_on_error": _boolean("disable_on_error", False),
    "password_required": _boolean("password_required", True),
    "run_as_owner": _boolean("run_as_owner", False),
    "origin": _word("origin", "any"),
    "failover": _boolean("failover", False),
}
"""Every parameter by its attribute, in the order of the manual."""

_ALWAYS_SAID = frozenset({"slot_name", "streaming"})
"""What has another default in some version, or one that depends on the name."""


def _publications(item: SchemaObject) -> Sql:
    return joined(", ", [ident(name) for name in item.texts("publications")])


def _connection(action: Action, item: SchemaObject) -> Action:
    connection = item.optional_text("connection")
    if connection is not None and HIDDEN not in connection:
        return action
    detail = "the connection string holds what is secret and not known here, set it by hand before starting it"
    return with_hazard(action, HazardKind.ACCESS, detail)


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    connection = item.optional_text("connection")
    if connection is None:  # it could not be read; who is no superuser must name a password
        connection = f"password={HIDDEN}"
    said = [verbatim("connect = false")]
    said += [words(item) for name, words in _PARAMETERS.items() if name in item.attributes or name in _ALWAYS_SAID]
    statement = sql(
        "create {}\n  connection {}\n  publication {}\n  with ({})",
        _reference(item),
        literal(connection),
        _publications(item),
        joined(", ", said),
    )
    detail = "nothing is replicated until the slot is there and it is enabled and refreshed by hand"
    action = with_hazard(_connection(created(item, statement), item), HazardKind.ACCESS, detail)
    owner = item.optional_text("owner")
    if owner and owner != _executor(change):
        return action, replace(_own(item), needs=frozenset({item.id}))
    return (action,)


def _executor(change: Change) -> str:
    return change.old_catalog.session_role or change.new_catalog.session_role


def _own(item: SchemaObject) -> Action:
    return _plain(item, sql("owner to {}", ident(item.text("owner"))))


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    steps = _stopped(item)
    slot = item.optional_text("slot_name")
    if slot is not None:
        steps.append(_plain(item, verbatim("set (slot_name = none)")))
    action = dropped(item, sql("drop {}", _reference(item)))
    detail = "replication ends, and how far it came is forgotten"
    if slot is not None:
        detail += f"; slot {slot} stays on the publisher and keeps its WAL until it is dropped there"
    return (
        *steps,
        with_hazard(action, HazardKind.DATA, detail, irreversible="it comes back stopped and from the start"),
    )


def _plain(item: SchemaObject, words: Sql) -> Action:
    """A step that changes the subscription without making it anew."""
    return Action(sql("alter {} {}", _reference(item), words), item.id)


def _stopped(item: SchemaObject) -> list[Action]:
    return [_plain(item, verbatim("disable"))] if item.flag("enabled") else []


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if changed & _ON_SLOT:
        return Rebuild.NEEDED
    actions: list[Action] = []
    connection = new.optional_text("connection")
    if "connection" in changed and connection is not None and old.optional_text("connection") is not None:
        action = altered(new, sql("alter {} connection {}", _reference(new), literal(connection)))
        actions.append(_connection(action, new))
    if "publications" in changed:
        words = sql("alter {} set publication {} with (refresh = false)", _reference(new), _publications(new))
        detail = "tables come and go only when it is refreshed by hand"
        actions.append(with_hazard(altered(new, words), HazardKind.ACCESS, detail))
    if parameters := [words(new) for name, words in _PARAMETERS.items() if name in changed]:
        if "slot_name" in changed and new.optional_text("slot_name") is None:
            actions.extend(_stopped(old))
        actions.append(altered(new, sql("alter {} set ({})", _reference(new), joined(", ", parameters))))
    if old.optional_text("owner") != new.optional_text("owner") and new.optional_text("owner"):
        # the owner decides whether a password is required: whoever runs the plan does not need one
        comes_to_executor = new.text("owner") == _executor(change)
        actions.insert(0 if comes_to_executor else len(actions), _own(new))
    return Alteration(tuple(actions))


KIND = Kind(
    name="subscription",
    reference=_reference,
    renames=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
    addresses=(("pg_subscription", "oid"),),
)
