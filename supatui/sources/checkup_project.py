"""What a checkup finds in the folder: link, remotes, secrets by their places, env files, what git shows as changed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from supatui.errors import SupatuiError
from supatui.project.environment import env_files, text_of
from supatui.project.migrations import list_migrations
from supatui.project.project import Project
from supatui.project.secrets import PASSWORD_VARIABLE, find_password, find_token
from supatui.settings import Settings
from supatui.sources.finding import Finding, Level
from supatui.sources.push_lint import push_problems
from supatui.sources.replay import read_files

GIT_SECONDS = 10.0
MOST_CHANGED = 8
"""Changed files that are named; the rest is counted."""


def look_at_project(project: Project, settings: Settings) -> Iterator[Finding]:
    """Everything in a project's folder; never a secret itself."""
    yield from _link(project, settings)
    yield from _token(project)
    yield from _env_files(project)
    yield from _migrations(project)
    yield from _changed(project.root)


def _link(project: Project, settings: Settings) -> Iterator[Finding]:
    ref, given = project.ref, settings.remote is not None
    if ref is None:
        hint = None if given else "run supabase link, or name a remote in supatui.toml"
        yield Finding(Level.OK if given else Level.NOTE, "link", "the project is not linked", hint)
    else:
        by = "SUPABASE_PROJECT_ID" if project.environment.get("SUPABASE_PROJECT_ID") else "supabase/.temp/project-ref"
        yield Finding(Level.OK, "link", f"{ref}, as {by} says")
        yield from _pooler(project, ref)
        password = find_password(project.environment, ref)
        if password is not None:
            yield Finding(Level.OK, "password", f"from {password.source}")
        else:
            hint = f"set {PASSWORD_VARIABLE}, or run supabase link, which keeps it in the system keyring"
            yield Finding(Level.OK if given else Level.NOTE, "password", f"none for {ref}", None if given else hint)
    try:
        names = sorted({*settings.remotes, *project.remotes})
    except SupatuiError as error:
        yield Finding(Level.PROBLEM, "remotes", f"{error.what} ({error.where})", error.hint)
        return
    if names:
        yield Finding(Level.OK, "remotes", f"by name: {', '.join(names)}")


def _pooler(project: Project, ref: str) -> Iterator[Finding]:
    text = text_of(project.folder / ".temp" / "pooler-url")
    if text is None:
        hint = "run supabase link again where the direct address, IPv6 alone, has no route"
        yield Finding(Level.NOTE, "pooler", "no supabase/.temp/pooler-url", hint)
    elif f".{ref}" not in text:
        detail = "supabase/.temp/pooler-url is of another project, and not used"
        yield Finding(Level.NOTE, "pooler", detail, "run supabase link again")


def _token(project: Project) -> Iterator[Finding]:
    token = find_token(project.environment)
    if token is not None:
        yield Finding(Level.OK, "token", f"from {token.source}")
    else:
        hint = "only the Management API and MCP need one: supabase login, or SUPABASE_ACCESS_TOKEN"
        yield Finding(Level.OK, "token", "no access token", hint)


def _env_files(project: Project) -> Iterator[Finding]:
    files = env_files(project.root, project.environment)
    if files:
        shown = ", ".join(str(file.relative_to(project.root)) for file in files)
        yield Finding(Level.OK, "env files", f"{shown}, the first that sets a variable wins")


def _migrations(project: Project) -> Iterator[Finding]:
    """The folder, and files that `supabase db push` could not run."""
    if not project.migrations.is_dir():
        yield Finding(Level.NOTE, "migrations", f"no {project.migrations}", "make one: supatui migration new NAME")
        return
    try:
        files, skipped = list_migrations(project.migrations)
        texts = read_files(file.path for file in files)
    except SupatuiError as error:
        yield Finding(Level.PROBLEM, "migrations", f"{error.what} ({error.where})", error.hint)
        return
    yield Finding(Level.OK, "migrations", project.counted_migrations())
    if skipped:
        hint = "only DIGITS_name.sql is a migration, and none from before the platform kept a history"
        yield Finding(Level.NOTE, "migrations", f"skipped: {', '.join(skipped)}", hint)
    for file, text in zip(files, texts, strict=True):
        for one in push_problems(text.text):
            if one.is_fatal:
                detail = f"{file.path.name}, line {one.line}: supabase db push fails: {one.what}"
                yield Finding(Level.NOTE, "migrations", detail, one.hint)


def _changed(root: Path) -> Iterator[Finding]:
    """What git shows as changed of what the database is made from; nothing where there is no git."""
    command = [
        "git",
        "-C",
        str(root),
        "status",
        "--porcelain",
        "--untracked-files=all",
        "--",
        "supabase",
        "supatui.toml",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return
    lines = [line for line in done.stdout.splitlines() if _is_of_database(line[3:].strip('"'))]
    if done.returncode != 0 or not lines:
        return
    more = f" and {len(lines) - MOST_CHANGED} more" if len(lines) > MOST_CHANGED else ""
    shown = ", ".join(" ".join(line.split()) for line in lines[:MOST_CHANGED]) + more
    yield Finding(Level.NOTE, "git", f"not committed: {shown}", "commit them, so that others have the same migrations")


def _is_of_database(path: str) -> bool:
    return path.endswith((".sql", "config.toml", "config.json", "config.jsonc", "supatui.toml", "baseline.json"))
