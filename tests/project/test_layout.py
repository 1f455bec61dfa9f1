"""Promises of the project that only its files can keep."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "endorsements", "capacity", "chapters")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Rendered from Markdown and cleaned by nh3 before it is kept, so that a memo is printed as it was issued.
CLEANED = {"_rest.html": {"{{ note.html|safe }}"}}
NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc"}


def tracked(*patterns: str) -> list[Path]:
    """Return the files that are in version control, and those that are new and not ignored."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / line for line in said.splitlines() if (ROOT / line).is_file()]


def test_every_module_has_a_subject():
    named = [path for app in APPS for path in (ROOT / app).rglob("*") if path.stem in NO_SUBJECT]
    assert named == []


def dependencies() -> list[tuple[str, str]]:
    """Return each line of pyproject.toml that names a dependency, with what follows it."""
    text = (ROOT / "pyproject.toml").read_text()
    blocks = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    return [
        (line.strip(), line.partition("#")[2].strip())
        for block in blocks
        for line in block.splitlines()
        if line.strip()
    ]


def test_every_dependency_says_what_it_is_for():
    lines = dependencies()
    assert len(lines) > 20
    unexplained = [line for line, reason in lines if len(reason) < 10 and not line.startswith('"pytest>=')]
    assert unexplained == []


@pytest.mark.parametrize(("lock", "groups"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))])
def test_the_lock_pins_every_dependency_by_hash(lock: str, groups: tuple[str, ...]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + [
        each for group in groups for each in project["dependency-groups"][group]
    ]
    entries = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(.*?)(?=^[A-Za-z0-9]|\Z)", (ROOT / lock).read_text(), re.M | re.S
    )
    pinned = {name.lower().replace("_", "-") for name, rest in entries if "--hash=sha256:" in rest}
    assert len(pinned) == len(entries)
    missing = [each for each in wanted if re.split(r"[\[<>=~! ]", each)[0].lower().replace("_", "-") not in pinned]
    assert missing == [], "run `make lock`"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_needs_no_exception_from_the_policy(template: Path):
    """No inline style, script or handler; nothing is marked as safe but what was cleaned."""
    if template.name in {"print.html", "packet_front.html"}:
        pytest.skip("goes to the press, which reads no page's policy")
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "inline style"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "event handler"
    assert not re.search(r"<[^>]*\shx-on", text), "htmx handler"
    assert not re.search(r"<style[\s>]", text), "style element"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert set(re.findall(r"{{[^}]*\|safe[^}]*}}", text)) <= CLEANED.get(template.name, set())
    assert "autoescape off" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_is_short(template: Path):
    assert len(template.read_text().splitlines()) <= 120


def test_modules_are_rarely_over_250_lines():
    """Rarely is at most one in twenty, and never over 320."""
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    }
    long = {name: lines for name, lines in sizes.items() if lines > 250}
    assert len(long) <= len(sizes) / 20, long
    assert all(lines <= 320 for lines in long.values()), long


def test_nothing_generated_is_in_version_control():
    kept = [
        path
        for path in tracked()
        if path.suffix in {".mo", ".pyc", ".sqlite3"} or "var" in path.relative_to(ROOT).parts[:1]
    ]
    assert kept == []
