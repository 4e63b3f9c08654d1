"""Definitions merge clause by clause, as the server prints them."""

import pytest

from supatui.compare.clauses import merge_clauses

INDEX = "CREATE INDEX i ON public.t USING btree (a)"
TRIGGER = "CREATE TRIGGER g AFTER INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()"
KEY = "FOREIGN KEY (a) REFERENCES public.u(id)"


@pytest.mark.parametrize(
    ("base", "local", "remote", "merged"),
    [
        (
            f"{INDEX} INCLUDE (b)",
            f"{INDEX} INCLUDE (b, c)",
            f"{INDEX} INCLUDE (b, d) WHERE (a > 0)",
            f"{INDEX} INCLUDE (b, c, d) WHERE (a > 0)",
        ),
        (
            f"{INDEX} WITH (fillfactor='80')",
            f"{INDEX} WITH (fillfactor='70')",
            f"{INDEX} WITH (fillfactor='80', deduplicate_items=off)",
            f"{INDEX} WITH (fillfactor='70', deduplicate_items=off)",
        ),
        (
            INDEX,
            INDEX.replace("(a)", '(a, " WITH (")'),
            f"{INDEX} TABLESPACE s",
            f"""{INDEX.replace("(a)", '(a, " WITH (")')} TABLESPACE s""",
        ),
        (
            TRIGGER,
            TRIGGER.replace("INSERT", "INSERT OR DELETE"),
            TRIGGER.replace("INSERT", "INSERT OR UPDATE OF a, b").replace("ROW", "ROW WHEN ((new.a > 0))"),
            TRIGGER.replace("INSERT", "INSERT OR DELETE OR UPDATE OF a, b").replace("ROW", "ROW WHEN ((new.a > 0))"),
        ),
        (TRIGGER, TRIGGER.replace("AFTER", "BEFORE"), TRIGGER.replace("INSERT", "INSERT OR DELETE"), None),
        (KEY, f"{KEY} ON DELETE CASCADE", f"{KEY} DEFERRABLE", f"{KEY} ON DELETE CASCADE DEFERRABLE"),
        (KEY, f"{KEY} ON DELETE CASCADE", f"{KEY} ON DELETE SET NULL", None),
        (INDEX, INDEX.replace("(a)", "(a, b)"), f"{INDEX} INCLUDE (b)", None),
        ("CHECK ((a > 0))", "CHECK ((a > 1))", "CHECK ((a > 2))", None),
        ("CREATE RULE r AS", "CREATE RULE r AS ON x", "CREATE RULE r AS WHERE y", None),
    ],
)
def test_clauses_of_both_sides(base: str, local: str, remote: str, merged: str | None) -> None:
    assert merge_clauses(base, local, remote) == merged


@pytest.mark.parametrize("text", [INDEX, TRIGGER, KEY, f"{INDEX} INCLUDE (b) WHERE (a > 0)"])
def test_a_change_of_one_side_is_what_both_get(text: str) -> None:
    assert merge_clauses(text, text, text) == text
