"""One pair of files per kind of object, and the few ideas that kinds share.

`<kind>.sql` says how it is read, `<kind>.py` what it is and how it is created, altered and dropped: a module with a
constant `KIND`. A new kind is two new files and no change elsewhere.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property

from supatui.kinds.kind import Kind


class _Kinds(Mapping[str, Kind]):
    """Imports a kind's module when the kind is first asked for: whoever meets few kinds starts faster."""

    def __init__(self) -> None:
        self._modules = frozenset(module.name for module in pkgutil.iter_modules(__path__))
        self._found: dict[str, Kind | None] = {}

    def __getitem__(self, name: str) -> Kind:
        if name not in self._found:
            self._found[name] = self._imported(name)
        kind = self._found[name]
        if kind is None:
            raise KeyError(name)
        return kind

    def _imported(self, name: str) -> Kind | None:
        if name not in self._modules:
            return None
        kind = getattr(importlib.import_module(f"{__name__}.{name}"), "KIND", None)
        return kind if isinstance(kind, Kind) else None

    @cached_property
    def _in_order(self) -> tuple[str, ...]:
        kinds = [kind for module in self._modules if (kind := self._imported(module)) is not None]
        return tuple(kind.name for kind in sorted(kinds, key=lambda one: (one.rank, one.name)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._in_order)

    def __len__(self) -> int:
        return len(self._in_order)


KINDS: Mapping[str, Kind] = _Kinds()
"""Every kind by name, in order of rank."""
