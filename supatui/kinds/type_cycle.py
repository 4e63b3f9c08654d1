"""A type and the functions that it is made of need each other: shell type, functions, type, and back in one step.

`create type s.t` makes a shell that the functions can name; `create type s.t (...)` fills it in. Both, and the
functions between them, are steps of the type; the functions' own kinds leave them to it. PostgreSQL has no way back
but CASCADE; it is run only after looking that nothing else is left that it could reach.
"""

from collections.abc import Callable
from dataclasses import replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, dollar_quoted, joined, literal, sql
from supatui.kinds.action import Action
from supatui.kinds.kind import Change
from supatui.kinds.steps import altered, created, dropped, name_of

_TYPES = frozenset({"base_type", "range"})


def functions_of(type_id: ObjectId, catalog: Catalog) -> tuple[ObjectId, ...]:
    """The functions that the type needs and that need the type."""
    dependents = set(catalog.dependents.get(type_id, ()))
    needed = catalog.needs.get(type_id, ())
    return tuple(sorted(one for one in needed if one.kind == "function" and one in dependents))


def _types_of(function: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """The types that the function is a part of."""
    dependents = set(catalog.dependents.get(function, ()))
    return [one for one in catalog.needs.get(function, ()) if one.kind in _TYPES and one in dependents]


def made_with_type(function: SchemaObject, change: Change) -> bool:
    """Whether the steps of its type make the function."""
    return any(_is_filled_in(one, change) for one in _types_of(function.id, change.new_catalog))


def dropped_with_type(function: SchemaObject, change: Change) -> bool:
    """Whether the step that drops its type drops the function."""
    return any(one in change.dropped for one in _types_of(function.id, change.old_catalog))


def is_shell(item: SchemaObject) -> bool:
    """Whether it is a name without a definition."""
    return item.id.kind == "base_type" and item.flag("shell")


def _is_filled_in(type_id: ObjectId, change: Change) -> bool:
    if is_shell(change.new_catalog.objects[type_id]):
        return False
    return type_id in change.created or is_shell(change.old_catalog.objects[type_id])


def creation(
    item: SchemaObject, statement: Sql, change: Change, function_statement: Callable[[SchemaObject], Sql]
) -> tuple[Action, ...]:
    """Every step from nothing, or from a shell, to the type."""
    new = change.new_catalog
    functions = [one for one in functions_of(item.id, new) if one in change.created]
    started = item.id not in change.created  # the shell is there
    if not functions:
        return (altered(item, statement) if started else created(item, statement),)
    shell = ObjectId("shell_type", item.id.schema, item.id.name)
    whole = frozenset({item.id, *functions})
    schemas = frozenset(one for one in new.needs.get(item.id, ()) if one.kind == "schema")
    steps: list[Action] = []
    if not started:
        statement_of_shell = sql("create type {}", name_of(item))
        # touching the type puts it behind the drop of a former one and its functions
        touches = frozenset({item.id})
        steps.append(Action(statement_of_shell, item.id, creates=frozenset({shell}), needs=schemas, touches=touches))
    parts = []
    for function in functions:
        part = ObjectId("definition", function.schema, function.name, "", function.signature)
        needs = frozenset({shell, *new.needs.get(function, ())}) - whole
        text = function_statement(new.objects[function])
        steps.append(Action(text, function, creates=frozenset({part}), needs=needs))
        parts.append(part)
    touched = frozenset({item.id}) if started else frozenset[ObjectId]()
    steps.append(Action(statement, item.id, creates=whole, needs=frozenset(parts), touches=touched))
    return tuple(steps)


def removal(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    """One step that drops the type and its functions."""
    functions = functions_of(item.id, change.old_catalog)
    if not functions:
        return (dropped(item, sql("drop type {}", name_of(item))),)
    action = dropped(item, _guarded_drop(item, [change.old_catalog.objects[one] for one in functions]))
    return (replace(action, destroys=action.destroys | frozenset(functions)),)


def _guarded_drop(item: SchemaObject, functions: list[SchemaObject]) -> Sql:
    names = [sql("{}::pg_catalog.regprocedure", literal(_signature(one))) for one in functions]
    body = sql(
        """
declare
    parts constant oid[] := array[{}];
    types constant oid[] := array(
        select pg_catalog.unnest(array[t.oid, t.typarray, g.rngmultitypid, m.typarray])
        from pg_catalog.pg_type as t
        left join pg_catalog.pg_range as g on g.rngtypid = t.oid
        left join pg_catalog.pg_type as m on m.oid = g.rngmultitypid
        where t.oid = {}::pg_catalog.regtype
    );
begin
    -- a type and its own functions can only be dropped together, with cascade: nothing else may be left
    if exists (
        select from pg_catalog.pg_depend as d
        where
            (
                (d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid = any (types))
                or (d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.refobjid = any (parts))
            )
            and not (d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = any (types))
            and not (d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = any (parts))
            and not exists (
                select from pg_catalog.pg_depend as i  -- constructors, array types and the like
                where
                    i.classid = d.classid and i.objid = d.objid and i.deptype = 'i' and i.refobjid = any (types)
                    and i.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
            )
    ) then
        raise exception 'something else depends on the type by now';
    end if;
    drop type {} cascade;
end
""",
        joined(", ", names),
        literal(name_of(item)),
        name_of(item),
    )
    return sql("do {}", dollar_quoted(body))


def _signature(function: SchemaObject) -> str:
    return sql("{}({})", name_of(function), Sql(function.id.signature))
