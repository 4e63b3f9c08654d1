"""Comparing what was read, with the renames that were asked for."""

import argparse
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supatui.catalog.model import Catalog
    from supatui.cli.progress import ProgressLine
    from supatui.compare.model import Merge
    from supatui.settings import Settings


def merged_as_asked(
    parsed: argparse.Namespace,
    base: "Catalog | None",
    local: "Catalog",
    remote: "Catalog",
    settings: "Settings",
    line: "ProgressLine",
) -> "Merge":
    """The comparison of the three, with the renames of `--rename`.

    Raises: AddressError for a rename that says nothing, PlanError for one that a server refuses; ShadowError.
    """
    from supatui.compare.side_renames import parse_sided
    from supatui.compare.three_way import merge

    renames = parse_sided(getattr(parsed, "rename", []), base, local, remote)
    if not renames:
        return merge(base, local, remote)
    from supatui.plan.merge_renames import merge_with_renames  # brings every kind and the shadow server
    from supatui.sources.pool import shadow_server

    servers = partial(shadow_server, settings)
    return merge_with_renames(base, local, remote, renames, servers, lambda words: line.say("rename", words))


def named_remote(remote: "Catalog", address: str, settings: "Settings") -> "Catalog":
    """The remote under the name that it was asked for by, and as production where it is that."""
    from supatui.sources.address import parse_address
    from supatui.sources.pairing import remote_words

    return remote._replace(label=remote_words(settings, parse_address(address), remote.label))
