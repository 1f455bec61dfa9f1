"""`manage.py worker`: run background tasks, and clear up after a worker that died."""

import datetime as dt
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from endorsements.operations import packets

PAUSE = 2.0
SWEEP = dt.timedelta(seconds=30)
LONGEST = dt.timedelta(minutes=15)


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
    """Keeps one task process running; starts another when it ends, until it is told to stop."""

    help = "Run background tasks (packets), restart after a crash, and clear up what a crash left behind."
    stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        started = 0
        while not self.stopping:
            started += 1
            self.run_one(f"worker-{time.time_ns()}-{started}")

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run_one(self, worker_id: str) -> None:
        command = [sys.executable, sys.argv[0], "db_worker", "--worker-id", worker_id, "--no-reload"]
        child = subprocess.Popen(command)  # noqa: S603 - our own command line
        swept_at = timezone.now() - SWEEP
        try:
            while child.poll() is None and not self.stopping:
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
