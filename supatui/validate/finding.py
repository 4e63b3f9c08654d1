"""Finding: what a check has to say about one thing."""

from dataclasses import dataclass
from enum import StrEnum

from supatui.catalog.identity import ObjectId


class Level(StrEnum):
    ERROR = "error"
    """It will not work."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    check: str
    """Its name, stable: what a person ignores it by."""
    level: Level
    object: ObjectId
    statement: int
    """Number of the plan's statement."""
    what: str
    fix: str
    source: str
    """Where the knowledge comes from."""

    def words(self) -> str:
        return f"statement {self.statement}, {self.object}: {self.what}; {self.fix}"
