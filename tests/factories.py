"""Records for tests, each made with the fewest words. Days and moments are fixed: TODAY is 2 March 2026."""

import datetime as dt
import itertools

from chapters.models import Chapter, Member, RedLine, RedLineVersion, Role, Seat
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Race

NOW = dt.datetime(2026, 3, 2, 18, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
RULEBOOK = "caes-2026-01-24"
CADRE = {
    "solicited": "yes",
    "member": "yes",
    "open_socialist": "yes",
    "rooted": "yes",
    "accountable": "yes",
    "contest": "partisan-primary",
    "ballot_line": "democratic",
    "conservative_area": "no",
    "branch": "legislative",
    "symbolic": "no",
    "viable_path": "yes",
    "socialist_governance": "yes",
    "labor_against_capital": "no",
}
STRUGGLE = {
    **CADRE,
    "rooted": "no",
    "labor_against_capital": "yes",
    "coheres_left_labor": "yes",
    "polarizes_by_class": "yes",
    "visible": "yes",
    "contest_over_direction": "yes",
    "class_lines_legible": "yes",
}
_count = itertools.count(1)


def chapter(name: str = "Riverbend", **fields: object) -> Chapter:
    number = next(_count)
    return Chapter.objects.create(**{"name": name, "slug": f"{name.lower()}-{number}", "founded_at": NOW, **fields})


def member(name: str = "Robin Vale", **fields: object) -> Member:
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}.{next(_count)}@example.org")
    return Member.objects.create_user(name=name, **fields)  # type: ignore[arg-type]


def seat(in_chapter: Chapter, role: str = Role.MEMBER, holder: Member | None = None, **fields: object) -> Member:
    """Give a seat (to a new member unless `holder` is named) and return who holds it."""
    holder = holder or member(f"{role} of {in_chapter.slug}")
    Seat.objects.create(chapter=in_chapter, member=holder, role=role, **{"starts_on": dt.date(2025, 1, 1), **fields})
    return holder


def cycle(of: Chapter | None = None, **fields: object) -> Cycle:
    number = next(_count)
    return Cycle.objects.create(
        chapter=of or chapter(), **{"name": f"Spring {number}", "starts_on": dt.date(2026, 1, 1), **fields}
    )


def race(in_cycle: Cycle | None = None, **fields: object) -> Race:
    defaults = {"office": "State Assembly", "district": str(next(_count)), "election_on": dt.date(2027, 6, 22)}
    return Race.objects.create(cycle=in_cycle or cycle(), **{**defaults, **fields})


def candidacy(in_race: Race | None = None, answers: dict[str, str] | None = None, **fields: object) -> Candidacy:
    """Make a candidacy in a race, with current answers (fact → value) set by whoever opened it."""
    in_race = in_race or race()
    home = in_race.cycle.chapter
    opener = fields.pop("opened_by", None) or member("Opener")
    name = fields.pop("name", None) or f"Candidate {next(_count)}"
    made = Candidacy.objects.create(
        race=in_race,
        candidate=Candidate.objects.get_or_create(chapter=home, name=name)[0],
        **{"rulebook": RULEBOOK, "opened_at": NOW, "opened_by": opener, **fields},
    )
    Answer.objects.bulk_create(
        Answer(candidacy=made, fact=fact, value=value, set_by=opener, set_at=NOW)
        for fact, value in (answers or {}).items()
    )
    return made


def red_line(of: Chapter, slug: str = "rent-control", **fields: object) -> RedLineVersion:
    """Make a red line with its first version, in force since 1 June 2025."""
    line = RedLine.objects.create(chapter=of, slug=slug)
    defaults: dict[str, object] = {
        "title": slug.replace("-", " ").capitalize(),
        "text": "Supports it without exceptions.",
        "adopted_on": dt.date(2025, 5, 20),
        "adopted_by": "Chapter convention",
        "in_force_from": dt.date(2025, 6, 1),
        "edited_by": fields.pop("edited_by", None) or member("Editor"),
        "edited_at": NOW,
        "number": 1,
    }
    return RedLineVersion.objects.create(red_line=line, **{**defaults, **fields})
