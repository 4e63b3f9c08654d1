"""Where a column's values hold a value of an enum, and what puts another in its place: arrays, domains, composites.

Both are expressions over one row, so that they can stand in WHERE and in USING, which takes no subquery.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, ident, joined, literal, qualified, sql, verbatim
from supatui.kinds import attribute
from supatui.kinds.conversions import is_same_below
from supatui.kinds.kind import Change

Labels = Mapping[ObjectId, Mapping[str, str | None]]
"""For each enum the values that go, with what comes in their place; None is null."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A type as `format_type` writes it, without its array brackets."""

    item: SchemaObject
    is_array: bool
    is_multirange: bool


@dataclass(frozen=True, slots=True)
class HeldValues:
    """The types among `members` of the old catalog, by the names that columns say.

    `wanted` is always the type that a value is to have: the name is that of one of the new catalog. Where that is
    something else below its domains, each value may go on as its text, and nothing is held.
    """

    change: Change
    members: frozenset[ObjectId]

    def _named(self, type_name: str) -> _Named | None:
        """The member that the type is, or is an array of; None where it has none in it."""
        plain = type_name.removesuffix("[]")
        one = self.change.old_catalog.types_by_name.get(plain)
        if one is None or one not in self.members:
            return None
        item = self.change.old_catalog.objects[one]
        return _Named(item, plain != type_name, item.optional_text("multirange") == plain)

    def holds(
        self, value: Sql, type_name: str, wanted: str, enum: ObjectId, label: str, *, depth: int = 0
    ) -> Sql | None:
        """A condition that is true where the value has the label in it, and goes on with it; None where none can."""
        named = self._named(type_name)
        if named is None or not is_same_below(type_name, wanted, self.change.old_catalog, self.change.new_catalog):
            return None
        if named.is_array or named.is_multirange:
            if named.item.id == enum:
                return sql("{} = any ({}::text[])", literal(label), value)
            each = ident(f"each_{depth}")
            range_type = qualified(*named.item.id[1:3])
            one_type = type_name.removesuffix("[]") if named.is_array else range_type
            one_wanted = self._element(wanted) if named.is_array else range_type
            inner = self.holds(each, one_type, one_wanted, enum, label, depth=depth + 1)
            return inner and sql("exists (select from pg_catalog.unnest({}) as {} where {})", value, each, inner)
        return self._single_holds(value, named.item, wanted, enum, label, depth)

    def _element(self, wanted: str) -> str:
        """The type of an array's elements; it may be a domain's."""
        catalog = self.change.new_catalog
        while not wanted.endswith("[]"):
            wanted = catalog.objects[catalog.types_by_name[wanted]].text("base_type")
        return wanted.removesuffix("[]")

    def _single_holds(
        self, value: Sql, item: SchemaObject, wanted: str, enum: ObjectId, label: str, depth: int
    ) -> Sql | None:
        match item.id.kind:
            case "enum":
                return sql("{}::text = {}", value, literal(label)) if item.id == enum else None
            case "domain":
                base = item.text("base_type")
                return self.holds(sql("({}::{})", value, verbatim(base)), base, wanted, enum, label, depth=depth)
            case "range":
                bounds = (sql("pg_catalog.lower({})", value), sql("pg_catalog.upper({})", value))
                types = item.text("subtype"), self._wanted(item).text("subtype")
                parts = [self.holds(one, *types, enum, label, depth=depth) for one in bounds]
            case _:
                parts = [
                    self.holds(
                        sql("({}).{}", value, ident(one.id.name)),
                        *(one.text("type"), self._wanted(one).text("type")),
                        *(enum, label),
                        depth=depth,
                    )
                    for one in self._kept(item)
                ]
        found = [part for part in parts if part]
        return sql("({})", joined(" or ", found)) if found else None

    def _kept(self, composite: SchemaObject) -> list[SchemaObject]:
        """The attributes that stay: others go before its values are led over, or come after."""
        attributes = attribute.in_order(composite.id, self.change.old_catalog)
        return [one for one in attributes if one.id not in self.change.dropped]

    def _wanted(self, item: SchemaObject) -> SchemaObject:
        return self.change.new_catalog.objects[item.id]

    def mapped(self, value: Sql, type_name: str, labels: Labels, wanted: str) -> Sql | None:
        """The value as one of the type `wanted`, with other labels in it; None where no expression can say that."""
        named = self._named(type_name)
        if named is None or not self._concerns(type_name, labels, wanted):
            return sql("{}::text::{}", value, verbatim(wanted))
        if named.is_array and self._enum_below(named.item, labels):
            return _replaced(value, labels[self._enum_below(named.item, labels) or named.item.id], wanted)
        if named.is_array or named.is_multirange:
            return None
        match named.item.id.kind:
            case "enum":
                return _chosen(value, labels[named.item.id], wanted)
            case "domain":
                return self.mapped(value, named.item.text("base_type"), labels, wanted)
            case "range":
                return self._mapped_range(value, named.item, labels, wanted)
            case _:
                return self._mapped_row(value, named.item, labels, wanted)

    def _concerns(self, type_name: str, labels: Labels, wanted: str) -> bool:
        holding = (self.holds(Sql("v"), type_name, wanted, enum, "") for enum in labels)
        return any(one is not None for one in holding)

    def _enum_below(self, item: SchemaObject, labels: Labels) -> ObjectId | None:
        """The enum that an element is, directly or through domains."""
        while item.id.kind == "domain":
            named = self._named(item.text("base_type"))
            if named is None or named.is_array or named.is_multirange:
                return None
            item = named.item
        return item.id if item.id in labels else None

    def _mapped_range(self, value: Sql, item: SchemaObject, labels: Labels, wanted: str) -> Sql | None:
        types = item.text("subtype"), labels, self._wanted(item).text("subtype")
        if any(other is None for chosen in labels.values() for other in chosen.values()):
            return None  # a bound that is null has no end
        low = self.mapped(sql("pg_catalog.lower({})", value), *types)
        high = self.mapped(sql("pg_catalog.upper({})", value), *types)
        if low is None or high is None:
            return None
        return sql(
            "case when pg_catalog.isempty({}) then 'empty'::{} when {} is not null then {}({}, {},"
            " case when pg_catalog.lower_inc({}) then '[' else '(' end"
            " || case when pg_catalog.upper_inc({}) then ']' else ')' end)::{} end",
            *(value, verbatim(wanted), value, qualified(*item.id[1:3]), low, high, value, value, verbatim(wanted)),
        )

    def _mapped_row(self, value: Sql, item: SchemaObject, labels: Labels, wanted: str) -> Sql | None:
        parts = []
        for one in self._kept(item):
            part = sql("({}).{}", value, ident(one.id.name))
            if self._named(one.text("type")) is not None:
                inner = self.mapped(part, one.text("type"), labels, self._wanted(one).text("type"))
                if inner is None:
                    return None
                part = inner
            parts.append(part)
        row = sql("row({})::{}", joined(", ", parts), verbatim(wanted))
        # a row of nulls is not the same as no row
        return sql("case when {} is distinct from null then {} end", value, row)


def _chosen(value: Sql, labels: Mapping[str, str | None], wanted: str) -> Sql:
    cases = joined(" ", [sql("when {} then {}", literal(one), _or_null(other)) for one, other in labels.items()])
    return sql("(case {}::text {} else {}::text end)::{}", value, cases, value, verbatim(wanted))


def _replaced(value: Sql, labels: Mapping[str, str | None], wanted: str) -> Sql:
    text = sql("{}::text[]", value)
    for one, other in labels.items():
        text = sql("pg_catalog.array_replace({}, {}, {})", text, literal(one), _or_null(other))
    return sql("{}::{}", text, verbatim(wanted))


def _or_null(label: str | None) -> Sql:
    return verbatim("null") if label is None else literal(label)
