"""A plan judged by a stranger: pg_dump of what it led to against pg_dump of what was wanted, there and back.

Nothing here is shared with the product's own comparison of dumps: an error in that one would judge itself.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache, lru_cache

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from supatui.catalog.model import Catalog
from supatui.compare.rename_words import parse_renames
from supatui.compare.renames import Renaming
from supatui.compare.two_way import Delta, compare
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.build import build_plan
from supatui.plan.model import Plan, Statement
from supatui.plan.rehearse import rehearsal
from supatui.plan.try_renames import try_renames
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.shadow.installation import find_installations
from supatui.sources.live import read_database
from supatui.sources.stop import Stop
from tests.record import remember
from tests.servers import find_programs

ROLES = ("alice", "bob")
"""Roles that the schemas of tests may name as owners and grantees."""

_SECTION = re.compile(r"^-- Name: ", re.MULTILINE)
_PUBLIC_AS_IT_WAS = (
    "== SCHEMA public; Type: ACL; Schema: -; Owner: postgres\n"
    "GRANT CREATE ON SCHEMA public TO PUBLIC;\nGRANT USAGE ON SCHEMA public TO PUBLIC;"
)
"""What initdb grants on 14. Only there does pg_dump print it once the schema was dropped and made again, as before."""
_NOISE = re.compile(
    r"^(\\(un)?restrict .*|SET default_\w+ = .*;|(RE)?SET SESSION AUTHORIZATION.*;|--.*)?\n", re.MULTILINE
)
"""Lines that say nothing of a schema; who granted a privilege is no difference."""


_VARCHAR = re.compile(r"'(?:[^']|'')*'::character varying")
_CAST_ARRAY = re.compile(rf"\(\(ARRAY\[((?:{_VARCHAR.pattern}(?:, )?)+)\]\)::text\[\]\)")
"""A list of constants for a varchar column. Read from this text, each of them is cast, and so it is printed then."""
_SPLIT_VIEW = re.compile(r" _RETURN; Type: RULE;")
_TIE = re.compile(r"^(ALTER [A-Z ]+ \S[^;]* DEPENDS ON EXTENSION [^;]+;)", re.MULTILINE)
_GRANT = re.compile(r"GRANT ([^ ]+) (ON (\w+) .*;)")
_REVOKE = re.compile(r"REVOKE ALL (ON (\w+) .*) FROM (.*);")
_ALL = {
    "TABLE": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    "COLUMN": ("SELECT", "INSERT", "UPDATE", "REFERENCES"),
    "SEQUENCE": ("SELECT", "UPDATE", "USAGE"),
    "SCHEMA": ("CREATE", "USAGE"),
}
"""What ALL stands for where it is more than one privilege, on tables with MAINTAIN since 17."""


def judge(
    server: ShadowServer,
    before: str,
    after: str,
    *,
    keeps: Sequence[str] = (),
    column_order: bool = True,
    renames: Sequence[str] = (),
    wishes: Wishes = NO_WISHES,
    one_way: bool = False,
) -> Plan:
    """Plan `before` to `after`, run it, run its rollback; fail where a dump differs or something is left to plan.

    `keeps` are queries whose answers no step may change, asked before, after and at the end. `column_order` says
    whether columns must stand in the same order (added ones come last). `renames` are chosen, as words; `wishes` say
    what no comparison knows. `one_way` allows a plan that says why nothing leads back.
    Both schemas are SQL; `ROLES` are there.
    """
    with server.create_database() as start:
        _prepare(server, start, before)
        wanted_back, wanted = facts_of(server, before), facts_of(server, after)
        kept = [ask(start, query) for query in keeps]
        renaming = _renaming(server, wanted_back.catalog, wanted.catalog, renames)
        plan = build_plan(wanted_back.catalog, wanted.catalog, renaming=renaming, wishes=wishes)
        assert one_way or plan.one_way is None, plan.one_way
        run(start, plan.statements)
        told = _TOLD.findall("\n".join(plan.warnings))
        found, as_told = _dump_undeclared(server, start, told), _dump_as_told(server, after, wanted, told)
        _same_dump(f"after\n{_text(plan.statements)}", found, as_told, column_order)
        reached = read(start)
        assert compare(reached, wanted.catalog).is_empty, compare(reached, wanted.catalog)
        assert build_plan(reached, wanted.catalog).statements == ()
        assert [ask(start, query) for query in keeps] == kept
        if plan.one_way is None:
            run(start, plan.rollback)
            back = f"after the rollback\n{_text(plan.rollback)}"
            told = _TOLD_OF_ROLLBACK.findall("\n".join(plan.warnings))
            found, as_told = _dump_undeclared(server, start, told), _dump_as_told(server, before, wanted_back, told)
            _same_dump(back, found, as_told, column_order)
            assert compare(read(start), wanted_back.catalog).is_empty
    first = renaming.catalog if renaming else wanted_back.catalog
    _says_how_to_get_back(plan, compare(first, wanted.catalog))
    remember(server.major, first, wanted.catalog, [step.object.kind for step in renaming.steps] if renaming else ())
    return plan


_TOLD = re.compile(r"^(the NOT NULL of )?column (.+) stays (declared|inherited) .*; wanted is .*$", re.MULTILINE)
_TOLD_OF_ROLLBACK = re.compile(
    r"^the rollback leaves (the NOT NULL of )?column (.+) (declared|inherited) .*; it was .*$", re.MULTILINE
)
_DECLARE = """
update pg_catalog.pg_attribute as a set attislocal = %(declared)s
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.oid = a.attrelid and a.attinhcount > 0 and a.attislocal <> %(declared)s
and pg_catalog.format('%%I.%%I.%%I', n.nspname, c.relname, a.attname) = %(column)s
"""


_DECLARE_REQUIREMENT = """
update pg_catalog.pg_constraint as o set conislocal = %(declared)s
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where c.oid = o.conrelid and o.contype = 'n' and o.conkey = array[a.attnum]
and o.coninhcount > 0 and o.conislocal <> %(declared)s
and pg_catalog.format('%%I.%%I.%%I', n.nspname, c.relname, a.attname) = %(column)s
"""


class DumpError(Exception):
    """pg_dump itself failed: there is no judge."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What SQL text makes in an empty database."""

    catalog: Catalog
    dump: list[str]


@lru_cache(maxsize=50)
def facts_of(server: ShadowServer, schema: str) -> Facts:
    """Read and dumped in a database of its own, once: the same text makes the same on the same server."""
    with server.create_database() as database:
        _prepare(server, database, schema)
        return Facts(read(database), dump(server, database))


def _dump_as_told(server: ShadowServer, schema: str, wanted: Facts, told: Sequence[tuple[str, str, str]]) -> list[str]:
    """The wanted dump but for what the plan says of inherited columns: which of them their tables declare as well."""
    told = [one for one in told if not (one[0] and one[2] == "declared")]
    if not told:
        return wanted.dump
    with server.create_database() as database:
        _prepare(server, database, schema)
        for part, column, word in told:
            _declare(database, part, column, declared=word == "declared")
        return dump(server, database)


def _dump_undeclared(server: ShadowServer, database: ShadowDatabase, told: Sequence[tuple[str, str, str]]) -> list[str]:
    """The dump without the NOT NULL constraints that are told to be declared as well: pg_dump says their names then."""
    requirements = [(part, column) for part, column, word in told if part and word == "declared"]
    for part, column in requirements:
        _declare(database, part, column, declared=False)
    found = dump(server, database)
    for part, column in requirements:
        _declare(database, part, column, declared=True)
    return found


def _declare(database: ShadowDatabase, part: str, column: str, *, declared: bool) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        statement = _DECLARE_REQUIREMENT if part else _DECLARE
        changed = connection.execute(statement, {"column": column, "declared": declared}).rowcount
        assert changed == 1, f"told of what is not so: {part}{column}"


def _prepare(server: ShadowServer, database: ShadowDatabase, schema: str) -> None:
    make_roles(server)
    load(database, schema)


def _says_how_to_get_back(plan: Plan, delta: Delta) -> None:
    """Each statement names what of the rollback undoes it, or why nothing does; what loses values always says why.

    Nothing is to be undone where something unchanged makes way for a while, or is made again.
    """
    differing = delta.created | delta.dropped | delta.altered.keys()
    for one in plan.statements:
        undone = one.rollback or one.irreversible or differing.isdisjoint(one.objects)
        assert undone, f"neither undone nor said why not: {one.sql}"
        assert one.irreversible or not one.loses_data, f"loses values, and says nothing of the rollback: {one.sql}"


def _renaming(server: ShadowServer, old: Catalog, new: Catalog, words: Sequence[str]) -> Renaming | None:
    if not words:
        return None
    stage = rehearsal(old, new, server, lambda said: None)
    return try_renames(old, new, parse_renames(words, old, new), stage)


def statements(plan: Plan) -> list[str]:
    """The texts of a plan."""
    return [str(one.sql) for one in plan.statements]


def read(database: ShadowDatabase) -> Catalog:
    """The catalog of a database."""
    return read_database(database.conninfo, database.name, Settings(), Stop(database.name))


def ask(database: ShadowDatabase, query: str) -> list[tuple[object, ...]]:
    """The rows of a query."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        return list(connection.execute(query.encode()).fetchall())


def run(database: ShadowDatabase, ordered: Sequence[Statement]) -> None:
    """Run the statements of a plan, one transaction a segment."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("set check_function_bodies = off")
        for segment in dict.fromkeys(one.segment for one in ordered):
            members = [one for one in ordered if one.segment == segment]
            if members[0].transactional:
                with connection.transaction():
                    _execute(connection, members)
            else:
                _execute(connection, members)


def _execute(connection: "psycopg.Connection[tuple[object, ...]]", members: Sequence[Statement]) -> None:
    for one in members:
        try:
            connection.execute(one.sql.encode())
        except psycopg.Error as error:
            raise AssertionError(f"{error}\nin: {one.sql}\nof\n{_text(members)}") from error


def dump(server: ShadowServer, database: ShadowDatabase) -> list[str]:
    """The sections that pg_dump prints, sorted, so that only what is there counts; owners and privileges included."""
    text = _CAST_ARRAY.sub(
        lambda found: "(ARRAY[" + _VARCHAR.sub(r"(\g<0>)::text", found[1]) + "])", _printed(server, database)
    )
    parts = (one.partition("\n") for one in _SECTION.split(text)[1:])
    bodies = _whole_views(
        [(title, _one_by_one(title, _NOISE.sub("", body).strip(), server.major)) for title, _, body in parts]
    )
    sections = (f"== {title}\n{body}" for title, body in bodies)
    return sorted(one for one in sections if one != _PUBLIC_AS_IT_WAS)


def dump_of_copy(server: ShadowServer, schema: str) -> list[str]:
    """The same of what pg_dump's text of a schema makes, as far as it can be run: that need not be the schema again."""
    with server.create_database() as first, server.create_database() as second:
        load(first, schema)
        parameters = {name: str(value) for name, value in conninfo_to_dict(second.conninfo).items()}
        environment = {**os.environ, "PGPASSWORD": parameters.pop("password", "")}
        command = [program(server.major, "psql"), "--no-psqlrc", "--quiet", "--dbname", make_conninfo(**parameters)]
        subprocess.run(command, input=_printed(server, first), capture_output=True, text=True, env=environment)
        return dump(server, second)


def _printed(server: ShadowServer, database: ShadowDatabase) -> str:
    parameters = {name: str(value) for name, value in conninfo_to_dict(database.conninfo).items()}
    password = parameters.pop("password", "")
    command = [program(server.major, "pg_dump"), "--schema-only", "--dbname", make_conninfo(**parameters)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": password})
    if done.returncode:
        raise DumpError(f"pg_dump ended with {done.returncode}: {done.stderr}")
    return done.stdout


def _whole_views(bodies: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Views that pg_dump made in two steps put together: which ones it takes to break a circle says nothing."""
    split = {title: body for title, body in bodies if _SPLIT_VIEW.search(title) and "CREATE OR REPLACE VIEW" in body}
    queries = {_SPLIT_VIEW.sub("; Type: VIEW;", title): body for title, body in split.items()}
    whole: list[tuple[str, str]] = []
    for title, body in bodies:
        if title in queries:
            query = queries[title].replace("CREATE OR REPLACE VIEW", "CREATE VIEW", 1)
            whole.append((title, f"{query}\n{body.partition(';')[2].strip()}"))
        elif title not in split:
            whole.append((title, body))
    return whole


def _one_by_one(title: str, section: str, major: int) -> str:
    """Grants split into single ones, each once, in order: pg_dump puts together what one role granted to another.

    What an object is tied to comes in no order, with no end of line behind it: both put right.
    """
    others: list[str] = []
    grants: set[str] = set()
    ties: set[str] = set()
    for line in _TIE.sub(r"\1\n", section).split("\n"):
        if grant := _GRANT.fullmatch(line):
            grants.update(f"GRANT {one} {grant[2]}" for one in _privileges(grant[1], grant[3], major))
        elif _TIE.fullmatch(line):
            ties.add(line)
        else:
            others.append(line)
    grants -= {line for line in grants if _goes_to_owner(line, title, others)}
    surpassed = {line.replace(" WITH GRANT OPTION;", ";") for line in grants if line.endswith(" WITH GRANT OPTION;")}
    return "\n".join([*_without_own_options(others, grants - surpassed, title, major), *sorted(ties)])


def _without_own_options(others: list[str], grants: set[str], title: str, major: int) -> list[str]:
    """Without the grant option on what the owner has, and without all of that where it is everything.

    An owner may grant everything anyway. What others granted to a role before it became the owner leaves such options
    once the object came from another owner back to it, and none otherwise. Source: manual, GRANT, Notes.
    """
    owner = title.rpartition("Owner: ")[2]
    grants = {line.replace(f" TO {owner} WITH GRANT OPTION;", f" TO {owner};") for line in grants}
    for line in others:
        if (taken := _REVOKE.fullmatch(line)) and taken[3] == owner:
            every = {f"GRANT {one} {taken[1]} TO {owner};" for one in _privileges("ALL", taken[2], major)}
            if every <= grants:
                others, grants = [one for one in others if one != line], grants - every
    return [*others, *sorted(grants)]


def _goes_to_owner(grant: str, title: str, others: Sequence[str]) -> bool:
    """Whether it is to the owner, who has everything anyway: a former one may have granted it, or had it."""
    owner = title.rpartition("Owner: ")[2]
    takes_back = any(line.startswith("REVOKE ") and line.endswith(f" FROM {owner};") for line in others)
    return not takes_back and f" TO {owner} WITH " in grant.replace(";", " WITH ")


def _privileges(words: str, on: str, major: int) -> list[str]:
    """`ALL` and `SELECT,UPDATE` and `ALL(a)`, each privilege by itself."""
    found: list[str] = []
    for one in words.split(","):
        name, bracket, column = one.partition("(")
        names = _ALL.get("COLUMN" if column else on, ("ALL",)) if name == "ALL" else (name,)
        more = ("MAINTAIN",) if name == "ALL" and on == "TABLE" and not column and major >= 17 else ()
        found += [f"{each}{bracket}{column}" for each in (*names, *more)]
    return found


@cache
def program(major: int, name: str) -> str:
    """The server's own pg_dump or pg_dumpall, never a newer one: each prints only what its major has."""
    folder = find_programs(major).bin_folder
    folders = [folder] if folder else [one.bin_folder for one in find_installations()[0] if one.major == major]
    return str(folders[0] / name)


def _same_dump(when: str, found: list[str], wanted: list[str], column_order: bool) -> None:
    left, right = _lines(found, column_order), _lines(wanted, column_order)
    difference = "\n".join(unified_diff(right, left, "wanted", "found", lineterm="", n=1))
    assert not difference, f"{difference}\n{when}"


def _lines(sections: list[str], column_order: bool) -> list[str]:
    lines: list[str] = []
    for section in sections:
        body = section.splitlines()
        lines += body if column_order else [body[0], *sorted(line.rstrip(",") for line in body[1:])]
    return lines


def _text(ordered: Sequence[Statement]) -> str:
    return "\n".join(f"{one.sql};" for one in ordered)


def load(database: ShadowDatabase, schema: str) -> None:
    """Run SQL text in a database."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(schema.encode())


def make_roles(server: ShadowServer) -> None:
    """Let the `ROLES` exist on the server."""
    with psycopg.connect(server.conninfo_of("postgres"), autocommit=True) as connection:
        for role in ROLES:
            with suppress(psycopg.errors.DuplicateObject):
                connection.execute(SQL("create role {}").format(Identifier(role)))
