"""Choosing a path to an office, giving it up, and saying who holds a district's seat."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import ContestCount, DistrictSeat, OfficePath, PathStep
from capacity.planning.path import timeline
from capacity.planning.path_steps import DOORS, HALF, LEADERS, STEPS, Step
from capacity.planning.turnout import Similar
from capacity.policies import FieldRefused, Refused
from capacity.queries.figures import figures_of
from capacity.queries.library import matched
from capacity.queries.path import MOST_CANVASSING, Found, Terms, place_of, prospect_of
from capacity.queries.path_record import record_of
from chapters.models import Chapter, Member
from chapters.operations import log

CHOSEN = log.action("path.chosen", "office", "district", "election_on", "win_number", "seat")
GIVEN_UP = log.action("path.given_up", "reason")
SEAT_SAID = log.action("path.seat_said", "office", "district", "seat", "reason")
MOST_AHEAD = dt.timedelta(days=8 * 365)
MOST_PATHS = 100


@transaction.atomic
def say_seat(
    *, chapter: Chapter, contest: ContestCount, seat: str, reason: str, by: Member, at: dt.datetime
) -> DistrictSeat:
    """Say who holds the seat that a contest of the library was about; it holds for every kind of election to it.

    The same again changes nothing. `contest` has its file.
    """
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    place = place_of(contest)
    current = DistrictSeat.objects.filter(chapter=chapter, is_current=True, **place).first()
    if current and (current.seat, current.reason) == (seat, reason):
        return current
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    row = DistrictSeat.objects.create(chapter=chapter, **place, seat=seat, reason=reason, set_by=by, set_at=at)
    said = {"office": contest.office, "district": contest.district, "seat": seat, "reason": reason}
    log.append(SEAT_SAID, chapter=chapter, subject=row, by=by, at=at, **said)
    return row


def check_terms(terms: Terms, *, today: dt.date) -> None:
    """Raise `FieldRefused` for an election that is not ahead, or doors that are not knocked before it."""
    if terms.election_on <= today:
        raise FieldRefused("election_on", _("A path leads to an election after today."))
    if terms.election_on > today + MOST_AHEAD:
        raise FieldRefused("election_on", _("Plan for an election in the next eight years."))
    if terms.starts_on >= terms.election_on:
        raise FieldRefused("starts_on", _("Canvassing begins before election day."))
    if terms.starts_on < today:
        raise FieldRefused("starts_on", _("Canvassing cannot begin in the past: those doors are no longer to be had."))
    if terms.starts_on < terms.election_on - MOST_CANVASSING:
        raise FieldRefused("starts_on", _("Canvassing begins at most four years before election day."))


@transaction.atomic
def choose(
    *, chapter: Chapter, contest: ContestCount, terms: Terms, today: dt.date, by: Member, at: dt.datetime
) -> OfficePath:
    """Choose the path to a contest's office, with its figures as they are now and the strategy's steps.

    `today` is the chapter's. With less than two years left the steps are drawn together. Raises `FieldRefused` as
    `check_terms`, `Refused` when the library has nothing before the election or the chapter is on this path already.
    """
    check_terms(terms, today=today)
    chapter = Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    found = prospect_of(contest, chapter, terms, figures_of(chapter))
    if found is None:
        raise Refused(_("The library has no ballots of this contest before that day, so no win number follows."))
    _check_new(chapter, found, terms)
    path = _kept(chapter, found, terms, by=by, at=at)
    PathStep.objects.bulk_create(
        PathStep(path=path, position=number, key=step.key, title=step.title, source=step.source, due_on=due_on)
        for number, (step, due_on) in enumerate(_laid_out(terms, today), 1)
    )
    noted = {"office": path.office, "district": path.district, "win_number": path.win_number, "seat": path.seat}
    log.append(
        CHOSEN, chapter=chapter, subject=path, by=by, at=at, election_on=terms.election_on.isoformat(), **noted
    )  # fmt: skip
    return path


def _laid_out(terms: Terms, today: dt.date) -> Iterator[tuple[Step, dt.date]]:
    """Each of the strategy's steps with its day; those at the doors keep to the first canvass that was asked for."""
    canvassing = terms.election_on - terms.starts_on
    for due in timeline(((step, step.weeks) for step in STEPS), terms.election_on, today).steps:
        own = {
            LEADERS: min(due.due_on, terms.starts_on),
            DOORS: terms.starts_on,
            HALF: terms.election_on - canvassing // 2,
        }
        yield due.step, own.get(due.step.key, due.due_on)


def _check_new(chapter: Chapter, found: Found, terms: Terms) -> None:
    held = OfficePath.objects.filter(chapter=chapter, given_up_at=None)
    key = matched(found.prospect.series)
    for each in held.filter(election_on=terms.election_on):
        if matched(Similar(each.state, each.office, each.district, each.kind, each.party)) == key:
            raise Refused(_("The chapter is on this path already, for an election on that day."))
    if held.count() >= MOST_PATHS:
        raise Refused(_("There are %(most)s paths already; give some up first.") % {"most": MOST_PATHS})


def _kept(chapter: Chapter, found: Found, terms: Terms, *, by: Member, at: dt.datetime) -> OfficePath:
    series = found.prospect.series
    return OfficePath.objects.create(
        chapter=chapter,
        **series._asdict(),
        election_on=terms.election_on,
        seat=found.prospect.seat.value,
        win_number=found.prospect.win.goal,
        reasons=record_of(found, terms),
        chosen_by=by,
        chosen_at=at,
    )


@transaction.atomic
def give_up(*, path: OfficePath, reason: str, by: Member, at: dt.datetime) -> OfficePath:
    """Give a path up: it stays on record, and its steps change no more. Raises `Refused` when it was given up."""
    path = lock(path)
    path.given_up_at, path.given_up_because = at, reason
    path.save(update_fields=["given_up_at", "given_up_because"])
    log.append(GIVEN_UP, chapter=path.chapter, subject=path, by=by, at=at, reason=reason)
    return path


def lock(path: OfficePath) -> OfficePath:
    """Take a path for writing, with its chapter; raises `Refused` when it was given up."""
    path = OfficePath.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=path.pk)
    if path.given_up_at is not None:
        raise Refused(_("This path was given up; nothing on it changes any more."))
    return path
