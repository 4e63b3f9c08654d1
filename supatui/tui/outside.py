"""A text in the person's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from supatui.errors import SupatuiError

if TYPE_CHECKING:
    from supatui.tui.app_session import SessionApp


def edited_outside(app: "SessionApp", text: str) -> str:
    """The text as it is saved when `$VISUAL`, else `$EDITOR`, ends; the screen is the editor's meanwhile.

    Raises: SupatuiError where there is no editor, or where it cannot be started or ends with an error.
    """
    command = _editor()
    with tempfile.TemporaryDirectory(prefix="supatui-") as folder:
        path = Path(folder) / "result.sql"
        try:
            path.write_text(text + "\n", encoding="utf-8", newline="")
            with app.suspend():
                code = subprocess.run([*command, str(path)], check=False).returncode
            if code:
                raise _no_text(f"the editor ended with {code}", command, "save the text and leave the editor normally")
            with path.open(encoding="utf-8", newline="") as file:
                return file.read().removesuffix("\n")
        except SuspendNotSupported as error:
            raise _no_text("this terminal cannot be lent to an editor", command, "write the text here") from error
        except (OSError, UnicodeDecodeError) as error:
            hint = "set VISUAL or EDITOR to an editor that can be started"
            raise _no_text(f"the editor could not be used: {error}", command, hint) from error


def _editor() -> list[str]:
    hint = "set VISUAL or EDITOR, for example to vim, or write the text here"
    words = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(words)
    except ValueError as error:
        raise _no_text(f"the name of the editor cannot be read: {error}", [words], hint) from error
    if not command:
        raise _no_text("no editor is set", [], hint)
    return command


def _no_text(what: str, command: list[str], hint: str) -> SupatuiError:
    return SupatuiError(what, where=shlex.join(command), hint=hint)
