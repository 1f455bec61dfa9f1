"""Keeping the accountability record of those in office. Nothing is deleted: what was wrong is struck out, with why."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements import policies
from endorsements.models import Attendance, Candidacy, Candidate, OfficeTerm, PositionVote
from endorsements.policies import FieldRefused
from endorsements.queries.offices import winners
from endorsements.wording import day

TERM_ENTERED = log.action("office_term.entered", "office", "district", "starts_on", "ends_on", "candidacy")
TERM_CHANGED = log.action("office_term.changed", "office", "district", "starts_on", "ends_on", "candidacy", "changed")
ATTENDANCE_ENTERED = log.action("attendance.entered", "held_on", "presence", "source")
ATTENDANCE_STRUCK = log.action("attendance.struck", "held_on", "reason")
POSITION_VOTE_ENTERED = log.action("position_vote.entered", "voted_on", "measure", "alignment", "source")
POSITION_VOTE_STRUCK = log.action("position_vote.struck", "voted_on", "measure", "reason")


@dataclass(frozen=True, slots=True)
class Term:
    """Where somebody is in office, and when: `ends_on` is the day on which it is over; None while nobody knows."""

    office: str
    district: str
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the Socialists in Office committee: `presence` as in Presence."""

    held_on: dt.date
    presence: str
    source: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on which the chapter had a position: `alignment` as in Alignment."""

    voted_on: dt.date
    measure: str
    position: str
    alignment: str
    source: str
    link: str = ""


@transaction.atomic
def enter_term(*, chapter: Chapter, name: str, term: Term, by: Member, at: dt.datetime) -> OfficeTerm:
    """Enter a term by hand, of the chapter's candidate of that name or of a new one. Raises `FieldRefused`."""
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    candidate, _new = Candidate.objects.get_or_create(chapter=chapter, name=name)
    return _enter(chapter, candidate, None, term, by=by, at=at)


@transaction.atomic
def enter_won_term(*, candidacy: Candidacy, term: Term, by: Member, at: dt.datetime) -> OfficeTerm:
    """Enter the term that a candidacy led to. Raises `FieldRefused` unless an outcome on record says that it won."""
    chapter = Chapter.objects.select_for_update(no_key=True, of=("self",)).get(cycles__races__candidacies=candidacy)
    _check_won(chapter, candidacy)
    return _enter(chapter, candidacy.candidate, candidacy, term, by=by, at=at)


def _check_won(chapter: Chapter, candidacy: Candidacy) -> None:
    if not winners(chapter).filter(pk=candidacy.pk).exists():
        raise FieldRefused("candidacy", _("No outcome on record says that this candidacy won."))
    if OfficeTerm.objects.filter(candidacy=candidacy).exists():
        raise FieldRefused("candidacy", _("The term that this candidacy led to is on record already."))


def _enter(
    chapter: Chapter, candidate: Candidate, candidacy: Candidacy | None, term: Term, *, by: Member, at: dt.datetime
) -> OfficeTerm:
    _check_term(candidate, term)
    made = OfficeTerm.objects.create(
        chapter=chapter, candidate=candidate, candidacy=candidacy, **asdict(term), entered_by=by, entered_at=at
    )
    log.append(
        TERM_ENTERED, chapter=chapter, subject=made, by=by, at=at, candidacy=candidacy.pk if candidacy else None,
        **_said(term),
    )  # fmt: skip
    return made


def _said(term: Term) -> dict[str, log.Scalar]:
    return {
        "office": term.office,
        "district": term.district or None,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat() if term.ends_on else None,
    }


def _check_term(candidate: Candidate, term: Term, *, but: int | None = None) -> None:
    if term.ends_on is not None and term.ends_on <= term.starts_on:
        raise FieldRefused("ends_on", _("A term ends after it began."))
    others = OfficeTerm.objects.filter(candidate=candidate, office=term.office).exclude(pk=but)
    if others.filter(starts_on=term.starts_on).exists():
        raise FieldRefused("starts_on", _("A term in this office from that day on is on record already."))
    for other in others.filter(district=term.district):
        begins_before_end = other.ends_on is None or term.starts_on < other.ends_on
        ends_after_start = term.ends_on is None or term.ends_on > other.starts_on
        if begins_before_end and ends_after_start:
            said = _("This would overlap the term in the same office from %(day)s on; say first when that one ends.")
            raise FieldRefused("starts_on", said % {"day": day(other.starts_on)})


def _lock(term: OfficeTerm) -> OfficeTerm:
    rows = OfficeTerm.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter", "candidate")
    return rows.get(pk=term.pk)


@transaction.atomic
def change_term(*, term: OfficeTerm, to: Term, candidacy: Candidacy | None, by: Member, at: dt.datetime) -> OfficeTerm:
    """End a term, correct it, or say which candidacy led to it. The same again changes nothing.

    Raises `FieldRefused` as `enter_term` and `enter_won_term`, for somebody else's candidacy, and when a meeting or a
    vote on record would fall outside of the term.
    """
    Chapter.objects.select_for_update(no_key=True).get(pk=term.chapter_id)
    term = _lock(term)
    values = {**asdict(to), "candidacy_id": candidacy.pk if candidacy else None}
    changed = [name for name, value in values.items() if getattr(term, name) != value]
    if not changed:
        return term
    _check_term(term.candidate, to, but=term.pk)
    _check_days(term, to)
    if candidacy and "candidacy_id" in changed:
        _check_won(term.chapter, candidacy)
        if candidacy.candidate_id != term.candidate_id:
            raise FieldRefused("candidacy", _("This candidacy is somebody else's."))
    for name in changed:
        setattr(term, name, values[name])
    term.save(update_fields=changed)
    log.append(
        TERM_CHANGED, chapter=term.chapter, subject=term, by=by, at=at, candidacy=term.candidacy_id,
        changed=", ".join(sorted(name.removesuffix("_id") for name in changed)), **_said(to),
    )  # fmt: skip
    return term


def _check_days(term: OfficeTerm, to: Term) -> None:
    days = [
        *Attendance.objects.filter(term=term, struck_at__isnull=True).values_list("held_on", flat=True),
        *PositionVote.objects.filter(term=term, struck_at__isnull=True).values_list("voted_on", flat=True),
    ]
    for field, outside in (
        ("starts_on", [each for each in days if each < to.starts_on]),
        ("ends_on", [each for each in days if to.ends_on and each > to.ends_on]),
    ):
        if outside:
            said = _("The record has a meeting or a vote of %(day)s, which would then be outside of the term.")
            raise FieldRefused(field, said % {"day": day(outside[0])})


def _check_row(term: OfficeTerm, field: str, on: dt.date, row: Meeting | Vote, today: dt.date) -> None:
    if on > today:
        raise FieldRefused(field, _("This day has not been yet."))
    if on < term.starts_on or (term.ends_on is not None and on > term.ends_on):
        raise FieldRefused(field, _("They were not in this office on that day."))
    if not row.source.strip():
        raise FieldRefused("source", _("Say where this can be looked up."))
    try:
        policies.check_evidence("", row.link)
    except policies.Refused as refused:
        raise FieldRefused("link", str(refused)) from refused


@transaction.atomic
def enter_attendance(*, term: OfficeTerm, meeting: Meeting, today: dt.date, by: Member, at: dt.datetime) -> Attendance:
    """Enter whether somebody came to a meeting. Raises `FieldRefused`: outside the term, no source, entered already."""
    term = _lock(term)
    _check_row(term, "held_on", meeting.held_on, meeting, today)
    if Attendance.objects.filter(term=term, held_on=meeting.held_on, struck_at__isnull=True).exists():
        raise FieldRefused(
            "held_on", _("The meeting of this day is on record already; strike that row out to correct it.")
        )
    made = Attendance.objects.create(term=term, **asdict(meeting), entered_by=by, entered_at=at)
    log.append(
        ATTENDANCE_ENTERED, chapter=term.chapter, subject=made, by=by, at=at, held_on=meeting.held_on.isoformat(),
        presence=meeting.presence, source=meeting.source,
    )  # fmt: skip
    return made


@transaction.atomic
def enter_vote(*, term: OfficeTerm, vote: Vote, today: dt.date, by: Member, at: dt.datetime) -> PositionVote:
    """Enter a vote on one of the chapter's positions. Raises `FieldRefused` as `enter_attendance`."""
    term = _lock(term)
    _check_row(term, "voted_on", vote.voted_on, vote, today)
    same = PositionVote.objects.filter(term=term, voted_on=vote.voted_on, measure=vote.measure, struck_at__isnull=True)
    if same.exists():
        raise FieldRefused(
            "measure", _("This vote of that day is on record already; strike that row out to correct it.")
        )
    made = PositionVote.objects.create(term=term, **asdict(vote), entered_by=by, entered_at=at)
    log.append(
        POSITION_VOTE_ENTERED, chapter=term.chapter, subject=made, by=by, at=at, voted_on=vote.voted_on.isoformat(),
        measure=vote.measure, alignment=vote.alignment, source=vote.source,
    )  # fmt: skip
    return made


@transaction.atomic
def strike_attendance(*, row: Attendance, reason: str, by: Member, at: dt.datetime) -> Attendance:
    """Strike a meeting out: it counts no longer and stays readable. Raises `Refused` without a reason, or twice."""
    return _struck(row, ATTENDANCE_STRUCK, reason, by, at, held_on=row.held_on.isoformat())


@transaction.atomic
def strike_vote(*, row: PositionVote, reason: str, by: Member, at: dt.datetime) -> PositionVote:
    """Strike a vote out, as `strike_attendance` does a meeting."""
    said = {"voted_on": row.voted_on.isoformat(), "measure": row.measure}
    return _struck(row, POSITION_VOTE_STRUCK, reason, by, at, **said)


def _struck[Row: (Attendance, PositionVote)](
    row: Row, action: log.Action, reason: str, by: Member, at: dt.datetime, **said: str
) -> Row:
    term = _lock(row.term)
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.struck_at is not None:
        raise policies.Refused(_("This row is struck out already (%(why)s).") % {"why": row.struck_because})
    if not reason.strip():
        raise FieldRefused("reason", _("Say why it is struck out; the reason stays on record."))
    row.struck_at, row.struck_because = at, reason.strip()
    row.save(update_fields=["struck_at", "struck_because"])
    log.append(action, chapter=term.chapter, subject=row, by=by, at=at, reason=row.struck_because, **said)
    return row
