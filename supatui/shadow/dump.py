"""pg_dump as a stranger's eye: what it prints of a database, cut into sections that can be compared.

It knows what our catalog queries do not. The judge in the tests does the same once more and shares nothing with this.
"""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from supatui.catalog.platform import (
    MANAGED_EVENT_TRIGGERS,
    MANAGED_EXTENSIONS,
    MANAGED_PUBLICATIONS,
    PLATFORM_GRANTEES,
)
from supatui.errors import ShadowError
from supatui.shadow.dump_secrets import shown, with_other_values
from supatui.shadow.installation import find_installations

DUMP_TIMEOUT_SECONDS = 600.0
"""A schema of 2,000 tables takes about 5 s beside the server and minutes over a slow line."""
LOCK_TIMEOUT = "5s"
"""pg_dump takes the weakest lock on each table; beyond this another session rewrites one."""

_SECTION = re.compile(r"^-- (?=Name: )", re.MULTILINE)
_NOISE = re.compile(
    r"^(?:--|-- PostgreSQL database dump complete|\\(?:un)?restrict .*|SET default_\w+ = .*;)(?:\n|\Z)", re.MULTILINE
)
_CURRENT = re.compile(r"^SET (default_tablespace|default_table_access_method) = (.*);$", re.MULTILINE)
_PUBLIC = "SCHEMA public; Type: ACL; Schema: -"
_PUBLIC_AS_MADE = "GRANT ALL ON SCHEMA public TO PUBLIC;"
"""What initdb grants before 15: printed only once the schema was dropped and made again, though nothing differs."""
_IN_TABLESPACES = ("TABLE", "MATERIALIZED VIEW", "INDEX", "CONSTRAINT")
_OF_ANOTHER = ("ACL", "COMMENT", "SECURITY LABEL")
"""What hangs on an object and has its kind in the name, as in `ACL` of `TABLE orders`."""
_WITH_COLUMNS = ("TABLE", "FOREIGN TABLE")


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """What pg_dump prints of one object, or of one thing that hangs on it."""

    title: str
    """As `TABLE public.orders, owner postgres`."""
    body: str
    """Statements without what is the same for every dump; lines in order where the order says something."""
    schema: str = ""
    """Where it is; empty for what is in none."""
    columns_sorted: str = ""
    """For tables the body with its lines in order of the alphabet; else empty."""


@dataclass(frozen=True, slots=True)
class DumpDifference:
    """Two dumps side by side, as multisets of sections."""

    missing: tuple[Section, ...]
    """Wanted and not found."""
    surplus: tuple[Section, ...]
    """Found and not wanted."""
    reordered: tuple[str, ...]
    """Titles of tables that are equal but for the order of their columns."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs but column orders."""
        return not (self.missing or self.surplus)

    def lines(self) -> list[str]:
        """One for each line that only one side has, with the section that it stands in; no value that may be secret."""
        wanted = {section.title: section for section in self.missing}
        found = {section.title: section for section in self.surplus}
        said: list[str] = []
        for title in sorted(wanted.keys() | found.keys()):
            both = found.get(title), wanted.get(title)
            values = with_other_values(both[0], both[1]) if both[0] and both[1] else []
            said += [f"{title}: has another value of {name}" for name in values]
            here, there = _body_lines(both[0]), _body_lines(both[1])
            said += [f"{title}: lacks {line}" for line in (there - here).elements()]
            said += [f"{title}: has {line}" for line in (here - there).elements()]
            if here == there and not values:
                said.append(f"{title}: its lines stand in another order")
        return said


def find_pg_dump(major: int, named: Path | None = None) -> Path | None:
    """A pg_dump that can read servers of this major: its own, else the oldest newer one; None where there is none."""
    from shutil import which

    found: list[tuple[int, Path]] = []
    for installation in find_installations(named)[0]:
        program = installation.program("pg_dump")
        if installation.major >= major and program.is_file():
            found.append((installation.major, program))
    in_path = which("pg_dump")
    if in_path and (version := _major_of(in_path)) and version >= major:
        found.append((version, Path(in_path)))
    return min(found, key=lambda one: one[0])[1] if found else None


def _major_of(program: str) -> int | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = re.search(r"(\d+)", done.stdout)
    return int(numbers[1]) if numbers else None


def dump_text(program: Path, conninfo: str, label: str, *, without_schemas: Iterable[str] = ()) -> str:
    """What `pg_dump --schema-only` prints; it reads in one snapshot and writes nothing.

    Raises: ShadowError with what pg_dump said.
    """
    left_out = [f"--exclude-schema={_pattern(name)}" for name in without_schemas]
    return _dumped(program, conninfo, label, ["--schema-only", *left_out])


def dump_rows(program: Path, conninfo: str, label: str, relations: Iterable[tuple[str, str]]) -> str:
    """What `pg_dump --data-only` prints of tables and sequences, by (schema, name), as INSERT and setval.

    Raises: ShadowError with what pg_dump said.
    """
    chosen = [f"--table={_pattern(schema)}.{_pattern(name)}" for schema, name in relations]
    return _dumped(program, conninfo, label, ["--data-only", "--column-inserts", "--rows-per-insert=100", *chosen])


def _dumped(program: Path, conninfo: str, label: str, options: Sequence[str]) -> str:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parameters = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    # arguments can be read in the list of processes, the environment of another account's process cannot
    secret = {"PGPASSWORD": parameters.pop("password")} if "password" in parameters else {}
    parameters.pop("sslpassword", None)
    parameters.setdefault("application_name", "supatui")
    limits = ["--no-password", f"--lock-wait-timeout={LOCK_TIMEOUT}"]
    command = [str(program), *options, *limits, "--dbname", make_conninfo(**parameters)]
    environment = {**os.environ, "LC_ALL": "C", **secret}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            env={**environment, "PGCLIENTENCODING": "UTF8"},
            timeout=DUMP_TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise _failed(type(error).__name__, label) from None  # its text repeats the command
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        for value in secret.values():
            said = [one.replace(value, "***") for one in said]
        raise _failed(said[0] if said else f"exit code {done.returncode}", label)
    return done.stdout


def _failed(said: str, label: str) -> ShadowError:
    hint = "it has to lock and read every table: connect as a role that may, or prove without it"
    return ShadowError(f"pg_dump could not read it: {said.removeprefix('pg_dump: error: ')}", where=label, hint=hint)


def _pattern(name: str) -> str:
    """A schema by its exact name, in the pattern language of psql."""
    return '"' + name.replace('"', '""') + '"'


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a dump, in order of their titles."""
    first, *parts = _SECTION.split(text)
    current = dict(_CURRENT.findall(first))
    found: list[Section] = []
    for part in parts:
        head, _, rest = part.partition("\n")
        title, kind, schema = _title(head)
        body = _NOISE.sub("", rest).strip()
        # settings stand before the comment of the section that they are for
        if kind in _IN_TABLESPACES and (space := current.get("default_tablespace", "''")) not in {"''", '""'}:
            body += f"\n-- tablespace {space}"
        method = current.get("default_table_access_method", "heap")
        if kind in {"TABLE", "MATERIALIZED VIEW"} and "PARTITION BY" not in body and method != "heap":
            body += f"\n-- access method {method}"
        current.update(_CURRENT.findall(rest))
        if head.startswith(_PUBLIC) and body == _PUBLIC_AS_MADE:
            continue
        if kind in {"ACL", "DEFAULT ACL"}:
            body = "\n".join(sorted(body.splitlines()))
        in_order = "\n".join(sorted(line.rstrip(",") for line in body.splitlines())) if kind in _WITH_COLUMNS else ""
        found.append(Section(title, body, schema, in_order))
    return tuple(sorted(found))


def _title(head: str) -> tuple[str, str, str]:
    """(for people, pg_dump's word for the kind, schema) of `Name: a; Type: TABLE; Schema: public; Owner: postgres`."""
    parts = re.match(r"Name: (.*); Type: (.*?); Schema: (.*?); Owner: ([^;]*)", head)
    if parts is None:
        return head, "", ""
    name, kind, schema, owner = parts.groups()
    schema = "" if schema == "-" else schema
    if kind in _OF_ANOTHER and (of := re.match(r"([A-Z ]+) (.*)", name)):
        kind, name = f"{kind} {of[1]}", of[2]
    place = f"{schema}.{name}" if schema else name
    return f"{kind} {place}" + (f", owner {owner}" if owner else ""), parts[2], schema


_OF_THE_SERVER = re.compile(r"COMMENT EXTENSION .*")
_OF_THE_PLATFORM = re.compile(
    rf"EXTENSION ({'|'.join(MANAGED_EXTENSIONS)})(, owner .*)?"
    rf"|(COMMENT )?EVENT TRIGGER ({MANAGED_EVENT_TRIGGERS.removeprefix('^')}).*"
    rf"|(COMMENT )?PUBLICATION ({'|'.join(MANAGED_PUBLICATIONS)})(, owner .*)?"
    r"|ACL FOREIGN DATA WRAPPER .*"
    r"|DEFAULT ACL .*, owner supabase_.*"
)

_TO_THE_PLATFORM = re.compile(rf"GRANT .* TO ({'|'.join(PLATFORM_GRANTEES)});")


def of_user(found: Iterable[Section], *, supabase: bool) -> tuple[Section, ...]:
    """Sections that say something of a user's schema.

    The comment of an extension is mostly its control file's, and pg_dump cannot tell; our catalog does. On Supabase
    without what the catalog leaves out there, beside schemas, as the platform's.
    """
    kept = [one for one in found if not _OF_THE_SERVER.fullmatch(one.title)]
    if not supabase:
        return tuple(kept)
    kept = [one for one in kept if not _OF_THE_PLATFORM.fullmatch(one.title)]
    made = {_place_of(one) for one in kept if not one.title.startswith("ACL ")}
    shown = (_ungranted(one) if _is_acl_of_member(one, made) else one for one in kept)
    return tuple(one for one in shown if one.body)


def _place_of(section: Section) -> str:
    """`public.orders` of `TABLE public.orders, owner postgres`."""
    return section.title[section.title.find(f" {section.schema}.") + 1 :].partition(", owner ")[0]


def _is_acl_of_member(section: Section, made: Set[str]) -> bool:
    """Whether the privileges are on what no section makes: pg_dump leaves that to the extension."""
    is_acl = section.title.startswith("ACL ") and not section.title.startswith("ACL COLUMN ")
    return is_acl and bool(section.schema) and _place_of(section) not in made


def _ungranted(section: Section) -> Section:
    """Without what the platform's default privileges gave where the extension was made."""
    lines = (line for line in section.body.splitlines() if not _TO_THE_PLATFORM.fullmatch(line))
    return replace(section, body="\n".join(lines))


def compare_dumps(found: Sequence[Section], wanted: Sequence[Section]) -> DumpDifference:
    """What one dump has and the other lacks; the order of sections and of grants says nothing."""
    missing, surplus = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    reordered: list[str] = []
    others = {(one.title, one.columns_sorted): one for one in surplus if one.columns_sorted}
    for section in sorted(missing):
        other = others.get((section.title, section.columns_sorted))
        if other is not None and missing[section] == surplus[other] == 1:
            reordered.append(section.title)
            del missing[section], surplus[other]
    return DumpDifference(tuple(sorted(missing.elements())), tuple(sorted(surplus.elements())), tuple(reordered))


def _body_lines(section: Section | None) -> Counter[str]:
    if section is None:
        return Counter()
    lines = (line.strip().rstrip(",;") for line in shown(section).splitlines())
    return Counter(line for line in lines if line)


def as_statements(text: str) -> str:
    """The dump without what only psql understands, to be run as it is."""
    return re.sub(r"^\\(?:un)?restrict .*\n", "", text, flags=re.MULTILINE)
