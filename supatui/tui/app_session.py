"""SessionApp: owns the store and tells the screen in front when it changed."""

import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from rich.text import Text
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker

from supatui.settings import Settings, SignIn
from supatui.sources.sides import Sides
from supatui.sources.source import Source
from supatui.tui import messages as m
from supatui.tui.bars import MessageBar
from supatui.tui.latest import Latest
from supatui.tui.palette import ActionProvider
from supatui.tui.reading import Opener
from supatui.tui.store import Store
from supatui.tui.text import show
from supatui.tui.themes import DEFAULTS, THEMES
from supatui.tui.tones import TonedApp

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.resolve.rulebook import RuleBook
    from supatui.tui.sign_in import SignInScreen

STYLES = ("app", "main", "welcome")
"""Style sheets: what the screens share, and those of the two that may be the first; the others bring their own."""


@runtime_checkable
class Shown(Protocol):
    """A screen that draws what the store holds."""

    @property
    def is_mounted(self) -> bool: ...

    def refresh_view(self) -> None: ...


class SessionApp(TonedApp):
    """One session: two sides and their base."""

    TITLE = "supatui"
    CSS_PATH: ClassVar = [f"{name}.tcss" for name in STYLES]
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar = [Binding("ctrl+c", "copy_or_leave", show=False, priority=True)]

    def __init__(
        self,
        sides: Sides | None,
        *,
        settings: Settings,
        found: Sequence[str] = (),
        missing: Sequence[str] = (),
        asks_password: bool = False,
        opener: Opener | None = None,
        tries_merges: bool = True,
        book: "RuleBook | None" = None,
    ) -> None:
        super().__init__()
        self.store = Store(sides)
        self.book = book
        """What decides without a person; None for nothing but the safe rules."""
        self.settings = settings._replace(show_sign_in=self._offer_sign_in)
        self.found, self.missing = found, missing
        self.asks_password = asks_password
        self.password: str | None = None
        """What was typed on the welcome screen; whoever runs the app goes on with it."""
        self.declined: set[str] = set()
        self.is_rereading = False
        self.news: list[str] = []
        """What reading again has found so far, told once all is read."""
        """Servers that nobody wanted to sign in to since the last reading began, by their labels."""
        self.opener: Opener = opener or self._open
        self.tries_merges = tries_merges
        """Whether both sides' changes are built together on a shadow server, which shows what clashes."""
        self.planning = Latest(partial(self.in_thread, group="plan", exclusive=False))
        self.preparing = Latest(partial(self.in_thread, group="prepare", exclusive=False))
        self.saving = Latest(partial(self.in_thread, group="save", exclusive=False))
        self.weighing = Latest(partial(self.in_thread, group="weigh", exclusive=False), self.weighed)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def weighed(self) -> None:
        """In a thread: what is on screen was worked out, and nothing else that is waited for."""

    def _fatal_error(self) -> None:
        """Leave with a plain traceback. Textual's own prints local variables: addresses with their passwords."""
        self._exit_renderables.append(Text(traceback.format_exc()))
        self._close_messages_no_wait()

    async def action_copy_or_leave(self) -> None:
        """Copy what is selected, else leave as on ctrl+q: nothing would be lost.

        Textual's own ctrl+c copies nothing from a field where nothing is selected, and elsewhere says which key quits.
        """
        if getattr(self.focused, "selected_text", ""):
            await self.run_action("copy", default_namespace=self.focused)
        elif self.screen.get_selected_text():
            self.screen.action_copy_text()
        else:
            self.exit(0)

    def action_use_theme(self, name: str) -> None:
        self.theme = name

    def _open(self, address: str) -> Source:
        from supatui.sources import open_source  # brings the drivers; the first frame does not wait for them

        return open_source(address, settings=self.settings)

    # Signing in

    def _offer_sign_in(self, sign_in: SignIn) -> None:
        """In the thread of whatever needs it."""
        if self.post_message(m.SignInOffered(sign_in)):
            sign_in.when_over(partial(self._sign_in_over, sign_in))
        else:  # the app is closing
            sign_in.give_up()

    def _sign_in_over(self, sign_in: SignIn) -> None:
        self.post_message(m.SignInOver(sign_in))

    def on_sign_in_declined(self, message: m.SignInDeclined) -> None:
        self.declined.add(message.sign_in.label)
        message.sign_in.give_up()

    def on_sign_in_offered(self, message: m.SignInOffered) -> None:
        from supatui.tui.sign_in import SignInScreen

        label = message.sign_in.label
        if label in self.declined:  # by a side that came later to where the others were
            message.sign_in.give_up()
            return
        for state in self.store.states.values():
            if state.is_busy and label in state.label:  # that of a remote may stand behind its name
                state.progress = "waiting for a sign-in"
        self.store.log("sign-in", f"{show(label)} wants somebody to sign in by browser")
        self.publish()
        self.push_screen(SignInScreen(message.sign_in))

    def on_sign_in_over(self, message: m.SignInOver) -> None:
        for screen in self._sign_in_screens():
            if screen.sign_in is message.sign_in:
                self.store.log("sign-in", f"{show(message.sign_in.label)} waits for nobody any more")
                screen.over()

    def give_up_sign_ins(self) -> None:
        for screen in self._sign_in_screens():
            screen.sign_in.give_up()

    def _sign_in_screens(self) -> "list[SignInScreen]":
        from supatui.tui.sign_in import SignInScreen

        return [screen for screen in self.screen_stack if isinstance(screen, SignInScreen)]

    def get_default_screen(self) -> Screen[None]:
        if self.store.sides is None:
            from supatui.tui.welcome import WelcomeScreen

            return WelcomeScreen(self.found, self.missing, asks_password=self.asks_password)
        from supatui.tui.main import MainScreen

        return MainScreen()

    def in_thread(self, work: Callable[[], None], group: str, *, exclusive: bool = True) -> Worker[None]:
        """Run engine work beside the event loop. What it does not expect stops the app with its traceback."""
        return self.run_worker(work, thread=True, group=group, exclusive=exclusive)

    def publish(self) -> None:
        """Let the screen in front show what the store holds.

        Threads go on telling while the screens are taken apart at the end: then there is nothing to show it.
        """
        if not self.is_running:
            return
        screen = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(screen, Shown) and screen.is_mounted:
            screen.refresh_view()

    def say(self, text: str, *, warning: bool = False) -> None:
        if not self.is_running:  # as in publish
            return
        for bar in self.screen.query(MessageBar):
            bar.say(text, warning=warning)
