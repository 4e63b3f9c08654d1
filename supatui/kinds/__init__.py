"""One pair of files per kind of object, and the few ideas that kinds share.

`<kind>.sql` says how it is read, `<kind>.py` what it is and how it is created, altered and dropped: a module with a
constant `KIND`. A new kind is two new files and no change elsewhere.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from supatui.kinds.kind import Kind


def _found() -> dict[str, Kind]:
    kinds: list[Kind] = []
    for module in pkgutil.iter_modules(__path__):
        kind = getattr(importlib.import_module(f"{__name__}.{module.name}"), "KIND", None)
        if isinstance(kind, Kind):
            kinds.append(kind)
    return {kind.name: kind for kind in sorted(kinds, key=lambda one: one.rank)}


KINDS: Mapping[str, Kind] = _found()
"""Every kind by name, in order of rank."""
