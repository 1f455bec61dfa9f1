"""The desk: what waits for one member, in all chapters where they hold a seat. The same queries, whatever there is."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from chapters.models import Member, Role
from endorsements import policies
from endorsements.models import Answer, Assessment, Candidacy, Decision, Memo, Packet, Race, Score
from endorsements.models.ballot import DecisionResult
from endorsements.queries.decision_states import ENDORSING
from endorsements.queries.desk_decisions import DUE_WITHIN, Deciding, deciding_of, recused_from
from endorsements.queries.desk_places import Place, places_of
from endorsements.queries.judged import PACKED, Judged, judged

PACKET_KEPT = dt.timedelta(days=7)
"""A packet that is ready waits this long on the desk of who asked for it; it stays among the memos."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A candidacy that asks for something: its judgement says what."""

    place: Place
    candidacy: int
    name: str
    office: str
    district: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class _Open:
    """An open dossier; `is_to_weigh`: its weighing is open and the member has not scored."""

    dossier: Dossier
    is_mine: bool
    is_to_weigh: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A race to be decided soon, for which no memo was issued."""

    place: Place
    race: int
    office: str
    district: str
    decide_by_on: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a member; `places` are their chapters, none when they hold no seat."""

    places: list[Place]
    dossiers: list[Dossier]
    to_score: list[Dossier]
    due: list[Due]
    packets: list[Packet]
    deciding: Deciding


def desk_of(member: Member, *, at: dt.datetime) -> Desk:
    """Return what waits for a member at a moment."""
    places, recused = places_of(member, at), recused_from(member)
    committee = [pk for pk, place in places.items() if Role.ELECTORAL in place.roles]
    issuers = {pk: place for pk, place in places.items() if place.roles & {Role.ELECTORAL, Role.STEERING}}
    open_ones = list(_open_dossiers(places, committee, recused.candidacies, member))
    return Desk(
        places=list(places.values()),
        dossiers=[each.dossier for each in open_ones if each.is_mine and each.dossier.judged.open_facts],
        to_score=[e.dossier for e in open_ones if e.is_to_weigh and _asks_for_scores(e.dossier.judged)],
        due=_due(issuers),
        packets=_packets(member, places, at),
        deciding=deciding_of(member, places, recused, at=at),
    )


def _open_dossiers(
    places: Mapping[int, Place], chapters: list[int], recused: frozenset[int], member: Member
) -> Iterator[_Open]:
    """Give every open candidacy of these chapters but the recused ones, judged. One query."""
    of_it = {"candidacy": OuterRef("pk")}
    answers = Answer.objects.filter(**of_it, is_current=True).order_by().values("candidacy").annotate(said=PACKED)
    first = Score.objects.filter(**of_it).order_by("scored_at").values("scored_at")
    last = Assessment.objects.filter(**of_it).order_by("-frozen_at").values("frozen_at")
    rows = Candidacy.objects.filter(
        race__cycle__chapter__in=chapters, race__cycle__closed_at__isnull=True, closed_at__isnull=True
    ).annotate(
        packed=Subquery(answers.values("said")),
        first_scored_at=Subquery(first[:1]),
        is_scored=Exists(Score.objects.filter(**of_it, member=member)),
        last_frozen_at=Subquery(last[:1]),
    )
    columns = (
        "pk", "race__cycle__chapter_id", "candidate__name", "race__office", "race__district", "rulebook", "packed",
        "assigned_to_id", "first_scored_at", "is_scored", "last_frozen_at",
    )  # fmt: skip
    soonest_first = rows.order_by("race__election_on", "candidate__name").values_list(*columns)
    for row in soonest_first:
        pk, chapter, name, office, district, rulebook, packed, assigned, first_at, is_scored, frozen_at = row
        if pk not in recused:
            place = places[chapter]
            found = judged(rulebook, packed or "", tuple(place.red_lines))
            is_over = first_at is not None and frozen_at is not None and frozen_at >= first_at
            dossier = Dossier(place, pk, name, office, district, found)
            yield _Open(dossier, assigned == member.pk, is_to_weigh=not (is_scored or is_over))


def _asks_for_scores(found: Judged) -> bool:
    # A campaign that fails a gate may be weighed, but nobody has to: there is nothing to recommend.
    return bool(found.verdict) and found.verdict != "not-endorsable" and not policies.weighing_blocker(found)


def _due(places: Mapping[int, Place]) -> list[Due]:
    """Return the races to decide within three weeks, or overdue, without memo and endorsement; the soonest first."""
    soon = Q(pk__in=[])
    for pk, place in places.items():
        soon |= Q(cycle__chapter=pk, decide_by_on__lte=place.today + DUE_WITHIN, election_on__gte=place.today)
    memos = Memo.objects.filter(assessment__candidacy__race=OuterRef("pk"))
    candidacies = Candidacy.objects.filter(race=OuterRef("pk"))
    of_race = Q(motion__race=OuterRef("pk")) | Q(motion__candidacy__race=OuterRef("pk"))
    decided = Decision.objects.filter(of_race, result=DecisionResult.ADOPTED, motion__type__in=ENDORSING)
    races = Race.objects.filter(
        soon,
        Exists(candidacies.filter(closed_at__isnull=True)) | ~Exists(candidacies),
        ~Exists(memos),
        ~Exists(decided),
        cycle__closed_at__isnull=True,
    ).order_by("decide_by_on", "office", "district")
    return [
        Due(places[chapter], pk, office, district, day, (day - places[chapter].today).days)
        for pk, chapter, office, district, day in races.values_list(
            "pk", "cycle__chapter_id", "office", "district", "decide_by_on"
        )
    ]


def _packets(member: Member, places: Mapping[int, Place], at: dt.datetime) -> list[Packet]:
    ready = Packet.objects.filter(
        asked_by=member, chapter__in=list(places), status="done", finished_at__gte=at - PACKET_KEPT
    )
    return list(ready.select_related("chapter").order_by("-finished_at"))
