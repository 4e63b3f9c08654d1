"""Sides: which two schemas meet, and what they have in common."""

from dataclasses import dataclass, field
from pathlib import Path


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
