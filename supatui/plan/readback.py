"""What a server silently makes of a schema: what comes out otherwise than it was to be."""

from collections.abc import Iterator

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Value
from supatui.compare.model import Key
from supatui.compare.status import title
from supatui.compare.two_way import compare
from supatui.plan.prove import PRINTED
from supatui.sources.optional import without_optional


def unasked(wanted: Catalog, read: Catalog) -> dict[Key, str]:
    """What was read otherwise than it was wanted, in words; texts do not count, which each server prints its way."""
    wanted = without_optional(wanted)
    delta = compare(wanted, read)
    found = {Key(one, None): f"both together bring {title(one)}, which neither side has" for one in delta.created}
    found |= {Key(one, None): f"{title(one)} does not survive both together" for one in delta.dropped}
    for one, names in delta.altered.items():
        for name in names - PRINTED:
            has, should = (catalog.objects[one].attributes.get(name) for catalog in (read, wanted))
            found[Key(one, name)] = _otherwise(one, name, has, should)
    return found


def _otherwise(one: ObjectId, name: str, has: Value, should: Value) -> str:
    if name == "not_null":
        both = ("cannot be null", "may be null")
        is_so, meant = both if has else both[::-1]
        return f"with both, {title(one)} {is_so}, though one side says it {meant}"
    what = f"the {name.replace('_', ' ')} of {title(one)}"
    return f"with both, {what} would be {_shown(has)} instead of {_shown(should)}"


def near(catalog: Catalog, one: ObjectId) -> tuple[ObjectId, ...]:
    """An object and those around it, which what happens to it most likely comes from."""
    return tuple(dict.fromkeys(_near(catalog, one)))


def _near(catalog: Catalog, one: ObjectId) -> Iterator[ObjectId]:
    yield one
    yield from catalog.dependents.get(one, ())
    item = catalog.objects.get(one)
    if item is not None and item.parent is not None:
        yield item.parent
        yield from catalog.needs.get(item.parent, ())
    yield from catalog.needs.get(one, ())


def _shown(value: Value) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
