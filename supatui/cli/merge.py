"""`supatui merge`: what makes both sides equal to the merged schema."""

import argparse
import sys
from typing import TYPE_CHECKING

from supatui.cli.merging import EXIT_UNDECIDED, Merging, add_merge_options
from supatui.cli.options import Commands, add_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from supatui.catalog.model import Catalog
    from supatui.compare.model import Side
    from supatui.plan.model import Plan
    from supatui.resolve.review import Review

EPILOG = """\
What only one side changed is taken, unless it loses data, rewrites a table or widens access; rules decide the rest:
those of --rule first, then [[rules]] in supatui.toml, then the preset, then --prefer. No rule decides what loses data
or widens access, unless it allows that by name. --prefer is about contradictions: what only the other side changed is
no business of it, also with --allow; --rule 'side=local prefer=change allow=data' takes it. Both plans are proven
first. Nothing is written and nothing is run.
Exit status: 0 both plans are printed, 3 something is undecided and listed, 2 an error.

examples:
  supatui merge
  supatui merge --rule 'kind=comment prefer=remote' --rule 'kind=owner ignore'
  supatui merge --preset ours --allow data --to remote --format sql > to-remote.sql
  supatui merge --local sql:mine --remote service=production --base snapshot:last.json --prefer local --json
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "merge", "print what makes both sides equal to the merged schema", EPILOG)
    add_merge_options(parser)
    parser.add_argument(
        "--to", choices=("local", "remote", "both"), default="both", help="whose plan to print (default: %(default)s)"
    )
    parser.add_argument("--rollback", action="store_true", help="print what leads back instead")
    parser.add_argument(
        "--format", choices=("sql", "json", "human"), default="human", help="what to print (default: %(default)s)"
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.merging import plans_of, read_merge
    from supatui.cli.progress import ProgressLine
    from supatui.compare.model import Side

    sides = [Side(parsed.to)] if parsed.to != "both" else [Side.LOCAL, Side.REMOTE]
    with ProgressLine() as line:
        merging = read_merge(parsed, "merge", line)
        plans = (
            None
            if merging.is_open
            else plans_of(merging, sides, line, prove=not parsed.no_proof, by_pg_dump=parsed.proof == "pg_dump")
        )
    if plans is None:
        return say_undecided(merging, parsed.format)
    match parsed.format:
        case "json":
            sys.stdout.write(_as_json(merging, plans, sides))
        case "sql":
            sys.stdout.write(_as_sql(plans, sides, rollback=parsed.rollback))
        case _:
            sys.stdout.write(_as_human(merging, plans, sides, rollback=parsed.rollback))
    return 0


def say_undecided(merging: Merging, style: str) -> int:
    """Print what is left to decide; where SQL was asked for, beside standard output."""
    from supatui.report.merge_words import as_json, decisions_as_text, undecided_as_text

    review = merging.review
    if style == "json":
        sys.stdout.write(as_json(review, merging.base_reason, None, merging.candidates, is_tried=merging.is_tried))
    elif style == "sql":
        sys.stderr.write(undecided_as_text(review))
    else:
        sys.stdout.write(f"{decisions_as_text(review, merging.base_reason)}\n{undecided_as_text(review)}")
    return EXIT_UNDECIDED


def _as_json(merging: Merging, plans: "Mapping[Side, Plan]", sides: "Sequence[Side]") -> str:
    from supatui.cli.plan_words import plan_record
    from supatui.report.merge_words import as_json

    review = merging.review
    records = {side.value: plan_record(plans[side], review.merge.start(side), _goal(review, side)) for side in sides}
    return as_json(review, merging.base_reason, records, merging.candidates, is_tried=merging.is_tried)


def _as_sql(plans: "Mapping[Side, Plan]", sides: "Sequence[Side]", *, rollback: bool) -> str:
    from supatui.plan.render import as_sql

    texts = [as_sql(plans[side], rollback=rollback) for side in sides]
    if len(sides) == 1:
        return texts[0]
    return "\n".join(f"-- to {side}\n\n{text}" for side, text in zip(sides, texts, strict=True))


def _as_human(merging: Merging, plans: "Mapping[Side, Plan]", sides: "Sequence[Side]", *, rollback: bool) -> str:
    from supatui.cli.plan_words import as_human
    from supatui.report.merge_words import are_equal, decisions_as_text

    review = merging.review
    parts = [decisions_as_text(review, merging.base_reason)]
    for side in sides:
        start, goal = review.merge.start(side), _goal(review, side)
        parts.append(f"to {side}\n" + as_human(plans[side], start, goal, rollback=rollback))
    equal = are_equal(review)
    parts.append("both sides are equal afterwards\n" if equal else "what was left out differs afterwards\n")
    return "\n".join(parts)


def _goal(review: "Review", side: "Side") -> "Catalog":
    """What a side is led to, by a name that tells it from the side itself."""
    return review.target(side)._replace(label="the merged schema")
