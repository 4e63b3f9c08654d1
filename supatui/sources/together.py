"""Several reads at the same time: when one fails or the person gives up, the others are stopped."""

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

from supatui.errors import CancelledError

_Name = TypeVar("_Name")
_Got = TypeVar("_Got")


def together(jobs: Mapping[_Name, Callable[[], _Got]], stop: Callable[[_Name], None]) -> dict[_Name, _Got]:
    """The results by name, each made by a thread of its own; `stop` ends a job that still runs, from another thread.

    Raises: the first failure, after the other jobs have ended.
    """
    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        running = {name: pool.submit(job) for name, job in jobs.items()}
        try:
            wait(running.values(), return_when=FIRST_EXCEPTION)
        finally:
            for name, one in running.items():
                if not one.done():
                    stop(name)
    failures = [error for one in running.values() if (error := one.exception()) is not None]
    for error in failures:
        if not isinstance(error, CancelledError):
            raise error
    return {name: one.result() for name, one in running.items()}
