"""Every action in the command palette, and the themes."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from supatui.tui.actions import Action, actions_for
from supatui.tui.screens import WorkScreen
from supatui.tui.themes import THEMES


class ActionProvider(Provider):
    """The actions of the screen that the palette was opened on, then the themes."""

    def _commands(self) -> list[tuple[str, str, str]]:
        """(title, help, method) of each."""
        screen = self.screen
        actions: tuple[Action, ...] = actions_for(screen.place) if isinstance(screen, WorkScreen) else ()
        found = [(f"{action.title}  {action.key_label}", action.help, action.method) for action in actions]
        return found + [
            (f"Theme: {theme.name}", "Use these colours from now on.", f"app.use_theme('{theme.name}')")
            for theme in THEMES
        ]

    async def discover(self) -> Hits:
        for title, words, method in self._commands():
            yield DiscoveryHit(Content(title), partial(self.screen.run_action, method), text=title, help=words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, words, method in self._commands():
            score = max(matcher.match(title), matcher.match(words) * 0.8)
            if score > 0:
                run = partial(self.screen.run_action, method)
                yield Hit(score, matcher.highlight(title), run, text=title, help=words)
