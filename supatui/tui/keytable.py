"""The key table of the README: `python -m supatui.tui.keytable [README.md]` puts it between its markers."""

import sys
from pathlib import Path

from supatui.tui.actions import ACTIONS, Action, Place, by_group

BEGIN, END = "<!-- keys:begin -->", "<!-- keys:end -->"


def key_table() -> str:
    """A Markdown table of every action."""
    rows = ["| keys | what | where |", "|---|---|---|"]
    rows += [_row(action) for actions in by_group(ACTIONS).values() for action in actions]
    return "\n".join(rows)


def with_key_table(text: str) -> str:
    """The text with what stands between the markers replaced.

    Raises: ValueError where a marker is missing.
    """
    before, found_begin, rest = text.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not found_begin or not found_end:
        raise ValueError(f"the text has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n{key_table()}\n{END}{after}"


def _row(action: Action) -> str:
    keys = " ".join(f"`{label}`" for label in action.all_keys_label.split())
    where = "everywhere" if len(action.places) == len(Place) else ", ".join(action.places)
    return f"| {keys} | {action.help} | {where} |"


def main(path: Path) -> None:
    path.write_text(with_key_table(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "README.md"))
