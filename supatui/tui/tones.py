"""What each tone looks like in the theme at hand."""

from typing import ClassVar, cast

from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from supatui.tui.text import Tone

CURSOR, CURSOR_BLURRED = "line--cursor", "line--cursor-blurred"
"""The cursor's row in the pane with the focus, and in another one."""


class TonedApp(App[int]):
    """Has a component class for each tone, once for all its panes: Textual styles those of a widget one by one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(str(tone) for tone in Tone), CURSOR, CURSOR_BLURRED}

    def __init__(self) -> None:
        self._tones: dict[str, Style] = {}
        super().__init__()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._tones.clear()

    def tone_style(self, name: str) -> Style:
        """What the style sheets say about a tone or the cursor, and nothing else."""
        if name not in self._tones:
            self._tones[name] = self.get_component_styles(name).partial_rich_style
        return self._tones[name]

    def watch_theme(self) -> None:
        self.call_later(self._draw_again)

    def _draw_again(self) -> None:
        """A pane draws itself again when its own colours change, not when those of the tones do."""
        for screen in self.screen_stack:
            for widget in screen.walk_children(Widget):
                widget.refresh()


class TonedWidget(Widget):
    """Draws itself by line, from spans with tones."""

    _base: Style | None = None

    @property
    def base(self) -> Style:
        """Its own colours. Textual looks for them in everything around it, so while it draws they are kept."""
        return self._base if self._base is not None else self.rich_style

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._base = None

    def tone_style(self, name: str) -> Style:
        return cast(TonedApp, self.app).tone_style(name)  # the only app whose panes have tones
