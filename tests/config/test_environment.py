"""The environment is read loudly: contradictions and misspellings stop the start."""

import os
import subprocess
import sys

import pytest

from config.environment import ROOT


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


GOOD = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "chapter.example.org", "DATABASE_URL": "sqlite://:memory:"}


def test_production_starts_with_what_it_needs():
    assert start(**GOOD).returncode == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DEMO": "1"}, "DEMO=1 needs DEBUG=1"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is empty"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is empty"),
        ({"DEBUG": "perhaps"}, "valid boolean"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT"),
        ({"SITE_URL": "votes.example.org"}, "SITE_URL"),
    ],
)
def test_what_would_be_wrong_stops_the_start(changed, said):
    stopped = start(**{**GOOD, **changed})
    assert stopped.returncode != 0
    assert said in stopped.stderr


def test_debug_needs_nothing():
    assert start(DEBUG="1", DEMO="1", DATABASE_URL="sqlite://:memory:").returncode == 0
