"""Copies of migrations as a history recorded them, kept in the cache."""

import re

RECORDED = "recorded"
"""The folder of the cache that they are in."""


def is_recorded(address: str) -> bool:
    """Whether an address, or its label, leads to a copy in the cache, whose path tells a person nothing."""
    return re.search(rf"/{RECORDED}/[0-9a-f]{{16}}/supabase/migrations(@|\Z)", address) is not None
