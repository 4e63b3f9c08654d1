"""`supatui plan FROM TO`: what turns one schema into another."""

import argparse
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from supatui.cli.options import (
    Commands,
    add_command,
    add_rename_option,
    add_shadow_option,
    add_value_options,
    add_with_option,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supatui.catalog.model import Catalog
    from supatui.cli.progress import ProgressLine
    from supatui.compare.renames import Renaming
    from supatui.plan.model import Plan, Proof
    from supatui.plan.stranger import Originals
    from supatui.settings import Settings
    from supatui.shadow import ShadowServer

EPILOG = """\
The plan is proven first: run on a shadow copy of FROM, read back, rolled back. Nothing is changed anywhere else.
Exit status: 0, or 2 on an error.

examples:
  supatui plan postgresql://localhost/now migrations:supabase/migrations
  supatui plan service=production sql:schema.sql --format human
  supatui plan snapshot:last.json migrations:db --rollback > undo.sql
  supatui plan service=production sql:schema.sql --proof pg_dump
  supatui plan empty: sql:schema.sql --no-proof --format json
  supatui plan service=production sql:schema.sql --rename public.orders.cust_id=customer_id --rename app=core
  supatui plan service=production sql:schema.sql --column-order require
  supatui plan service=production sql:schema.sql --map public.mood.sad=ok --using 'public.orders.total=total::numeric'
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "plan", "print what turns schema FROM into schema TO", EPILOG)
    parser.add_argument("start", metavar="FROM", help="address of the schema to change")
    parser.add_argument("goal", metavar="TO", help="address of the schema that it should become")
    parser.add_argument(
        "--format", choices=("sql", "human", "json"), default="sql", help="what to print (default: %(default)s)"
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.add_argument("--rollback", action="store_true", help="print what leads back from TO to FROM instead")
    add_rename_option(parser, "what FROM calls OLD is what TO calls NEW")
    add_value_options(parser)
    parser.add_argument(
        "--column-order",
        choices=("note", "require"),
        default="note",
        help="what to do about columns that would stand in another order: say so, or refuse (default: %(default)s)",
    )
    parser.add_argument(
        "--proof",
        choices=("catalog", "pg_dump", "none"),
        default="catalog",
        help="who confirms it on a shadow server: our own reading, or pg_dump besides (default: %(default)s)",
    )
    parser.add_argument("--no-proof", dest="proof", action="store_const", const="none", help="the same as --proof none")
    add_shadow_option(parser)
    add_with_option(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.plan_words import as_human, as_json
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_differing, read_together
    from supatui.compare.rename_words import rename_notes
    from supatui.plan.build import build_plan
    from supatui.plan.guards import refuse_held_at
    from supatui.plan.render import as_sql
    from supatui.plan.wishes import parse_wishes
    from supatui.report.words import visible
    from supatui.sources.address import parse_address
    from supatui.validate.hosted import with_findings

    settings = for_major_of([parsed.start, parsed.goal], settings_of(parsed))
    # A shadow server needs all of both; so do renames, which are tried there, and fingerprints in the JSON.
    in_full = parsed.proof != "none" or getattr(parsed, "rename", []) or parsed.format == "json"
    with ProgressLine() as line:
        read = read_together if in_full else read_differing
        catalogs = read({"from": parsed.start, "to": parsed.goal}, settings, line)
        start, goal = catalogs["from"], catalogs["to"]
        renaming = _renaming(getattr(parsed, "rename", []), start, goal, settings, line)
        wishes = parse_wishes(parsed.map, parsed.using, renaming.catalog if renaming else start, goal)
        wishes = replace(wishes, column_order=parsed.column_order == "require")
        plan = build_plan(start, goal, renaming=renaming, wishes=wishes)
        refuse_held_at(plan, parse_address(parsed.start), settings)
        notes = rename_notes(renaming.catalog if renaming else start, goal)
        plan = with_findings(replace(plan, warnings=(*plan.warnings, *notes)), start, goal)
        if plan.statements and parsed.proof != "none":
            addresses = (parsed.start, parsed.goal) if parsed.proof == "pg_dump" else None
            plan = replace(plan, proof=proven(plan, start, goal, settings, line, addresses))
    if plan.proof is not None and plan.proof.failures:
        for failure in plan.proof.failures:
            print(visible(f"not proven: {failure}"), file=sys.stderr)
    match parsed.format:
        case "sql":
            sys.stdout.writelines(f"-- {visible(warning)}\n" for warning in plan.warnings)
            sys.stdout.write(as_sql(plan, rollback=parsed.rollback))
        case "human":
            sys.stdout.write(as_human(plan, start, goal, rollback=parsed.rollback))
        case _:
            sys.stdout.write(as_json(plan, start, goal))
    return 0


def _renaming(
    texts: "list[str]", start: "Catalog", goal: "Catalog", settings: "Settings", line: "ProgressLine"
) -> "Renaming | None":
    """What becomes of the start by the chosen renames, tried on a shadow server; None where none is chosen.

    Raises: AddressError, PlanError, ShadowError.
    """
    if not texts:
        return None
    from supatui.compare.rename_words import parse_renames
    from supatui.plan.rehearse import rehearsal
    from supatui.plan.try_renames import try_renames

    renames = parse_renames(texts, start, goal)
    stage = rehearsal(start, goal, shadow_for(start, goal, settings), lambda words: line.say("rename", words))
    return try_renames(start, goal, renames, stage)


def shadow_for(start: "Catalog", goal: "Catalog", settings: "Settings") -> "ShadowServer":
    """A shadow server of the target's major version. Raises: ShadowError."""
    from supatui.sources.pool import shadow_server

    version = start.server_version or goal.server_version
    return shadow_server(settings, major=version // 10000 if version else None)


def proven(
    plan: "Plan",
    start: "Catalog",
    goal: "Catalog",
    settings: "Settings",
    line: "ProgressLine",
    addresses: tuple[str, str | None] | None = None,
) -> "Proof":
    """The proof of the plan on a shadow server of the target's major version; with addresses by pg_dump too.

    A goal without an address is built from its catalog.

    Raises: ProofError when the server refused the plan or something was left over, or there is no pg_dump; ShadowError.
    """
    from supatui.errors import ProofError
    from supatui.plan.model import ProofState
    from supatui.plan.prove import prove

    server = shadow_for(start, goal, settings)
    supabase = start.is_supabase or goal.is_supabase
    with _originals(addresses, server.major, start, goal, settings) as originals:
        proof = prove(
            plan,
            start,
            goal,
            server,
            supabase=supabase,
            step=lambda words: line.say("proof", words),
            originals=originals,
        )
    if proof.state is ProofState.FAILED:
        said = "; ".join(proof.failures) or "no reason given"
        hint = "report it with both schemas (supatui snapshot); --no-proof prints the plan as it is"
        raise ProofError(f"the shadow server did not confirm the plan: {said}", where=server.description, hint=hint)
    if proof.state is ProofState.NOT_PROVEN and addresses is not None:
        said = "; ".join(proof.failures) or "no reason given"
        raise ProofError(f"not proven by pg_dump: {said}", where=server.description, hint="leave --proof out")
    return proof


@contextmanager
def _originals(
    addresses: tuple[str, str | None] | None, shadow_major: int, start: "Catalog", goal: "Catalog", settings: "Settings"
) -> "Iterator[Originals | None]":
    """What pg_dump is to read: the databases themselves. Raises: ProofError where no pg_dump can."""
    from supatui.errors import ProofError
    from supatui.plan.stranger import Originals
    from supatui.shadow.dump import find_pg_dump
    from supatui.sources.originals import original

    if addresses is None:
        yield None
        return
    major = max(shadow_major, start.server_version // 10000, goal.server_version // 10000)
    program = find_pg_dump(major, settings.shadow_bin)
    if program is None:
        hint = f"install the client programs of PostgreSQL {major}, or let --proof catalog do"
        raise ProofError(f"not proven by pg_dump: no pg_dump of PostgreSQL {major} here", where="PATH", hint=hint)
    with ExitStack() as stack:
        old, new = (stack.enter_context(original(one, settings)) if one is not None else None for one in addresses)
        yield Originals(program, old, new)
