"""What README.md promises is what there is."""

import argparse
import re
import subprocess
from pathlib import Path

from supatui.cli.program import build_parser

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shell_blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_the_first_two_commands_open_the_demo_and_run_the_tests() -> None:
    demo, tests = shell_blocks()[:2]
    assert demo.strip().endswith(".venv/bin/supatui demo")
    assert "-m pytest" in tests
    for command in (demo, tests):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert len(command.strip().splitlines()) == 1


def test_the_continuous_check_runs_the_command_of_the_readme() -> None:
    shown = subprocess.run([ROOT / ".ci/run", "--show"], capture_output=True, text=True, check=True).stdout
    assert shown == shell_blocks()[1]


def rows_of(program: str, commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> dict[str, str]:
    """A row for each command that does something, with those below it."""
    summaries = {choice.dest: choice.help for choice in commands._choices_actions}
    found: dict[str, str] = {}
    for name, command in commands.choices.items():
        inner = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
        places = [action for action in command._actions if not action.option_strings and action not in inner]
        forms = {"?": "[{}]", "*": "[{} ...]"}
        words = [forms.get(str(place.nargs), "{}").format(place.metavar) for place in places]
        if not any(parts.required for parts in inner):
            found[" ".join([program, name, *words])] = str(summaries[name])
        for parts in inner:
            found |= rows_of(f"{program} {name}", parts)
    return found


def test_the_table_of_commands_is_that_of_the_command_line() -> None:
    parser = build_parser()
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    expected = {"supatui": "open the screen on the project in this folder", **rows_of("supatui", commands)}
    table = README.partition("## Commands")[2].partition("##")[0]
    rows = dict(re.findall(r"^\| `(supatui[^`]*)` \| (.*) \|$", table, re.MULTILINE))
    assert rows == expected


def test_every_address_form_of_the_readme_is_understood() -> None:
    from supatui.sources import parse_address

    table = README.partition("| address |")[2].partition("\n\n")[0]
    forms = re.findall(r"`([^`]+)`", re.sub(r"\|[^|]*\|$", "|", table, flags=re.MULTILINE))
    assert len(forms) >= 8
    for form in forms:
        parse_address(form.replace("VERSION", "20261104"))


def test_the_table_of_keys_is_that_of_the_screens() -> None:
    from supatui.tui.keytable import with_key_table

    assert with_key_table(README) == README, "run: python -m supatui.tui.keytable"
