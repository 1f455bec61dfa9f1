"""Loads the invented chapter through the same operations that people use."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from capacity.operations import period, supply
from chapters.models import Chapter, Member, RedLine, Role
from chapters.operations import red_lines, seats
from endorsements.demo import decisions
from endorsements.models import Candidacy
from endorsements.operations import assessments, candidacies, cycles, dossiers, field, weighing

DATA = Path(__file__).with_name("chapter.toml")
MAIL = "demo.invalid"


class Loader:
    """One loading, at one moment: days in the data are counted from it."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.today = at.date()
        self.people: dict[str, Member] = {}

    def day(self, record: dict[str, Any], name: str) -> dt.date | None:
        """Return the day that `<name>_days_ago` or `<name>in_days` counts to, or None where neither is given."""
        if f"{name}_days_ago" in record:
            return self.today - dt.timedelta(days=record[f"{name}_days_ago"])
        if f"{name}_in_days" in record:
            return self.today + dt.timedelta(days=record[f"{name}_in_days"])
        return None

    @transaction.atomic
    def load(self, data: dict[str, Any]) -> Chapter | None:
        """Load the chapter with all that is in it; return None when it is there already."""
        about = data["chapter"]
        if Chapter.objects.filter(slug=about["slug"]).exists():
            return None
        chapter = Chapter.objects.create(**about, founded_at=self.at)
        for person in data["people"]:
            self._seat(chapter, person)
        admin = next(self.people[p["id"]] for p in data["people"] if "chapter-admin" in p["roles"])
        for line in data["red_lines"]:
            self._red_line(chapter, line, admin)
        first = next(iter(self.people.values()))
        self._capacity(chapter, data, first)
        starts_on = self.day(data["cycle"], "starts") or self.today
        cycle = cycles.open_cycle(
            chapter=chapter, name=data["cycle"]["name"], starts_on=starts_on, by=first, at=self.at
        )
        for race in data["races"]:
            self._race(cycle, race, first)
        return chapter

    def _seat(self, chapter: Chapter, person: dict[str, Any]) -> None:
        member = Member.objects.create_user(f"{person['id']}@{MAIL}", name=person["name"])
        self.people[person["id"]] = member
        for role in person["roles"]:
            start = self.today - dt.timedelta(days=400)
            seats.grant(chapter=chapter, member=member, role=Role(role), starts_on=start, by=member, at=self.at)

    def _red_line(self, chapter: Chapter, line: dict[str, Any], by: Member) -> RedLine:
        adopted = self.day(line, "adopted") or self.today
        wording = red_lines.Wording(
            title=line["title"],
            text=line["text"],
            why=line["why"],
            applies_to=line.get("applies_to", ""),
            adopted_on=adopted,
            adopted_by=line["adopted_by"],
            reaffirmed_on=self.day(line, "reaffirmed"),
            in_force_from=adopted + dt.timedelta(days=10),
        )
        made = red_lines.adopt(chapter=chapter, slug=line["slug"], wording=wording, changed=0, by=by, at=self.at)
        return made.red_line

    def _monday(self, in_weeks: int) -> dt.date:
        return self.today + dt.timedelta(days=7 * in_weeks - self.today.weekday())

    def _capacity(self, chapter: Chapter, data: dict[str, Any], by: Member) -> None:
        for row in data["supply"]:
            stated = supply.Stated(
                starts_on=self._monday(row["in_weeks"]), canvassers=row["canvassers"], note=row["note"]
            )
            supply.state_supply(chapter=chapter, stated=stated, by=by, at=self.at)
        period.read_period(chapter=chapter, **data["period"], by=by, at=self.at)

    def _race(self, cycle: Any, race: dict[str, Any], by: Member) -> None:
        made = cycles.add_race(
            cycle=cycle,
            by=by,
            at=self.at,
            office=race["office"],
            district=race.get("district", ""),
            election_on=self.today + dt.timedelta(days=race["in_days"]),
            seats=race.get("seats", 1),
            decide_by_on=self.today + dt.timedelta(days=race["decide_in_days"]) if "decide_in_days" in race else None,
            far_right_opponent=race.get("far_right", "unknown"),
            tactical_note=race.get("tactical_note", ""),
        )
        for candidacy in race["candidacies"]:
            self._candidacy(made, candidacy, by)

    def _candidacy(self, race: Any, record: dict[str, Any], by: Member) -> Candidacy:
        assigned = self.people.get(record.get("assigned", ""))
        made = candidacies.open_candidacy(race=race, name=record["name"], assigned_to=assigned, by=by, at=self.at)
        evidence = record.get("evidence", {})
        for fact, value in record["answers"].items():
            text, source, days = evidence.get(fact, ("", "", None))
            day = self.today - dt.timedelta(days=days) if days is not None else None
            said = {"evidence": text, "source": source, "evidence_on": day}
            dossiers.set_answer(candidacy=made, fact=fact, value=value, by=assigned or by, at=self.at, **said)
        for who, side, text in record.get("notes", ()):
            dossiers.write_note(candidacy=made, side=side, text=text, by=self.people[who], at=self.at)
        for who, *scores, remark in record.get("scores", ()):
            values = dict(zip(weighing.ASPECTS, scores, strict=True))
            weighing.score(
                candidacy=made, scores=values, remark=remark, as_of=self.today, by=self.people[who], at=self.at
            )
        if "field" in record:
            said = dict(record["field"])
            starts_on = self._monday(said.pop("field_in_weeks"))
            field.plan_field(candidacy=made, by=assigned or by, at=self.at, starts_on=starts_on, **said)
        if record.get("freeze"):
            assessments.freeze(candidacy=made, as_of=self.today, by=assigned or by, at=self.at)
        return made


def load(*, at: dt.datetime) -> Chapter | None:
    """Load the demo chapter once; return it, or None when it was there already."""
    loader = Loader(at)
    chapter = loader.load(tomllib.loads(DATA.read_text(encoding="utf-8")))
    if chapter is not None:
        decisions.load(chapter, loader.people, at=at)
    return chapter
