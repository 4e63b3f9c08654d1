"""What the text of a body in PL/pgSQL reads and writes of tables: columns, and nothing that only looks so."""

import pytest

from supatui.compare.column_reads import ColumnRead, columns_in


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("begin update app.a set x = 1 where a.y = 2; end", {"app.a?x", "app.a.y"}),
        ("begin insert into a (x, y) values (1, z); end", {"a.x", "a.y"}),
        (
            "declare v text; begin select p.x into v from app.a as p join b q on q.y = p.x; end",
            {"app.a.x", "b.y"},
        ),
        ("begin new.x := old.y; return new; end", {".x", ".y"}),
        ("declare v app.a.x%type; w a.y%type; begin end", {"app.a.x", "a.y"}),
        ("begin insert into a (x) select y from b on conflict do nothing; end", {"a.x", "b?y", "b?nothing"}),
        ("declare x integer; begin select x from a; end", set()),
        ("begin if exists (select from a where x) then update b set y = 1; end if; end", {"a?x", "b?y"}),
        ("begin select case when x then 1 else y end from a; end", {"a?x", "a?y"}),
        ("begin execute 'select x from a'; perform x(1) from a; end", set()),
    ],
)
def test_columns(text: str, reads: set[str]) -> None:
    found = {_words(read) for read in columns_in(text)}
    assert {one for one in found if not one.endswith(_WORDS)} == reads


_SYNTAX = (
    "as case conflict do else end exists from if insert into join on perform select set then update values when where"
)
_WORDS = tuple(f"?{word}" for word in _SYNTAX.split())
"""What stands in statements anyway: no table has a column of these names."""


def _words(read: ColumnRead) -> str:
    relations = ",".join(sorted(f"{schema}.{name}" if schema else name for schema, name in read.relations))
    return f"{relations}{'?' if read.bare else '.'}{read.column}"
