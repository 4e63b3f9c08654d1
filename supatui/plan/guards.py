"""Asking a live database, before anything runs, for rows that a plan would stop at."""

from collections.abc import Callable, Sequence

from supatui.catalog.quoting import Sql
from supatui.errors import PlanError
from supatui.plan.model import Plan
from supatui.settings import Settings
from supatui.sources.address import Address
from supatui.sources.stop import Stop


def refuse_held_at(plan: Plan, address: Address, settings: Settings, stop: Stop | None = None) -> None:
    """Ask the database that a plan is for; what is none holds no rows.

    Raises: PlanError, where something is in the way; ConnectError, ConnectionLostError, CatalogPermissionError,
    CancelledError.
    """
    if address.is_database:
        from supatui.sources.live import count_rows  # brings psycopg, slow to import

        refuse_held(plan, lambda queries: count_rows(address, settings, queries, stop), where=address.label)


def refuse_held(plan: Plan, count: Callable[[Sequence[Sql]], Sequence[int]], *, where: str) -> None:
    """`count` answers each query with its one number. Raises: PlanError, where a value that goes is in use."""
    guards = [guard for statement in plan.statements for guard in statement.guards]
    if not guards:
        return
    counts = count([guard.query for guard in guards])
    held = [(guard, rows) for guard, rows in zip(guards, counts, strict=True) if rows]
    if held:
        words = [f"{one.object.schema}.{one.object.path}: {rows} {one.what}" for one, rows in held]
        raise PlanError(f"what the database holds is in the way: {', '.join(words)}", where=where, hint=held[0][0].hint)
