"""The program: parses the command line, runs one command, turns expected failures into words and exit codes."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import supatui
from supatui.cli import app
from supatui.cli.options import SIDE_OPTIONS, add_side_options, new_parser
from supatui.errors import SupatuiError

EXIT_INTERRUPTED = 130
"""128 + SIGINT, as a shell reports a program that Ctrl-C ended."""
EXIT_BROKEN_PIPE = 141
"""128 + SIGPIPE: whoever read our output went away."""

COMMANDS = ("plan", "diff", "merge", "pull", "history", "migration", "snapshot", "demo", "doctor")
"""Each is a module of this name, imported when it is asked for."""

EPILOG = """\
Without a command, the screen opens on the project in this folder.

addresses:
  postgresql://user@host:5432/name   a database (also postgres://, service=NAME)
  migrations:DIR, migrations:DIR@V   a folder of NNN_name.sql files, all or up to a version
  sql:FILE, sql:DIR                  schema files, in any order
  snapshot:FILE                      saved by supatui snapshot
  empty:                             nothing at all

examples:
  supatui demo
  supatui
  supatui --remote service=production
  supatui plan postgresql:///now migrations:supabase/migrations
"""


def build_parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line with these commands."""
    parser = new_parser("supatui", "Three-way merge for PostgreSQL and Supabase schemas, in the terminal.", EPILOG)
    parser.add_argument("--version", action="version", version=f"supatui {supatui.__version__}")
    add_side_options(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in names:
        import_module(f"supatui.cli.{name}").add_to(commands)
    parser.set_defaults(run=app.run)
    return parser


def _named(given: Sequence[str]) -> Sequence[str]:
    """The commands that a command line can mean, so that no other's parser is made."""
    if given and given[0] in COMMANDS:
        return given[:1]
    only_sides = len(given) % 2 == 0 and all(option in SIDE_OPTIONS for option in given[::2])
    return () if only_sides else COMMANDS


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code. A bug keeps its traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    parsed = build_parser(_named(given)).parse_args(given)
    try:
        code = parsed.run(parsed)
        sys.stdout.flush()
    except SupatuiError as error:
        from supatui.report.words import visible  # not needed where all goes well

        print(visible(str(error)), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Python flushes again at exit; give it somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    assert isinstance(code, int)
    return code
