"""Privileges of one role on one object, as far as they are not what PostgreSQL gives by itself.

An absent privilege object means the built-in privileges, so creating one grants and revokes from there, and dropping
one leads back there. A new object also starts with what ALTER DEFAULT PRIVILEGES of its maker gives.
"""

from collections.abc import Iterator
from dataclasses import replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, ident, joined, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind, Listing
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.policy import role_name
from supatui.kinds.steps import NOTHING, ownership, with_hazard, with_signature
from supatui.kinds.type_cycle import is_shell

_CLASSES = {
    "table": ("table", "tables"),
    "view": ("table", "tables"),
    "materialized_view": ("table", "tables"),
    "foreign_table": ("table", "tables"),
    "sequence": ("sequence", "sequences"),
    "function": ("function", "functions"),
    "aggregate": ("function", "functions"),
    "procedure": ("procedure", "functions"),
    "enum": ("type", "types"),
    "domain": ("type", "types"),
    "composite_type": ("type", "types"),
    "range": ("type", "types"),
    "base_type": ("type", "types"),
    "schema": ("schema", "schemas"),
    "language": ("language", ""),
    "foreign_data_wrapper": ("foreign data wrapper", ""),
    "server": ("foreign server", ""),
}
"""Kind → (word of GRANT ON, class of ALTER DEFAULT PRIVILEGES)."""

_SYSTEM_COLUMNS = ("cmax", "cmin", "ctid", "tableoid", "xmax", "xmin")
"""Columns that are in no catalog, and can be granted. Source: manual, System Columns."""

_TABLE_PRIVILEGES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"})

_OPEN_ROLES = frozenset({"public", "anon", "authenticated"})
"""Roles that stand for the whole world on Supabase and on PostgreSQL."""


def _reference(item: SchemaObject) -> Sql:
    return sql("{} on {}", role_name(item.id.name), _object(item))


def _object(item: SchemaObject) -> Sql:
    """`table public.orders`, `function public.f(integer)`; the relation for a column."""
    assert item.parent is not None
    target = item.parent
    if sequence := item.optional_text("sequence"):  # an identity's
        return sql("sequence {}", verbatim(sequence))
    if target.kind in {"column", "view_column"}:
        return sql("table {}", verbatim(f"{ident(target.schema)}.{target.parent}"))
    word = verbatim(_CLASSES[target.kind][0])
    if target.kind in CALLABLE_KINDS:
        return sql("{} {}", word, with_signature(target))
    return sql("{} {}", word, verbatim(f"{ident(target.schema)}.{target.path}" if target.schema else target.path))


def _column(item: SchemaObject) -> Sql | None:
    target = item.parent
    if item.id.signature in _SYSTEM_COLUMNS:
        return verbatim(item.id.signature)
    return ident(target.name) if target and item.id.signature in {"column", "view_column"} else None


def all_of_class(kind: str, server_version: int) -> frozenset[str]:
    """Every privilege that a kind takes; MAINTAIN since 17."""
    word = _CLASSES.get(kind, ("", ""))[0]
    if word == "table":
        return _TABLE_PRIVILEGES | ({"MAINTAIN"} if server_version >= 170000 else set())
    return frozenset(
        {
            "sequence": {"SELECT", "UPDATE", "USAGE"},
            "schema": {"CREATE", "USAGE"},
            **{word: {"EXECUTE"} for word in ("function", "procedure")},
            **{word: {"USAGE"} for word in ("type", "language", "foreign data wrapper", "foreign server")},
        }.get(word, set())
    )


def changes(
    item: SchemaObject,
    before: tuple[str, ...],
    after: tuple[str, ...],
    version: int,
    grantors: tuple[str, ...] = (),
) -> list[Action]:
    """The grants and revokes that lead from one set to another; a star marks the grant option.

    `grantors` are pairs such as `SELECT alice`, where others than the owner granted some.
    """
    had, wanted = _split(before), _split(after)
    gone = frozenset(name for name in had if name not in wanted)
    demoted = frozenset(name for name, option in had.items() if option and wanted.get(name) is False)
    given = frozenset(name for name, option in wanted.items() if not option and name not in had)
    with_option = frozenset(name for name, option in wanted.items() if option and had.get(name) is not True)
    actions = []
    target, role = _object(item), role_name(item.id.name)
    lost, got = sql("on {} from {}", target, role), sql("on {} to {}", target, role)
    for names, verb in ((gone, verbatim("revoke")), (demoted, verbatim("revoke grant option for"))):
        for grantor, theirs in _by_grantor(names, grantors):
            action = _saying(item, verb, theirs, lost, version)
            if grantor is not None:
                action = replace(action, sql=_as_role(grantor, action.sql), listing=None)
            actions.append(action)
    if _is_of_relation(item):
        actions = [replace(one, creates=one.creates | {_revocation(item)}) for one in actions]
    if given:
        actions.append(_wider(_saying(item, verbatim("grant"), given, got, version), item))
    if with_option:
        got = sql("{} with grant option", got)
        actions.append(_wider(_saying(item, verbatim("grant"), with_option, got, version), item))
    if _column(item):
        actions = [replace(one, needs=one.needs | {_revocation(item)}) for one in actions]
    return actions


def _is_of_relation(item: SchemaObject) -> bool:
    return _CLASSES.get(item.id.signature, ("", ""))[0] == "table"


def _revocation(item: SchemaObject) -> ObjectId:
    """The fact that a role lost privileges on a relation, and with them those on its columns.

    Source: manual, REVOKE: "Revoking privileges on a table also revokes them on each column".
    """
    target = item.parent
    assert target is not None
    relation = target.parent if target.kind in {"column", "view_column"} else target.path
    return ObjectId("revocation", target.schema, item.id.name, relation)


def _given_again(item: SchemaObject, before: tuple[str, ...], after: tuple[str, ...], change: Change) -> list[Action]:
    """Grants of what the role keeps on columns of a relation where it loses the same on the relation."""
    if not _is_of_relation(item) or item.parent is None:
        return []
    had, wanted = _split(before), _split(after)
    lost = {name for name, option in had.items() if name not in wanted or (option and not wanted[name])}
    actions: list[Action] = []
    for one in _on_columns(item, change.new_catalog) if lost else ():
        former = change.old_catalog.objects.get(one.id)
        kept = {name.removesuffix("*") for name in former.texts("privileges")} & lost if former else set()
        privileges = tuple(name for name in one.texts("privileges") if name.removesuffix("*") in kept)
        actions += [replace(step, creates=frozenset()) for step in changes(one, (), privileges, change.server_version)]
    return actions


def _on_columns(item: SchemaObject, catalog: Catalog) -> Iterator[SchemaObject]:
    """What the role may do with single columns of the relation."""
    assert item.parent is not None
    parts = catalog.children.get(item.parent, ())
    inner = [child for part in parts if part.kind != "privilege" for child in catalog.children.get(part, ())]
    for one in (*parts, *inner):
        if one.kind == "privilege" and one.name == item.id.name and _column(catalog.objects[one]):
            yield catalog.objects[one]


def _by_grantor(names: frozenset[str], grantors: tuple[str, ...]) -> list[tuple[str | None, frozenset[str]]]:
    """Who takes what back; None is the owner, where nobody else granted any of these."""
    theirs: dict[str, set[str]] = {}
    for pair in grantors:
        name, _, grantor = pair.partition(" ")
        if name in names:
            theirs.setdefault(grantor, set()).add(name)
    rest = names.difference(*theirs.values())
    found: list[tuple[str | None, frozenset[str]]] = [(one, frozenset(theirs[one])) for one in sorted(theirs)]
    return [*found, (None, rest)] if rest else found


def _as_role(grantor: str, statement: Sql) -> Sql:
    """The statement, run as a grantor: nobody else takes back what a role granted. Source: manual, REVOKE, Notes."""
    body = sql(
        "\ndeclare\n    role_before text := pg_catalog.current_setting('role');\nbegin\n"
        "    perform pg_catalog.set_config('role', {}, true);\n    {};\n"
        "    perform pg_catalog.set_config('role', role_before, true);\nend\n",
        literal(grantor),
        statement,
    )
    return sql("do {}", dollar_quoted(body))


def _grantors(item: SchemaObject, change: Change) -> tuple[str, ...]:
    """Who granted what the role has: on the way back what stands in both schemas is as it was in the first one."""
    found = _started(change).objects.get(item.id)
    return found.texts("grantors") if found and not _comes_from_owner(item.parent, change) else ()


def _started(change: Change) -> Catalog:
    return change.new_catalog if change.wishes.lenient else change.old_catalog


def _comes_from_owner(target: ObjectId | None, change: Change) -> bool:
    """Whether something gets another owner, and all privileges on it come to be granted by the former one before.

    Not where others only go on having what a third role granted: the server leads that over as it is.
    """
    whole = _whole(target, change) if target else None
    owners = _owners(whole, change) if whole else None
    if whole is None or owners is None:
        return False
    started = [_started(change).objects[one] for one in _all_on(whole, _started(change))]
    granted = [item for item in started if item.texts("grantors")]
    if not granted:
        return False
    roles = {pair.partition(" ")[2] for item in granted for pair in item.texts("grantors")}
    if not roles.union(item.id.name for item in started).isdisjoint(owners):
        return True
    held = [
        {one: catalog.objects[one].texts("privileges") for one in _all_on(whole, catalog)}
        for catalog in (change.old_catalog, change.new_catalog)
    ]
    return held[0] != held[1]


def _all_on(target: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """The privileges on something and on its columns."""
    parts = [target, *(one for one in catalog.children.get(target, ()) if one.kind in {"column", "view_column"})]
    return [one for part in parts for one in catalog.children.get(part, ()) if one.kind == "privilege"]


def from_owner(target: ObjectId, change: Change) -> list[Action]:
    """The steps that let its owner be the one who granted everything, before it gets another owner.

    Each role gets what it has from the owner, too, and then loses it from the others: so nothing depends on them.
    Source: acl.c, aclnewowner and recursive_revoke.
    """
    if change.wishes.lenient or not _comes_from_owner(target, change):
        return []
    given, settled = ObjectId("granted", target.schema, target.name, target.parent, target.kind), settlement(target)
    steps: list[Action] = []
    for one in _all_on(target, change.old_catalog):
        item = change.old_catalog.objects[one]
        owner = _owner(target, change.old_catalog)
        grantors = tuple(pair for pair in item.texts("grantors") if pair.partition(" ")[2] != owner)
        names = {pair.partition(" ")[0] for pair in grantors}
        held = tuple(name for name in item.texts("privileges") if name.removesuffix("*") in names)
        if item.parent is None or item.parent not in change.new_catalog.objects:
            continue
        again = changes(item, (), held, change.server_version)
        steps += [replace(step, creates=frozenset({given}), needs=frozenset(), hazards=()) for step in again]
        ended = changes(item, held, (), change.server_version, grantors)
        steps += [replace(step, creates=frozenset({settled}), needs=frozenset({given})) for step in ended]
    return [replace(step, object=target) for step in steps]


def settlement(target: ObjectId) -> ObjectId:
    """The fact that all privileges on something are from its owner: an object of the order, not of a catalog."""
    return ObjectId("settlement", target.schema, target.name, target.parent, target.kind)


def _once_settled(actions: tuple[Action, ...], item: SchemaObject, change: Change) -> tuple[Action, ...]:
    whole = _whole(item.parent, change) if item.parent else None
    if whole is None:
        return actions
    return tuple(replace(one, needs=one.needs | {settlement(whole)}) for one in actions)


def _split(privileges: tuple[str, ...]) -> dict[str, bool]:
    return {name.removesuffix("*"): name.endswith("*") for name in privileges}


def _saying(item: SchemaObject, verb: Sql, names: frozenset[str], rest: Sql, version: int) -> Action:
    """The action that says `grant select (id) on ... to ...`; what is about a column can be about others too."""
    words = [verbatim(name.lower()) for name in sorted(names)]
    column = _column(item)
    if column is not None:
        around = (
            sql("{} {} (", verb, words[0]),
            *(sql("), {} (", word) for word in words[1:]),
            sql(") {}", rest),
        )
        listing = Listing(around, (column,))
        return replace(_action(item, listing.text()), listing=listing)
    if len(names) > 1 and names == all_of_class(item.id.signature, version):
        words = [verbatim("all")]
    return _action(item, sql("{} {} {}", verb, joined(", ", words), rest))


def _action(item: SchemaObject, statement: Sql) -> Action:
    assert item.parent is not None
    return Action(statement, item.id, creates=frozenset({item.id}), needs=frozenset({item.parent}))


def _wider(action: Action, item: SchemaObject) -> Action:
    if item.id.name not in _OPEN_ROLES:
        return action
    return with_hazard(action, HazardKind.ACCESS, f"{item.id.name} may do more")


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    if _passes(item, change):
        return NOTHING
    before = item.texts("builtin")
    if item.parent in change.created or _extension(item) in change.created or _becomes_identity(item, change):
        before = initial(item, change)
    after = item.texts("privileges")
    steps = (*changes(item, before, after, change.server_version), *_given_again(item, before, after, change))
    return _once_settled(steps, item, change)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    # a column of a view is only listed while it carries something: its view tells whether it is there
    target = item.parent
    if target is not None and target.kind == "view_column":
        target = change.old_catalog.objects[target].parent
    if target is None or target in change.dropped or _extension(item) in change.dropped:
        return NOTHING
    if item.optional_text("sequence") and not _is_identity(target, change.new_catalog):
        return NOTHING
    if _passes(item, change):
        return NOTHING
    before, after = item.texts("privileges"), item.texts("builtin")
    steps = changes(item, before, after, change.server_version, _grantors(item, change))
    steps = [_destroying(one, item) for one in steps]
    return _once_settled((*steps, *_given_again(item, before, after, change)), item, change)


def _extension(item: SchemaObject) -> ObjectId | None:
    """The extension that brought what the privileges are on; it is in no catalog itself."""
    name = item.optional_text("extension")
    return ObjectId("extension", "", name) if name else None


def _destroying(action: Action, item: SchemaObject) -> Action:
    return replace(action, creates=action.creates - {item.id}, destroys=frozenset({item.id}), needs=frozenset())


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    if _passes(new, change):
        return Alteration()
    before, after = old.texts("privileges"), new.texts("privileges")
    steps = changes(new, before, after, change.server_version, _grantors(new, change))
    actions = (*steps, *_given_again(new, before, after, change))
    handed_out = frozenset() if _comes_from_owner(new.parent, change) else _handed_out(old, before, after, change)
    return Alteration(_once_settled(actions, new, change), handed_out)


def _handed_out(
    old: SchemaObject, before: tuple[str, ...], after: tuple[str, ...], change: Change
) -> frozenset[ObjectId]:
    """Privileges that others have from this role, which takes no part of it back as long as they do."""
    wanted = _split(after)
    ended = {name for name, option in _split(before).items() if option and not wanted.get(name)}
    dependants = (change.old_catalog.objects[one] for one in change.old_catalog.dependents.get(old.id, ()))
    return frozenset(
        one.id
        for one in dependants
        if one.id.kind == "privilege"
        and any(pair in one.texts("grantors") for pair in (f"{x} {old.id.name}" for x in ended))
    )


def _owners(target: ObjectId, change: Change) -> tuple[str, str] | None:
    """The owners before and after of something that stays, where they differ."""
    target = _whole(target, change)
    if target in change.created or target not in change.old_catalog.objects:
        return None
    before, after = _owner(target, change.old_catalog), _owner(target, change.new_catalog)
    return None if before == after else (before, after)


def _whole(target: ObjectId, change: Change) -> ObjectId:
    """What has an owner: the relation of a column."""
    while target.kind in {"column", "view_column"} and (item := _either(target, change)) and item.parent:
        target = item.parent
    return target


def _either(one: ObjectId, change: Change) -> SchemaObject | None:
    return change.new_catalog.objects.get(one) or change.old_catalog.objects.get(one)


def _passes(item: SchemaObject, change: Change) -> bool:
    """Whether `passed` sees to it."""
    owners = _owners(item.parent, change) if item.parent else None
    return owners is not None and item.id.name in owners


def passed(target: ObjectId, change: Change) -> tuple[Action, ...]:
    """Grants and revokes for both owners of something that gets another one, which hands on what the former one has.

    Source: AlterObjectOwner, aclnewowner: entries of the former owner become entries of the new one.
    """
    owners = _owners(target, change)
    if owners is None:
        return NOTHING
    columns = [one for one in change.new_catalog.children.get(target, ()) if one.kind in {"column", "view_column"}]
    actions: list[Action] = []
    for part in (target, *(one for one in columns if one not in change.created)):
        for kind in ("sequence", part.kind) if part.kind == "column" else (part.kind, *_SYSTEM_COLUMNS):
            actions.extend(_handed_on(part, kind, owners, change))
    after = frozenset({ownership(target)})
    return tuple(replace(one, needs=one.needs | after) for one in actions)


def _handed_on(target: ObjectId, kind: str, owners: tuple[str, str], change: Change) -> list[Action]:
    full = tuple(sorted(all_of_class(kind, change.server_version)))
    ids = [ObjectId("privilege", target.schema, owner, target.path, kind) for owner in owners]
    before = [change.old_catalog.objects.get(one) for one in ids]
    after = [change.new_catalog.objects.get(one) for one in ids]
    if not any((*before, *after)):
        return []
    held = _union(_privileges(before[0], full), _privileges(before[1], ()))
    sequence = change.new_catalog.objects[target].optional_text("identity_sequence") if kind == "sequence" else None
    facts = {"sequence": sequence} if target.kind == "column" and sequence else {}
    ways = (((), _privileges(after[0], ())), (held, _privileges(after[1], full)))
    return [
        step
        for one, (had, wanted) in zip(ids, ways, strict=True)
        for step in changes(SchemaObject(one, target, {}, facts), had, wanted, change.server_version)
    ]


def _privileges(item: SchemaObject | None, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    return item.texts("privileges") if item else otherwise


def initial(item: SchemaObject, change: Change) -> tuple[str, ...]:
    """What the role has on a new object before anything is granted: built in, and by default privileges."""
    assert item.parent is not None
    return _initial(item.parent, item.id.signature, item.id.name, item.texts("builtin"), change)


def _is_identity(column: ObjectId, catalog: Catalog) -> bool:
    item = catalog.objects.get(column)
    return item is not None and item.optional_text("identity") is not None


def _becomes_identity(item: SchemaObject, change: Change) -> bool:
    """Whether the sequence that the privileges are on is made by the plan, on a column that is there."""
    if not item.optional_text("sequence") or item.parent is None:
        return False
    return not _is_identity(item.parent, change.old_catalog)


def _owner(target: ObjectId, catalog: Catalog) -> str:
    found = catalog.objects.get(target)
    if found is not None and target.kind == "column" and found.parent:  # an identity's sequence is its table's owner's
        found = catalog.objects.get(found.parent)
    return (found.optional_text("owner") if found else None) or catalog.session_role


def _maker(target: ObjectId, change: Change) -> str:
    """Whose default privileges count: a new object is made by who runs the plan, and gets its owner then.

    An identity's sequence on a table that is there is made for the table's owner, once that is the wanted one.
    """
    relation = _whole(target, change)
    return change.executor if relation == target or relation in change.created else _owner(target, change.new_catalog)


def _initial(target: ObjectId, kind: str, grantee: str, builtin: tuple[str, ...], change: Change) -> tuple[str, ...]:
    """What the maker's default privileges give, once what the maker holds has passed to the owner."""
    maker, owner = _maker(target, change), _owner(target, change.new_catalog)
    if maker == owner or grantee not in {maker, owner}:
        return _given(target, kind, grantee, builtin, maker, change.old_catalog)
    if grantee == maker:
        return ()
    own = _given(target, kind, maker, builtin, maker, change.old_catalog)
    return _union(own, _given(target, kind, owner, (), maker, change.old_catalog))


def _given(
    target: ObjectId, kind: str, grantee: str, builtin: tuple[str, ...], maker: str, catalog: Catalog
) -> tuple[str, ...]:
    """Default privileges without a schema take the place of the built-in ones; those of a schema are added."""
    signature = f"{maker} {_CLASSES.get(kind, ('', ''))[1]}"
    everywhere = catalog.objects.get(ObjectId("default_privilege", "", grantee, "", signature))
    found = builtin if everywhere is None else everywhere.texts("privileges")
    here = catalog.objects.get(ObjectId("default_privilege", target.schema, grantee, "", signature))
    return found if here is None or not target.schema else _union(found, here.texts("privileges"))


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    merged = _split(one)
    for name, option in _split(other).items():
        merged[name] = merged.get(name, False) or option
    return tuple(sorted(name + ("*" if option else "") for name, option in merged.items()))


def surplus(target: SchemaObject, change: Change) -> tuple[Action, ...]:
    """Grants and revokes where default privileges start a new object otherwise than the wanted schema has it."""
    sequence = target.optional_text("identity_sequence")
    kind = "sequence" if target.id.kind == "column" and sequence else target.id.kind
    if kind not in _CLASSES or kind in {"language", "foreign_data_wrapper", "server"} or is_shell(target):
        return NOTHING
    owner = _owner(target.id, change.new_catalog)
    owned = target.parent if target.id.kind == "column" and target.parent else target.id
    children = change.new_catalog.children.get(target.id, ())
    known = {child.name for child in children if child.kind == "privilege" and child.signature == kind}
    actions: list[Action] = []
    grantees = {item.id.name for item in change.old_catalog.default_privileges}
    if _maker(target.id, change) in grantees:  # the owner has what the maker had
        grantees.add(owner)
    for grantee in sorted(grantees - known):
        builtin = _builtin(kind, grantee, owner, change.server_version)
        given = _initial(target.id, kind, grantee, builtin, change)
        facts = {"sequence": sequence} if target.id.kind == "column" else {}
        stand_in_id = ObjectId("privilege", target.id.schema, grantee, target.id.path, kind)
        stand_in = SchemaObject(stand_in_id, target.id, {}, facts)
        after = frozenset({ownership(owned)} if grantee == owner else ())
        steps = changes(stand_in, given, builtin, change.server_version)
        actions.extend(replace(one, needs=one.needs | after) for one in steps)
    return tuple(actions)


def _builtin(kind: str, grantee: str, owner: str, server_version: int) -> tuple[str, ...]:
    """Everything for the owner; functions and types are everybody's. Source: manual, Privileges, table of defaults."""
    if grantee == owner:
        return tuple(sorted(all_of_class(kind, server_version)))
    if grantee != "public":
        return ()
    if kind in CALLABLE_KINDS:
        return ("EXECUTE",)
    return ("USAGE",) if _CLASSES[kind][0] == "type" else ()


KIND = Kind(
    name="privilege",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
