"""The floor of reading: `python -m tests.benchmarks.rows ADDRESS` asks the same and makes nothing of the rows."""

import sys
from collections.abc import Iterator, Sequence

from supatui.catalog.introspect import read_catalog
from supatui.catalog.quoting import Sql
from supatui.catalog.runner import PsycopgRunner, Rows
from supatui.settings import Settings
from supatui.sources.live import reading_session
from supatui.sources.optional import kinds_to_read


class Discarding(PsycopgRunner):
    """Fetches every row and hands on those of the first query alone, which says what the others are to ask."""

    def run(self, queries: Sequence[Sql]) -> Iterator[Rows]:
        for answer in super().run(queries):
            yield answer if len(queries) == 1 else Rows(answer.columns, ())


def main(address: str) -> None:
    with reading_session(address, address, Settings()) as connection:
        read_catalog(Discarding(connection, where="benchmark"), kinds_to_read(None), label="benchmark")


if __name__ == "__main__":
    main(sys.argv[1])
