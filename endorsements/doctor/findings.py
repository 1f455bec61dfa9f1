"""What the doctor found, and how it is told."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.utils.translation import gettext


class Level(StrEnum):
    """REFUSE: a promise to voters does not hold, so the site must not run. WARN: somebody should know."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a stable `code`, what was found, why it matters, and how to mend it."""

    code: str
    level: Level
    found: str
    why: str
    mend: str


def refused(findings: Iterable[Finding]) -> bool:
    """Whether the site must not run."""
    return any(finding.level is Level.REFUSE for finding in findings)


def as_json(findings: Iterable[Finding]) -> str:
    """Return {"refused": bool, "findings": [{"code", "level", "found", "why", "mend"}…]} as JSON, with a newline."""
    listed = list(findings)
    answer = {"refused": refused(listed), "findings": [asdict(finding) for finding in listed]}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def as_text(findings: Iterable[Finding]) -> str:
    """Return each finding in three lines, what refuses first, and the conclusion."""
    listed = sorted(findings, key=lambda finding: finding.level is not Level.REFUSE)
    words = {Level.REFUSE: gettext("REFUSED"), Level.WARN: gettext("warning")}
    blocks = [f"{words[each.level]}: {each.found}\n  {each.why}\n  {gettext('Mend:')} {each.mend}\n" for each in listed]
    if refused(listed):
        blocks.append(gettext("This server does not keep what the site promises its voters.") + "\n")
    elif listed:
        blocks.append(gettext("Nothing here breaks what the site promises its voters.") + "\n")
    else:
        blocks.append(gettext("Nothing was found.") + "\n")
    return "\n".join(blocks)
