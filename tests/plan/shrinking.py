"""The smallest schemas that still show a failure."""

from collections.abc import Callable, Sequence

from tests.plan.generator import Pieces


def shrink(schemas: Sequence[Pieces], still_fails: Callable[[Sequence[Pieces]], bool]) -> Sequence[Pieces]:
    """Leave out halves, quarters and at last single pieces, in all of them at once, while it still fails."""
    smallest = schemas
    length = max(1, len(_all(smallest)) // 2)
    while length:
        for first in reversed(range(0, len(_all(smallest)), length)):
            gone = frozenset(_all(smallest)[first : first + length])
            tried = [tuple(piece for piece in schema if piece not in gone) for schema in smallest]
            if gone and still_fails(tried):
                smallest = tried
        length //= 2
    return smallest


def _all(schemas: Sequence[Pieces]) -> Pieces:
    return tuple(dict.fromkeys(piece for schema in schemas for piece in schema))
