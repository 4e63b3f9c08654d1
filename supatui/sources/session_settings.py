"""What a session that reads a catalog sets, over whatever connection there is."""

from supatui.catalog.quoting import Sql, joined, literal, sql
from supatui.settings import Settings

_FIXED = {
    "search_path": "",
    "transaction_read_only": "on",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "quote_all_identifiers": "off",
    "jit": "off",
    "enable_nestloop": "off",
    "join_collapse_limit": "1",
    "max_parallel_workers_per_gather": "0",
}
"""The date and time settings decide how the server prints constants; pg_dump fixes the same ones. The planner knows
little of the catalogs, least of all after many changes, and nested loops make minutes of seconds then; joins are run in
the order in which they are written, since looking for a better one takes longer than they do. A parallel worker takes
longer to start than the scan that it would share."""


def session_settings(settings: Settings) -> Sql:
    """A statement that sets everything up to the end of its transaction: so it holds through a pooler too."""
    limits = {
        "statement_timeout": f"{settings.statement_timeout_seconds}s",
        "lock_timeout": f"{settings.lock_timeout_seconds}s",
    }
    calls = [
        sql("pg_catalog.set_config({}, {}, true)", literal(name), literal(value))
        for name, value in (_FIXED | limits).items()
    ]
    return sql("select {}", joined(", ", calls))
