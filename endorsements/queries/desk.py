"""The desk: what waits for one member, in all chapters where they hold a seat. The same queries, whatever there is."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from chapters.models import Member, Role
from endorsements import policies
from endorsements.models import Assessment, Candidacy, Decision, Memo, Packet, Race, Score
from endorsements.models.ballot import DecisionResult
from endorsements.queries.decision_states import ENDORSING
from endorsements.queries.desk_decisions import DUE_WITHIN, Deciding, deciding_of, recused_from
from endorsements.queries.desk_places import Place, places_of
from endorsements.queries.judged import Judged, judged, packed_answers

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
    open_ones = _open_dossiers(places, committee, recused.candidacies)
    return Desk(
        places=list(places.values()),
        dossiers=[d for d, assigned in open_ones if assigned == member.pk and d.judged.open_facts],
        to_score=_to_score([d for d, _assigned in open_ones], member, committee),
        due=_due(issuers),
        packets=_packets(member, places, at),
        deciding=deciding_of(member, places, recused, at=at),
    )


def _open_dossiers(
    places: Mapping[int, Place], chapters: list[int], recused: frozenset[int]
) -> list[tuple[Dossier, int | None]]:
    """Return every open candidacy of these chapters but the recused ones, judged, with whom it is assigned to."""
    in_chapters = Q(race__cycle__chapter__in=chapters, race__cycle__closed_at__isnull=True, closed_at__isnull=True)
    answers = packed_answers(
        Q(
            candidacy__race__cycle__chapter__in=chapters,
            candidacy__race__cycle__closed_at__isnull=True,
            candidacy__closed_at__isnull=True,
        )
    )
    columns = (
        "pk",
        "race__cycle__chapter_id",
        "candidate__name",
        "race__office",
        "race__district",
        "rulebook",
        "assigned_to_id",
    )
    found = []
    soonest_first = Candidacy.objects.filter(in_chapters).order_by("race__election_on", "candidate__name")
    for pk, chapter, name, office, district, rulebook, assigned in soonest_first.values_list(*columns):
        if pk in recused:
            continue
        place = places[chapter]
        found_so = judged(rulebook, answers.get(pk, ("",))[0], tuple(place.red_lines))
        found.append((Dossier(place, pk, name, office, district, found_so), assigned))
    return found


def _to_score(dossiers: Iterable[Dossier], member: Member, chapters: list[int]) -> list[Dossier]:
    """Return the class-struggle campaigns whose weighing is open and that the member has not scored."""
    in_chapters = {"candidacy__race__cycle__chapter__in": chapters}
    scores = Score.objects.filter(**in_chapters).order_by().values("candidacy_id")
    first_and_mine = {
        pk: (first, mine)
        for pk, first, mine in scores.annotate(
            first=Min("scored_at"), mine=Count("pk", filter=Q(member=member))
        ).values_list("candidacy_id", "first", "mine")
    }
    frozen = dict(
        Assessment.objects.filter(**in_chapters).order_by().values_list("candidacy_id").annotate(Max("frozen_at"))
    )
    waiting = []
    for dossier in dossiers:
        first, mine = first_and_mine.get(dossier.candidacy, (None, 0))
        closed = first is not None and dossier.candidacy in frozen and frozen[dossier.candidacy] >= first
        if not mine and not closed and _asks_for_scores(dossier.judged):
            waiting.append(dossier)
    return waiting


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
