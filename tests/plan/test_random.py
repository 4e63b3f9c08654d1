"""Random schemas from a pool of parts, each absent or in one of its forms: any one must lead to any other and back."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a schema in several forms; it needs other parts to be there."""

    forms: tuple[str, ...]
    needs: tuple[str, ...] = ()


PARTS = {
    "schema": Part(("create schema app;", "create schema app; comment on schema app is 'x';")),
    "enum": Part(
        (
            "create type mood as enum ('a', 'b');",
            "create type mood as enum ('a', 'x', 'b', 'c');",
            "create type mood as enum ('b', 'a');",
        )
    ),
    "domain": Part(("create domain pos as int check (value > 0);", "create domain pos as int default 1 not null;")),
    "row": Part(("create type pair as (a int, b text);", "create type pair as (a bigint, c text);")),
    "people": Part(
        (
            "create table people (id bigint generated always as identity primary key, name text not null, age int);",
            "create table people (id int primary key, name varchar(40), age smallint default 3 check (age > 2));",
            "create table people (id bigserial primary key, name text collate \"C\" default 'x', age numeric(5, 1));",
        )
    ),
    "owner": Part(("alter table people owner to alice;", "comment on table people is 'all';"), ("people",)),
    "moods": Part(
        (
            "create table moods (m mood default 'a', ms mood[], primary key (m));",
            "create table moods (m mood not null unique, ms mood[] default '{b}');",
        ),
        ("enum",),
    ),
    "positive": Part(("create table app.p (v pos);", "create table app.p (v pos default 2);"), ("schema", "domain")),
    "mood_index": Part(
        ("create index mi on moods (ms) where m = 'a';", "create unique index mi on moods ((m = 'a'));"), ("moods",)
    ),
    "index": Part(
        ("create index pi on people (lower(name));", "create unique index pi on people (name desc, id);"), ("people",)
    ),
    "friends": Part(
        (
            "create table app.friends (a bigint references people, b bigint references people on delete cascade);",
            "create table app.friends (a bigint, b bigint, foreign key (b) references people deferrable);",
        ),
        ("schema", "people"),
    ),
    "function": Part(
        (
            "create function grown(i bigint) returns boolean language sql stable as 'select i > 17';",
            "create function grown(n bigint) returns text language plpgsql as 'begin return n; end';",
            "create function grown(i bigint) returns boolean language sql immutable strict return i > 18;",
        )
    ),
    "uses_function": Part(
        (
            "create view adults as select id, grown(age::bigint) as is_grown from people;",
            "create view adults as select id, name, grown(age::bigint) as is_grown from people where id > 3;",
            "create materialized view adults as select id, grown(id) as is_grown from people;",
        ),
        ("function", "people"),
    ),
    "over_view": Part(
        (
            "create view over_adults as select id from adults; grant select on over_adults to bob;",
            "create view over_adults with (security_barrier) as select id, is_grown from adults;",
        ),
        ("uses_function",),
    ),
    "policy": Part(
        (
            "alter table people enable row level security; create policy p on people using (grown(id)::text <> 'x');",
            "create policy p on people for select to bob, alice using (true);",
            "create policy p on people as restrictive using (id > 0) with check (id > 5);",
        ),
        ("people", "function"),
    ),
    "trigger": Part(
        (
            "create function tf() returns trigger language plpgsql as 'begin return new; end';"
            "create trigger g before update of name on people for each row execute function tf();",
            "create function tf() returns trigger language plpgsql as 'begin return null; end';"
            "create trigger g after insert on people execute function tf(); alter table people disable trigger g;",
        ),
        ("people",),
    ),
    "generated": Part(
        (
            "alter table people add g text generated always as (name || 'x') stored;",
            "alter table people add g int generated always as (id::int * 2) stored;",
        ),
        ("people",),
    ),
    "grants": Part(
        ("grant select, insert on people to alice;", "grant all on people to bob with grant option;"), ("people",)
    ),
    "column_grants": Part(
        ("grant select (name) on people to bob;", "grant update (id, name) on people to bob;"), ("people",)
    ),
    "defaults": Part(
        (
            "alter default privileges grant select on tables to bob;",
            "alter default privileges revoke execute on functions from public;",
        )
    ),
    "log": Part(
        (
            "create table log (at date, t text) partition by range (at);"
            "create table log_1 partition of log for values from ('2026-01-01') to ('2027-01-01');"
            "create index log_t on log (t);",
            "create table log (at date not null, t text default 'x') partition by range (at);"
            "create table log_1 partition of log for values from ('2026-01-01') to ('2026-07-01');"
            "create table log_2 partition of log default; alter table log add primary key (at);",
        )
    ),
    "heir": Part(
        (
            "create table heir (extra int) inherits (people);",
            "create table heir (extra int, more text[]) inherits (people);",
        ),
        ("people",),
    ),
    "takes_row": Part(
        ("create function of_person(p people) returns text language sql as 'select p.name::text';",), ("people",)
    ),
    "takes_pair": Part(("create function of_pair(p pair) returns text language sql as 'select 1::text';",), ("row",)),
}

Forms = dict[str, int]


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """SQL of a schema: parts in one of their forms, with what they need."""
    chosen: Forms = {}
    for name in draw(st.lists(st.sampled_from(sorted(PARTS)), max_size=9, unique=True)):
        _take(name, chosen, draw)
    return "\n".join(PARTS[name].forms[chosen[name]] for name in PARTS if name in chosen)


def _take(name: str, chosen: Forms, draw: st.DrawFn) -> None:
    if name not in chosen:
        chosen[name] = draw(st.integers(0, len(PARTS[name].forms) - 1))
        for needed in PARTS[name].needs:
            _take(needed, chosen, draw)


@pytest.mark.slow  # hundreds of databases are made and dumped
@settings(
    max_examples=120,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=schemas(), after=schemas())
def test_any_schema_leads_to_any_other_and_back(server17: ShadowServer, before: str, after: str) -> None:
    judge(server17, before, after, column_order=False)
