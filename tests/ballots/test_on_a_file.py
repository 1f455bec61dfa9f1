"""The tests of several at once, on SQLite: they need a file, and the other tests' database is in memory."""

import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from tests import migrated


@pytest.mark.slow
def test_several_at_once_on_a_file(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("they run by themselves on this database")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.ballots.settings_on_file",
        "TEST_DATABASE": str(tmp_path / "test.sqlite3"),
    }
    shutil.copyfile(migrated.file(), environment["TEST_DATABASE"])
    together = "tests/ballots/test_together.py"
    command = [sys.executable, "-m", "pytest", together, "--reuse-db", "-rs", "-p", "no:cacheprovider"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
    assert "in-memory" not in done.stdout, "it ran in memory, and skipped what it was for"
