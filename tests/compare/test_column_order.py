"""How two orders of columns are told."""

from supatui.catalog.identity import ObjectId
from supatui.compare.column_order import Reordered


def orders(found: str, wanted: str) -> tuple[str, str]:
    return Reordered(ObjectId("table", "public", "t"), tuple(found), tuple(wanted)).orders


def test_of_many_columns_those_are_told_that_stand_otherwise() -> None:
    assert orders("abcd", "abdc") == ("a, b, c, d", "a, b, d, c")
    assert orders("abcdxyefgh", "abcdyxefgh") == ("..., d, x, y, e, ...", "..., d, y, x, e, ...")
    assert orders("xyefgh", "yxefgh") == ("x, y, e, ...", "y, x, e, ...")
    assert orders("abcdxy", "abcdyx") == ("..., d, x, y", "..., d, y, x")
