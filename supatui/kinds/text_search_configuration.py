"""Text search configurations with their mappings; those change in place, one kind of token at a time."""

from collections.abc import Mapping, Sequence

from supatui.catalog.model import SchemaObject
from supatui.catalog.quoting import Sql, joined, sql, verbatim
from supatui.kinds.action import Action
from supatui.kinds.kind import Alteration, Change, Kind, Rebuild
from supatui.kinds.steps import altered, created, dropped, name_of


def _reference(item: SchemaObject) -> Sql:
    return sql("text search configuration {}", name_of(item))


def _mappings(item: SchemaObject) -> dict[str, str]:
    """Dictionaries by kind of token; no alias of a token holds a colon."""
    return {token: names for token, _, names in (entry.partition(": ") for entry in item.texts("mappings"))}


def _by_dictionaries(mappings: Mapping[str, str], tokens: Sequence[str]) -> list[tuple[Sql, Sql]]:
    """(tokens, dictionaries): tokens with the same dictionaries together, as a person writes them."""
    grouped: dict[str, list[Sql]] = {}
    for token in tokens:
        grouped.setdefault(mappings[token], []).append(verbatim(token))
    return [(joined(", ", names), verbatim(dictionaries)) for dictionaries, names in grouped.items()]


def _create(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    action = created(item, sql("create {} (parser = {})", _reference(item), verbatim(item.text("parser"))))
    mappings = _mappings(item)
    added = [
        Action(_words(item, verbatim("add"), tokens, names), item.id, needs=frozenset({item.id}))
        for tokens, names in _by_dictionaries(mappings, tuple(mappings))
    ]
    return (action, *added)


def _words(item: SchemaObject, verb: Sql, tokens: Sql, dictionaries: Sql) -> Sql:
    return sql("alter {} {} mapping for {} with {}", _reference(item), verb, tokens, dictionaries)


def _drop(item: SchemaObject, change: Change) -> tuple[Action, ...]:
    return (dropped(item, sql("drop {}", _reference(item))),)


def _alter(old: SchemaObject, new: SchemaObject, changed: frozenset[str], change: Change) -> Alteration | Rebuild:
    if "parser" in changed:
        return Rebuild.NEEDED
    before, after = _mappings(old), _mappings(new)
    statements: list[Sql] = []
    gone = [verbatim(token) for token in before if token not in after]
    if gone:
        statements.append(sql("alter {} drop mapping for {}", _reference(new), joined(", ", gone)))
    other = [token for token in after if token in before and before[token] != after[token]]
    fresh = [token for token in after if token not in before]
    for verb, tokens in ((verbatim("alter"), other), (verbatim("add"), fresh)):
        statements += [_words(new, verb, *group) for group in _by_dictionaries(after, tokens)]
    return Alteration(tuple(altered(new, one) for one in statements))


KIND = Kind(
    name="text_search_configuration",
    reference=_reference,
    renames=True,
    moves=True,
    create=_create,
    drop=_drop,
    alter=_alter,
    addresses=(("pg_ts_config", "oid"),),
)
