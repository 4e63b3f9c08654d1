"""One pair of files per kind of object, and the few ideas that kinds share.

`<kind>.sql` says how it is read, `<kind>.py` what it is and how it is created, altered and dropped: a module with a
constant `KIND`. What it is called and its place among the others is a line of `names.py`. A new kind is two new files,
that line, and no change elsewhere.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from supatui.kinds.names import NAMES

if TYPE_CHECKING:  # whoever only wants the names does not wait for what kinds are made of
    from supatui.kinds.kind import Kind


class _Kinds(Mapping[str, "Kind"]):
    """Imports a kind's module when the kind is first asked for: whoever meets few kinds starts faster."""

    def __init__(self) -> None:
        self._found: dict[str, Kind] = {}

    def __getitem__(self, name: str) -> "Kind":
        if name not in self._found:
            if name not in NAMES:
                raise KeyError(name)
            self._found[name] = import_module(f"{__name__}.{name}").KIND
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


KINDS: Mapping[str, "Kind"] = _Kinds()
"""Every kind by name, in order of rank."""
