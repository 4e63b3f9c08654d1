"""What kinds are called and how they are ordered: all that a listing has to know, and so in a table of its own.

Reading it imports no kind. A new kind is its two files and a line here.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Name(NamedTuple):
    """How people call a kind, and where it stands among the others."""

    rank: int
    """Order in trees, and order of creation among what does not depend on one another."""
    title: str
    """Singular: `foreign key`."""
    plural: str


NAMES: Mapping[str, Name] = {
    "role": Name(-3, "role", "roles"),
    "membership": Name(-2, "membership", "memberships"),
    "schema": Name(0, "schema", "schemas"),
    "extension": Name(1, "extension", "extensions"),
    "language": Name(2, "language", "languages"),
    "foreign_data_wrapper": Name(3, "foreign-data wrapper", "foreign-data wrappers"),
    "server": Name(4, "foreign server", "foreign servers"),
    "user_mapping": Name(5, "user mapping", "user mappings"),
    "collation": Name(8, "collation", "collations"),
    "base_type": Name(9, "base type", "base types"),
    "enum": Name(10, "enum", "enums"),
    "domain": Name(11, "domain", "domains"),
    "domain_constraint": Name(12, "domain check", "domain checks"),
    "composite_type": Name(13, "composite type", "composite types"),
    "attribute": Name(14, "attribute", "attributes"),
    "range": Name(15, "range type", "range types"),
    "sequence": Name(20, "sequence", "sequences"),
    "function": Name(30, "function", "functions"),
    "access_method": Name(31, "access method", "access methods"),
    "cast": Name(31, "cast", "casts"),
    "procedure": Name(31, "procedure", "procedures"),
    "transform": Name(31, "transform", "transforms"),
    "operator": Name(32, "operator", "operators"),
    "operator_family": Name(33, "operator family", "operator families"),
    "aggregate": Name(34, "aggregate", "aggregates"),
    "operator_class": Name(34, "operator class", "operator classes"),
    "conversion": Name(35, "conversion", "conversions"),
    "family_member": Name(36, "operator family member", "operator family members"),
    "text_search_parser": Name(36, "text search parser", "text search parsers"),
    "text_search_template": Name(37, "text search template", "text search templates"),
    "text_search_dictionary": Name(38, "text search dictionary", "text search dictionaries"),
    "text_search_configuration": Name(39, "text search configuration", "text search configurations"),
    "foreign_table": Name(40, "foreign table", "foreign tables"),
    "table": Name(40, "table", "tables"),
    "column": Name(41, "column", "columns"),
    "default": Name(42, "default", "defaults"),
    "primary_key": Name(43, "primary key", "primary keys"),
    "unique": Name(44, "unique constraint", "unique constraints"),
    "check": Name(45, "check", "checks"),
    "exclude": Name(46, "exclusion constraint", "exclusion constraints"),
    "index": Name(55, "index", "indexes"),
    "statistics": Name(56, "statistics object", "statistics objects"),
    "foreign_key": Name(60, "foreign key", "foreign keys"),
    "view": Name(70, "view", "views"),
    "materialized_view": Name(71, "materialized view", "materialized views"),
    "view_column": Name(72, "column", "view columns"),
    "rule": Name(79, "rule", "rules"),
    "trigger": Name(80, "trigger", "triggers"),
    "policy": Name(81, "policy", "policies"),
    "trigger_clone": Name(81, "trigger of a partition", "triggers of partitions"),
    "publication": Name(84, "publication", "publications"),
    "publication_table": Name(85, "published table", "published tables"),
    "publication_schema": Name(86, "published schema", "published schemas"),
    "subscription": Name(87, "subscription", "subscriptions"),
    "privilege": Name(90, "privileges", "privileges"),
    "role_label": Name(91, "security label of a role", "security labels of roles"),
    "security_label": Name(91, "security label", "security labels"),
    "extension_dependence": Name(92, "dependence on an extension", "dependences on extensions"),
    "parameter_privilege": Name(92, "privileges on a parameter", "privileges on parameters"),
    "default_privilege": Name(95, "default privileges", "default privileges"),
    "event_trigger": Name(99, "event trigger", "event triggers"),
}
"""Every kind, in order of rank."""

_LAST = 1_000


def name_of_kind(kind: str) -> Name:
    """Also of one that only a later version knows: it comes last, and is called as its identifier."""
    if kind in NAMES:
        return NAMES[kind]
    words = kind.replace("_", " ")
    return Name(_LAST, words, f"{words}s")
