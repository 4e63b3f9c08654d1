"""When Python's collector of cyclic garbage is better left alone."""

import gc
from _thread import allocate_lock  # the lock of threading, which no start has to import for it
from collections.abc import Iterator
from contextlib import contextmanager

STARTING = 200_000
"""Objects made until the collector looks; to the first frame fewer are made, and nearly all of them stay."""
USUAL = gc.get_threshold()[0]

_building = 0
_lock = allocate_lock()


def collect_rarely() -> None:
    """For a program that starts: with Python's own threshold it looks a hundred times at what is being imported."""
    gc.set_threshold(STARTING)


def collect_as_usual() -> None:
    """For a program that stays: short looks again, and none at what there is by now."""
    gc.freeze()
    gc.set_threshold(USUAL)


def collect_no_more() -> None:
    """For a program that ends: the interpreter looks at everything again, for a tenth of what a small diff takes."""
    gc.freeze()


@contextmanager
def without_collector(*, freeze: bool = False) -> Iterator[None]:
    """No search for garbage in cycles meanwhile: a catalog has none, and each search walks all of it again.

    For several threads at a time; it goes on when the last one leaves. With `freeze` it never looks at what there is by
    then, which is let go of by its counts of references alone: for what is big, stays long and has no cycles.
    """
    global _building
    with _lock:
        _building += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _building -= 1
            if freeze:
                gc.freeze()
            if not _building:
                gc.enable()
