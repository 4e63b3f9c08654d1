"""A scenario of merging: what both sides did to a base, what is asked, what is answered, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from supatui.resolve.choice import Choice

LOCAL, REMOTE, BASE, BOTH = Choice.LOCAL, Choice.REMOTE, Choice.BASE, Choice.BOTH


@dataclass(frozen=True, slots=True)
class Scenario:
    """All SQL but the base's runs on top of the base."""

    name: str
    base: str
    local: str
    remote: str
    merged: str
    """What leads from the base to the expected schema."""
    conflicts: tuple[str, ...] = ()
    """Everything that contradicts, as `id` where it is about the whole object, else as `id attribute`; sorted."""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    """The answers, by conflict; where one answers another too, one is enough."""
    renames: tuple[str, ...] = ()
    """The renames that a person saw as such, as `--rename` takes them."""
    minimum_version: int = 0
    """First server major that has it."""
