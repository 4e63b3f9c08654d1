"""The env files of a project, as the Supabase CLI reads them."""

import re
from collections.abc import Mapping
from pathlib import Path


def env_files(root: Path, variables: Mapping[str, str]) -> list[Path]:
    """The env files that are there, the strongest first. Source: Supabase CLI."""
    stage = variables.get("SUPABASE_ENV") or "development"
    names = [f".env.{stage}.local", *([".env.local"] if stage != "test" else []), f".env.{stage}", ".env"]
    places = (folder / name for folder in (root / "supabase", root) for name in names)
    return [file for file in places if file.is_file()]


def read_env_files(root: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Variables of the project's env files; the first file that sets one wins."""
    found: dict[str, str] = {}
    for file in env_files(root, variables):
        for line in (text_of(file) or "").splitlines():
            variable = _env_line(line)
            if variable:
                found.setdefault(*variable)
    return found


def _env_line(line: str) -> tuple[str, str] | None:
    matched = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*\Z", line)
    if matched is None:
        return None
    value = matched[2]
    quoted = re.match(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", value)
    if quoted is None:
        return matched[1], re.sub(r"\s+#.*\Z", "", value)
    if quoted[1] is not None:
        return matched[1], quoted[1]
    return matched[1], re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), quoted[2])


def text_of(file: Path) -> str | None:
    """The text of a file; None where it cannot be read, which is the same as absent here."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
