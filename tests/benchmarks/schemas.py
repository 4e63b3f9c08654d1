"""Seeded schemas of any size, as the DDL that makes them, and what becomes of them when some of it changes.

For each table about ten columns, an identity key, a foreign key or two, an index or two; comments, checks, grants,
policies and triggers on some. For every five tables a view and a function, for every twenty an enum.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim

TYPES = (
    ("integer", "0"),
    ("bigint", "1"),
    ("text", "''"),
    ("varchar(60)", "'none'"),
    ("numeric(12,2)", "2.5"),
    ("boolean", "true"),
    ("timestamptz", "now()"),
    ("date", "current_date"),
    ("jsonb", "'{}'"),
    ("uuid", "gen_random_uuid()"),
    ("text[]", "'{}'"),
)
"""Types of columns, each with a default."""

READER = "benchmark_reader"
"""The role that grants and policies are for; roles belong to the server, so it is made apart."""

TABLES_A_SCHEMA = 250
EPOCH = "changed"
"""A word in what changes, which nothing else has."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Sql
    default: Sql | None
    not_null: bool


@dataclass(frozen=True, slots=True)
class Table:
    schema: str
    name: str
    columns: tuple[Column, ...]
    state: str
    """The enum of one more column."""
    references: tuple[int, ...]
    """Earlier tables, by number."""
    indexed: tuple[str, ...]
    comment: str | None
    is_checked: bool
    is_granted: bool
    has_trigger: bool
    policy_limit: int | None

    @property
    def path(self) -> Sql:
        return qualified(self.schema, self.name)


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that one database holds."""

    tables: tuple[Table, ...]
    enums: tuple[tuple[str, tuple[str, ...]], ...]
    functions: tuple[tuple[str, int], ...]
    """Names, and a number in the body."""
    views: tuple[tuple[str, int, int], ...]
    """Names, the number of the table that each reads, and a number in the query."""


def make_schema(tables: int, seed: int = 1) -> Schema:
    """The same schema for the same numbers."""
    chance = random.Random(seed)
    enums = tuple(
        (f"state_{number}", tuple(f"value_{place}" for place in range(chance.randint(3, 6))))
        for number in range(max(1, tables // 20))
    )
    made = tuple(_table(number, enums[chance.randrange(len(enums))][0], tables, chance) for number in range(tables))
    functions = tuple((f"f_{number}", chance.randint(1, 999)) for number in range(max(1, tables // 5)))
    views = tuple((f"v_{number}", chance.randrange(tables), chance.randint(1, 999)) for number in range(tables // 5))
    return Schema(made, enums, functions, views)


def _table(number: int, state: str, tables: int, chance: random.Random) -> Table:
    columns = []
    for place in range(chance.randint(8, 11)):
        type_name, default = chance.choice(TYPES)
        said = verbatim(default) if chance.random() < 0.4 else None
        columns.append(Column(f"c{place}", verbatim(type_name), said, chance.random() < 0.4))
    plain = [column.name for column in columns if column.type not in ("jsonb", "text[]")]
    return Table(
        schema=f"app_{number % max(1, tables // TABLES_A_SCHEMA)}",
        name=f"t_{number}",
        columns=tuple(columns),
        state=state,
        references=tuple(chance.randrange(number) for _ in range(chance.choice((0, 1, 1, 2))) if number),
        indexed=tuple(chance.sample(plain, min(len(plain), chance.choice((1, 2))))),
        comment=f"what table {number} is for" if chance.random() < 0.5 else None,
        is_checked=chance.random() < 0.3,
        is_granted=chance.random() < 0.3,
        has_trigger=chance.random() < 0.1,
        policy_limit=chance.randint(1, 999) if chance.random() < 0.25 else None,
    )


def change(schema: Schema, share: float = 0.02, first: int = 0) -> Schema:
    """The schema with that share of its tables, views, functions and enums changed, and some tables in addition.

    `first` is the number of the first that changes: with another one, others change.
    """
    step = max(1, round(1 / share))
    tables = [
        _changed(table, number // step) if number % step == first else table
        for number, table in enumerate(schema.tables)
    ]
    last = schema.tables[-1]
    added = [
        replace(last, name=f"t_{EPOCH}_{number}", references=(number,), has_trigger=False)
        for number in range(max(1, len(tables) // step // 4))
    ]
    return Schema(
        tables=(*tables, *added),
        enums=tuple(
            (name, (*labels, EPOCH)) if number % step == first else (name, labels)
            for number, (name, labels) in enumerate(schema.enums)
        ),
        functions=tuple(
            (name, value + (number % step == first)) for number, (name, value) in enumerate(schema.functions)
        ),
        views=tuple(
            (name, table, limit + (number % step == first)) for number, (name, table, limit) in enumerate(schema.views)
        ),
    )


def _changed(table: Table, turn: int) -> Table:
    """One of eight changes in turn."""
    first, *others = table.columns
    match turn % 8:
        case 0:
            return replace(table, columns=(*table.columns, Column(EPOCH, verbatim("text"), verbatim("''"), True)))
        case 1:
            kept = tuple(column for column in table.columns if column.name in table.indexed or column is not others[-1])
            return replace(table, columns=kept)
        case 2:
            return replace(table, columns=(replace(first, not_null=not first.not_null), *others))
        case 3:
            return replace(table, columns=(replace(first, type=verbatim("text"), default=None), *others))
        case 4:
            return replace(table, comment=EPOCH)
        case 5:
            return replace(table, indexed=table.indexed[:-1], is_granted=not table.is_granted)
        case 6:
            return replace(table, references=table.references[:-1], is_checked=not table.is_checked)
        case _:
            return replace(table, policy_limit=(table.policy_limit or 0) + 1)


def statements(schema: Schema) -> Iterator[Sql]:
    """The DDL in an order that works, one statement each, into a database that has the role READER."""
    for name in sorted({table.schema for table in schema.tables}):
        yield sql("create schema {}", ident(name))
    for name, labels in schema.enums:
        values = joined(", ", [literal(label) for label in labels])
        yield sql("create type {} as enum ({})", qualified("public", name), values)
    yield sql("create function public.touch() returns trigger language plpgsql as 'begin return new; end'")
    for name, number in schema.functions:
        yield sql(
            "create function {}(a integer, b integer default 1) returns integer language sql immutable"
            " as 'select a * b + {}'",
            qualified("public", name),
            number,
        )
    for table in schema.tables:
        yield from _of_table(table)
    for table in schema.tables:
        for place, number in enumerate(table.references):
            yield sql(
                "alter table {} add constraint {} foreign key ({}) references {} (id)",
                table.path,
                ident(f"{table.name}_to_{place}"),
                ident(f"ref_{place}"),
                schema.tables[number].path,
            )
    for name, number, limit in schema.views:
        yield sql(
            "create view {} as select id, state, public.f_0(id::integer, {}) as score from {} where id > {}",
            qualified("public", name),
            limit,
            schema.tables[number].path,
            limit,
        )


def _of_table(table: Table) -> Iterator[Sql]:
    parts = [verbatim("id bigint generated by default as identity primary key")]
    for column in table.columns:
        default = sql(" default {}", column.default) if column.default is not None else verbatim("")
        parts.append(sql("{} {}{}{}", ident(column.name), column.type, default, _not_null(column.not_null)))
    first = literal("value_0")
    parts.append(sql("state {} not null default {}", qualified("public", table.state), first))
    parts += [sql("{} bigint", ident(f"ref_{place}")) for place in range(2)]
    if table.is_checked:
        parts.append(sql("constraint {} check (id > 0 and state is not null)", ident(f"{table.name}_ok")))
    yield sql("create table {} ({})", table.path, joined(", ", parts))
    for name in table.indexed:
        yield sql("create index {} on {} ({})", ident(f"{table.name}_by_{name}"), table.path, ident(name))
    if table.comment is not None:
        yield sql("comment on table {} is {}", table.path, literal(table.comment))
        yield sql("comment on column {}.id is {}", table.path, literal(f"key of {table.comment}"))
    if table.is_granted:
        yield sql("grant select on {} to {}", table.path, ident(READER))
    if table.policy_limit is not None:
        yield sql("alter table {} enable row level security", table.path)
        yield sql(
            "create policy {} on {} for select to {} using (id > {})",
            ident(f"p_{table.name}"),
            table.path,
            ident(READER),
            table.policy_limit,
        )
    if table.has_trigger:
        yield sql(
            "create trigger {} before update on {} for each row execute function public.touch()",
            ident(f"touch_{table.name}"),
            table.path,
        )


def _not_null(is_so: bool) -> Sql:
    return verbatim(" not null" if is_so else "")
