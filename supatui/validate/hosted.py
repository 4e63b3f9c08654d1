"""What Supabase's hosted platform refuses to the role postgres, though a shadow server's superuser may do it.

The rules are one table, `RULES`. They look at what a statement is about; its text only tells which of several it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.platform import is_managed_schema
from supatui.kinds.action import Hazard, HazardKind
from supatui.plan.model import Plan, Statement
from supatui.validate.finding import Finding, Level

RESERVED_ROLES = re.compile(
    r"anon|authenticated|authenticator|service_role|dashboard_user|postgres|pgbouncer|pgtle_admin"
    r"|pgsodium_key(holder|iduser|maker)|supabase_\w+|cli_login_\w+"
)
"""Source: the roles that supautils reserves, as the platform's image configures it."""
FOREIGN_OWNERS = re.compile(r"anon|authenticated|authenticator|dashboard_user|pgbouncer|pgsodium_\w+|supabase_\w+")
"""Reserved roles that postgres cannot make an owner: it is no member, or they may not create in schemas."""
UNTRUSTED = frozenset({"c", "internal", "plpython3u", "plperlu", "pltclu", "plsh"})
"""Languages whose functions only a superuser makes. Source: manual, CREATE LANGUAGE."""
SUPERUSER_KINDS = frozenset(
    {
        "access_method",
        "base_type",
        "language",
        "operator_class",
        "operator_family",
        "text_search_parser",
        "text_search_template",
    }
)
"""Kinds that only a superuser makes, on any server. Source: manual, the CREATE pages of each."""
EXTENSIONS = frozenset(
    """address_standardizer address_standardizer_data_us autoinc bloom btree_gin btree_gist citext cube dblink dict_int
    dict_xsyn earthdistance fuzzystrmatch hstore http hypopg index_advisor insert_username intarray isn ltree
    moddatetime orioledb pg_buffercache pg_cron pg_graphql pg_hashids pg_jsonschema pg_net pg_prewarm pg_repack
    pg_stat_monitor pg_stat_statements pg_tle pg_trgm pg_walinspect pgaudit pgcrypto pgjwt pgroonga
    pgroonga_database pgrouting pgrowlocks pgsodium pgstattuple pgtap plcoffee pljava plls plpgsql_check plv8
    postgis postgis_raster postgis_sfcgal postgis_tiger_geocoder postgis_topology postgres_fdw refint rum seg
    sslinfo supabase_vault supautils tablefunc tcn timescaledb tsm_system_rows tsm_system_time unaccent
    uuid-ossp vector wrappers""".split()
) | {"lo", "pgmq", "plpgsql"}
"""What a project may create. Source: repository supabase/postgres,
ansible/files/postgresql_config/conf.d/supautils.conf, supautils.privileged_extensions (at 6124db1); and what needs no
superuser: pgmq as that file says, lo as its control file does (trusted), plpgsql, which is there."""
UNSAFE_EXTENSIONS = frozenset(
    "adminpack amcheck file_fdw intagg old_snapshot pageinspect pg_freespacemap pg_surgery pg_visibility xml2".split()
)
"""In the image, and left out of the list as unsafe or deprecated. Source: the comments of the same file."""
SUPERUSER_SETTINGS = frozenset(
    """commit_delay compute_query_id deadlock_timeout debug_discard_caches jit_dump_bitcode lo_compat_privileges
    temp_file_limit track_activities track_counts track_functions track_wal_io_timing update_process_title
    wal_consistency_checking wal_init_zero wal_recycle log_duration
    log_error_verbosity log_executor_stats log_min_duration_sample log_min_error_statement
    log_parser_stats log_planner_stats log_statement_sample_rate log_statement_stats log_transaction_sample_rate
    lc_messages dynamic_library_path session_preload_libraries allow_system_table_mods zero_damaged_pages
    ignore_checksum_failure max_stack_depth backtrace_functions allow_in_place_tablespaces""".split()
)
"""Parameters that only a superuser sets. Source: pg_settings.context of a server, less what the same file lets postgres
set (supautils.privileged_role_allowed_configs: log_lock_waits, log_replication_commands, log_temp_files and others)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the platform refuses."""

    name: str
    refuses: Callable[[SchemaObject, Catalog], str | None]
    """What is refused about an object as it comes to be, or as it was; None where nothing is."""
    fix: str
    source: str


def _in_managed_schema(item: SchemaObject, goal: Catalog) -> str | None:
    kind, schema = item.id.kind, item.id.name if item.id.kind == "schema" else item.id.schema
    if not is_managed_schema(schema) or kind in {"policy", "trigger", "foreign_key", "privilege"}:
        return None
    return f"the schema {schema} is the platform's: nothing in it is made, changed or dropped by a project"


def _managed_privilege(item: SchemaObject, goal: Catalog) -> str | None:
    if item.id.kind != "privilege" or not is_managed_schema(item.id.schema):
        return None
    return f"privileges in {item.id.schema} belong to the platform's own roles, which alone can change them"


def _owner(item: SchemaObject, goal: Catalog) -> str | None:
    owner = item.optional_text("owner")
    if owner is None or owner == goal.session_role or not FOREIGN_OWNERS.fullmatch(owner):
        return None
    return f"postgres cannot make {owner} the owner"


def _reserved_role(item: SchemaObject, goal: Catalog) -> str | None:
    if item.id.kind not in {"role", "role_label", "membership"}:
        return None
    return f"{item.id.name} is a role of the platform" if RESERVED_ROLES.fullmatch(item.id.name) else None


def _role_attributes(item: SchemaObject, goal: Catalog) -> str | None:
    if item.id.kind == "role" and item.attributes.get("superuser"):
        return "no project has superusers"
    return None


def _extension(item: SchemaObject, goal: Catalog) -> str | None:
    if item.id.kind != "extension" or item.id.name in EXTENSIONS:
        return None
    if item.id.name in UNSAFE_EXTENSIONS:
        return f"only a superuser creates the extension {item.id.name} there"
    return f"the extension {item.id.name} is not among those that a project may create"


def _language(item: SchemaObject, goal: Catalog) -> str | None:
    language = item.optional_text("language")
    if item.id.kind in CALLABLE_KINDS and language in UNTRUSTED:
        return f"only a superuser makes functions in {language}"
    return None


def _superuser_kind(item: SchemaObject, goal: Catalog) -> str | None:
    return "only a superuser makes or drops it" if item.id.kind in SUPERUSER_KINDS else None


def _leakproof(item: SchemaObject, goal: Catalog) -> str | None:
    return "only a superuser declares a function leakproof" if item.attributes.get("leakproof") else None


def _setting(item: SchemaObject, goal: Catalog) -> str | None:
    named = _settings(item)
    if item.id.kind == "parameter_privilege":
        return "only a superuser grants who may set a parameter"
    return f"only a superuser sets {', '.join(named)}" if named else None


def _settings(item: SchemaObject) -> list[str]:
    """The parameters among those that an object sets which only a superuser sets."""
    entries = (*item.texts("config"), *item.texts("settings")) if item.id.kind in _WITH_SETTINGS else ()
    return sorted({entry.partition("=")[0].lower() for entry in entries} & SUPERUSER_SETTINGS)


def _place(item: SchemaObject, goal: Catalog) -> str | None:
    name = item.optional_text("tablespace")
    return f"the platform has no tablespace {name}" if name and name != "pg_default" else None


def _subscription(item: SchemaObject, goal: Catalog) -> str | None:
    return "postgres may not create subscriptions there" if item.id.kind == "subscription" else None


_WITH_SETTINGS = CALLABLE_KINDS | {"role"}

_PERMISSIONS = "Supabase: restricted access to auth, storage and realtime, since 2025-04-21"
_MANUAL = "PostgreSQL manual, the page of the statement"
_ROLES = "Supabase: roles, superuser access and unsupported operations"

RULES = (
    Rule(
        "managed-schema", _in_managed_schema, "keep it in a schema of your own and refer to it from there", _PERMISSIONS
    ),
    Rule("managed-privilege", _managed_privilege, "leave it out; write a policy instead", _PERMISSIONS),
    Rule("owner", _owner, "leave the owner out: what you make belongs to postgres", _ROLES),
    Rule("reserved-role", _reserved_role, "leave it out, or make a role of your own", _ROLES),
    Rule("superuser", _role_attributes, "make the role without superuser", _ROLES),
    Rule("extension", _extension, "leave it out, or install it as a package of pg_tle", "Supabase: extensions"),
    Rule("untrusted-language", _language, "write it in sql, plpgsql or plv8", _MANUAL),
    Rule("superuser-only", _superuser_kind, "leave it out, or use what a listed extension brings", _MANUAL),
    Rule("leakproof", _leakproof, "leave leakproof out", _MANUAL),
    Rule("setting", _setting, "leave the setting out, or change it in the dashboard", _MANUAL),
    Rule("tablespace", _place, "leave the tablespace out", _ROLES),
    Rule("subscription", _subscription, "set up replication from the dashboard, or publish instead", _ROLES),
)


def hosted_findings(plan: Plan, start: Catalog, goal: Catalog) -> tuple[Finding, ...]:
    """What the platform would refuse of a plan, in its order; nothing where the target is no Supabase database."""
    if not (start.is_supabase or (goal.is_supabase and not start.objects)):
        return ()
    found: dict[tuple[str, ObjectId], list[Finding]] = {}
    for statement in plan.statements:
        for finding in _of_statement(statement, start, goal):
            found.setdefault((finding.check, finding.object), []).append(finding)
    causes = (_caused(several, plan, goal) for several in found.values())
    return tuple(sorted(causes, key=lambda one: one.statement))


def _caused(several: Sequence[Finding], plan: Plan, goal: Catalog) -> Finding:
    """Of one finding at every statement about its object the one at the statement that the server refuses."""
    first, item = several[0], goal.objects.get(several[0].object)
    if item is None:  # dropping it is what is refused
        return first
    if first.check == "owner":  # said by the last of its statements
        return several[-1]
    making = [one for one in several if one.object in plan.statements[one.statement - 1].makes] or several
    if first.check == "setting":
        named = _settings(item)
        setting = (one for one in making if any(name in plan.statements[one.statement - 1].sql for name in named))
        return next(setting, making[0])
    return making[0]


def with_findings(plan: Plan, start: Catalog, goal: Catalog) -> Plan:
    """The plan with what the platform would refuse among its warnings, and as hazards of the statements."""
    found = hosted_findings(plan, start, goal)
    if not found:
        return plan
    said = tuple(f"the hosted platform refuses {one.words()}" for one in found)
    statements = tuple(_marked(one, found) for one in plan.statements)
    return replace(plan, statements=statements, warnings=(*plan.warnings, *said))


def _marked(statement: Statement, found: Iterable[Finding]) -> Statement:
    """The statement with what is refused of it among its hazards."""
    refused = tuple(
        Hazard(HazardKind.REFUSED, f"{one.what}; {one.fix}") for one in found if one.statement == statement.number
    )
    return replace(statement, hazards=(*statement.hazards, *refused)) if refused else statement


def _of_statement(statement: Statement, start: Catalog, goal: Catalog) -> Iterator[Finding]:
    """Each rule once for a statement, for the first object that it is about."""
    found: set[str] = set()
    for one in statement.objects:
        before, after = start.objects.get(one), goal.objects.get(one)
        item = after or before
        if item is None:
            continue
        for rule in RULES:
            what = rule.refuses(item, goal)
            # what stays as it was asks for nothing, and dropping takes no more than owning
            stays = before is not None and rule.refuses(before, goal) == what and rule.name not in _ALSO_FOR_CHANGES
            if what is not None and not stays and rule.name not in found:
                found.add(rule.name)
                yield Finding(rule.name, Level.ERROR, one, statement.number, what, rule.fix, rule.source)


_ALSO_FOR_CHANGES = frozenset(
    {"managed-schema", "managed-privilege", "reserved-role", "superuser-only", "subscription"}
)
"""Rules that hold for any change and for dropping, not only for what comes to be."""
