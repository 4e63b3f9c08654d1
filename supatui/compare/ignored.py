"""What was left out of a comparison because it belongs to the Supabase platform: its number and its list."""

from collections.abc import Iterator
from typing import NamedTuple

from supatui.catalog.model import Catalog, ManagedObject


class Ignored(NamedTuple):
    """One thing that was left out."""

    item: ManagedObject
    local: bool
    """Whether local has it."""
    remote: bool


def ignored_words(local: Catalog, remote: Catalog) -> str:
    """`62 managed objects ignored`, by side where they differ in number; empty where nothing was left out."""
    here, there = local.managed_number, remote.managed_number
    if here == there:
        return f"{here} managed objects ignored" if here else ""
    return f"managed objects ignored: {here} local, {there} remote"


def ignored(local: Catalog, remote: Catalog) -> Iterator[Ignored]:
    """Everything that was left out, by schema, kind and name; what is in no schema comes last."""
    here, there = set(local.managed), set(remote.managed)
    for item in sorted(here | there, key=lambda one: (not one.schema, one.schema, one.kind, one.name)):
        yield Ignored(item, item in here, item in there)
