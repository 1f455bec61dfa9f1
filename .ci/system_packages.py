"""See that the programs and libraries are there that no wheel brings; as root on Debian or Ubuntu, install them.

`run` is what the site needs (translations, printing); `test` adds a browser and what reads printed pages.
Elsewhere, or without root, the missing are named together with the line that installs them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """One thing the machine must have: how it is looked for, and which package brings it (apt's name, Homebrew's)."""

    apt: str
    brew: str
    is_there: Callable[[], bool]


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def library(name: str) -> Callable[[], bool]:
    return lambda: find_library(name) is not None


def a_browser() -> bool:
    named = os.environ.get("CHROMIUM", "")
    return Path(named).is_file() if named else program(*BROWSERS)()


RUN = (
    Need("gettext", "gettext", program("msgfmt")),
    Need("libpango-1.0-0", "pango", library("pango-1.0")),
    Need("libpangoft2-1.0-0", "pango", library("pangoft2-1.0")),
    Need("libharfbuzz-subset0", "harfbuzz", library("harfbuzz-subset")),
)
TEST = (
    Need("chromium", "--cask chromium", a_browser),
    Need("poppler-utils", "poppler", program("pdftoppm")),
)


def missing(needs: tuple[Need, ...]) -> list[Need]:
    return [need for need in needs if not need.is_there()]


def main(purpose: str) -> int:
    """Return 0 when everything is there at the end, else 1 after saying what to install."""
    needs = RUN + TEST if purpose == "test" else RUN
    lacking = missing(needs)
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [need.apt for need in lacking]
        sys.stdout.write(f"Installing {', '.join(packages)}\n")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False, env=environment
        )
        lacking = missing(needs)
    if not lacking:
        return 0
    line = (
        f"brew install {' '.join(dict.fromkeys(need.brew for need in lacking))}"
        if shutil.which("brew")
        else f"sudo apt-get install {' '.join(need.apt for need in lacking)}"
    )
    sys.stderr.write(f"Something is missing that no Python package brings. Install it with: {line}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
