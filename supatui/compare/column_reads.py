"""Columns that one side dropped or renamed and that a new PL/pgSQL body of the other side reads or writes.

A name counts where the text shows whose column it is: behind the table or its alias, behind NEW and OLD of a trigger's
function, in the list of an insert, or bare in a statement where no other relation has a column of the name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.compare.bodies import Named, folded, is_found, is_name, tokens_of
from supatui.compare.model import Merge

_Relation = tuple[str | None, str]
"""Schema, None where it is not said, and name."""

_BEFORE_A_RELATION = frozenset("from join update only using".split())
_NO_ALIAS = frozenset(
    """as cross full group having inner into join left limit loop natural offset on order returning right set select
    union using values where window with for fetch except intersect""".split()
)
_OPENING = frozenset("begin declare loop".split())
_NO_COLUMN_BEHIND = frozenset((".", "as", ":", "%"))
_OF_THE_ROW = frozenset({"new", "old"})


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """The name of a column, and the relations that it may be of."""

    column: str
    relations: frozenset[_Relation]
    """Empty where it is one of the row that a trigger is about."""
    bare: bool = False
    """Without a word of whose it is."""


def columns_in(body: str) -> frozenset[ColumnRead]:
    """The columns that a body in PL/pgSQL names, as far as its text shows it: nothing of what a string may hold."""
    statements = list(_statements(tokens_of(body)))
    declared = {folded(one[0]) for one in statements if one.declares and is_name(one[0])}
    return frozenset(read for one in statements for read in _reads(one, declared))


class _Statement(tuple[str, ...]):
    """The tokens of a statement, or of a part of one up to the next that stands in it."""

    declares = False
    """Whether it is in a list of variables."""


def _statements(tokens: Sequence[str]) -> Iterator[_Statement]:
    found: list[str] = []
    declares, cases = False, 0
    for token in (*tokens, ";"):
        word = token.lower()
        cases = cases + 1 if word == "case" else max(0, cases - (word == "end")) if word != ";" else 0
        if word != ";" and word not in _OPENING and (cases or word not in ("then", "else")):
            found.append(token)
            continue
        if found:
            statement = _Statement(found)
            statement.declares = declares
            yield statement
            found = []
        declares = word == "declare" or (declares and word != "begin")


def _reads(statement: _Statement, declared: set[str]) -> Iterator[ColumnRead]:
    found = _relations(statement)
    yield from found.listed.values()
    # what is put into a new row is no column of it, and of a query in WITH nobody knows the columns
    has_with = any(token.lower() == "with" for token in statement)
    read = frozenset() if has_with else frozenset(found.names.values()) - found.filled
    own = declared | found.names.keys() | {name for _, name in found.names.values()}
    for place, token in enumerate(statement):
        before = statement[place - 1].lower() if place else ""
        behind = statement[place + 1] if place + 1 < len(statement) else ""
        if not is_name(token) or (before == "." and place < 2):
            continue
        if before == ".":
            yield from _qualified(statement, place, found.names)
        elif behind in (".", "(") or before in _NO_COLUMN_BEHIND or place in found.listed or not read:
            continue
        elif folded(token) not in own:
            yield ColumnRead(folded(token), read, bare=True)


def _qualified(statement: Sequence[str], place: int, names: Mapping[str, _Relation]) -> Iterator[ColumnRead]:
    """The column that stands behind a dot: of an alias or a table, or of a table whose schema is said."""
    column, owner = folded(statement[place]), folded(statement[place - 2])
    if place + 1 < len(statement) and statement[place + 1] == "(":
        return
    if place > 3 and statement[place - 3] == ".":
        yield ColumnRead(column, frozenset({(folded(statement[place - 4]), owner)}))
    elif owner in names:
        yield ColumnRead(column, frozenset({names[owner]}))
    elif owner in _OF_THE_ROW:
        yield ColumnRead(column, frozenset())
    elif place + 2 < len(statement) and statement[place + 1] == "%" and statement[place + 2].lower() == "type":
        yield ColumnRead(column, frozenset({(None, owner)}))


@dataclass(frozen=True, slots=True)
class _Relations:
    """The relations of a statement."""

    names: dict[str, _Relation] = field(default_factory=dict)
    """By the names that they have in it."""
    filled: set[_Relation] = field(default_factory=set)
    """Those that it inserts into."""
    listed: dict[int, ColumnRead] = field(default_factory=dict)
    """The columns that an insert lists, by their places."""


def _relations(statement: Sequence[str]) -> _Relations:
    result = _Relations()
    place = 0
    while place < len(statement):
        word = statement[place].lower()
        further = statement[place - 1].lower() if place else ""
        is_insert = word == "into" and further in ("insert", "merge")
        place += 1
        if not is_insert and (word not in _BEFORE_A_RELATION or further == "distinct"):
            continue
        while (found := _relation_at(statement, place)) is not None:
            relation, place = found
            alias, place = _alias_at(statement, place)
            result.names[alias or relation[1]] = relation
            if is_insert:
                result.filled.add(relation)
                result.names["excluded"] = relation
                for at in _list_at(statement, place):
                    result.listed[at] = ColumnRead(folded(statement[at]), frozenset({relation}))
            if statement[place : place + 1] != (",",):
                break
            place += 1
    return result


def _relation_at(statement: Sequence[str], place: int) -> tuple[_Relation, int] | None:
    """The relation that starts here, and the place behind it; None for a function, a subquery or another word."""
    if place >= len(statement) or not is_name(statement[place]) or statement[place].lower() in _NO_ALIAS | {"only"}:
        return None
    schema, name, end = None, folded(statement[place]), place + 1
    if end + 1 < len(statement) and statement[end] == "." and is_name(statement[end + 1]):
        schema, name, end = name, folded(statement[end + 1]), end + 2
    is_insert = place > 0 and statement[place - 1].lower() == "into"
    if end < len(statement) and statement[end] == "(" and not is_insert:
        return None
    return (schema, name), end


def _alias_at(statement: Sequence[str], place: int) -> tuple[str | None, int]:
    if place < len(statement) and statement[place].lower() == "as":
        place += 1
    if place < len(statement) and is_name(statement[place]) and statement[place].lower() not in _NO_ALIAS:
        return folded(statement[place]), place + 1
    return None, place


def _list_at(statement: Sequence[str], place: int) -> Iterator[int]:
    """The places of the names in the parentheses that start here; none where there are none."""
    if statement[place : place + 1] != ("(",):
        return
    for at in range(place + 1, len(statement)):
        if statement[at] == ")":
            return
        if is_name(statement[at]):
            yield at


def _means(read: ColumnRead, lost: SchemaObject, routine: SchemaObject, merge: Merge) -> bool:
    table = lost.parent
    if read.column != lost.id.name or table is None:
        return False
    if not read.relations:
        return _fires_on(table, routine, merge)
    if not any(_is_of(one, table, routine) for one in read.relations):
        return False
    if not read.bare:
        return True
    others = [one for one in read.relations if not _is_of(one, table, routine)]
    is_argument = read.column in routine.texts("argument_names")
    return not is_argument and not any(_has_column(one, read.column, routine, merge) for one in others)


def _is_of(relation: _Relation, table: ObjectId, routine: SchemaObject) -> bool:
    schema, name = relation
    return name == table.name and (schema == table.schema or (schema is None and is_found(table, routine)))


def _has_column(relation: _Relation, column: str, routine: SchemaObject, merge: Merge) -> bool:
    schema, name = relation
    schemas = {schema} if schema is not None else {"public", routine.id.schema}
    sides = (merge.local, merge.remote)
    ids = [ObjectId(kind, one, column, name) for one in schemas for kind in ("column", "view_column")]
    return any(one in side.objects for one in ids for side in sides)


def _fires_on(table: ObjectId, routine: SchemaObject, merge: Merge) -> bool:
    """Whether the routine is the function of a trigger of the table."""
    users = (one for side in (merge.local, merge.remote) for one in side.dependents.get(routine.id, ()))
    return any(one.kind == "trigger" and (one.schema, one.parent) == (table.schema, table.path) for one in users)


COLUMNS = Named(frozenset({"column"}), "reads or writes", columns_in, _means)
