"""What a server would say about an object that was put together from several versions of it."""

from collections.abc import Mapping, Sequence

from supatui.catalog.model import SchemaObject, Value
from supatui.compare.model import Difference

_SAYS: Mapping[str, tuple[str, ...]] = {
    "arguments": ("defaults", "argument_names", "argument_modes"),
    "type": ("type_storage", "is_enum"),
    "not_null": ("not_null_constraint", "not_null_own", "not_null_namesake"),
    "owned_by": ("owning_table", "owning_column"),
    "commutator": ("commutator_schema", "commutator_name"),
    "negator": ("negator_schema", "negator_name"),
    "options": ("option_order",),
    "definition": ("columns", "referenced", "unique"),
    "query": ("columns",),
}
"""Facts that say more about one attribute: they come from where that one comes from. Source: the kinds' queries."""


def assembled_facts(
    item: SchemaObject, versions: Sequence[SchemaObject], difference: Difference
) -> Mapping[str, Value]:
    """What it said where it read the object whole; else what goes with the version that most of its text comes from,
    but for what an attribute of another version says."""
    for change in difference.changes:
        together = change.together
        if together is not None and item.attributes.get(change.attribute or "") == together.value and together.facts:
            return together.facts

    def shared(version: SchemaObject) -> int:
        alike = (value for name, value in version.attributes.items() if item.attributes.get(name) == value)
        return sum(len(str(value)) for value in alike)

    main = max(versions, key=shared)
    facts = dict(main.facts)
    for attribute, names in _SAYS.items():
        value = item.attributes.get(attribute)
        if main.attributes.get(attribute) != value:
            source = next((one for one in versions if one.attributes.get(attribute) == value), main)
            facts = {name: fact for name, fact in facts.items() if name not in names}
            facts |= {name: source.facts[name] for name in names if name in source.facts}
    return facts
