"""The server ends with the process that started it, however that one ends, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from supatui.shadow import ShadowServer, ShadowSettings, open_shadow

END_SECONDS = 2.0
"""What the server is given to end after its starter was killed; it takes 0.1 s on an idle machine."""

STARTER = """
import pathlib, sys, time, psycopg
from psycopg.conninfo import conninfo_to_dict
from supatui.shadow import ShadowSettings, open_shadow

server = open_shadow(ShadowSettings(cache_folder=pathlib.Path(sys.argv[1])), major=18)
database = server.create_database()
connection = psycopg.connect(database.conninfo)
print(conninfo_to_dict(database.conninfo)["host"], flush=True)
{then}
"""


@dataclass(frozen=True)
class Started:
    """A server in another process of ours."""

    starter: subprocess.Popen[str]
    folder: Path
    postmaster: int

    @property
    def watchdog(self) -> int:
        """The process number of the shell around the server."""
        status = Path(f"/proc/{self.postmaster}/stat").read_text()
        return int(status.rsplit(")", 1)[1].split()[1])


def start(settings: ShadowSettings, then: str) -> Started:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER.format(then=then), str(settings.cache_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    folder = Path(starter.stdout.readline().strip())
    return Started(starter, folder, int((folder / "data" / "postmaster.pid").read_text().split()[0]))


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def becomes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + END_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_killing_the_starter_ends_the_server_and_removes_its_folder(shadow_settings: ShadowSettings) -> None:
    started = start(shadow_settings, "time.sleep(60)")
    started.starter.kill()
    started.starter.wait()
    assert becomes_true(lambda: not is_running(started.postmaster) and not started.folder.exists())


def test_a_killed_starter_leaves_no_socket_folder_where_the_cache_lies_deep(shadow_settings: ShadowSettings) -> None:
    cache = shadow_settings.cache_folder / "deep" / ("x" * 60)
    no_memory = "from supatui.shadow import process; process.SHARED_MEMORY = pathlib.Path('/nowhere')"
    code = STARTER.format(then="time.sleep(60)").replace("\nserver =", f"\n{no_memory}\nserver =")
    starter = subprocess.Popen([sys.executable, "-c", code, str(cache)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    sockets = Path(starter.stdout.readline().strip())
    assert sockets.is_dir()
    assert cache not in sockets.parents
    starter.kill()
    starter.wait()
    assert becomes_true(lambda: not sockets.exists() and not list((cache / "run").iterdir()))
    shutil.rmtree(cache.parent)


def test_killing_the_whole_group_of_the_starter_ends_the_server_too(shadow_settings: ShadowSettings) -> None:
    started = start(shadow_settings, "time.sleep(60)")
    assert os.getpgid(started.postmaster) != os.getpgid(started.starter.pid)
    started.starter.send_signal(signal.SIGINT)
    started.starter.wait()
    assert becomes_true(lambda: not is_running(started.postmaster) and not started.folder.exists())


def test_an_end_without_close_ends_the_server_too(shadow_settings: ShadowSettings) -> None:
    started = start(shadow_settings, "import os; sys.stdin.read(); os._exit(0)")
    started.starter.communicate()
    assert becomes_true(lambda: not is_running(started.postmaster) and not started.folder.exists())


def test_a_child_that_outlives_its_starter_does_not_keep_the_server(shadow_settings: ShadowSettings) -> None:
    started = start(shadow_settings, "import os; pid = os.fork(); pid and print(pid, flush=True); time.sleep(30)")
    assert started.starter.stdout is not None
    child = int(started.starter.stdout.readline())
    try:
        started.starter.kill()
        started.starter.wait()
        assert becomes_true(lambda: not is_running(started.postmaster) and not started.folder.exists())
        assert is_running(child)
    finally:
        os.kill(child, signal.SIGKILL)


def test_what_outlived_its_watchdog_is_ended_by_the_next_start(shadow_settings: ShadowSettings) -> None:
    started = start(shadow_settings, "time.sleep(60)")
    os.kill(started.watchdog, signal.SIGKILL)
    started.starter.kill()
    started.starter.wait()
    assert is_running(started.postmaster)
    open_shadow(shadow_settings, major=18).close()
    assert becomes_true(lambda: not is_running(started.postmaster) and not started.folder.exists())


def test_a_start_leaves_the_servers_of_others_alone(shadow_settings: ShadowSettings, server: ShadowServer) -> None:
    started = start(shadow_settings, "time.sleep(60)")
    open_shadow(shadow_settings, major=18).close()
    assert is_running(started.postmaster)
    with server.create_database() as database:
        assert database.name
    started.starter.kill()
    started.starter.wait()


def test_nothing_of_ours_keeps_a_pipeline_waiting(shadow_settings: ShadowSettings) -> None:
    """A server that held the starter's output would make `$(supatui ...)` hang after a kill."""
    started = start(shadow_settings, "time.sleep(60)")
    os.kill(started.watchdog, signal.SIGSTOP)
    try:
        started.starter.kill()
        out, _ = started.starter.communicate(timeout=5)
        assert out == ""
    finally:
        os.kill(started.watchdog, signal.SIGCONT)
    assert becomes_true(lambda: not started.folder.exists())
