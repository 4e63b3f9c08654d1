"""`supatui plan FROM TO`: what turns one schema into another."""

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from supatui.cli.options import Commands, add_command, add_rename_option, add_shadow_option, settings_of

if TYPE_CHECKING:
    from supatui.catalog.model import Catalog
    from supatui.cli.progress import ProgressLine
    from supatui.compare.renames import Renaming
    from supatui.plan.model import Plan, Proof
    from supatui.settings import Settings
    from supatui.shadow import ShadowServer

EPILOG = """\
The plan is proven first: run on a shadow copy of FROM, read back, rolled back. Nothing is changed anywhere else.
Exit status: 0, or 2 on an error.

examples:
  supatui plan postgresql://localhost/now migrations:supabase/migrations
  supatui plan service=production sql:schema.sql --format human
  supatui plan snapshot:last.json migrations:db --rollback > undo.sql
  supatui plan empty: sql:schema.sql --no-proof --format json
  supatui plan service=production sql:schema.sql --rename public.orders.cust_id=customer_id --rename app=core
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
    parser.add_argument(
        "--map",
        metavar="VALUE=OTHER",
        action="append",
        default=[],
        help="rows that hold an enum's value that goes get another, or null: public.mood.sad=ok (repeatable)",
    )
    parser.add_argument(
        "--using",
        metavar="COLUMN=EXPRESSION",
        action="append",
        default=[],
        help="how a column's values get to its new type: public.orders.total=total::text::numeric (repeatable)",
    )
    parser.add_argument("--no-proof", action="store_true", help="do not try the plan on a shadow server")
    add_shadow_option(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.plan_words import as_human, as_json
    from supatui.cli.progress import ProgressLine
    from supatui.cli.reading import for_major_of, read_together
    from supatui.compare.rename_words import rename_notes
    from supatui.plan.build import build_plan
    from supatui.plan.render import as_sql
    from supatui.plan.wishes import parse_wishes
    from supatui.report.words import visible

    settings = for_major_of([parsed.start, parsed.goal], settings_of(parsed))
    with ProgressLine() as line:
        catalogs = read_together({"from": parsed.start, "to": parsed.goal}, settings, line)
        start, goal = catalogs["from"], catalogs["to"]
        renaming = _renaming(getattr(parsed, "rename", []), start, goal, settings, line)
        wishes = parse_wishes(parsed.map, parsed.using, renaming.catalog if renaming else start, goal)
        plan = build_plan(start, goal, renaming=renaming, wishes=wishes)
        if renaming is None:  # the database knows only the names before
            _refuse_held(plan, parsed.start, settings)
        notes = rename_notes(renaming.catalog if renaming else start, goal)
        plan = replace(plan, warnings=(*plan.warnings, *notes))
        if plan.statements and not parsed.no_proof:
            plan = replace(plan, proof=proven(plan, start, goal, settings, line))
    if plan.proof is not None and plan.proof.failures:
        for failure in plan.proof.failures:
            print(visible(f"not proven: {failure}"), file=sys.stderr)
    match parsed.format:
        case "sql":
            sys.stdout.writelines(f"-- {visible(note)}\n" for note in notes)
            sys.stdout.write(as_sql(plan, rollback=parsed.rollback))
        case "human":
            sys.stdout.write(as_human(plan, start, goal, rollback=parsed.rollback))
        case _:
            sys.stdout.write(as_json(plan, start, goal))
    return 0


def _refuse_held(plan: "Plan", start: str, settings: "Settings") -> None:
    """Ask a live database for rows that hold values that go. Raises: PlanError, ConnectError."""
    from supatui.plan.guards import refuse_held
    from supatui.sources import AddressKind, parse_address

    address = parse_address(start)
    if address.kind is AddressKind.LIVE:
        from supatui.sources.live import count_rows  # brings psycopg, slow to import

        refuse_held(plan, lambda queries: count_rows(address, settings, queries), where=address.label)


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


def proven(plan: "Plan", start: "Catalog", goal: "Catalog", settings: "Settings", line: "ProgressLine") -> "Proof":
    """The proof of the plan on a shadow server of the target's major version.

    Raises: ProofError when the server refused the plan or something was left over; ShadowError.
    """
    from supatui.errors import ProofError
    from supatui.plan.model import ProofState
    from supatui.plan.prove import prove

    server = shadow_for(start, goal, settings)
    supabase = start.is_supabase or goal.is_supabase
    proof = prove(plan, start, goal, server, supabase=supabase, step=lambda words: line.say("proof", words))
    if proof.state is ProofState.FAILED:
        said = "; ".join(proof.failures) or "no reason given"
        hint = "report it with both schemas (supatui snapshot); --no-proof prints the plan as it is"
        raise ProofError(f"the shadow server did not confirm the plan: {said}", where=server.description, hint=hint)
    return proof
