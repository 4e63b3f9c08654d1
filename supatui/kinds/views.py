"""What views and materialized views share: one query, and the text of CREATE."""

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, sql, verbatim
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
