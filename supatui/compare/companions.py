"""Attributes that say more about another one: they are there with it, and go with it."""

from collections.abc import Iterable, Mapping

from supatui.catalog.model import SchemaObject, Value

GOES_WITH: Mapping[str, str] = {
    "identity_sequence": "identity",
    "identity_options": "identity",
    "identity_persistence": "identity",
    "identity_comment": "identity",
    "expression": "generated",
    "partition_bound": "partition_of",
}
"""Where the one on the right is absent the one on the left is, too. Source: the queries of columns and tables."""


def settle_companions(values: dict[str, Value], versions: Iterable[SchemaObject | None]) -> None:
    """Take out of the values what has lost what it says more about, and add what that cannot be without.

    `versions` are the objects that the values come from, the likeliest first.
    """
    known = [one.attributes for one in versions if one is not None]
    for companion, leader in GOES_WITH.items():
        if not any(leader in attributes for attributes in known):
            continue
        if leader not in values:
            values.pop(companion, None)
        elif companion not in values:
            alike = (one[companion] for one in known if one.get(leader) == values[leader] and companion in one)
            if (value := next(alike, None)) is not None:
                values[companion] = value
