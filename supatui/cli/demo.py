"""`supatui demo`: a sample shop that has moved on both sides."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from supatui.cli.options import Commands, add_command, add_shadow_option, settings_of

DEFAULT_FOLDER = "supatui-demo"

EPILOG = """\
Base, local and remote are three databases with rows in them, in a server that supatui starts and ends itself.
What you write goes to DIR/supabase/; nothing else on this machine changes.

examples:
  supatui demo
  supatui demo --out shop
  supatui demo --print
"""


def add_to(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = add_command(commands, "demo", "open the screen on two sample databases with conflicts", EPILOG)
    parser.add_argument(
        "--out", metavar="DIR", default=DEFAULT_FOLDER, help="folder that files are written to (default: ./%(default)s)"
    )
    parser.add_argument(
        "--print",
        dest="only_print",
        action="store_true",
        help="print base=, local= and remote= addresses and keep the databases until enter",
    )
    add_shadow_option(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from supatui.cli.app import require_terminal
    from supatui.cli.progress import ProgressLine
    from supatui.sources.demo import DEMO_NAME, as_services, demo_databases
    from supatui.sources.sides import Sides

    if not parsed.only_print:
        require_terminal()
    settings = settings_of(parsed)
    with ExitStack() as stack:
        with ProgressLine() as line:
            line.say("demo", "making base, local and remote")
            addresses = stack.enter_context(demo_databases(settings))
        if parsed.only_print:
            for name, address in addresses._asdict().items():
                print(f"{name}={address}")
            sys.stdout.flush()
            sys.stdin.readline()
            return 0
        from supatui.tui.app import run_app  # brings Textual, slow to import

        if settings.shadow_url is None:
            addresses = stack.enter_context(as_services(addresses))
        sides = Sides(
            local=addresses.local,
            remote=addresses.remote,
            base=addresses.base,
            project=Path(parsed.out).absolute(),
            name=DEMO_NAME,
            remote_is_production=True,
            base_reason="as both sides knew it last",
            notes=("a sample: these databases go away when you quit",),
        )
        return run_app(sides, settings=settings)
