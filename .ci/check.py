"""Run every check, each to its end even when one before it failed; then one line a check. Exits 1 when any failed.

Those that use one core run beside one another, and tell what they said when they are done; the tests use all cores.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

PYTHON = sys.executable
WORKERS = str(min(os.cpu_count() or 1, 4))
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "HTTPS": "1",
    "SECRET_KEY": "for-this-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "ALLOWED_HOSTS": "endorsements.example.org",
    "EMAIL_HOST": "mail.example.org",
}
PYTEST = (PYTHON, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal")


@dataclass(frozen=True)
class Check:
    """A name, the command, and what its environment has on top of ours. An empty value takes a variable away."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


ON_ONE_CORE = (
    Check("types", (PYTHON, "-m", "mypy")),  # takes the longest
    Check("lint", (PYTHON, "-m", "ruff", "check", ".")),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("imports", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()")),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"), {"DEBUG": "1"}),
    Check("deployment", (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
)
TESTS = (
    Check("tests on SQLite", PYTEST, {"DATABASE_URL": ""}),
    Check(
        "tests on PostgreSQL",
        (PYTHON, "-m", "tests.servers", "postgres", "--", *PYTEST),
        {"ONLY_WITH_DATABASE": "1"},  # the others have passed just before
    ),
)


def run(check: Check, output: int | None = None) -> tuple[bool, float, str]:
    """Run one check, its output shown as it comes or (`output` PIPE) kept; return: passed, seconds, what was kept."""
    environment = {name: value for name, value in {**os.environ, **check.environment}.items() if value}
    began = time.monotonic()
    done = subprocess.run(
        check.command, env=environment, stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.STDOUT if output else None, text=True, check=False,
    )  # fmt: skip
    return done.returncode == 0, time.monotonic() - began, done.stdout or ""


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main(wanted: list[str]) -> int:
    """Run the checks (only those named, where any are) and print the summary."""
    results = []
    with ThreadPoolExecutor(int(WORKERS)) as pool:
        checks = [check for check in ON_ONE_CORE if not wanted or check.name in wanted]
        running = [(check, pool.submit(run, check, subprocess.PIPE)) for check in checks]
        for check, done in running:
            passed, seconds, said = done.result()
            say(f"\n── {check.name} ──\n{said}")
            results.append((check, passed, seconds))
    for check in TESTS:
        if not wanted or check.name in wanted:
            say(f"\n── {check.name} ──\n")
            passed, seconds, _ = run(check)
            results.append((check, passed, seconds))
    say("\n── summary ──\n")
    for check, passed, seconds in results:
        say(f"{'passed' if passed else 'FAILED'}  {check.name} ({seconds:.0f} s)\n")
    return 0 if all(passed for _, passed, _ in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
