"""Requests for the national endorsement: how each stands, in words, and those that wait for an answer."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from endorsements.models import Motion, NationalReport
from endorsements.models.aftermath import NationalAnswer
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import MotionType
from endorsements.wording import day


@dataclass(frozen=True, slots=True)
class NationalRow:
    """How a request stands: in words, and where that is from. `reports`: all of them in words, newest first."""

    said: str
    source: str
    note: str
    is_answered: bool
    current: NationalReport | None = None
    reports: tuple[tuple[str, NationalReport], ...] = ()


def in_words(report: NationalReport | None) -> str:
    """Return in a sentence how a request stands by its current report; without one it was not asked yet."""
    if report is None:
        return _("Adopted; not asked yet.")
    on = {"asked": day(report.asked_on), "on": day(report.answered_on) if report.answered_on else ""}
    match report.answer:
        case NationalAnswer.ENDORSED:
            return _("Asked on %(asked)s; endorsed on %(on)s.") % on
        case NationalAnswer.DECLINED:
            return _("Asked on %(asked)s; declined on %(on)s.") % on
        case NationalAnswer.SILENT:
            return _("Asked on %(asked)s; no answer by %(on)s.") % on
    return _("Asked on %(asked)s; no answer yet.") % on


def row_of(reports: Iterable[NationalReport]) -> NationalRow:
    """Return how a request stands by its reports, the newest first."""
    reports = tuple(reports)
    current = next((each for each in reports if each.is_current), None)
    answer = NationalAnswer(current.answer) if current else NationalAnswer.NONE
    return NationalRow(
        said=in_words(current),
        source=current.source if current else "",
        note=current.note if current else "",
        is_answered=answer != NationalAnswer.NONE,
        current=current,
        reports=tuple((in_words(each), each) for each in reports),
    )


def request_of(motion: Motion) -> NationalRow:
    """Return how the request of an adopted motion stands, with all reports. One query."""
    rows = NationalReport.objects.filter(motion=motion).select_related("reported_by")
    return row_of(rows.order_by("-reported_at", "-pk"))


def unanswered(chapters: Collection[int]) -> list[Motion]:
    """Return these chapters' adopted requests without an answer on record, the longest adopted first. One query.

    Each knows the day on which it was asked (`asked_on`), None where that is not on record.
    """
    current = FilteredRelation("national_reports", condition=Q(national_reports__is_current=True))
    rows = Motion.objects.annotate(reported=current, asked_on=F("reported__asked_on")).filter(
        Q(reported__isnull=True) | Q(reported__answer=NationalAnswer.NONE), chapter__in=list(chapters),
        type=MotionType.SEEK_NATIONAL, decision__result=DecisionResult.ADOPTED,
        candidacy__race__cycle__closed_at__isnull=True,
    )  # fmt: skip
    rows = rows.select_related("decision", "chapter").defer("text")
    return list(rows.order_by("decision__decided_at", "pk"))


def endorsed_nationally(candidacies: Collection[int]) -> dict[int, dt.date]:
    """Return candidacy id → the day on which it was endorsed nationally. One query, none without a candidacy."""
    if not candidacies:
        return {}
    rows = NationalReport.objects.filter(
        motion__candidacy__in=candidacies, is_current=True, answer=NationalAnswer.ENDORSED
    )
    return dict(rows.order_by("answered_on").values_list("motion__candidacy", "answered_on"))
