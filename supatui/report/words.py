"""Values and names as people read them, and as Markdown that no text from a database can break out of."""

import json
import re

from supatui.catalog.model import Value
from supatui.compare.side import Presence

NOTHING = "—"
"""How an absent value is shown."""


def value_words(value: Value | Presence) -> str:
    """A value for a person: `numeric(10,2)`, `yes`, `select, insert`, `—`."""
    if isinstance(value, Presence):
        return "there" if value is Presence.PRESENT else "not there"
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(value_words, value)) if value else "none"
    return value if isinstance(value, str) else json.dumps(value)


def visible(text: str) -> str:
    """The text with control characters spelled out, so that no name or body can steer a terminal; tabs and line ends
    stay."""
    return "".join(each if each in "\t\n" or each.isprintable() else _spelled(each) for each in text)


def name_words(text: str) -> str:
    """A name with its control characters spelled out, its line ends too: a listing has one line for each."""
    return "".join(each if each.isprintable() else _spelled(each) for each in text)


def one_line(text: str, limit: int = 72) -> str:
    """The text on one line, cut with an ellipsis where it is longer than `limit` characters."""
    flat = re.sub(r"\s+", " ", visible(text)).strip()
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _spelled(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


_ACTIVE = re.compile(r"[\\`*\[\]<>&|~@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What Markdown, its tables, HTML or a code host's mentions could take for markup inside a line. Underscores inside
words are none. Source: GitHub Flavored Markdown, Emphasis and strong emphasis."""

_UNSAFE_IN_CODE = re.compile(r"[\\`|]")
"""What a code span in a table cannot hold: bars split cells there, after backslashes were looked at."""


def markdown(text: str) -> str:
    """The text on one line, with everything that could be markup as an entity."""
    flat = re.sub(r"\s+", " ", visible(text)).strip()
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", flat)


def code(text: str, limit: int = 72) -> str:
    """The text as code on one line, fit for a cell of a table; longer ones are cut with an ellipsis."""
    flat = one_line(text, limit)
    if not flat:
        return "(empty)"
    return f"<code>{markdown(flat)}</code>" if _UNSAFE_IN_CODE.search(flat) else f"`{flat}`"


def code_block(text: str, language: str = "") -> str:
    """The text as a fenced block whose fence does not occur in it."""
    shown = visible(text.replace("\r\n", "\n"))
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    text = re.sub(r"\A(?:[ \t]*\n)+", "", shown).rstrip()
    return f"{fence}{language}\n{text}\n{fence}"
