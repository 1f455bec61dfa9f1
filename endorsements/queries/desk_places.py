"""The chapters where a member holds a seat, each on its own day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chapters.models import Chapter, Member, RedLineVersion, Seat


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter where the member holds a seat: their roles, the day it is there, and the red lines in force."""

    chapter: Chapter
    roles: frozenset[str]
    today: dt.date
    red_lines: dict[str, str]


def places_of(member: Member, at: dt.datetime) -> dict[int, Place]:
    """Return chapter id → place, by the chapter's name. Two queries."""
    held: dict[int, set[str]] = defaultdict(set)
    chapters: dict[int, tuple[Chapter, dt.date]] = {}
    for seat in Seat.objects.filter(member=member).select_related("chapter").order_by("chapter__name", "pk"):
        today = at.astimezone(ZoneInfo(seat.chapter.time_zone)).date()
        if seat.starts_on <= today and (seat.ends_on is None or seat.ends_on > today):
            held[seat.chapter_id].add(seat.role)
            chapters[seat.chapter_id] = (seat.chapter, today)
    lines = _red_lines(chapters)
    return {pk: Place(chapter, frozenset(held[pk]), day, lines[pk]) for pk, (chapter, day) in chapters.items()}


def _red_lines(chapters: Mapping[int, tuple[Chapter, dt.date]]) -> dict[int, dict[str, str]]:
    """Return chapter id → slug → title of the red lines in force on the day it is there; slugs sorted."""
    found: dict[int, dict[str, str]] = {pk: {} for pk in chapters}
    versions = RedLineVersion.objects.filter(red_line__chapter__in=list(chapters), is_current=True)
    columns = ("red_line__chapter_id", "red_line__slug", "title", "in_force_from", "in_force_until")
    for chapter, slug, title, start, end in versions.order_by("red_line__slug").values_list(*columns):
        today = chapters[chapter][1]
        if start <= today and (end is None or end > today):
            found[chapter][slug] = title
    return found
