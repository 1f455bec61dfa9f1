"""The child processes of this server process: started on demand, kept warm, replaced when worn or broken."""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from endorsements.pdf import errors, protocol

PROJECT = Path(__file__).resolve().parents[2]
MOST = max(2, os.cpu_count() or 2)
DOCUMENTS_EACH = 200
START_SECONDS = 60.0
_ENVIRONMENT_KEPT = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "VIRTUAL_ENV")


class Child:
    """One worker process, its socket and its private temporary folder."""

    TIME_SIGNALS = (-signal.SIGALRM, -signal.SIGXCPU)

    def __init__(self) -> None:
        self.documents = 0
        self.started_at = 0.0
        self._ready = False
        self._folder = Path(tempfile.mkdtemp(prefix="press-"))
        self.channel, theirs = socket.socketpair()
        with theirs, (self._folder / "stderr").open("wb") as words:
            # Only our own constant arguments reach the command line.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-s", "-m", "endorsements.pdf.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                pass_fds=[theirs.fileno()],
                cwd=self._folder,
                env=self._environment(),
            )

    def _environment(self) -> dict[str, str]:
        """Next to nothing: neither DATABASE_URL nor SECRET_KEY nor any other setting of the site goes in."""
        kept = {name: os.environ[name] for name in _ENVIRONMENT_KEPT if name in os.environ}
        folder = str(self._folder)
        own = {"PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
        return kept | own

    @property
    def usable(self) -> bool:
        """Alive and not yet worn."""
        return self._process.poll() is None and self.documents < DOCUMENTS_EACH

    def make_ready(self) -> None:
        """Wait until the child has loaded its fonts. RenderCrashed when it does not come up."""
        if self._ready:
            return
        try:
            protocol.receive(self.channel, limit=0, deadline=time.monotonic() + START_SECONDS)
        except (protocol.Closed, TimeoutError, ValueError) as error:
            self.kill()
            raise errors.RenderCrashed(detail=f"did not start: {self.last_words()}") from error
        self._ready = True

    def kill(self) -> None:
        """End the process now, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def wait(self) -> int:
        """Exit code of a child that closed its end; killed if it lingers."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=5.0)
        self.kill()
        return int(self._process.returncode)

    def last_words(self) -> str:
        """The end of what it wrote to standard error, for the log."""
        with contextlib.suppress(OSError):
            return (self._folder / "stderr").read_bytes()[-500:].decode("utf-8", "replace")
        return ""

    def close(self) -> None:
        """End the process and remove its folder."""
        self.kill()
        self.channel.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """Called in a forked process: drop the inherited socket and leave the parent's child alone."""
        self.channel.close()
        self._process.returncode = 0  # keeps Popen from waiting on a process that is not ours


class _Pool:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.places = threading.BoundedSemaphore(MOST)
        self.idle: list[Child] = []
        self.all: set[Child] = set()


_pool = _Pool()


def acquire(*, timeout: float, error: errors.PdfError) -> Child:
    """A ready child for the caller alone; `error` is raised when none is free within `timeout` seconds."""
    if not _pool.places.acquire(timeout=timeout):
        raise error
    return _take()


def try_acquire() -> Child | None:
    """A ready child, or None when all are busy."""
    return _take() if _pool.places.acquire(blocking=False) else None


def release(child: Child) -> None:
    """Give a child back: kept warm if usable, else ended."""
    usable = child.usable
    with _pool.lock:
        (_pool.idle.append if usable else _pool.all.discard)(child)
    if not usable:
        child.close()
    _pool.places.release()


def close_all() -> None:
    """End all idle children of this process; the next document starts a new one."""
    with _pool.lock:
        idle, _pool.idle = _pool.idle, []
        _pool.all.difference_update(idle)
    for child in idle:
        child.close()


def _take() -> Child:
    child = _idle_or_new()
    try:
        child.make_ready()
    except errors.PdfError:
        release(child)
        raise
    return child


def _idle_or_new() -> Child:
    with _pool.lock:
        stale = []
        while _pool.idle:
            child = _pool.idle.pop()
            if child.usable:
                break
            stale.append(child)
        else:
            child = Child()
            _pool.all.add(child)
        _pool.all.difference_update(stale)
    for worn in stale:
        worn.close()
    return child


def _after_fork() -> None:
    global _pool  # noqa: PLW0603 - the inherited children and locks belong to the parent process
    for child in _pool.all:
        child.forget()
    _pool = _Pool()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all)
