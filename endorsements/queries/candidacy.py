"""The candidacy page: the chain of records of one candidacy, read in a constant number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, FilteredRelation, OuterRef, Q, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapters.markup import to_html
from chapters.models import Chapter, RedLineVersion
from chapters.prepared import PreparedObjects
from endorsements import policies
from endorsements.models import Candidacy, FieldPlan, OfficeTerm, Recusal
from endorsements.models.dossier import Side
from endorsements.queries import history
from endorsements.queries.candidacy_records import Written
from endorsements.queries.dossier_page import FactGroupRows, FactRow, Given, current_answers, row_of, rows_of
from endorsements.queries.dossiers import explained, red_lines_in_force
from endorsements.queries.judgement_panel import told
from endorsements.queries.judgement_rows import Panel
from endorsements.queries.weighing import Scored
from endorsements.rules import Explanation
from endorsements.wording import day, moment, words

LATEST = 6


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the page shows it; `withdraw` is the address to take it back, "" for everybody but its writer."""

    id: int
    text: SafeString
    who: str
    at: str
    written_at: dt.datetime
    withdraw: str


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A frozen assessment, and the memos issued from it as (number, address)."""

    number: int
    url: str
    verdict: str
    label: str
    at: str
    who: str
    digest: str
    frozen_at: dt.datetime
    issue: str
    memos: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier judged: its answers, the red lines in force, the judgement and its telling."""

    candidacy: Candidacy
    base: str
    lines: list[RedLineVersion]
    answers: dict[str, Given]
    found: Explanation
    panel: Panel
    tactical: str

    def groups(self) -> list[FactGroupRows]:
        """Every fact's row, by group."""
        return rows_of(self.candidacy, self.lines, self.answers, self.base)

    def row(self, fact: str) -> FactRow | None:
        """One fact's row; None when there is no such fact."""
        return row_of(self.candidacy, fact, self.lines, self.answers, self.base)


@dataclass(slots=True)
class Heading:
    """What the page's head says of the candidacy."""

    name: str
    race: str
    cycle: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    blockers: list[str] = field(default_factory=list)
    in_office: int | None = None


def candidacies_of(chapter: Chapter | int) -> QuerySet[Candidacy]:
    """Return a chapter's candidacies with race, cycle, candidate, assignee and `current_plan` in one query."""
    return (
        Candidacy.objects.filter(race__cycle__chapter=chapter)
        .annotate(current_plan=FilteredRelation("field_plans", condition=Q(field_plans__is_current=True)))
        .select_related("race__cycle__chapter", "candidate", "assigned_to", "current_plan")
    )


def for_member(candidacies: QuerySet[Candidacy], member: int) -> QuerySet[Candidacy]:
    """Return candidacies that know why a member is recused from each (`recused_because`; None: they are not).

    `recused` names all who are, with their reasons, one a line and in no order; None where nobody is. `in_office` is
    the candidate's newest term in office, None where none is on record.
    """
    recusals = Recusal.objects.filter(candidacy=OuterRef("pk"), lifted_at__isnull=True).order_by()
    said = Concat("member__name", Value(" ("), "reason", Value(")"), output_field=CharField())
    named = recusals.values("candidacy").annotate(said=StringAgg(said, Value("\n")))
    terms = OfficeTerm.objects.filter(candidate=OuterRef("candidate"))
    return candidacies.annotate(
        recused_because=Subquery(recusals.filter(member=member).values("reason")[:1]),
        recused=Subquery(named.values("said")),
        in_office=Subquery(terms.order_by("-starts_on").values("pk")[:1]),
    )


_ONE = PreparedObjects[Candidacy](
    lambda chapter, member, pk: for_member(candidacies_of(chapter), member).filter(pk=pk), int, int, int
)


def candidacy_for(chapter: Chapter, pk: int, member: int) -> Candidacy | None:
    """Return a chapter's candidacy as `for_member` has it; None where it has no such one. One query."""
    return _ONE.first(chapter.pk, member, pk)


def plan_of(candidacy: Candidacy) -> FieldPlan | None:
    """Return the current plan of a candidacy from `candidacies_of`, which sets no attribute where there is none."""
    return getattr(candidacy, "current_plan", None)


def tactical_note(candidacy: Candidacy) -> str:
    """Return the tactical note beside the verdict: never an endorsement (CAES, Opposing Fascism ¶6)."""
    race = candidacy.race
    said = {
        "yes": _(
            "A far-right opponent stands in this race: whatever the chapter endorses, members should vote tactically "
            "against them. That is no endorsement (CAES, Opposing Fascism ¶6)."
        ),
        "no": _("No far-right opponent stands in this race."),
    }.get(race.far_right_opponent, _("Nobody has recorded yet whether a far-right opponent stands in this race."))
    return f"{said} {race.tactical_note}".strip()


def dossier_of(candidacy: Candidacy, *, base: str, on: dt.date) -> Dossier:
    """Judge a candidacy's dossier by the red lines in force on a day. Two queries."""
    lines = red_lines_in_force(candidacy.race.cycle.chapter, on)
    titles = {line.red_line.slug: line.title for line in lines}
    answers = current_answers(candidacy.pk)
    values = {fact: given.value for fact, given in answers.items()}
    found = explained(candidacy.rulebook, values, titles)
    panel = told(found, rulebook_id=candidacy.rulebook, values=values, red_lines=titles)
    return Dossier(candidacy, base, lines, answers, found, panel, tactical_note(candidacy))


def heading_of(candidacy: Candidacy, today: dt.date) -> Heading:
    """Return the head of the page; its blockers tell a recused member (`for_member`) that they are. No query."""
    race = candidacy.race
    days = (race.election_on - today).days
    when = day(race.election_on)
    if days >= 0:
        when = ngettext("%(day)s, in %(days)d day", "%(day)s, in %(days)d days", days) % {"day": when, "days": days}
    facts = [(_("Election day"), when)]
    if race.decide_by_on:
        facts.append((_("Decide by"), day(race.decide_by_on)))
    facts.append((_("Assigned to"), candidacy.assigned_to.name if candidacy.assigned_to else _("nobody yet")))
    facts.append((_("Rulebook"), candidacy.rulebook))
    blockers = policies.blockers(candidacy)
    if because := getattr(candidacy, "recused_because", None):
        blockers.append(
            _("You are recused from this candidacy (%(why)s): you read it, and take no part in judging it.")
            % {"why": because}
        )
    in_office = getattr(candidacy, "in_office", None)
    return Heading(candidacy.candidate.name, str(race), race.cycle.name, facts, blockers, in_office)


def notes_of(written: Written, member: int, base: str) -> list[tuple[str, list[NoteRow]]]:
    """Return the notes that stand, as (side, notes) for and against. No query."""
    sides: dict[str, list[NoteRow]] = {str(side): [] for side in Side}
    for note in written.notes:
        own = f"{base}notes/{note.id}/withdraw/" if note.of == member else ""
        sides[note.said].append(NoteRow(note.id, to_html(note.text), note.who, moment(note.at), note.at, own))
    return list(sides.items())


def assessments_of(written: Written, candidacy: Candidacy, base: str, slug: str) -> list[AssessmentRow]:
    """Return the frozen assessments, newest first, each with its memos. No query."""
    labels = words(candidacy.rulebook).verdicts
    by_number: dict[int, tuple[Any, ...]] = {}
    memos: dict[int, list[tuple[int, str]]] = {}
    for each in written.assessments:
        number, verdict, at = each.number, each.said, each.at
        url = f"{base}assessments/{number}/"
        issue = reverse("memo_issue", args=[slug, each.id])
        by_number[number] = (number, url, verdict, labels[verdict], moment(at), each.who, each.text, at, issue)
        memos.setdefault(number, [])
        if each.memo is not None:
            memos[number].append((each.memo, reverse("memo", args=[slug, each.memo])))
    return [AssessmentRow(*row, tuple(memos[number])) for number, row in by_number.items()]


def latest_of(
    dossier: Dossier,
    notes: list[tuple[str, list[NoteRow]]],
    frozen: list[AssessmentRow],
    scored: list[Scored],
    decided: list[tuple[str, dt.datetime, str, tuple[str, str]]],
) -> list[history.Entry]:
    """Return the last things that stand on the page, newest first; what they replaced is on the history's own page.

    No query: a union over all tables would cost the page a fifth of its time.
    """
    titles = {line.red_line.slug: line.title for line in dossier.lines}
    standing = [("answer", given.at, given.set_by, (fact, given.value)) for fact, given in dossier.answers.items()]
    standing += [("note", note.written_at, note.who, (side, "")) for side, written in notes for note in written]
    standing += [("frozen", each.frozen_at, each.who, (str(each.number), each.verdict)) for each in frozen]
    standing += [("scored", score.scored_at, score.name, ("", "")) for score in scored]
    standing += [("rescored", score.revised_at, score.name, ("", "")) for score in scored if score.revised_at]
    standing += decided
    standing.sort(key=lambda entry: entry[1], reverse=True)
    rows = [(at, kind, 0, who, *details, None) for kind, at, who, details in standing[:LATEST]]
    return history.told(rows, dossier.candidacy, titles)


def weighing_note(dossier: Dossier, scored: list[Scored], member: int, *, is_committee: bool) -> tuple[str, str]:
    """Return what the page says of the weighing, and what its link is called ("" for none). No query."""
    people, mine = len(scored), any(score.member == member for score in scored)
    blocker = policies.weighing_blocker(dossier.found)
    if blocker and not people:
        return blocker, ""
    said = _("Nobody has scored yet.")
    if people:
        said = ngettext(
            "%(count)d member of the committee has scored.", "%(count)d members of the committee have scored.", people
        ) % {"count": people}
    if blocker:
        return f"{blocker} {said}", _("Open the weighing sheet")
    if is_committee and not mine and not dossier.candidacy.closed_at:
        covered = _("What the others give stays covered until you have handed in your own.")
        return f"{said} {covered}", _("Weigh it")
    return said, _("Open the weighing sheet")
