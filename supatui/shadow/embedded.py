"""The server that supatui starts for itself."""

import stat
from typing import TYPE_CHECKING

from supatui.errors import ShadowError
from supatui.shadow.account import Account, private_folder, server_account
from supatui.shadow.cluster import SUPERUSER, ClusterStore, process_environment, server_command
from supatui.shadow.extension_files import StandIn, lacking, write_extensions
from supatui.shadow.installation import Installation, InstallationKind
from supatui.shadow.process import RunFolder, ServerProcess, make_run_folder
from supatui.shadow.program_tree import program_tree
from supatui.shadow.server import ShadowServer
from supatui.shadow.settings import ShadowSettings

if TYPE_CHECKING:
    from psycopg.sql import Composable

CONTROL_PATH_MAJOR = 18
"""The first major with extension_control_path, which lets extension files lie anywhere."""


class EmbeddedServer(ShadowServer):
    """A private server on a unix socket that ends with this process."""

    def __init__(
        self,
        installation: Installation,
        store: ClusterStore,
        run: RunFolder,
        process: ServerProcess,
        stand_ins: tuple[StandIn, ...],
    ) -> None:
        where = installation.name if installation.kind is InstallationKind.WHEEL else str(installation.bin_folder)
        parameters = {"host": str(run.socket_folder), "port": "5432", "user": SUPERUSER, "dbname": "postgres"}
        super().__init__(parameters, f"embedded PostgreSQL {installation.version} ({where})")
        self.version_num = installation.version_num
        self._store = store
        self._process = process
        self._stand_ins = stand_ins

    def stand_ins(self) -> tuple[str, ...]:
        return tuple(item.name for item in self._stand_ins)

    def _create_options(self) -> "Composable":
        from psycopg.sql import SQL

        # Copying files takes a checkpoint, which costs nothing without fsync, and is 2 to 10 times faster.
        return SQL("encoding 'UTF8' strategy file_copy" if self.major >= 15 else "encoding 'UTF8'")

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._process.end()


def start_embedded(installation: Installation, settings: ShadowSettings) -> EmbeddedServer:
    """Start a private server of this installation.

    Raises: ShadowError with the reason and what to do.
    """
    account = server_account()
    cache = private_folder(settings.cache_folder)
    stand_ins = lacking(installation.own_extensions())
    programs = _programs(installation, stand_ins, settings, account)
    store = ClusterStore.of(cache, installation, programs, account)
    run = make_run_folder(cache, account)
    was_kept = store.copy_into(run)
    try:
        process = _start(programs, run, stand_ins)
    except ShadowError:
        if not was_kept:
            raise
        # A kept data folder that no server starts from, after a full disk for example, must not stay in the way.
        store.discard()
        run = make_run_folder(cache, account)
        store.copy_into(run)
        process = _start(programs, run, stand_ins)
    return EmbeddedServer(installation, store, run, process, stand_ins)


def _start(programs: Installation, run: RunFolder, stand_ins: tuple[StandIn, ...]) -> ServerProcess:
    """Start on a prepared data folder and wait; when that fails, the folder is removed."""
    try:
        extra: list[str] = []
        if stand_ins and programs.major >= CONTROL_PATH_MAJOR:
            ours = run.path / "extensions"
            write_extensions(ours / "extension", stand_ins)
            ours.chmod(0o755)
            extra = ["-c", f"extension_control_path=$system:{ours}"]
        process = ServerProcess(server_command(programs, run, extra), run, process_environment())
    except BaseException:
        run.remove()
        raise
    try:
        process.wait_until_ready()
    except BaseException:
        process.end()
        raise
    return process


def _programs(
    installation: Installation, stand_ins: tuple[StandIn, ...], settings: ShadowSettings, account: Account
) -> Installation:
    """The installation to run: itself, or a tree that has our extensions or can be reached by the account."""
    reachable = _can_run(account, installation)
    if reachable and (installation.major >= CONTROL_PATH_MAJOR or not stand_ins):
        return installation
    base = private_folder(settings.cache_folder, reachable_by=account)
    return program_tree(installation, stand_ins, base, whole=not reachable)


def _can_run(account: Account, installation: Installation) -> bool:
    """Whether the account can reach and read the programs; root's own folders are usually closed to it."""
    folders = (installation.bin_folder, installation.share_folder, installation.library_folder)
    if not all(account.can_reach(folder) for folder in (*folders, *installation.bundled_libraries)):
        return False
    files = (installation.program("postgres"), installation.share_folder / "postgres.bki")
    return not account.is_other or all(path.stat().st_mode & stat.S_IROTH for path in files)
