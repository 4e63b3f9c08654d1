"""Questions on a terminal; where nobody can answer, the answer is no."""

import sys


def is_wanted(question: str) -> bool:
    """Ask for a yes; anything else is no, and so is a terminal that is none."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
