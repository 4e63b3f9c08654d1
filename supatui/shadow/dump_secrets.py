"""Values that a dump prints and our catalog hides: options of what is foreign, and connection strings.

A secret may stand in any of them (`catalog/options.sql` says which ones are hidden), so none is shown to anybody.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from supatui.kinds.foreign_options import HIDDEN

if TYPE_CHECKING:
    from supatui.shadow.dump import Section

_HOLDING = ("FOREIGN DATA WRAPPER ", "SERVER ", "USER MAPPING ", "FOREIGN TABLE ", "SUBSCRIPTION ")
_VALUE = re.compile(r"""(^ {4}(?:"(?:[^"]|"")+"|\w+)|\bCONNECTION) (E?'(?:[^']|'')*')""", re.MULTILINE)
"""An option on a line of its own, or what a subscription connects to, as pg_dump writes them."""


def shown(section: "Section") -> str:
    """The statements of a section without such values."""
    return _VALUE.sub(r"\1 '...'", section.body) if section.title.startswith(_HOLDING) else section.body


def with_other_values(one: "Section", other: "Section") -> list[str]:
    """Names of such values that both sections have, each its own."""
    mine, theirs = _values(one), _values(other)
    return sorted(name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name])


def hidden_alike(
    found: Sequence["Section"], wanted: Sequence["Section"]
) -> tuple[list["Section"], list["Section"], list[str]]:
    """Both dumps, with what one of them has as hidden hidden in the other too; and a line for each such value."""
    names: dict[str, set[str]] = {}
    for section in (*found, *wanted):
        hidden = {name for name, value in _values(section).items() if HIDDEN in value}
        names[section.title] = names.get(section.title, set()) | hidden
    said = [f"{name} of {title}" for title in sorted(names) for name in sorted(names[title])]
    return _without(found, names), _without(wanted, names), said


def _without(dump: Iterable["Section"], names: dict[str, set[str]]) -> list["Section"]:
    return [_hiding(section, names[section.title]) if names[section.title] else section for section in dump]


def _hiding(section: "Section", names: set[str]) -> "Section":
    hide = partial(_VALUE.sub, lambda part: f"{part[1]} '{HIDDEN}'" if part[1].strip() in names else part[0])
    return replace(section, body=hide(section.body), columns_sorted=hide(section.columns_sorted))


def _values(section: "Section") -> dict[str, str]:
    """By name; of options of several columns with one name, all together."""
    values: dict[str, str] = {}
    for name, value in _VALUE.findall(section.body) if section.title.startswith(_HOLDING) else ():
        values[name.strip()] = values.get(name.strip(), "") + value
    return values
