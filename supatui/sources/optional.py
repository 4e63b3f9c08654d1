"""What is read only when asked for: `--with roles,parameters`. These belong to a whole server, not to one database."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog
from supatui.errors import AddressError

if TYPE_CHECKING:
    from supatui.kinds.kind import Kind


def optional_words(text: str | None) -> frozenset[str]:
    """The words of the option or setting. Raises: AddressError for one that says nothing."""
    words = frozenset(word for word in re.split(r"[,\s]+", text or "") if word)
    if not words:
        return words
    from supatui.kinds import KINDS  # a snapshot without such things needs no kinds

    known = {kind.optional for kind in KINDS.values() if kind.optional}
    if wrong := sorted(words - known):
        hint = f"say any of {', '.join(sorted(known))}"
        raise AddressError(f"there is no {wrong[0]} to read besides", where="with", hint=hint)
    return words


def kinds_to_read(text: str | None) -> "tuple[Kind, ...]":
    """Every kind that is always read, and those that were asked for. Raises: AddressError."""
    from supatui.kinds import KINDS  # as in optional_words

    words = optional_words(text)
    return tuple(kind for kind in KINDS.values() if not kind.optional or kind.optional in words)


def without_optional(catalog: Catalog, keep: Collection[str] = ()) -> Catalog:
    """The catalog as it is read without asking for more than `keep`."""
    left_out = set(catalog.optional) - set(keep)
    if not left_out:
        return catalog
    from supatui.kinds import KINDS  # as in optional_words

    objects = {one: item for one, item in catalog.objects.items() if KINDS[one.kind].optional not in left_out}
    return catalog._replace(objects=objects, optional=tuple(sorted(set(catalog.optional) & set(keep))))
