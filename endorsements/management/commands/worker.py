"""`manage.py worker`: run background tasks, open and close ballots, and clear up after a worker that died."""

import datetime as dt
import secrets
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from chapters.clock import database_now
from endorsements.operations import closing, opening, packets

PAUSE = 2.0
SWEEP = dt.timedelta(seconds=30)
LONGEST = dt.timedelta(minutes=15)
SALT_BYTES = 32
logger = structlog.get_logger(__name__)


class WorkerDied(Exception):
    """The process that ran the task ended without finishing it."""


def give_up_tasks(*, worker_id: str | None, at: dt.datetime) -> int:
    """Record as failed the tasks that a dead worker left running (`worker_id` None: those running far too long).

    The queue itself never does: it would show them as running for ever.
    """
    given_up = 0
    for task in DBTaskResult.objects.running():
        of_worker = worker_id is not None and task.worker_ids[-1:] == [worker_id]
        too_long = worker_id is None and task.started_at is not None and task.started_at < at - LONGEST
        if of_worker or too_long:
            task.set_failed(WorkerDied(f"worker {task.worker_ids[-1:]} died"))
            given_up += 1
    return given_up


class Command(BaseCommand):
    """Keeps one task process running, and starts another when it ends; sweeps the ballots. Until it is told to stop."""

    help = (
        "Run background tasks (packets, reminders), open and close ballots at their time, and clear up what a crash "
        "left behind."
    )
    stopping = False
    verbosity = 1
    cleared: int | None = None
    tried_at: dt.datetime | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        started = 0
        while not self.stopping:
            started += 1
            self.run_one(f"worker-{time.time_ns()}-{started}")

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def sweep_ballots(self) -> None:
        """Open, close and decide what is due. A database that is away for a while must not end the worker."""
        try:
            opening.open_due(database_now, lambda: secrets.token_hex(SALT_BYTES))
            closing.close_due(database_now)
            closing.decide_due(database_now)
            self.clear_traces(database_now())
        except Exception as error:
            logger.error("ballots_not_swept", error=type(error).__name__)

    def clear_traces(self, now: dt.datetime) -> None:
        """After the close of a secret ballot, clear what the database keeps of old row versions; if need be later."""
        if self.tried_at is not None and now - self.tried_at < SWEEP:
            return
        # Counted, and not asked by moment: what ends a ballot may have waited long after it looked at its clock.
        ended = closing.secret_ballots_ended()
        if ended != self.cleared:
            self.tried_at = now
            self.cleared = ended if closing.forget_row_versions() else self.cleared

    def run_one(self, worker_id: str) -> None:
        command = [sys.executable, sys.argv[0], "db_worker", "--worker-id", worker_id, "--no-reload"]
        command += ["--verbosity", str(self.verbosity)]
        child = subprocess.Popen(command)  # noqa: S603 - our own command line
        swept_at = timezone.now() - SWEEP
        try:
            while child.poll() is None and not self.stopping:
                close_old_connections()
                self.sweep_ballots()
                now = timezone.now()
                if now - swept_at >= SWEEP:
                    close_old_connections()
                    packets.sweep(at=now)
                    give_up_tasks(worker_id=None, at=now)
                    swept_at = now
                time.sleep(PAUSE)
        finally:
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            close_old_connections()
            give_up_tasks(worker_id=worker_id, at=timezone.now())
