"""One thing that a checkup found."""

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    """It works, but not quite as on the real database, or not for everything."""
    PROBLEM = "problem"
    """Something will not work."""
    FATAL = "fatal"
    """Nothing that needs a shadow database will work."""


class Finding(NamedTuple):
    level: Level
    subject: str
    detail: str
    hint: str | None = None
    """What to do; None where nothing has to be done."""
