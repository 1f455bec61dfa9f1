"""A chapter with cycles of full, varied dossiers, for the measurements. Everybody and everything in it is invented."""

import datetime as dt
import random
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from bench.decisions import decide_on, procedure_of
from chapters.models import Chapter, Member, RedLine, RedLineVersion, Role, Seat
from endorsements import rules
from endorsements.models import Answer, Assessment, Candidacy, Candidate, Cycle, Note, Race, Score
from endorsements.models.weighing import ASPECTS

RED_LINES = ("rent-control", "no-police-money", "public-power", "no-landlord-money", "card-check", "sanctuary")
OFFICES = ("State Assembly", "State Senate", "City Council", "School Board", "Mayor", "County Legislature")
FORENAMES = ("Alma", "Bo", "Cleo", "Dana", "Eli", "Fran", "Gale", "Hale", "Ira", "Jo")
SURNAMES = ("Reyes", "Quill", "Marsh", "Okoro", "Lindqvist", "Vale", "Tran", "Abara", "Moss", "Petrov")


@dataclass(frozen=True, slots=True)
class Bench:
    """What was made: the chapter, who is signed in, and each size's cycle and its first candidacy."""

    chapter: Chapter
    member: Member
    cycles: dict[int, Cycle]
    candidacies: dict[int, Candidacy]


def found(sizes: tuple[int, ...], seed: int = 2026) -> Bench:
    """Make a chapter with one cycle of each size (candidacies), every dossier full, decisions on most; then ANALYZE."""
    chance, now = random.Random(seed), timezone.now()
    chapter = Chapter.objects.create(name="Riverbend", slug="riverbend", founded_at=now)
    people = [
        Member.objects.create(name=f"{first} of the committee", email=f"{first.lower()}@bench.invalid")
        for first in FORENAMES
    ]
    Seat.objects.bulk_create(
        Seat(chapter=chapter, member=person, role=Role.ELECTORAL, starts_on=dt.date(2025, 1, 1)) for person in people
    )
    _red_lines(chapter, people[0], now)
    version = procedure_of(chapter, people[0], now)
    cycles, candidacies = {}, {}
    for size in sizes:
        cycles[size] = Cycle.objects.create(
            chapter=chapter, name=f"A cycle of {size}", starts_on=now.date() - dt.timedelta(days=size)
        )
        made = _fill(cycles[size], size, people, chance, now)
        decide_on(made, version, people, now)
        candidacies[size] = made[0]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Bench(chapter, people[0], cycles, candidacies)


def _red_lines(chapter: Chapter, by: Member, now: dt.datetime) -> None:
    for slug in RED_LINES:
        RedLineVersion.objects.create(
            red_line=RedLine.objects.create(chapter=chapter, slug=slug),
            number=1,
            title=slug.replace("-", " ").capitalize(),
            text="Supports it without exceptions.",
            adopted_on=dt.date(2025, 5, 1),
            adopted_by="Chapter convention",
            in_force_from=dt.date(2025, 6, 1),
            edited_by=by,
            edited_at=now,
        )


def _fill(cycle: Cycle, size: int, people: list[Member], chance: random.Random, now: dt.datetime) -> list[Candidacy]:
    today = now.date()
    names = [f"{FORENAMES[n % 10]} {SURNAMES[n // 10 % 10]} {n // 100 + 1}" for n in range(size)]
    known = {c.name: c for c in Candidate.objects.filter(chapter=cycle.chapter)}
    known |= {
        c.name: c
        for c in Candidate.objects.bulk_create(
            Candidate(chapter=cycle.chapter, name=name) for name in names if name not in known
        )
    }
    races = Race.objects.bulk_create(
        Race(
            cycle=cycle,
            office=OFFICES[n % len(OFFICES)],
            district=str(n + 1),
            election_on=today + dt.timedelta(days=60 + 7 * (n % 40)),
            decide_by_on=today + dt.timedelta(days=n % 90),
            far_right_opponent=chance.choice(("yes", "no", "unknown")),
        )
        for n in range((size + 1) // 2)
    )
    candidacies = Candidacy.objects.bulk_create(
        Candidacy(
            race=races[n // 2],
            candidate=known[name],
            rulebook=rules.rulebooks()[0].id,
            assigned_to=chance.choice(people),
            opened_at=now,
            opened_by=people[0],
        )
        for n, name in enumerate(names)
    )
    _answer(candidacies, people, chance, now)
    _work_on(candidacies, people, chance, now)
    return candidacies


def _answer(candidacies: list[Candidacy], people: list[Member], chance: random.Random, now: dt.datetime) -> None:
    Answer.objects.bulk_create(
        (
            Answer(
                candidacy=candidacy,
                fact=fact,
                value=value,
                evidence="Said so in the interview, and the minutes of the meeting bear it out. " * 4,
                link="https://example.org/minutes",
                source="Committee minutes",
                evidence_on=now.date(),
                set_by=chance.choice(people),
                set_at=now - dt.timedelta(minutes=chance.randrange(10_000)),
                is_current=current,
            )
            for candidacy in candidacies
            for fact, value in _dossier(chance).items()
            for current in (True, False)
        ),
        batch_size=2000,
    )


def _dossier(chance: random.Random) -> dict[str, str]:
    """Return a full dossier: mostly yes, some no, here and there an answer that is still unknown."""
    answers = {
        fact.id: chance.choices((fact.answers[0], fact.answers[1], "unknown"), (20, 1, 2))[0] for fact in rules.FACTS
    }
    lines = {f"red_lines.{slug}": chance.choices(("holds", "crosses", "unknown"), (40, 1, 1))[0] for slug in RED_LINES}
    return answers | lines


def _work_on(candidacies: list[Candidacy], people: list[Member], chance: random.Random, now: dt.datetime) -> None:
    Note.objects.bulk_create(
        Note(
            candidacy=each,
            side=side,
            text="An argument, made at some length. " * 8,
            written_by=people[0],
            written_at=now,
        )
        for each in candidacies
        for side in ("for", "against")
    )
    Score.objects.bulk_create(
        Score(candidacy=each, member=person, scored_at=now, **{aspect: chance.randint(-2, 2) for aspect in ASPECTS})
        for each in chance.sample(candidacies, len(candidacies) // 2)
        for person in people[:5]
    )
    Assessment.objects.bulk_create(
        Assessment(
            candidacy=each,
            number=number,
            as_of=now.date(),
            rulebook=each.rulebook,
            rulebook_digest="0" * 64,
            verdict="undetermined",
            kind="open",
            content={},
            digest="0" * 64,
            frozen_by=people[0],
            frozen_at=now - dt.timedelta(days=chance.randrange(10)),
        )
        for each in chance.sample(candidacies, len(candidacies) // 2)
        for number in (1, 2)
    )
