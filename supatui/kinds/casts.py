"""What a change of a column's type does: whether it rewrites the table, or changes values silently.

Source: PostgreSQL manual, pg_cast and Type Conversion; losses and rewrites measured on 15, 17 and 18.
"""

import re

from supatui.kinds.action import HazardKind

_STRINGS = frozenset({"text", "character varying", "character", '"char"', "name", "citext", "bpchar"})
_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_TIMES = frozenset(
    {
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
    }
)
_FAMILIES = (_STRINGS, frozenset(_NUMBERS), _TIMES, frozenset({"json", "jsonb"}), frozenset({"inet", "cidr"}))
_BITS = frozenset({"bit", "bit varying"})

REPLACED = ("values become what the expression gives, the former ones are gone", "the former values are gone")
"""What an expression that somebody gave does, and why the rollback cannot restore it."""

_MODIFIER = re.compile(r"\(.*\)(?=(\[\])*$)")
_LENGTH = re.compile(r"\((\d+)(?:,(-?\d+))?\)")


def base(type_name: str) -> str:
    """The type without length, precision or array brackets."""
    return _LENGTH.sub("", type_name).removesuffix("[]").strip()


def _limits(type_name: str) -> tuple[int, int] | None:
    found = _LENGTH.search(type_name)
    return (int(found[1]), int(found[2] or 0)) if found else None


def same_family(old: str, new: str) -> bool:
    """Whether operators, defaults and checks of one type go on working with the other."""
    before, after = base(old), base(new)
    if old.endswith("[]") != new.endswith("[]"):
        return False
    return before == after or any(before in family and after in family for family in (*_FAMILIES, _BITS))


def hazards(old: str, new: str, *, using: bool) -> list[tuple[HazardKind, str, str | None]]:
    """(kind, sentence, why the rollback cannot restore it) for a change of type."""
    found: list[tuple[HazardKind, str, str | None]] = []
    if not _is_instant(old, new):
        found.append((HazardKind.REWRITE, "the table and all its indexes are written anew", None))
    if loss := _loss(old, new):
        found.append((HazardKind.DATA, loss, f"not lossless: {loss}"))
    if using or narrows(old, new):
        found.append((HazardKind.FAILS_ON_DATA, f"fails where a value is no {new}", None))
    return found


def _is_instant(old: str, new: str) -> bool:
    """Changes that only touch the catalog."""
    if old == new:
        return True
    before, after = base(old), base(new)
    if before in {"character varying", "text"} and after in {"character varying", "text"}:
        return _widens(old, new)
    if before == after == "numeric":
        former, wanted = _limits(old), _limits(new)
        return wanted is None or (former is not None and former[1] == wanted[1] and wanted[0] >= former[0])
    if before == after and before in _TIMES:
        return _limits(new) is None
    return (before, after) == ("cidr", "inet")


def _widens(old: str, new: str) -> bool:
    former, wanted = _limits(old), _limits(new)
    return wanted is None or (former is not None and wanted[0] >= former[0])


def _loss(old: str, new: str) -> str | None:
    """What is silently different afterwards."""
    before, after = base(old), base(new)
    former, wanted = _limits(old), _limits(new)
    if before in {"numeric", "real", "double precision"} and after in {"smallint", "integer", "bigint"}:
        return "fractions are rounded away"
    if after == "numeric" and wanted and before in {"numeric", "real", "double precision"}:
        if before != "numeric" or former is None or former[1] > wanted[1]:
            return f"digits are rounded to {wanted[1]} after the point"
        return None
    if (before, after) in {
        ("double precision", "real"),
        ("bigint", "double precision"),
        ("numeric", "double precision"),
    }:
        return "digits beyond the precision are lost"
    if (before, after) in {("numeric", "real"), ("bigint", "real"), ("integer", "real")}:
        return "digits beyond the precision are lost"
    if (before, after) == ("json", "jsonb"):
        return "duplicate keys and the order of keys are lost"
    if (before, after) == ("inet", "cidr"):
        return "host bits are cut off"
    if before in _TIMES and after in _TIMES and before != after:
        return "times are cut or shifted by the session's time zone"
    if before == after and before in _TIMES and wanted and (former is None or wanted[0] < former[0]):
        return "fractions of seconds are rounded"
    if before in _NUMBERS and after == "boolean":
        return "every number but zero becomes true"
    return None


def narrows(old: str, new: str) -> bool:
    """Whether values may not fit any more."""
    before, after = base(old), base(new)
    if before in _NUMBERS[:3] and after in _NUMBERS[:3]:
        return _NUMBERS.index(after) < _NUMBERS.index(before)
    if before in _STRINGS and after in _STRINGS:
        return not _widens(old, new)
    if before in _BITS and after in _BITS:
        return not _widens(old, new) if after == "bit varying" else old != new
    if _MODIFIER.sub("", old) == _MODIFIER.sub("", new) and "." in old:  # an extension's own, such as vector(3)
        return old != new and _MODIFIER.search(new) is not None
    return before == after == "numeric" and not _is_instant(old, new)
