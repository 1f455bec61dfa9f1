"""Frozen assessments: the digest over their content, and judging one again from itself alone."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from endorsements import rules
from endorsements.models import Assessment
from endorsements.queries.dossiers import explained
from endorsements.rules.writing import result_json


def canonical(content: Any) -> str:
    """Return content as the one JSON text that its digest is taken over."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: Any) -> str:
    """Return the SHA-256 (hex) of content's canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def judgement(found: rules.Explanation) -> dict[str, Any]:
    """Return a judgement as `manage.py classify` writes it, without the dossier's id."""
    told: dict[str, Any] = json.loads(result_json("", found))
    del told["id"]
    return told


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a frozen assessment still says what it was frozen with, and is judged the same by the same rulebook."""

    unchanged: bool
    same_rulebook: bool
    same_judgement: bool

    @property
    def holds(self) -> bool:
        """Whether all three do."""
        return self.unchanged and self.same_rulebook and self.same_judgement


def judge_again(content: dict[str, Any]) -> rules.Explanation:
    """Judge a frozen content from itself alone.

    Raises `rules.UnknownRulebook` or `rules.InvalidAnswer` when this version has no such rulebook, fact or value.
    """
    values = {fact: answer["value"] for fact, answer in content["answers"].items()}
    return explained(content["rulebook"]["id"], values, [line["id"] for line in content["red_lines"]])


def verify(assessment: Assessment) -> Verification:
    """Take the digest again and judge again. No query."""
    content = assessment.content
    unchanged = digest_of(content) == assessment.digest
    try:
        book = rules.rulebook(content["rulebook"]["id"])
        again = judgement(judge_again(content))
    except (rules.UnknownRulebook, rules.InvalidAnswer, KeyError, TypeError, AttributeError):
        return Verification(unchanged, False, False)
    return Verification(
        unchanged,
        same_rulebook=book.digest == content["rulebook"]["digest"] == assessment.rulebook_digest,
        same_judgement=canonical(again) == canonical(content["judgement"]) and again["verdict"] == assessment.verdict,
    )
