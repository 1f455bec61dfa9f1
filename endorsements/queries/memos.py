"""What a memo says, from a frozen assessment: plain strings in the reader's language, ready to be frozen themselves."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chapters.markup import to_html
from endorsements import rules
from endorsements.limits import check_memo_length
from endorsements.models import Assessment, Note
from endorsements.models.dossier import Side
from endorsements.models.race import race_called
from endorsements.queries import judgement_panel, memo_evidence
from endorsements.queries.dossiers import explained
from endorsements.queries.judgement_rows import Panel, Way
from endorsements.queries.memo_capacity import capacity_content
from endorsements.queries.memo_decisions import decisions_content
from endorsements.queries.memo_evidence import Evidence, Frozen, long_day
from endorsements.queries.memo_slate import slate_content
from endorsements.queries.weighing import SCORES, SIGNED, spread
from endorsements.wording import Words, moment, words

type Content = dict[str, Any]


def _ways(ways: Iterable[Way]) -> list[dict[str, Any]]:
    return [{"verdict": way.label, "answers": [f"{each.name} ({each.label})" for each in way.answers]} for way in ways]


def _short_why(panel: Panel, decisive: Iterable[str]) -> str:
    """Return the reason in the few words that a line of a packet's summary has room for."""
    if panel.verdict == "undetermined":
        return ngettext("%(count)d question open", "%(count)d questions open", len(panel.open)) % {
            "count": len(panel.open)
        }
    if panel.verdict == "not-endorsable":
        return _("fails %(codes)s") % {"codes": ", ".join(decisive)}
    return _("all gates and criteria hold")


def _verdict(content: Frozen, titles: dict[str, str]) -> dict[str, Any]:
    rulebook = content["rulebook"]["id"]
    values = {fact: given["value"] for fact, given in content["answers"].items()}
    panel = judgement_panel.told(
        explained(rulebook, values, titles), rulebook_id=rulebook, values=values, red_lines=titles
    )
    decided = [
        {"code": row.code, "title": row.title, "word": row.label, "source": row.source}
        for group in panel.groups
        for row in group.rows
        if "finding--decides" in row.classes
    ]
    return {
        "id": str(panel.verdict),
        "word": panel.label,
        "why": panel.why,
        "short": _short_why(panel, [each["code"] for each in decided]),
        "kind": panel.kind,
        "beside": [sentence for sentence in (panel.both, panel.advocacy) if sentence],
        "decided_by": decided,
        "settle": _ways(panel.settle_by_verdict),
        "settle_together": _ways(panel.sets),
        "raise": [each.name for each in panel.raises],
        "change": _ways(panel.change_by_verdict),
    }


def _notes(notes: Iterable[Note], side: str) -> list[dict[str, str]]:
    return [
        {
            "html": str(to_html(note.text)),
            "by": note.written_by.name,
            "day": long_day(timezone.localdate(note.written_at)),
        }
        for note in notes
        if note.side == side
    ]


def _weighing(assessment: Assessment, said: Words) -> dict[str, Any] | None:
    """Return the spread of the scores handed in before the freeze; None without any. One query.

    Later scores belong to a weighing that is still blind, and stay out. Counts and middles, never an average: scores
    are ranks, and a campaign half wants and half fears is not one that nobody minds.
    """
    found = spread(assessment.candidacy, until=assessment.frozen_at)
    if found is None:
        return None
    commitment = assessment.content["answers"].get("sio_commitment", {"value": "unknown"})["value"]
    return {
        "people": ngettext(
            "%(count)d member of the committee weighed it, from −2 (speaks strongly against endorsing) to +2 (speaks "
            "strongly for it). Cells count members. No part of the verdict (CAES, Class Struggle Elections ¶7).",
            "%(count)d members of the committee weighed it, from −2 (speaks strongly against endorsing) to +2 (speaks "
            "strongly for it). Cells count members. No part of the verdict (CAES, Class Struggle Elections ¶7).",
            found.people,
        )
        % {"count": found.people},
        "revised": ngettext(
            "%(count)d of them revised their scores after seeing the others'.",
            "%(count)d of them revised their scores after seeing the others'.",
            found.revised,
        )
        % {"count": found.revised}
        if found.revised
        else "",
        "commitment": _("%(name)s: %(answer)s. Important, not definitive.")
        % {
            "name": said.names["sio_commitment"][:1].upper() + said.names["sio_commitment"][1:],
            "answer": said.label("sio_commitment", commitment),
        },
        "heads": [*(SIGNED[score] for score in SCORES), _("Least"), _("Median"), _("Greatest")],
        "rows": [
            {
                "title": each.title,
                "counts": [str(count) if count else "" for count in each.counts],
                "spread": [each.least, each.middle, each.greatest],
            }
            for each in found.aspects
        ],
    }


def memo_content(assessment: Assessment, *, number: int, issued_by: str, issued_at: dt.datetime) -> Content:
    """Return everything a memo says, in the active language and time zone.

    Four queries, up to six more where something was moved, and 20 more where field work is planned.

    `assessment` comes with `candidacy.race.cycle.chapter`, `candidacy.candidate` and `frozen_by` fetched.
    Raises `limits.MemoTooLong` when its words exceed what a memo may hold.
    """
    content, candidacy = assessment.content, assessment.candidacy
    said, titles = words(assessment.rulebook), {line["id"]: line["title"] for line in content["red_lines"]}
    evidence, verdict = Evidence(content["answers"], said, titles), _verdict(content, titles)
    decisive = [each["code"] for each in verdict["decided_by"]]
    notes = Note.objects.filter(candidacy=candidacy, withdrawn_at__isnull=True).select_related("written_by")
    on = timezone.localdate(issued_at)
    decisions = decisions_content(candidacy)
    memo = {
        **_heading(assessment),
        "number": number,
        "issued_at": moment(issued_at),
        "issued_by": issued_by,
        "status": (decisions and decisions["status"]) or _("Judged; not voted on yet"),
        "verdict": verdict,
        "parts": memo_evidence.criteria(content, evidence, said, decisive=decisive),
        "red_lines": memo_evidence.red_lines(content, evidence),
        "unknown": memo_evidence.unknown(content, said, titles),
        "case_for": _notes(notes, Side.FOR),
        "case_against": _notes(notes, Side.AGAINST),
        "weighing": _weighing(assessment, said),
        "capacity": (capacity := capacity_content(candidacy, on)),
        # Without a field plan the slate cannot choose it.
        "slate": slate_content(candidacy, on) if capacity else None,
        "decisions": decisions,
        "sources": evidence.sources,
        "rulebook": {**content["rulebook"], "source": rules.rulebook(assessment.rulebook).source},
        "assessment": {
            "number": assessment.number,
            "digest": assessment.digest,
            "frozen_by": assessment.frozen_by.name,
            "frozen_at": moment(assessment.frozen_at),
        },
    }
    check_memo_length(*_texts(memo))
    return memo


def _heading(assessment: Assessment) -> Content:
    content, race = assessment.content, assessment.candidacy.race
    in_words = race_called(content["office"], content["district"])
    return {
        "language": get_language(),
        "chapter": race.cycle.chapter.name,
        "cycle": race.cycle.name,
        "candidate": content["candidate"],
        "race": in_words,
        "title": _("%(candidate)s for %(race)s") % {"candidate": content["candidate"], "race": in_words},
        "election_on": long_day(content["election_on"]),
        "decide_by_on": long_day(race.decide_by_on),
        "as_of": long_day(content["as_of"]),
        "tactical": {"value": race.far_right_opponent, "note": race.tactical_note},
    }


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from _texts(each)
