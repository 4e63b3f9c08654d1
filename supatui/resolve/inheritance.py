"""What comes to heirs from their parents in a merged schema, without a decision of its own."""

from collections.abc import Mapping

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import ident
from supatui.compare.heirs import is_alike
from supatui.compare.model import Inheritance, Inherited


def hand_down(
    inheritance: Inheritance, objects: Mapping[ObjectId, SchemaObject]
) -> dict[ObjectId, SchemaObject | None]:
    """What is otherwise in heirs than `objects` has it because of their parents there; None where it is gone."""
    found: dict[ObjectId, SchemaObject | None] = {}
    waiting = list(inheritance.parts)
    while waiting:  # a heir of a heir waits for what that one is given
        left = [part for part in waiting if not _hand_down(part, objects, found)]
        if len(left) == len(waiting):
            break
        waiting = left
    return found


def _hand_down(
    part: Inherited, objects: Mapping[ObjectId, SchemaObject], found: dict[ObjectId, SchemaObject | None]
) -> bool:
    one = part.item.id
    own = found.get(one, objects.get(one))
    source = found.get(part.source, objects.get(part.source))
    if part.heir not in objects or part.parent not in objects or not _is_heir(objects[part.heir], part.parent):
        return False
    is_there = source is not None and (part.like is None or is_alike(source, part.like))
    if part.gone:
        if not is_there and own is not None:
            found[one] = None
        return not is_there
    if source is None or not is_there:
        return False
    if part.attribute is None:
        if own is None:
            found[one] = part.item
        return True
    value = part.item.attributes.get(part.attribute)
    if own is None or (part.attribute != "attached_to" and source.attributes.get(part.attribute) != value):
        return False
    values = {name: known for name, known in own.attributes.items() if name != part.attribute}
    if value is not None:
        values[part.attribute] = value
    found[one] = own._replace(attributes=values, facts=part.item.facts)
    return True


def _is_heir(table: SchemaObject, parent: ObjectId) -> bool:
    name = f"{ident(parent.schema)}.{ident(parent.name)}"
    one_of = (*table.texts("inherits"), table.optional_text("partition_of"), table.optional_text("of_type"))
    return name in one_of
