"""Freezing a dossier to an assessment that can be judged again from itself alone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from chapters.models import Member, RedLineVersion
from chapters.operations import log
from endorsements import policies, policies_motions, rules
from endorsements.models import Answer, Assessment, Candidacy
from endorsements.operations.dossiers import lock
from endorsements.queries.assessments import digest_of, judgement
from endorsements.queries.dossiers import RED_LINE, explained, red_lines_in_force

FROZEN = log.action("assessment.frozen", "number", "verdict", "digest")


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _red_line(version: RedLineVersion) -> dict[str, Any]:
    return {
        "id": version.red_line.slug,
        "version": version.number,
        "title": version.title,
        "text": version.text,
        "adopted_on": _day(version.adopted_on),
        "adopted_by": version.adopted_by,
        "reaffirmed_on": _day(version.reaffirmed_on),
        "in_force_from": _day(version.in_force_from),
        "in_force_until": _day(version.in_force_until),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "value": answer.value,
        "evidence": answer.evidence,
        "link": answer.link,
        "source": answer.source,
        "evidence_on": _day(answer.evidence_on),
        "set_by": answer.set_by.name,
        "set_at": answer.set_at.astimezone(dt.UTC).isoformat(),
    }


@transaction.atomic
def freeze(*, candidacy: Candidacy, as_of: dt.date, by: Member, at: dt.datetime) -> Assessment:
    """Freeze a candidacy's dossier as it stands, judged by the red lines in force on `as_of`.

    Raises `policies.Refused` when the candidacy or its cycle is closed, or who freezes is recused from it.
    """
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    policies_motions.check_not_recused(candidacy, by)
    chapter = candidacy.race.cycle.chapter
    answers = list(
        Answer.objects.filter(candidacy=candidacy, is_current=True).select_related("set_by").order_by("fact")
    )
    lines = red_lines_in_force(chapter, as_of)
    found = explained(candidacy.rulebook, {a.fact: a.value for a in answers}, [v.red_line.slug for v in lines])
    book = rules.rulebook(candidacy.rulebook)
    content = {**_content(candidacy, as_of, answers, lines), "judgement": judgement(found)}
    number = (Assessment.objects.filter(candidacy=candidacy).aggregate(last=Max("number"))["last"] or 0) + 1
    assessment = Assessment.objects.create(
        candidacy=candidacy,
        number=number,
        as_of=as_of,
        rulebook=book.id,
        rulebook_digest=book.digest,
        verdict=found.verdict,
        kind=found.kind,
        content=content,
        digest=digest_of(content),
        frozen_by=by,
        frozen_at=at,
    )
    said = {"number": number, "verdict": assessment.verdict, "digest": assessment.digest}
    log.append(FROZEN, chapter=chapter, subject=assessment, by=by, at=at, **said)
    return assessment


def _content(
    candidacy: Candidacy, as_of: dt.date, answers: Sequence[Answer], lines: Sequence[RedLineVersion]
) -> dict[str, Any]:
    """Return what is judged, in full: the race, the rulebook, the red lines in force and the answers."""
    book = rules.rulebook(candidacy.rulebook)
    in_force = {RED_LINE + version.red_line.slug for version in lines}
    return {
        "candidacy": candidacy.pk,
        "candidate": candidacy.candidate.name,
        "office": candidacy.race.office,
        "district": candidacy.race.district,
        "election_on": _day(candidacy.race.election_on),
        "as_of": _day(as_of),
        "rulebook": {"id": book.id, "digest": book.digest},
        "red_lines": [_red_line(version) for version in lines],
        # A red line no longer in force is not judged, so its answer is no part of this assessment.
        "answers": {a.fact: _answer(a) for a in answers if not a.fact.startswith(RED_LINE) or a.fact in in_force},
    }
