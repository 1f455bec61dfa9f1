"""The board's rows as HTML: the markup is the template's (`board/row.html`), rendered once a language and filled here.

A Django template row of this size costs 75 µs, most of it for the column names; filling one in costs 10 µs.
"""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.access import Standing
from endorsements import wording
from endorsements.models.race import race_called
from endorsements.queries.board_row import STAGES, Row
from endorsements.queries.capacity import STANDINGS
from endorsements.queries.decision_states import shape, told
from endorsements.queries.dossier_page import key_of
from endorsements.queries.judged import Judged

NAMED = 3
"""So many open questions are named in a row; the others are counted."""

TITLE = 24
"""So many letters of a stage's title are shown in a cell; all of it is in its `title`, on a phone and to a reader."""

MINUS = "−"
EMPTY = "is-empty"
EXPECTED_KIND = {
    "cadre": "cadre",
    "class-struggle": "class-struggle",
    "not-endorsable": "neither",
    "undetermined": "open",
}


@lru_cache(maxsize=16)
def skeleton(partial: str, _language: str | None) -> str:
    """Return a row's markup in the active language, with `%(name)s` where its template has [[name]]."""
    markup = render_to_string(f"board/row.html#{partial}").replace("%", "%%")
    return re.sub(r"\[\[(\w+)\]\]", r"%(\1)s", markup)


@lru_cache(maxsize=4096)
def in_words(day: dt.date, _language: str | None) -> str:
    """Return a day in the active language, escaped."""
    return escape(wording.day(day))


@lru_cache(maxsize=1024)
def clipped(what: str) -> str:
    """Return what is due in a cell's room: of a long stage's title the first words, and what is to be done of it."""
    title, colon, rest = what.rpartition(": ")
    if not colon or len(title) <= TITLE:
        return what
    return f"{title[: TITLE + 1].rsplit(' ', 1)[0][:TITLE].rstrip(' ,:;')}…{colon}{rest}"


def days_between(today: dt.date, day: dt.date) -> str:
    """Return the days from today until a day as a number, with a true minus for days gone by."""
    days = (day - today).days
    return f"{MINUS}{-days}" if days < 0 else str(days)


class Printer:
    """Prints rows in the active language. Each distinct day and question is put into words once."""

    def __init__(self, standing: Standing, red_lines: dict[str, str]) -> None:
        base = escape(reverse("chapter", args=[standing.chapter.slug]))
        self.candidacies, self.races = f"{base}candidacies/", f"{base}races/"
        self.today, self.red_lines = standing.today, red_lines
        self.words = wording.words()
        self.stages = {stage: escape(str(word)) for stage, word in STAGES.items()}
        self.standings = {code: escape(str(word)) for code, word in STANDINGS.items()}
        self.questions: dict[str, str] = {}
        self.decisions: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
        self.days: dict[dt.date, tuple[str, str]] = {}
        self.overdue, self.far_right, self.changed = _("overdue"), _("Far right"), _("changed since")
        self.nobody, self.not_computed = _("Nobody yet"), _("Not computed yet")
        self.not_judged, self.cadre_open, self.more = (
            _("Cannot be judged"),
            _("Cadre still open"),
            _("and %(count)s more"),
        )
        self.kind_open = _("Kind still open")
        self.assessment = _("Assessment %(number)s")
        self.language = language = get_language()
        self.candidacy_row, self.race_row = skeleton("candidacy", language), skeleton("race", language)

    def rows(self, rows: Iterable[Row]) -> SafeString:
        """Return the table's rows, in their order."""
        # Every value that `_race`, `_candidacy` and `_judgement` fill in is escaped there or is a number of ours.
        return mark_safe("\n".join([self.row(row) for row in rows]))  # noqa: S308

    def row(self, row: Row) -> str:
        """Return one table row."""
        if row.candidacy is None:
            return self.race_row % self._race(row)
        return self.candidacy_row % (self._race(row) | self._candidacy(row) | self._judgement(row))

    def _race(self, row: Row) -> dict[str, str]:
        decide_days, decide_on = self._day(row.decide_by_on) if row.decide_by_on else ("", "")
        election_days, election_on = self._day(row.election_on)
        late = decide_days.startswith(MINUS) and row.stage not in ("memo-issued", "closed") and not row.decision
        due = row.deadline
        due_days, due_on = self._day(due.day) if due else ("", "")
        return {
            "race_url": f"{self.races}{row.race}/",
            "race": escape(race_called(row.office, row.district)),
            "far_right": self.far_right if row.far_right else "",
            "no_due": "" if due else EMPTY,
            "due_days": due_days,
            "due_on": due_on,
            "due_what": escape(due.what) if due else "",
            "due_short": escape(clipped(due.what)) if due else "",
            "due_late": self.overdue if due_days.startswith(MINUS) else "",
            "decide_days": decide_days,
            "decide_on": decide_on,
            "overdue": self.overdue if late else "",
            "election_days": election_days,
            "election_on": election_on,
        }

    def _candidacy(self, row: Row) -> dict[str, str]:
        capacity, done = row.capacity, row.progress
        return {
            "state": "is-closed" if row.closed else "",
            "url": f"{self.candidacies}{row.candidacy}/",
            "name": escape(row.name),
            "standing": escape(capacity.code) if capacity else "unknown",
            "standing_word": self.standings[capacity.code] if capacity else self.not_computed,
            "doors": f"{capacity.doors:,}" if capacity else "",
            "assignee": escape(row.assignee) or self.nobody,
            "stage": self.stages[row.stage],
            **self._decision(row),
            "assessment": escape(self.assessment % {"number": done.assessment}) if done.assessment else "",
            "changed": self.changed if done.changed_since else "",
        }

    def _decision(self, row: Row) -> dict[str, str]:
        key = (row.decision, row.also)
        if key not in self.decisions:
            self.decisions[key] = {"shape": shape(row.decision), "decision": escape(told(*key))}
        return self.decisions[key]

    def _judgement(self, row: Row) -> dict[str, str]:
        judged = row.judged
        url, facts = f"{self.candidacies}{row.candidacy}/#fact-", judged.open_facts
        links = [f'<a href="{url}{escape(key_of(fact))}">{self._question(fact)}</a>' for fact in facts[:NAMED]]
        if len(facts) > NAMED:
            links.append(escape(self.more % {"count": len(facts) - NAMED}))
        return {
            "verdict": judged.verdict or "undetermined",
            "verdict_word": escape(self.words.verdicts.get(judged.verdict, self.not_judged)),
            "kind": escape(judged.problem or self._kind(judged)),
            "no_open": "" if facts else EMPTY,
            "no_crossed": "" if judged.crossed else EMPTY,
            "open_count": str(len(facts) or ""),
            "open_facts": " ".join(links),
            "crossed": escape(", ".join([self.red_lines.get(slug, slug) for slug in judged.crossed])),
        }

    def _day(self, day: dt.date) -> tuple[str, str]:
        """Return the days until a day, and the day in words."""
        if day not in self.days:
            self.days[day] = days_between(self.today, day), in_words(day, self.language)
        return self.days[day]

    def _question(self, fact: str) -> str:
        """Return a fact's question in a few words, escaped."""
        if fact not in self.questions:
            self.questions[fact] = escape(capfirst(self.words.name(fact, self.red_lines)) + "?")
        return self.questions[fact]

    def _kind(self, judged: Judged) -> str:
        """Return the campaign's kind where the verdict does not say it already."""
        if EXPECTED_KIND.get(judged.verdict) == judged.kind:
            return ""
        if judged.kind == "open":
            return self.cadre_open if judged.verdict == "class-struggle" else self.kind_open
        return self.words.kinds.get(judged.kind, "")
