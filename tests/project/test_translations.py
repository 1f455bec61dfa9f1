"""The Spanish catalogue is complete: every sentence of code and templates is there, translated, with nothing fuzzy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("chapters", "capacity", "config", "endorsements", "templates", "static", "locale", "manage.py")
CATALOGUE = Path("locale", "es", "LC_MESSAGES", "django.po")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the catalogue as it would be after gathering the sentences anew, in a copy of the project."""
    copy = tmp_path_factory.mktemp("project")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "fonts"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, copy / name)
    (copy / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "es", "--no-location", "--no-wrap", "--no-obsolete"],
        cwd=copy, check=True, capture_output=True, env={**os.environ, "DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"},
    )  # fmt: skip
    return copy / CATALOGUE


def sentences(*command: str | Path) -> list[str]:
    """Return the first words of each entry that a gettext program lets through, but for the header."""
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entries = re.findall(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n?)+)', said, re.MULTILINE)
    return [entry.strip()[:100] for entry in entries if entry.strip() != '""']


def test_every_sentence_is_gathered(gathered: Path):
    assert len(sentences("msgattrib", "--no-obsolete", "--no-wrap", gathered)) > 300


def test_every_sentence_is_translated(gathered: Path):
    left = sentences("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", gathered)
    assert (len(left), left[:10]) == (0, []), "run `make messages` and translate"


def test_no_translation_is_a_guess(gathered: Path):
    assert sentences("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap", gathered) == []


def test_no_translation_loses_a_placeholder(gathered: Path):
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file", os.devnull, gathered], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
