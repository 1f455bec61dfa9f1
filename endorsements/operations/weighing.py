"""Weighing a class-struggle campaign: each committee member's scores, blind to one another until they have scored."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from chapters.models import Member
from chapters.operations import log
from endorsements import policies, policies_motions
from endorsements.models import Candidacy, Score
from endorsements.models.weighing import ASPECTS
from endorsements.operations.dossiers import lock
from endorsements.queries.dossiers import current_values, explained, red_lines_in_force

# Neither carries a score: the log is read by people who have not scored.
SCORE_GIVEN = log.action("score.given")
SCORE_REVISED = log.action("score.revised")

__all__ = ["ASPECTS", "score"]


@transaction.atomic
def score(
    *, candidacy: Candidacy, scores: Mapping[str, int], remark: str, as_of: dt.date, by: Member, at: dt.datetime
) -> Score:
    """Hand in a member's scores (each of `ASPECTS` → −2 to +2), or revise them, which marks them as revised.

    Raises `policies.Refused` when the candidacy is closed, the member is recused from it, the campaign as judged on
    `as_of` is none to be weighed, or the weighing has closed; ValueError when an aspect is missing or a score is out of
    range.
    """
    if set(scores) != set(ASPECTS) or not all(-2 <= value <= 2 for value in scores.values()):
        raise ValueError("each aspect takes a whole number from -2 to 2")
    candidacy = lock(candidacy)
    policies_motions.check_not_recused(candidacy, by)
    lines = [version.red_line.slug for version in red_lines_in_force(candidacy.race.cycle.chapter, as_of)]
    found = explained(candidacy.rulebook, current_values([candidacy.pk])[candidacy.pk], lines)
    policies.check_weighable(candidacy, found)
    said = {**scores, "remark": remark}
    given = Score.objects.filter(candidacy=candidacy, member=by).first()
    if given is None:
        given = Score.objects.create(candidacy=candidacy, member=by, scored_at=at, **said)
        log.append(SCORE_GIVEN, chapter=candidacy.race.cycle.chapter, subject=given, by=by, at=at)
    elif any(getattr(given, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(given, name, value)
        given.revised_at = at
        given.save(update_fields=[*said, "revised_at"])
        log.append(SCORE_REVISED, chapter=candidacy.race.cycle.chapter, subject=given, by=by, at=at)
    return given
