"""When Python's collector of cyclic garbage is better left alone."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_building = 0
_lock = threading.Lock()


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for garbage in cycles meanwhile: a catalog has none, and each search walks all of it again.

    For several threads at a time; it goes on when the last one leaves.
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
            if not _building:
                gc.enable()
