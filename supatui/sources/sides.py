"""Sides: which two schemas meet, and what they have in common."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from supatui.settings import Settings

FindBase = Callable[[Settings], tuple[str | None, str]]
"""Gives the address of the base and how it was found, or None and why there is none. Raises: SupatuiError where nobody
can tell.
"""


REFUSED = "the baseline is refused"
"""What `Sides.base_reason` says, followed by why, where the project keeps a baseline that cannot be the base."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The addresses of one session. They may hold passwords, so they stay out of the repr; show a source's label."""

    local: str = field(repr=False)
    remote: str = field(repr=False)
    base: str | None = field(repr=False)
    """None compares two ways."""
    project: Path | None
    """The folder that holds supabase/ (or will hold it); None when there is none to write to."""
    name: str
    """What the person calls it."""
    remote_is_production: bool
    base_reason: str
    """How the base was found, or why there is none."""
    notes: tuple[str, ...] = ()
    """What a person should know about how the sides were found, one line each."""
    find_base: FindBase | None = field(default=None, repr=False, compare=False)
    """Looks for the base once more: a history that did not answer, or that was mended, has another one. None where the
    base is settled.
    """
