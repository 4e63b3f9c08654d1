"""Security labels: what a module of the server, the provider, is told about an object.

Only the provider knows what a label means, and only a server that loads it takes the statement.
"""

from collections.abc import Iterator

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, literal, sql, verbatim
from supatui.kinds.action import Action, HazardKind
from supatui.kinds.kind import Alteration, Change, Kind
from supatui.kinds.steps import NOTHING, with_hazard

_WORDS = {
    "view_column": "column",
    "attribute": "column",
    "enum": "type",
    "composite_type": "type",
    "range": "type",
    "base_type": "type",
    "aggregate": "routine",
}
"""Kind → its word in SECURITY LABEL, where that is not the kind's own name; an ordered-set aggregate is found by its
input types as a routine only."""


def _reference(item: SchemaObject) -> Sql:
    return sql("{} on {}", ident(item.id.name), _object(item))


def _object(item: SchemaObject) -> Sql:
    """`table public.orders`, `column public.orders.total`, `sequence public.orders_id_seq`."""
    assert item.parent is not None, item.id
    target = item.parent
    if sequence := item.optional_text("sequence"):  # an identity's
        return sql("sequence {}", verbatim(sequence))
    word = verbatim(_WORDS.get(target.kind, target.kind.replace("_", " ")))
    return sql("{} {}", word, verbatim(f"{ident(target.schema)}.{target.path}" if target.schema else target.path))


def statement(item: SchemaObject, label: str | None) -> Sql:
    """What sets a label, or takes it away."""
    text = verbatim("null") if label is None else literal(label)
    return sql("security label for {} on {} is {}", ident(item.id.name), _object(item), text)


def setting(item: SchemaObject) -> Action:
    """The step that sets the label that the object is to have."""
    needs = frozenset({item.parent} if item.parent else ())
    return Action(statement(item, item.text("label")), item.id, creates=frozenset({item.id}), needs=needs)


def restored(target: ObjectId, catalog: Catalog) -> Iterator[Action]:
    """The steps that label an object, and what is in it, as the catalog has it."""
    for child in catalog.children.get(target, ()):
        if child.kind == KIND.name:
            yield setting(catalog.objects[child])
        else:
            yield from restored(child, catalog)


def _guarding(action: Action, item: SchemaObject) -> Action:
    return with_hazard(action, HazardKind.ACCESS, f"what {item.id.name} guards by the label is different")


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    step = setting(item)
    return (step if item.parent in change.created else _guarding(step, item),)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    target = item.parent
    if target is not None and target.kind == "view_column":  # only listed while it carries something
        target = change.old_catalog.objects[target].parent
    if target is None or target in change.dropped:
        return NOTHING
    return (_guarding(Action(statement(item, None), item.id, destroys=frozenset({item.id})), item),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration:
    return Alteration((_guarding(setting(new), new),) if "label" in changed else ())


KIND = Kind(
    name="security_label",
    reference=_reference,
    create=_create,
    drop=_drop,
    alter=_alter,
    owner_clause=False,
)
