"""Rules as people write them: `[[rules]]` tables, `--rule` texts, presets and preferences → a RuleBook."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from supatui.compare.model import Side
from supatui.compare.status import Status
from supatui.errors import AddressError
from supatui.resolve.rulebook import TWO_WAY, Preset, Rule, RuleBook, Verb, preset_rules
from supatui.resolve.stakes import Stake
from supatui.settings import RuleTable

_SIDES = (Side.LOCAL.value, Side.REMOTE.value, "merged", Side.CONFLICT.value, TWO_WAY)
_CHANGES = (Status.ADDED.value, Status.CHANGED.value, Status.DROPPED.value)
_HAZARDS = (*(stake.value for stake in Stake), "none")
_PREFERENCES = (Verb.LOCAL.value, Verb.REMOTE.value, Verb.BASE.value)
NO_PREFERENCE = "none"

_OF_EVERY_KIND = frozenset({"comment", "owner"})
"""What is an attribute of many kinds and what people still call a kind: `kind = "comment"`."""


@dataclass(frozen=True, slots=True)
class _Written:
    """One rule as it was written."""

    name: str
    """What the rule is called from now on."""
    place: str
    """Where, for an error."""
    values: Mapping[str, object]
    lines: Mapping[str, int]

    def wrong(self, key: str, hint: str) -> AddressError:
        line = f", line {self.lines[key]}" if key in self.lines else ""
        return AddressError(f'cannot use the key "{key}" of a rule', where=f"{self.place}{line}", hint=hint)


def rule_book(
    tables: Sequence[RuleTable] = (),
    texts: Sequence[str] = (),
    *,
    preset: str | None = None,
    prefer: str | None = None,
    allow: Iterable[str] = (),
    where: str = "--",
) -> RuleBook:
    """The rules in the order in which they are asked: `--rule`, the file, the preset, then `prefer` for what is left.

    `allow` is what preset and `prefer` may cost.
    Raises: AddressError, naming file, line and key, or the option.
    """
    first = [_rule(_option(number, text)) for number, text in enumerate(texts, start=1)]
    first += [_rule(_table(table)) for table in tables]
    allowed = _stakes(allow)
    found = preset_rules(_member(Preset, preset or Preset.SAFE, f"{where}preset"), allowed)
    last = [*found.last]
    if prefer is not None and prefer != NO_PREFERENCE:
        if prefer not in _PREFERENCES:
            raise _unknown(prefer, f"{where}prefer", (*_PREFERENCES, NO_PREFERENCE))
        last.append(Rule(Verb(prefer), f"{where}prefer {prefer}", allow=allowed))
    names = [rule.where for rule in first]
    names += [f"preset {preset}"] if preset and preset != Preset.SAFE else []
    names += [last[-1].where] if last and prefer not in (None, NO_PREFERENCE) else []
    return RuleBook((*first, *found.first), tuple(last), tuple(names))


def _stakes(names: Iterable[str]) -> frozenset[Stake]:
    words = [word for name in names for word in re.split(r"[,\s]+", name) if word]
    return frozenset(_member(Stake, word, "--allow") for word in words)


_Member = TypeVar("_Member", bound=StrEnum)


def _member(kind: type[_Member], value: str, where: str) -> _Member:
    try:
        return kind(value)
    except ValueError:
        raise _unknown(value, where, tuple(kind)) from None


def _unknown(value: str, where: str, known: Sequence[str]) -> AddressError:
    return AddressError(f'there is no "{value}"', where=where, hint=f"say {_either(known)}")


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _table(table: RuleTable) -> _Written:
    lines = {"": table.line, **table.lines}
    return _Written(f"{table.file.name}, line {table.line}", str(table.file), table.values, lines)


def _option(number: int, text: str) -> _Written:
    """`kind=table name='old_*' prefer=remote allow=data`; a lone verb is what to prefer, commas part alternatives."""
    place = f"--rule {text}"
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise AddressError(f"cannot read the rule: {error}", where=place, hint="close the quotes") from error
    values: dict[str, object] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            key, value = "prefer", word
        if key in values:
            raise AddressError(f'the key "{key}" stands twice', where=place, hint="part alternatives with commas")
        values[key] = value.split(",") if key in _LISTS and "," in value else value
    return _Written(f"--rule {number}", place, values, {})


_LISTS = frozenset({"kind", "schema", "name", "attribute", "side", "change", "hazard", "allow"})
_KEYS = (*sorted(_LISTS), "prefer", "why")


def _rule(written: _Written) -> Rule:
    for key in written.values:
        if key not in _KEYS:
            raise written.wrong(key, f"known keys are {', '.join(_KEYS)}")
    if "prefer" not in written.values:
        missing = replace(written, lines={"prefer": written.lines[""]} if "" in written.lines else {})
        raise missing.wrong("prefer", f"say what to prefer: {_either(tuple(Verb))}")
    attributes = list(_texts(written, "attribute"))
    kinds: list[str] = []
    for kind in _texts(written, "kind"):
        (attributes if kind in _OF_EVERY_KIND else kinds).append(_known_kind(written, kind))
    return Rule(
        verb=Verb(_one_of(written, "prefer", tuple(Verb))[0]),
        where=written.name,
        kinds=tuple(kinds),
        schemas=_texts(written, "schema"),
        names=_texts(written, "name"),
        attributes=tuple(attributes),
        sides=_one_of(written, "side", _SIDES),
        changes=_one_of(written, "change", _CHANGES),
        hazards=_one_of(written, "hazard", _HAZARDS),
        allow=frozenset(map(Stake, _one_of(written, "allow", tuple(Stake)))),
        why=" ".join(_texts(written, "why")),
    )


def _texts(written: _Written, key: str) -> tuple[str, ...]:
    """A text or a list of texts; absent is empty."""
    value = written.values.get(key)
    if value is None:
        return ()
    items = value if isinstance(value, list) and key in _LISTS else [value]
    texts = [item.strip() for item in items if isinstance(item, str) and item.strip()]
    if len(texts) != len(items) or not texts:
        kinds = "a text or a list of texts" if key in _LISTS else "a text"
        raise written.wrong(key, f"its value must be {kinds}")
    return tuple(texts)


def _one_of(written: _Written, key: str, known: Sequence[str]) -> tuple[str, ...]:
    texts = _texts(written, key)
    for text in texts:
        if text not in known:
            raise written.wrong(key, f'there is no "{text}": say {_either(known)}')
    return texts


def _known_kind(written: _Written, kind: str) -> str:
    """The kind as the catalog calls it: `foreign key` is `foreign_key`; a pattern stays."""
    name = kind.replace(" ", "_")
    if name in _OF_EVERY_KIND or any(each in name for each in "*?["):
        return name
    from supatui.kinds import KINDS  # brings every kind, and is not needed before there is a rule

    if name not in KINDS:
        raise written.wrong("kind", f'there is no kind "{kind}": say {_either(sorted([*KINDS, *_OF_EVERY_KIND]))}')
    return name
