"""What views and materialized views share: one query, the text of CREATE, and when those below others get their owners.

A view reads what is below it with the rights of its owner. Source: manual, Rules and Privileges.
"""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
from supatui.kinds.kind import Change
from supatui.kinds.steps import name_of, options_list, stored_options


def create_statement(item: SchemaObject, words: Sql) -> Sql:
    """`create [or replace] view ... as query`, without the final semicolon of the catalog's text."""
    statement = sql("create {} {}", words, name_of(item))
    if method := item.optional_text("access_method"):
        statement = sql("{} using {}", statement, ident(method))
    if options := stored_options(item):
        statement = sql("{} with ({})", statement, options_list(options))
    if tablespace := item.optional_text("tablespace"):
        statement = sql("{} tablespace {}", statement, ident(tablespace))
    return sql("{} as\n{}", statement, verbatim(item.text("query").rstrip().removesuffix(";")))


def read_by(relation: ObjectId, catalog: Catalog) -> list[ObjectId]:
    """The relations that a view reads, to any depth."""
    waiting, found = [relation], {relation: None}
    while waiting:
        for needed in catalog.needs.get(waiting.pop(), ()):
            whole = catalog.objects[needed].parent if needed.kind in {"column", "view_column"} else needed
            if whole is not None and whole not in found:
                found[whole] = None
                waiting.append(whole)
    return list(found)[1:]


def is_owned_late(one: ObjectId, change: Change) -> bool:
    """Whether a view gets its owner in this plan, who may have no right to read what it does: it was filled before."""
    before, item = change.old_catalog.objects.get(one), change.new_catalog.objects[one]
    owner = item.optional_text("owner")
    if one.kind != "view" or owner in {None, change.executor}:
        return False
    return before is None or one in change.created or before.optional_text("owner") != owner


def filled_first(view: ObjectId, change: Change) -> frozenset[ObjectId]:
    """The materialized views that are to be filled through a view before it gets its owner."""
    if not is_owned_late(view, change):
        return frozenset()
    catalog = change.new_catalog
    filled = (one for one, item in catalog.objects.items() if item.flag("populated"))
    return frozenset(one for one in filled if view in read_by(one, catalog))
