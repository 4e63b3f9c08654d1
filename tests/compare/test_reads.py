"""What the text of a body in PL/pgSQL reads and writes: relations, and nothing that only looks so."""

import pytest

from supatui.compare.reads import Read, reads_in


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("begin select 1 from a join only b on true; end", {"a", "b"}),
        ('begin insert into App . A values (1); update "B" set c = d; end', {"app.a", "B"}),
        ("begin select a into b; delete from c using d; end", {"c", "d"}),
        ("begin truncate table a; if b is distinct from c then null; end if; end", {"a"}),
        (
            "begin return query with a as (select 1), b as materialized (select 2) select from a join b on true; end",
            set(),
        ),
        ("begin select * from f(1); execute 'select 1 from a'; -- from b\n end", set()),
    ],
)
def test_reads(text: str, reads: set[str]) -> None:
    assert {_full_name(read) for read in reads_in(text)} == reads


def _full_name(read: Read) -> str:
    return f"{read.schema}.{read.name}" if read.schema else read.name
