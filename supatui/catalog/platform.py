"""What belongs to the server and to the Supabase platform, and so to no user's schema."""

import re

SYSTEM_SCHEMAS = ("information_schema",)
"""Never read, beside all that begin with `pg_`."""

MANAGED_SCHEMAS = tuple(
    """_analytics _realtime _supavisor auth cron dbdev etl extensions graphql graphql_public net pgbouncer pgmq
    pgmq_public pgroonga pgsodium pgsodium_masks pgtle realtime repack storage supabase_functions supabase_migrations
    tiger tiger_data topology vault""".split()
)
"""Schemas that the Supabase platform keeps. Source: the CLI's own list of schemas that it never dumps."""

MANAGED_PATTERN = "^_?timescaledb_"
"""Of names of further ones, from the same list: an extension makes them, and how many depends on its version."""


def is_managed_schema(name: str) -> bool:
    """Whether a schema is the platform's, in a Supabase database."""
    return name in MANAGED_SCHEMAS or re.match(MANAGED_PATTERN, name) is not None


HISTORY_SCHEMAS = ("supabase_migrations",)
"""Where migrations are recorded, on any server: bookkeeping about a schema, and no part of it."""

MANAGED_EXTENSIONS = (
    "orioledb",
    "pg_graphql",
    "pg_stat_statements",
    "pgsodium",
    "plpgsql",
    "supabase_vault",
)
"""Extensions that the platform itself installs, in new projects or once did: neither created nor dropped.

Not wrappers: the platform offers it, and each project that has it wanted it; what it declares rests on it.
"""

MANAGED_PUBLICATIONS = ("supabase_realtime", "supabase_realtime_messages_publication")
"""What is in them is the user's, they themselves are the platform's."""

MANAGED_EVENT_TRIGGERS = "^(issue_|pgrst_|graphql_watch_)"
"""Of names: those that grant access to new extensions, and those that tell PostgREST and pg_graphql of changes."""

PLATFORM_GRANTEES = frozenset({"anon", "authenticated", "postgres", "service_role"})
"""Roles that the platform's own default privileges in public give everything to, on classic projects."""
