"""The table of actions: bindings, palette, help, footer and the README's keys are made from it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.binding import Binding, BindingType


class Place(StrEnum):
    """A screen that actions belong to; the value is its name for people."""

    MAIN = "main"
    CONFLICT = "conflict"
    PLAN = "plan"
    WELCOME = "welcome"
    HISTORY = "history"


class Group(StrEnum):
    """What actions are for, in the order of the help screen."""

    DECIDE = "decide"
    FIND = "find"
    LOOK = "look"
    GO = "go"
    MOVE = "move"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do."""

    id: str
    keys: str
    """Textual's names, separated by commas; the first is the one to show."""
    method: str
    """Textual's action string: the screen's `action_<method>`."""
    title: str
    help: str
    """One sentence."""
    group: Group
    places: tuple[Place, ...]
    footer: int = 0
    """Rank in the footer; 0 is not in it, 1 goes last when room is short."""
    title_below: str = ""
    """What it is called on screens that were opened from others; empty where it is the same there."""

    @property
    def key_label(self) -> str:
        """The first key as a person reads it: `^p`, `/`, `space`."""
        return key_label(self.keys.split(",")[0])

    @property
    def all_keys_label(self) -> str:
        return " ".join(key_label(key) for key in self.keys.split(","))


_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "at": "@",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def key_label(key: str) -> str:
    """Textual's name of a key as a person reads it."""
    return "^" + key.removeprefix("ctrl+") if key.startswith("ctrl+") else _NAMES.get(key, key)


_ALL = tuple(Place)
_M, _C, _P, _W, _H = ((place,) for place in Place)
_MC, _MP, _MCP = _M + _C, _M + _P, _M + _C + _P
_MCH, _MCPH = _MC + _H, _MCP + _H
_TOP = _M + _W
"""Screens that leaving ends the program from."""
_DO, _FIND, _LOOK, _GO, _MOVE, _ANY = Group

ACTIONS: tuple[Action, ...] = (
    Action("local", "l", "decide('local')", "Local", "Take local for the row, object or group.", _DO, _MC, 1),
    Action("remote", "r", "decide('remote')", "Remote", "Take remote for the row, object or group.", _DO, _MC, 1),
    Action("base", "b", "decide('base')", "Base", "Go back to the common ancestor on both sides.", _DO, _MC, 5),
    Action("both", "a", "decide('both')", "Both", "Keep what each side did, where it fits together.", _DO, _MC, 8),
    Action("skip", "x", "decide('skipped')", "Skip", "Leave it out, and say why: sides stay as they are.", _DO, _MC, 6),
    Action(
        "include", "space", "include", "Include", "Take a one-sided change, or leave it out; mark a row.", _DO, _MCH, 4
    ),
    Action("edit", "e", "edit", "Edit", "Write the result by hand; ^o builds it.", _DO, _C, 6),
    Action("editor", "ctrl+e", "editor", "Editor", "Write the result in your $VISUAL or $EDITOR.", _DO, _C),
    Action("match", "m", "match", "Match", "Match what looks renamed (~?), or part it again.", _DO, _MC, 9),
    Action("reopen", "backspace", "reopen", "Take back", "Take a decision back, remembered ones too.", _DO, _MC),
    Action("undo", "u", "undo", "Undo", "Take back the last choice; it is named when done.", _DO, _MCP, 4),
    Action("redo", "U", "redo", "Redo", "Make the choice again that was taken back.", _DO, _MCP, 9),
    Action("fetch", "F", "fetch", "Fetch", "Write the file of a migration as it was applied.", _DO, _H, 2),
    Action("applied", "A", "repair('applied')", "Applied", "Say that the remote has it; nothing is run.", _DO, _H, 2),
    Action(
        "reverted", "R", "repair('reverted')", "Reverted", "Say that the remote lacks it; nothing is run.", _DO, _H, 2
    ),
    Action("filter", "slash", "filter", "Filter", "Filter by words, kind:policy, side:remote.", _FIND, _M, 4),
    Action("status", "f", "status", "Status", "Show differing, undecided, conflicts ... all.", _FIND, _M, 8),
    Action("next", "n", "undecided(1)", "Next", "To the next undecided one; wraps and says so.", _FIND, _MC, 2),
    Action("previous", "N", "undecided(-1)", "Prev", "To the undecided one before.", _FIND, _MC, 9),
    Action("forward", "right_square_bracket", "different(1)", "Forward", "To the next difference.", _FIND, _MC),
    Action("backward", "left_square_bracket", "different(-1)", "Backward", "To the difference before.", _FIND, _MC),
    Action("definition", "d", "definition", "Definition", "Definition unified or side by side.", _LOOK, _MC, 9),
    Action("dependents", "D", "dependents", "Users", "List everything that depends on it.", _LOOK, _M, 9),
    Action("ignored", "i", "ignored", "Ignored", "List what was left out because it is the platform's.", _LOOK, _M),
    Action("activity", "at", "activity", "Activity", "Show or hide what was done and when.", _LOOK, _M, 9),
    Action("copy", "y", "copy", "Copy", "Copy what the pane shows, also to a file.", _LOOK, _MCPH, 6),
    Action("conflicts", "c", "conflicts", "Conflicts", "Open the conflicts, one by one.", _GO, _M, 3),
    Action("plan", "p", "plan", "Plan", "Show the statements for both sides.", _GO, _MC, 2),
    Action("target", "t", "target", "Other side", "Show the plan for the other side.", _GO, _P, 1),
    Action("prove", "v", "prove", "Prove", "Run plan and rollback on a shadow server.", _GO, _P, 1),
    Action("write", "w", "write", "Write", "Write migration, rollback and resolutions.", _GO, _MP, 3),
    Action("history", "h", "history", "History", "Migrations here and on the remote, side by side.", _GO, _M + _P + _W),
    Action("reread", "ctrl+r", "reread", "Read again", "Read again; reconnects a lost side.", _GO, _M + _W + _H, 7),
    Action("down", "j,down", "move(1)", "Down", "One row down.", _MOVE, _ALL),
    Action("up", "k,up", "move(-1)", "Up", "One row up.", _MOVE, _ALL),
    Action("unfold", "right", "unfold", "Unfold", "Open the row, or go to its first child.", _MOVE, _M),
    Action("fold", "left", "fold", "Fold", "Close the row, or go to its parent.", _MOVE, _M),
    Action("first", "g,home", "end(False)", "First", "To the first row.", _MOVE, _ALL),
    Action("last", "G,end", "end(True)", "Last", "To the last row.", _MOVE, _ALL),
    Action("page_up", "pageup", "page(-1)", "Page up", "One page up.", _MOVE, _ALL),
    Action("page_down", "pagedown", "page(1)", "Page down", "One page down.", _MOVE, _ALL),
    *(
        Action(f"pane_{number}", str(number), f"pane({number})", f"Pane {number}", f"To pane {number}.", _MOVE, _MCPH)
        for number in range(1, 6)
    ),
    Action("next_pane", "tab", "next_pane(1)", "Next pane", "To the next pane.", _MOVE, _MCPH),
    Action("previous_pane", "shift+tab", "next_pane(-1)", "Pane before", "To the pane before.", _MOVE, _MCPH),
    Action("zoom", "z", "zoom", "Zoom", "Give the pane the whole screen, and back.", _MOVE, _MCPH),
    Action("enter", "enter", "enter", "Open", "Unfold the row, or go to its conflict.", _MOVE, _ALL),
    Action("escape", "escape", "escape", "Back", "One step back; stops a read; never asks.", _ANY, _ALL),
    Action("commands", "ctrl+p", "commands", "Commands", "Every command, by name.", _ANY, _ALL, 1),
    Action("help", "question_mark", "help", "Help", "What every key does here.", _ANY, _ALL, 1),
    Action("quit", "q", "leave", "Quit", "Back; at the top it quits, and all is saved.", _ANY, _ALL, 1, "Back"),
)


def actions_for(place: Place) -> tuple[Action, ...]:
    """The actions of one screen, in table order."""
    found = tuple(action for action in ACTIONS if place in action.places)
    if place in _TOP:
        return found
    return tuple(replace(action, title=action.title_below) if action.title_below else action for action in found)


def bindings(place: Place) -> list[BindingType]:
    """One binding for each action of the screen."""
    return [
        Binding(
            action.keys,
            action.method,
            action.title,
            show=action.footer > 0,
            tooltip=action.help,
            id=action.id,
            priority=action.id in {"next_pane", "previous_pane"},
        )
        for action in actions_for(place)
    ]


def by_group(actions: Iterable[Action]) -> dict[Group, list[Action]]:
    """Actions by what they are for, groups in their order, empty ones left out."""
    found: dict[Group, list[Action]] = {group: [] for group in Group}
    for action in actions:
        found[action.group].append(action)
    return {group: members for group, members in found.items() if members}
