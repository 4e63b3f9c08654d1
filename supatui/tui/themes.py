"""Themes: the terminal's own colours, a dark and a light one."""

from textual.theme import Theme

_OWN = ("muted", "added", "changed", "dropped", "conflict", "key", "bar-background", "cursor-text-style")
"""Variables of our own, beside Textual's; every theme sets each."""


def _variables(*values: str, **more: str) -> dict[str, str]:
    return dict(zip(_OWN, values, strict=True)) | more


TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=_variables(
        "ansi_bright_black",
        "ansi_green",
        "ansi_yellow",
        "ansi_red",
        "ansi_red",
        "ansi_cyan",
        "ansi_default",
        "reverse",
        **{
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border": "ansi_cyan",
            "border-blurred": "ansi_bright_black",
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "scrollbar": "ansi_bright_black",
            "scrollbar-background": "ansi_default",
            "scrollbar-background-hover": "ansi_default",
            "scrollbar-background-active": "ansi_default",
            "input-cursor-text-style": "reverse",
            "screen-selection-background": "ansi_cyan",
            "screen-selection-foreground": "ansi_black",
        },
    ),
)
"""The sixteen colours that the person chose for their terminal; reads on dark and light ones."""

DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#7dcfff",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    accent="#7dcfff",
    foreground="#c8d0e8",
    background="#16181f",
    surface="#1c1f29",
    panel="#232734",
    variables=_variables(
        "#8089a6",
        "#9ece6a",
        "#e0af68",
        "#ff8fa3",
        "#ff7a93",
        "#7dcfff",
        "#1f2330",
        "none",
        **{
            "border": "#7dcfff",
            "border-blurred": "#434a63",
            "block-cursor-background": "#33415e",
            "block-cursor-foreground": "#ffffff",
        },
    ),
)

LIGHT = Theme(
    name="light",
    dark=False,
    primary="#1d4fb8",
    secondary="#0a6c8a",
    warning="#8a5a00",
    error="#b3142e",
    success="#2d6a1e",
    accent="#0a6c8a",
    foreground="#20242e",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    variables=_variables(
        "#63697a",
        "#2d6a1e",
        "#8a5a00",
        "#b3142e",
        "#b3142e",
        "#0a5f7a",
        "#ece9e2",
        "none",
        **{
            "border": "#0a6c8a",
            "border-blurred": "#b9b5aa",
            "block-cursor-background": "#cfe3ec",
            "block-cursor-foreground": "#10141c",
        },
    ),
)

THEMES = (TERMINAL, DARK, LIGHT)
DEFAULTS = {name: TERMINAL.variables[name] for name in _OWN}
"""What the variables are while a theme of Textual's own is used."""
