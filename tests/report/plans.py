"""Plans by hand, for the documents that tell of them."""

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import Sql
from supatui.kinds.action import Hazard
from supatui.plan.model import Plan, Proof, Statement


def statement(text: str, *, hazards: tuple[Hazard, ...] = (), irreversible: str | None = None) -> Statement:
    return Statement(
        number=1,
        sql=Sql(text),
        objects=(ObjectId("column", "public", "total", "orders"),),
        lock=None,
        locked=(),
        hazards=hazards,
        transactional=True,
        segment=1,
        rollback=(),
        irreversible=irreversible,
    )


def plan(*statements: Statement, proof: Proof | None = None) -> Plan:
    back = tuple(statement(f"undo {each.sql}") for each in statements)
    return Plan(statements, back, _schema("a"), _schema("b"), proof=proof)


def _schema(letter: str) -> Catalog:
    """A schema with a fingerprint that is easy to see."""
    made = Catalog({})
    vars(made)["fingerprint"] = letter * 64
    return made


def as_sql(plan: Plan, *, rollback: bool = False) -> str:
    return "".join(f"{each.sql};\n" for each in (plan.rollback if rollback else plan.statements))
