"""What happened to a candidacy, newest first: answers, notes, scores (never their values), freezes, memos, motions.

Of a ballot only that it was scheduled, opened, closed or called off: nothing of its votes before it closed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from chapters.models import Body
from chapters.queries.bodies import called
from endorsements.models import (
    Answer,
    Assessment,
    Ballot,
    Candidacy,
    ConditionReport,
    Decision,
    Memo,
    Motion,
    Note,
    Recusal,
    Score,
)
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.wording import RED_LINE, Words, day, moment, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; `detail` is the evidence (several lines), `link` its address where it has one."""

    at: str
    at_iso: str
    who: str
    text: str
    detail: str = ""
    source: str = ""
    link: str = ""


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _rows(rows: QuerySet[Any], kind: str, at: str, by: str, *said: Any) -> QuerySet[Any]:
    columns = {"_a": _text(""), "_b": _text(""), "_c": _text("")}
    columns.update(zip(columns, said, strict=False))
    if not by:
        columns["_nobody"] = _text("")
    return (
        rows.order_by()
        .annotate(_kind=Value(kind, output_field=CharField()), **columns)
        .values_list(at, "_kind", "pk", f"{by}__name" if by else "_nobody", "_a", "_b", "_c")
    )


def _as_text(name: str) -> Cast:
    return Cast(name, CharField(max_length=80))


def _answers(candidacy: int) -> QuerySet[Any]:
    before = Answer.objects.filter(
        candidacy=OuterRef("candidacy"), fact=OuterRef("fact"), pk__lt=OuterRef("pk")
    ).order_by("-pk")
    return _rows(
        Answer.objects.filter(candidacy=candidacy),
        "answer",
        "set_at",
        "set_by",
        _as_text("fact"),
        _as_text("value"),
        Subquery(before.annotate(was=_as_text("value")).values("was")[:1], output_field=CharField()),
    )


def _deciding_rows(candidacy: int) -> list[QuerySet[Any]]:
    """What was moved and decided on a candidacy itself; a contest of its race stands on the motion's own page."""
    motions = Motion.objects.filter(candidacy=candidacy)
    ballots = Ballot.objects.filter(motion__candidacy=candidacy)
    of_motion = _as_text("motion__number"), _as_text("body__name"), _as_text("body__kind")
    reports = ConditionReport.objects.filter(condition__motion__candidacy=candidacy)
    return [
        _rows(motions, "moved", "moved_at", "moved_by", _as_text("number"), _as_text("type")),
        _rows(ballots, "announced", "notice_at", "scheduled_by", *of_motion),
        _rows(ballots.filter(opened_at__isnull=False), "opened-ballot", "opened_at", "", *of_motion),
        _rows(ballots.filter(closed_at__isnull=False), "closed-ballot", "closed_at", "", *of_motion),
        _rows(ballots.filter(voided_at__isnull=False), "called-off", "voided_at", "", *of_motion),
        _rows(
            Decision.objects.filter(motion__candidacy=candidacy),
            "decided", "decided_at", "", _as_text("motion__number"), _as_text("result"),
        ),
        _rows(
            reports, "reported", "reported_at", "reported_by", _as_text("condition__motion__number"), _as_text("state")
        ),
        _rows(
            Recusal.objects.filter(candidacy=candidacy),
            "recused", "declared_at", "declared_by", _as_text("member__name"), _as_text("reason"),
        ),
    ]  # fmt: skip


def events(candidacy: int, fact: str = "") -> QuerySet[Any]:
    """Return (at, kind, id, who, three details) of everything that happened, newest first; only a fact's, if named."""
    answers = _answers(candidacy)
    if fact:
        return answers.filter(fact=fact).order_by("-set_at", "-pk")
    notes = Note.objects.filter(candidacy=candidacy)
    scores = Score.objects.filter(candidacy=candidacy)
    frozen = Assessment.objects.filter(candidacy=candidacy)
    memos = Memo.objects.filter(assessment__candidacy=candidacy)
    return answers.union(
        _rows(Candidacy.objects.filter(pk=candidacy), "opened", "opened_at", "opened_by"),
        _rows(notes, "note", "written_at", "written_by", _as_text("side")),
        _rows(notes.filter(withdrawn_at__isnull=False), "withdrawn", "withdrawn_at", "written_by", _as_text("side")),
        _rows(scores, "scored", "scored_at", "member"),
        _rows(scores.filter(revised_at__isnull=False), "rescored", "revised_at", "member"),
        _rows(frozen, "frozen", "frozen_at", "frozen_by", _as_text("number"), _as_text("verdict")),
        _rows(memos, "memo", "issued_at", "issued_by", _as_text("number")),
        *_deciding_rows(candidacy),
        all=True,
    ).order_by("-set_at", "-pk")


BALLOT = ("announced", "opened-ballot", "closed-ballot", "called-off")
OF_DECISIONS = ("memo", "moved", *BALLOT, "decided", "reported", "recused")


def _of_decisions(kind: str, a: str, b: str, c: str) -> str:
    """Tell of a memo or a motion by its number (`a`), or of who was recused."""
    if kind == "recused":
        return _("recused %(name)s: %(why)s") % {"name": a, "why": b}
    if kind == "memo":
        return _("issued memo %(number)s") % {"number": a}
    if kind == "moved":
        return _("moved motion %(number)s: %(type)s") % {"number": a, "type": MotionType(b).label}
    if kind == "decided":
        return _("Motion %(number)s was decided: %(result)s") % {"number": a, "result": DecisionResult(b).label}
    if kind == "reported":
        word = ConditionState(b).label
        return _("reported on a condition of motion %(number)s: %(state)s") % {"number": a, "state": word}
    sentences = {
        "announced": _("scheduled a ballot on motion %(number)s, of this body: %(body)s"),
        "opened-ballot": _("The ballot on motion %(number)s opened, of this body: %(body)s"),
        "closed-ballot": _("The ballot on motion %(number)s closed, of this body: %(body)s"),
        "called-off": _("The ballot on motion %(number)s was called off, of this body: %(body)s"),
    }
    return sentences[kind] % {"number": a, "body": called(Body(kind=c, name=b))}


def _sentence(said: Words, titles: dict[str, str], kind: str, details: tuple[str, str, str | None]) -> str:
    a, b, c = details
    if kind == "answer":
        name = said.name(a, titles)
        now = {"fact": name, "now": said.label(a, b)}
        if c is None:
            return _("answered %(fact)s: %(now)s") % now
        if c == b:
            return _("gave other evidence for %(fact)s: %(now)s") % now
        return _("changed %(fact)s from %(was)s to %(now)s") % {**now, "was": said.label(a, c)}
    if kind == "frozen":
        return _("froze the dossier as assessment %(number)s: %(verdict)s") % {
            "number": a,
            "verdict": said.verdicts.get(b, b),
        }
    if kind in OF_DECISIONS:
        return _of_decisions(kind, a, b, c or "")
    sentences = {
        "opened": _("opened the candidacy"),
        "note": _("wrote the case for") if a == "for" else _("wrote the case against"),
        "withdrawn": _("withdrew a note for") if a == "for" else _("withdrew a note against"),
        "scored": _("handed in the weighing sheet"),
        "rescored": _("revised their weighing after it was handed in"),
    }
    return sentences[kind]


def _evidence(ids: Iterable[int]) -> dict[int, tuple[str, str, str, dt.date | None]]:
    rows = Answer.objects.filter(pk__in=list(ids)).order_by()
    return {
        pk: (evidence, link, source, on)
        for pk, evidence, link, source, on in rows.values_list("pk", "evidence", "link", "source", "evidence_on")
    }


def told(
    rows: Iterable[tuple[Any, ...]], candidacy: Candidacy, titles: dict[str, str], *, evidence: bool = False
) -> list[Entry]:
    """Tell rows of `events` in sentences; `titles` are the red lines' (slug → title). With evidence: one query."""
    said, rows = words(candidacy.rulebook), list(rows)
    found = _evidence(pk for _at, kind, pk, *_rest in rows if kind == "answer") if evidence else {}
    entries = []
    for at, kind, pk, who, a, b, c in rows:
        text, link, source, on = found.get(pk, ("", "", "", None)) if kind == "answer" else ("", "", "", None)
        dated = ", ".join(part for part in (source, day(on) if on else "") if part)
        entries.append(
            Entry(moment(at), at.isoformat(), who, _sentence(said, titles, kind, (a, b, c)), text, dated, link)
        )
    return entries


def is_known_fact(fact: str, titles: dict[str, str]) -> bool:
    """Say whether a fact's history can be asked for: a fact of the rules, or a red line of the chapter."""
    return fact in words().questions or (fact.startswith(RED_LINE) and fact.removeprefix(RED_LINE) in titles)


def name_of(fact: str, titles: dict[str, str]) -> str:
    """Return a fact's short name, a red line's title."""
    return words().name(fact, titles)
