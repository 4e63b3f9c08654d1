"""The header lines that name both sides, the base and how far the decisions are."""

from rich.cells import cell_len

from supatui.tui.bars import edges, progress_bar
from supatui.tui.reading import ReadState, SideState
from supatui.tui.store import Store
from supatui.tui.text import Line, cut, line, show
from supatui.tui.text import Tone as T


def sides_line(store: Store, width: int) -> Line:
    """` acme   LOCAL ... ⇄ REMOTE ... PROD     both READ ONLY`."""
    sides = store.sides
    production = " PROD" if sides is not None and sides.remote_is_production else ""
    wide = width >= 100
    edge = line(("both READ ONLY" if wide else "READ ONLY", T.STRONG))
    own = f"{'supatui  ' if wide else ''}{show(sides.name) if sides else ''}"
    fixed = cell_len(f" {own}  LOCAL   ⇄  REMOTE {production} ") + cell_len(edge[0].text) + 4
    local, remote = share(label_of(store.local), label_of(store.remote), width - fixed)
    names = line((f" {own}  ", T.STRONG), ("LOCAL ", T.KEY), local, ("  ⇄  ", T.MUTED), ("REMOTE ", T.KEY), remote)
    return edges((*names, *line((production, T.HAZARD))), edge, width)


def share(one: str, other: str, room: int) -> tuple[str, str]:
    """Both texts cut so that they fit together; what one does not need the other gets."""
    half = max(4, room // 2)
    if cell_len(one) <= half:
        return one, cut(other, max(4, room - cell_len(one)))
    if cell_len(other) <= half:
        return cut(one, max(4, room - cell_len(other))), other
    return cut(one, half), cut(other, half)


def label_of(state: SideState) -> str:
    version = state.catalog.server_version if state.catalog else 0
    shown = f" ({version // 10000}.{version % 10000})" if version else ""
    return show(state.label) + shown


def counts_line(store: Store, width: int) -> Line:
    """`base ... (shadow)   23 differ: ...   decided 15/23 ▰▰▰`."""
    summary = store.summary
    wide = width >= 100
    base = show(store.base_words)
    is_two_way = base.startswith("TWO-WAY")
    if summary is None:
        words = base if is_two_way or store.base.state is not ReadState.READY else f"{base}   nothing compared yet"
        return line(" ", (cut(words, width - 2), T.HAZARD if is_two_way else T.MUTED))
    done, total = summary.decided, summary.total
    counts = show(str(summary))
    bar = max(3, min(10, width - cell_len(f"  {counts}  decided {done}/{total}  ")))
    edge = line((f"decided {done}/{total} ", T.STRONG), (progress_bar(done, total, bar), T.DECIDED)) if total else ()
    room = width - cell_len(counts) - sum(cell_len(span.text) for span in edge) - 6
    if not wide:
        base = "TWO-WAY" if is_two_way and "two-way" not in counts else ""
        room = min(room, 9)
    shown = cut(base, room) if room >= 4 or not base else ""
    gap = "  " if shown else ""
    return edges(line(" ", (shown, T.HAZARD if is_two_way else T.MUTED), gap, counts), edge, width)
