"""What a person said about values that no comparison of schemas can know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from supatui.catalog.identity import ObjectId
from supatui.catalog.quoting import Sql


@dataclass(frozen=True, slots=True)
class Wishes:
    """Said for one plan; the names are those of the schema that it leads to."""

    enum_values: Mapping[ObjectId, Mapping[str, str | None]] = field(default_factory=dict)
    """For an enum: what stands in the place of a value that it loses; None is null."""
    using: Mapping[ObjectId, Sql] = field(default_factory=dict)
    """For a column: the expression over its row that gives the values of its new type."""
    column_order: bool = False
    """Whether columns must come to stand as they do there; else a difference is only told."""
    lenient: bool = False
    """Whether a change of type without any cast goes through text, rather than be refused: for a way back."""
    validated: bool = False
    """Whether foreign options are written where the validators that are to be there look at them, and may refuse."""


NO_WISHES = Wishes()
