"""What judged plans contained, written down while tests run, so that a table of it never has to be kept by hand."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from supatui.catalog.model import Catalog, SchemaObject
from supatui.compare.two_way import compare

FOLDER_VARIABLE = "TESTS_RECORD"
"""Names the folder for the records; without it nothing is written."""


class Fact(NamedTuple):
    """One thing that was seen or done to a kind of object on one major, and confirmed."""

    major: int
    kind: str
    what: str
    """has (an attribute was read), read, created, dropped, altered, renamed."""
    attribute: str = ""
    """For has and altered; else empty."""


_written: set[tuple[str, Fact]] = set()


def remember(major: int, before: Catalog, after: Catalog, renamed: Iterable[str] = ()) -> None:
    """Write down what leads from one to the other and back, once it is proven; both ways count.

    `renamed` are the kinds of what got its new name before.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        return
    facts = [*_facts(before, after), *((kind, "renamed", "") for kind in renamed)]
    new = sorted(fact for one in set(facts) if (folder, fact := Fact(major, *one)) not in _written)
    if new:
        with Path(folder, f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(fact) + "\n" for fact in new)
        _written.update((folder, fact) for fact in new)


def recorded(folder: Path) -> frozenset[Fact]:
    """Everything that the processes of a run wrote down."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return frozenset(Fact(*json.loads(line)) for line in lines)


def _facts(before: Catalog, after: Catalog) -> Iterator[tuple[str, str, str]]:
    delta = compare(before, after)
    for item in (*before.objects.values(), *after.objects.values()):
        yield item.id.kind, "read", ""
        yield from _attributes(item)
    for one in delta.created | delta.dropped:
        item = after.objects.get(one) or before.objects[one]
        yield from _both(one.kind, ("created", "dropped"), "")
        if one.kind == "privilege" and item.parent:
            yield item.parent.kind, "altered", "privileges"
    for one, names in delta.altered.items():
        for name in names:
            yield one.kind, "altered", name
        parent = after.objects[one].parent
        if one.kind == "privilege" and parent:
            yield parent.kind, "altered", "privileges"


def _attributes(item: SchemaObject) -> Iterator[tuple[str, str, str]]:
    for name, value in item.attributes.items():
        if value is not None:
            yield item.id.kind, "has", name
    if item.id.kind == "privilege" and item.parent:
        yield item.parent.kind, "has", "privileges"


def _both(kind: str, words: Iterable[str], attribute: str) -> Iterator[tuple[str, str, str]]:
    """A creation is undone by a drop, a drop by a creation: whichever the plan did, its rollback did the other."""
    for word in words:
        yield kind, word, attribute
