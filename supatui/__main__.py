"""`python -m supatui`, and the installed command."""

import os
import sys

import supatui


def main() -> None:
    """Run the command line and end with its exit code."""
    if sys.argv[1:] == ["--version"]:  # scripts ask it often, and it needs nothing of what else there is
        print(f"supatui {supatui.__version__}", flush=True)
        os._exit(0)  # nothing was begun that would have to end, and taking the interpreter apart is a fifth of the time
    from supatui.catalog.collector import collect_no_more, collect_rarely

    collect_rarely()
    from supatui.cli.program import run

    code = run()
    collect_no_more()
    sys.exit(code)


if __name__ == "__main__":
    main()
