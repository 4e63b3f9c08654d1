"""The server that supatui starts for itself."""

import contextlib
import stat
from typing import TYPE_CHECKING

from supatui.errors import ShadowError
from supatui.shadow.account import Account, private_folder, server_account
from supatui.shadow.cluster import SUPERUSER, ClusterStore, process_environment, server_command
from supatui.shadow.extension_files import StandIn, lacking, write_extensions
from supatui.shadow.installation import Installation, InstallationKind
from supatui.shadow.process import RunFolder, ServerProcess, make_run_folder
from supatui.shadow.program_tree import program_tree
from supatui.shadow.server import DATABASE_PREFIX, ShadowServer
from supatui.shadow.settings import ShadowSettings
from supatui.shadow.shared_state import remove_extra, shared_facts

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composable

KEPT_TEMPLATES = 12
"""Most template databases that a kept data folder holds: the platform and some states of a few projects."""
KEPT_TEMPLATE_BYTES = 160 * 1024 * 1024
"""Most space that they take together; every start copies them, 100 MB in about 50 ms."""
KEPT_PREFIX = "supatui_template_"
"""Starts the names of templates, the same in every run."""
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
        self._template_prefix = KEPT_PREFIX
        self._store = store
        self._run = run
        self._closing = False
        self._has_new_templates = False
        self._process = process
        self._stand_ins = stand_ins
        with self._maintenance("the embedded server does not answer") as connection:
            self._expected = shared_facts(connection)

    def stand_ins(self) -> tuple[str, ...]:
        return tuple(item.name for item in self._stand_ins)

    def _create_options(self) -> "Composable":
        from psycopg.sql import SQL

        # Copying files takes a checkpoint, which costs nothing without fsync, and is 2 to 10 times faster.
        return SQL("encoding 'UTF8' strategy file_copy" if self.major >= 15 else "encoding 'UTF8'")

    def _make_roles(self, connection: "Connection") -> None:
        before = shared_facts(connection)
        super()._make_roles(connection)
        self._expected |= shared_facts(connection) - before

    def _template_used(self, name: str) -> None:
        self._store.mark_used(name)

    def _template_kept(self, name: str) -> None:
        self._store.mark_used(name)
        self._has_new_templates = True

    def close(self) -> None:
        """End the server. Templates that are new are kept for the next start, when nothing else would be."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
        try:
            # Not being able to keep them only costs the next start some time.
            with contextlib.suppress(ShadowError, OSError):
                if self._has_new_templates and self._tidy() and self._process.stop_cleanly():
                    self._store.publish(self._run.data)
        finally:
            self._closed = True
            self._process.end()

    def _tidy(self) -> bool:
        """Leave nothing but the templates that are worth keeping; False when there is more or nothing to keep."""
        from psycopg.sql import SQL, Identifier

        with self._maintenance("the templates could not be kept") as connection:
            if not remove_extra(connection, self._expected):
                return False
            kept: list[str] = []
            space = KEPT_TEMPLATE_BYTES
            databases = connection.execute(_OUR_DATABASES, [DATABASE_PREFIX]).fetchall()
            for name, size in sorted(databases, key=lambda row: self._store.last_used(row[0]), reverse=True):
                if name.startswith(KEPT_PREFIX) and size <= space and len(kept) < KEPT_TEMPLATES:
                    kept.append(name)
                    space -= size
                else:
                    connection.execute(SQL("drop database {} with (force)").format(Identifier(name)))
            self._store.forget_unused(kept)
        return bool(kept)


_OUR_DATABASES = """
select d.datname::text, pg_catalog.pg_database_size(d.oid)
from pg_catalog.pg_database as d
where pg_catalog.starts_with(d.datname, %s)
order by 1
"""


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
    try:
        return EmbeddedServer(installation, store, run, process, stand_ins)
    except BaseException:
        process.end()
        raise


def _start(programs: Installation, run: RunFolder, stand_ins: tuple[StandIn, ...]) -> ServerProcess:
    """Start on a prepared data folder and wait; when that fails, the folder is removed."""
    try:
        extra: list[str] = []
        if stand_ins and programs.major >= CONTROL_PATH_MAJOR:
            ours = run.path / "extensions"
            write_extensions(ours / "extension", stand_ins)
            ours.chmod(0o755)
            for path in (ours, *ours.rglob("*")):
                run.account.own(path)  # The watchdog removes them, and it runs as the server's account.
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
