"""The desk's lines about motions and ballots, as the page prints them."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapters.models import Chapter
from endorsements import wording
from endorsements.models import Ballot, Motion
from endorsements.queries.deadline_rows import Due
from endorsements.queries.desk_decisions import Deciding, Ready
from endorsements.queries.motion_words import places_of
from endorsements.views.desk_words import in_words


def deciding_in_words(found: Deciding, *, at: dt.datetime) -> dict[str, Any]:
    """Return the context of what waits on the desk of decisions. At most one query."""
    places = places_of([*found.ballots, *found.to_certify])
    return {
        "ballots": [_ballot(each, places[each.pk], at) for each in found.ballots],
        "ready": [_ready(each) for each in found.ready],
        "to_certify": [_to_certify(each, places[each.pk]) for each in found.to_certify],
        "deadlines": [_due(each, at) for each in found.deadlines],
        "conditions": [_due(each, at) for each in found.conditions],
        "to_enter": [_to_enter(each) for each in found.red_lines],
        "national": [_national(each) for each in found.national],
    }


def _moment(at: dt.datetime, chapter: Chapter) -> str:
    with timezone.override(chapter.time_zone):
        return wording.moment(at)


def _ballot(ballot: Ballot, place: str, at: dt.datetime) -> dict[str, Any]:
    """A ballot to vote in: by when, and nothing of how others did."""
    chapter, closes = ballot.motion.chapter, ballot.closes_at
    note = _("Open until %(at)s") % {"at": _moment(closes, chapter)}
    if closes <= at and ballot.hard_stop_at:
        note = _("Open until its quorum is reached, until %(at)s at the latest") % {
            "at": _moment(ballot.hard_stop_at, chapter)
        }
    return {
        "url": reverse("ballot", args=[chapter.slug, ballot.pk]),
        "title": ballot.motion.title,
        "body": place,
        "chapter": chapter.name,
        "note": note,
    }


def _ready(ready: Ready) -> dict[str, Any]:
    chapter, stage = ready.place.chapter, ready.stage.title
    note = _("To be done: %(stage)s") % {"stage": stage}
    if ready.stage.is_vote:
        missing = ready.expected - ready.scheduled
        said = ngettext(
            "%(count)d ballot to be scheduled: %(stage)s", "%(count)d ballots to be scheduled: %(stage)s", missing
        )
        note = said % {"count": missing, "stage": stage}
    return {**_motion(ready.motion, chapter), "note": note}


def _motion(motion: Motion, chapter: Chapter) -> dict[str, Any]:
    title = _("Motion %(number)s: %(title)s") % {"number": motion.number, "title": motion.title}
    return {"url": reverse("motion", args=[chapter.slug, motion.pk]), "title": title, "chapter": chapter.name}


def _to_certify(ballot: Ballot, place: str) -> dict[str, Any]:
    chapter = ballot.motion.chapter
    assert ballot.closed_at is not None
    return {
        **_motion(ballot.motion, chapter),
        "url": reverse("ballot", args=[chapter.slug, ballot.pk]),
        "body": place,
        "note": _("Closed %(at)s") % {"at": _moment(ballot.closed_at, chapter)},
    }


def _to_enter(motion: Motion) -> dict[str, Any]:
    on = _moment(motion.decision.decided_at, motion.chapter)
    return {**_motion(motion, motion.chapter), "note": _("Adopted %(at)s") % {"at": on}}


def _national(motion: Motion) -> dict[str, Any]:
    asked_on: dt.date | None = motion.asked_on  # type: ignore[attr-defined]
    note = _("Asked on %(day)s, no answer on record") % {"day": wording.day(asked_on)} if asked_on else ""
    if not note:
        adopted = {"at": _moment(motion.decision.decided_at, motion.chapter)}
        note = _("Adopted %(at)s; not asked yet, as far as the record says") % adopted
    url = reverse("national_request", args=[motion.chapter.slug, motion.pk])
    return {**_motion(motion, motion.chapter), "url": url, "note": note}


def _due(due: Due, at: dt.datetime) -> dict[str, Any]:
    today = at.astimezone(ZoneInfo(due.chapter.time_zone)).date()
    return {
        "url": reverse(due.view, args=[due.chapter.slug, *due.args]),
        "title": due.race,
        "about": due.about,
        "chapter": due.chapter.name,
        "what": due.what,
        "why": due.why,
        "on": wording.day(due.day),
        "days": in_words((due.day - today).days),
        "overdue": due.overdue,
    }
