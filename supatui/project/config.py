"""config.toml, config.json or config.jsonc of a project."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from supatui.errors import ProjectError
from supatui.settings import line_of


def read_config(file: Path) -> Mapping[str, object]:
    import tomllib  # not needed outside a project

    try:
        text = file.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text) if file.suffix == ".toml" else json.loads(_without_comments(text) or "{}")
    except (OSError, ValueError) as error:
        raise ProjectError("cannot read the project", where=f"{file}: {error}", hint="correct the file") from error
    if not isinstance(document, dict):
        raise ProjectError("the config holds no keys", where=str(file), hint="correct the file")
    return document


def _without_comments(text: str) -> str:
    """JSON with comments and trailing commas → JSON; strings stay as they are."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    bare = token.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
    comma = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])')
    return comma.sub(lambda found: found[0] if found[0].startswith('"') else "", bare)


def place_of(file: Path, key: str) -> str:
    """Where a dotted key is set, for an error: the file, and the line where it can be told."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return str(file)
    line = line_of(text, key) if file.suffix == ".toml" else _line_in_json(text, key)
    return f"{file}, line {line}" if line else str(file)


def _line_in_json(text: str, key: str) -> int | None:
    """The line of the last part of a key, behind the lines of the parts before it."""
    at = 0
    for part in key.split("."):
        found = re.compile(rf'"{re.escape(part)}"\s*:').search(text, at)
        if found is None:
            return None
        at = found.start()
    return text.count("\n", 0, at) + 1


def merged(config: Mapping[str, object], over: Mapping[str, object]) -> Mapping[str, object]:
    """A config with what a `[remotes.<name>]` says over it, table by table."""
    found = dict(config)
    for key, value in over.items():
        below = found.get(key)
        found[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return found
