"""Options that several commands share, and the settings they lead to."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from supatui.settings import Settings, SignIn

Commands = argparse._SubParsersAction  # argparse gives this type no public name


STDOUT = 1


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Keeps the lines of the examples. argparse makes one for each option, and would ask shutil for the width."""
    return argparse.RawDescriptionHelpFormatter(prog, width=_terminal_width() - 2)


def _terminal_width() -> int:
    """As `shutil.get_terminal_size` has it, which is slow to import."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(STDOUT).columns or 80
    except OSError:
        return 80


class Parser(argparse.ArgumentParser):
    """Repeats what it does not understand without the password or token in it; so do its commands' parsers."""

    def error(self, message: str) -> NoReturn:
        from supatui.sources.address import mask  # not needed where all goes well

        super().error(mask(message))


def new_parser(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """A parser whose examples keep their lines."""
    return Parser(
        name,
        description=description,
        epilog=epilog,
        formatter_class=_formatter,
        allow_abbrev=False,
    )


def add_command(
    commands: "Commands[argparse.ArgumentParser]", name: str, summary: str, epilog: str
) -> argparse.ArgumentParser:
    """The parser of one command."""
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=epilog,
        formatter_class=_formatter,
        allow_abbrev=False,
    )


def add_shadow_option(parser: argparse.ArgumentParser) -> None:
    # A default of its own would overwrite what stood before the command's name.
    parser.add_argument(
        "--shadow",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="server for shadow databases; SUPATUI_SHADOW_URL does the same (default: one that supatui starts)",
    )


SIDE_OPTIONS = ("--local", "--remote", "--base", "--shadow")
"""What `add_side_options` adds; each takes a value."""


def add_side_options(parser: argparse.ArgumentParser) -> None:
    for side, whose in (("local", "your schema"), ("remote", "the other schema"), ("base", "their common past")):
        parser.add_argument(f"--{side}", metavar="ADDRESS", default=argparse.SUPPRESS, help=whose)
    add_shadow_option(parser)


def add_with_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--with",
        dest="optional",
        metavar="WORDS",
        default=argparse.SUPPRESS,
        help="read more of a server: roles (with memberships and settings), parameters (who may set them)",
    )


WHOSE_RENAME = "what the base calls OLD is what one side calls NEW now"


def add_rename_option(parser: argparse.ArgumentParser, whose: str) -> None:
    parser.add_argument(
        "--rename",
        metavar="OLD=NEW",
        action="append",
        default=argparse.SUPPRESS,
        help=f"{whose}: [kind:]schema.name, a column, an enum's value ... (repeatable)",
    )


def settings_of(parsed: argparse.Namespace) -> "Settings":
    """The settings of this folder with the options over them. Raises: AddressError."""
    from supatui.settings import load_settings

    def given(name: str) -> str | None:
        value = getattr(parsed, name, None)
        return None if value is None else str(value)

    settings = load_settings(
        Path.cwd(),
        local=given("local"),
        remote=given("remote"),
        base=given("base"),
        shadow_url=given("shadow"),
        optional=given("optional"),
    )
    is_someone_there = sys.stdin.isatty() and sys.stderr.isatty() and not getattr(parsed, "json", False)
    return settings._replace(show_sign_in=_show_sign_in) if is_someone_there else settings


def _show_sign_in(sign_in: "SignIn") -> None:
    from supatui.report.words import name_words  # not needed before somebody signs in

    sys.stderr.write(f"\nsign in with the browser that opens, or at:\n{name_words(sign_in.url)}\n")
    sys.stderr.flush()
    sign_in.open_browser()


def add_value_options(parser: argparse.ArgumentParser) -> None:
    """What becomes of values that a change does not keep."""
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
