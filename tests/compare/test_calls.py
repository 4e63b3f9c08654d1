"""What the text of a body in PL/pgSQL calls: names in front of parentheses, and nothing that only looks so."""

import pytest

from supatui.compare.calls import Call, calls_in


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("begin return f(1, g(2, 3)); end", {("f", 2), ("g", 2)}),
        ("begin perform App . F(); end", {("app.f", 0)}),
        ('begin perform "App"."F"(x[1], array[1, 2]); end', {("App.F", 2)}),
        ("begin perform 'f(1)' || e'\\'f(2)' || $q$f(3)$q$; end", set()),
        ("begin perform f('a, b', $1, $2); end", {("f", 3)}),
        ("begin -- f(1)\n /* f(2) /* f(3) */ f(4) */ end", set()),
        ("begin insert into f (a) select 1; end", set()),
        ("begin select * from x as f(a, b); end", set()),
        ("begin select a.b.f(1) from c join d on f(c.x); end", {("f", 1)}),
        ("begin return f (1); f[1] := 2; end", {("f", 1)}),
    ],
)
def test_calls(text: str, calls: set[tuple[str, int]]) -> None:
    assert {(_full_name(call), call.arguments) for call in calls_in(text)} == calls


def _full_name(call: Call) -> str:
    return f"{call.schema}.{call.name}" if call.schema else call.name
