"""What `merge` and `pull` share: reading three schemas, deciding by rules, planning both sides, proving both plans."""

import argparse
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.cli.options import (
    WHOSE_RENAME,
    add_rename_option,
    add_side_options,
    add_value_options,
    add_with_option,
    settings_of,
)

if TYPE_CHECKING:
    from supatui.cli.progress import ProgressLine
    from supatui.compare.model import Merge, Side
    from supatui.compare.side_renames import SidedCandidate
    from supatui.plan.model import Plan
    from supatui.resolve.review import Review
    from supatui.settings import Settings
    from supatui.sources.pairing import Pair

EXIT_UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class Merging:
    """Three schemas that were read and decided by rules."""

    settings: "Settings"
    pair: "Pair"
    review: "Review"
    base_reason: str
    candidates: tuple["SidedCandidate", ...] = ()
    """What looks renamed and was not said to be."""
    is_tried: bool = True
    """Whether both sides' changes were to be tried together on a shadow server."""
    maps: tuple[str, ...] = ()
    """What rows get for values of enums that go, as `--map` takes it."""
    using: tuple[str, ...] = ()
    """How columns' values get to their new types, as `--using` takes it."""

    @property
    def root(self) -> Path:
        """The folder that holds supabase/, or would."""
        return self.pair.project.root if self.pair.project is not None else Path.cwd()

    @property
    def is_open(self) -> bool:
        """Whether a question is left, or what was decided does not fit together."""
        return bool(self.review.undecided() or self.review.problems())


def add_merge_options(parser: argparse.ArgumentParser) -> None:
    """The sides, the rules, and whether to prove."""
    add_side_options(parser)
    add_with_option(parser)
    add_rename_option(parser, WHOSE_RENAME)
    parser.add_argument(
        "--rule",
        metavar="RULE",
        action="append",
        default=[],
        help="decide by a rule: 'kind=comment prefer=remote', 'name=tmp_* ignore' ... (repeatable)",
    )
    parser.add_argument("--preset", metavar="NAME", help="rules with a name: safe (default), ours, theirs, additive")
    parser.add_argument(
        "--prefer", metavar="SIDE", help="decide contradictions that no rule did: local, remote, base, none (default)"
    )
    parser.add_argument(
        "--allow",
        metavar="WHAT",
        action="append",
        default=[],
        help="let --preset and --prefer decide what loses data, or widens access: data, access",
    )
    add_value_options(parser)
    parser.add_argument(
        "--proof",
        choices=("catalog", "pg_dump"),
        default="catalog",
        help="who confirms both plans on a shadow server: our own reading, or pg_dump besides (default: %(default)s)",
    )
    parser.add_argument("--no-proof", action="store_true", help="do not try the merge and the plans on a shadow server")


def read_merge(parsed: argparse.Namespace, command: str, line: "ProgressLine") -> Merging:
    """Find both sides and the base, read them at the same time, and decide as remembered and by rules.

    Raises: SupatuiError of every kind that reading has; AddressError for a broken rule.
    """
    from supatui.cli.comparing import merged_as_asked, named_remote
    from supatui.cli.reading import for_major_of, read_together
    from supatui.compare.side_renames import side_candidates
    from supatui.errors import ProjectError
    from supatui.report.differences import candidate_lines
    from supatui.report.merge_words import not_handed_down
    from supatui.report.resolution_document import git_user
    from supatui.report.words import visible
    from supatui.resolve.remembered import memory_path, read_memory, remembered_in
    from supatui.resolve.review import Review
    from supatui.resolve.rule_words import rule_book
    from supatui.sources.pairing import find_base, find_pair

    settings = settings_of(parsed)
    pair = find_pair(settings)
    fresh = _fresh_project(pair) if command == "pull" else None
    if fresh is not None:
        pair = pair._replace(local=fresh)
    book = rule_book(
        settings.rules,
        parsed.rule,
        preset=parsed.preset or settings.preset,
        prefer=parsed.prefer or settings.prefer or ("remote" if fresh else None),
        allow=(*parsed.allow, *(("data", "access") if fresh else ())),  # nothing is here that could lose by it
    )
    if pair.local is None or pair.remote is None:
        hint = f"name both sides: supatui {command} --local ADDRESS --remote ADDRESS"
        raise ProjectError("there are not two schemas to merge", where="; ".join(pair.missing), hint=hint)
    base, reason = find_base(settings, pair.project, pair.remote)
    if fresh is not None and base is None:
        base, reason = fresh, "no migrations here yet: all that the remote has is new"
    addresses = {"local": pair.local, "remote": pair.remote, **({"base": base} if base else {})}
    settings = for_major_of([pair.remote, *addresses.values()], settings, project=pair.project)
    catalogs = read_together(addresses, settings, line)
    remote = named_remote(catalogs["remote"], pair.remote, settings)
    sides = catalogs.get("base"), catalogs["local"], remote
    found = merged_as_asked(parsed, *sides, settings, line)
    if not parsed.no_proof:
        found = _tried(found, settings, line)
    elif why := not_handed_down(found):
        print(visible(why), file=sys.stderr)
    root = pair.project.root if pair.project is not None else Path.cwd()
    if base is None:
        print(f"two-way: {reason}", file=sys.stderr)
    candidates = side_candidates(found.base, found.local, found.remote)
    for one in candidates:
        for words in candidate_lines(one):
            print(visible(words), file=sys.stderr)
    review = Review(found, person=git_user(root) or "", book=book)
    memory = read_memory(memory_path(root))
    for problem in memory.problems:
        print(visible(problem), file=sys.stderr)
    review.recall(remembered_in(review, memory))
    return Merging(
        settings,
        pair,
        review,
        reason,
        candidates,
        is_tried=not parsed.no_proof,
        maps=tuple(parsed.map),
        using=tuple(parsed.using),
    )


def _fresh_project(pair: "Pair") -> str | None:
    """The address of the folder where a project without a local side will have its migrations; None where it has one.

    Nothing but the platform's own objects comes out of it.
    """
    if pair.local is not None or pair.project is None:
        return None
    return f"migrations:{pair.project.migrations}"


def _tried(found: "Merge", settings: "Settings", line: "ProgressLine") -> "Merge":
    """The merge as a shadow server of the remote's major version takes it; a doubt is said and changes nothing.

    Raises: ShadowError.
    """
    from supatui.cli.plan import shadow_for
    from supatui.compare.clash import can_clash
    from supatui.plan.try_merge import try_merge

    if not can_clash(found):
        return found
    server = shadow_for(found.local, found.remote, settings)
    supabase = found.local.is_supabase or found.remote.is_supabase
    tried = try_merge(found, server, supabase=supabase, step=lambda words: line.say("merge", words))
    if tried.doubt:
        print(f"the merge could not be tried to the end: {tried.doubt}", file=sys.stderr)
    return tried.merge


def plans_of(
    merging: Merging, changed: "Collection[Side]", line: "ProgressLine", *, prove: bool, by_pg_dump: bool = False
) -> "Mapping[Side, Plan]":
    """What leads each side to the merged schema, proven on a shadow server of its major version.

    Databases among the sides that are to be changed are asked first whether what they hold is in the way. With
    `by_pg_dump` it also prints the same of either side's copy after its plan and of the merged schema.

    Raises: PlanError, ProofError, ShadowError, ConnectError; AddressError for a `--map` or `--using` that fits no side.
    """
    from supatui.cli.plan import proven
    from supatui.compare.model import Side
    from supatui.plan.build import plan_side
    from supatui.plan.guards import refuse_held_at
    from supatui.plan.wishes import sides_of
    from supatui.sources.address import parse_address
    from supatui.validate.hosted import with_findings

    merge = merging.review.merge
    goals = {side: merging.review.target(side) for side in (Side.LOCAL, Side.REMOTE)}
    ways = {side: (merge.catalog(side), goal) for side, goal in goals.items()}
    wishes = sides_of(merging.maps, merging.using, ways)
    plans = {
        side: with_findings(plan_side(merge, side, goal, wishes[side]), merge.start(side), goal)
        for side, goal in goals.items()
    }
    addresses = {Side.LOCAL: _given(merging.pair.local), Side.REMOTE: _given(merging.pair.remote)}
    for side in changed:
        refuse_held_at(plans[side], parse_address(addresses[side]), merging.settings)
    for side, plan in plans.items():
        if plan.statements and prove:
            # the merged schema is nowhere yet: what it is made of is built for pg_dump to read
            originals = (addresses[side], None) if by_pg_dump else None
            proof = proven(plan, merge.start(side), goals[side], merging.settings, line, originals)
            plans[side] = replace(plan, proof=proof)
    return plans


def _given(address: str | None) -> str:
    """The address of a side that was read."""
    assert address is not None
    return address
