"""The log as a page shows it: each entry in words, with the names of the people and the records that it tells of."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chapters.models import LogEntry, LogHead, Member, Role

PER_PAGE = 50
WORDS = {
    "answer.set": gettext_noop("answered a question of the dossier"),
    "assessment.frozen": gettext_noop("froze a dossier to an assessment"),
    "attendance.entered": gettext_noop("entered whether somebody in office came to a meeting"),
    "attendance.struck": gettext_noop("struck a meeting out of a record in office"),
    "ballot.certified": gettext_noop("certified the result of a ballot"),
    "ballot.closed": gettext_noop("closed a ballot"),
    "ballot.opened": gettext_noop("opened a ballot"),
    "ballot.present_set": gettext_noop("entered how many are present"),
    "ballot.reminded": gettext_noop("reminded people of a ballot"),
    "ballot.scheduled": gettext_noop("scheduled a ballot"),
    "ballot.voided": gettext_noop("called a ballot off"),
    "body.dissolved": gettext_noop("dissolved a body that votes"),
    "body.founded": gettext_noop("added a body that votes"),
    "body_seat.ended": gettext_noop("ended a place in a body"),
    "body_seat.granted": gettext_noop("gave a place in a body"),
    "candidacy.closed": gettext_noop("closed a candidacy"),
    "candidacy.edited": gettext_noop("changed a candidacy"),
    "candidacy.opened": gettext_noop("opened a candidacy"),
    "candidacy.reopened": gettext_noop("reopened a candidacy"),
    "canvass.imported": gettext_noop("imported a canvassing export, reduced to counts"),
    "chapter.founded": gettext_noop("founded the chapter"),
    "chapter.published_endorsements": gettext_noop("published the chapter's endorsements"),
    "chapter.unpublished_endorsements": gettext_noop("took the chapter's endorsements off the public page"),
    "condition.reported": gettext_noop("reported how a condition stands"),
    "cycle.closed": gettext_noop("closed a cycle"),
    "cycle.edited": gettext_noop("changed a cycle"),
    "cycle.opened": gettext_noop("opened a cycle"),
    "dossier.imported": gettext_noop("imported a dossier"),
    "figure.learned": gettext_noop("took over a figure learned from past campaigns"),
    "figure.reset": gettext_noop("went back to a published figure"),
    "figure.set": gettext_noop("set a planning figure"),
    "field.planned": gettext_noop("planned a candidacy's field work"),
    "field_week.entered": gettext_noop("entered a week of field work"),
    "invitation.accepted": gettext_noop("accepted an invitation"),
    "invitation.revoked": gettext_noop("revoked an invitation"),
    "invitation.sent": gettext_noop("invited somebody"),
    "memo.issued": gettext_noop("issued a memo"),
    "motion.decided": gettext_noop("decided a motion by a ballot’s close"),
    "motion.edited": gettext_noop("changed a motion"),
    "motion.frozen": gettext_noop("froze a motion's text at its first ballot"),
    "motion.moved": gettext_noop("moved a motion"),
    "motion.withdrawn": gettext_noop("withdrew a motion"),
    "note.withdrawn": gettext_noop("withdrew a note"),
    "note.written": gettext_noop("wrote a note"),
    "office_term.changed": gettext_noop("ended or corrected a term in office"),
    "office_term.entered": gettext_noop("entered a term in office"),
    "outcome.entered": gettext_noop("entered how a race ended"),
    "packet.asked": gettext_noop("asked for a packet of memos"),
    "packet.failed": gettext_noop("could not make a packet of memos"),
    "packet.finished": gettext_noop("finished a packet of memos"),
    "path.chosen": gettext_noop("chose a path to an office"),
    "path.given_up": gettext_noop("gave up a path to an office"),
    "path.seat_said": gettext_noop("said who holds a district's seat"),
    "path.step_added": gettext_noop("added a step to a path"),
    "path.step_changed": gettext_noop("changed a step of a path"),
    "path.step_removed": gettext_noop("removed a step of a path"),
    "period.read": gettext_noop("recorded how the period is read"),
    "position_vote.entered": gettext_noop("entered a vote in office on a chapter position"),
    "position_vote.struck": gettext_noop("struck a vote out of a record in office"),
    "procedure.edited": gettext_noop("changed a procedure"),
    "procedure.retired": gettext_noop("retired a procedure"),
    "procedure.started": gettext_noop("entered a procedure"),
    "race.added": gettext_noop("added a race"),
    "race.edited": gettext_noop("changed a race"),
    "recusal.declared": gettext_noop("recused somebody for a conflict"),
    "recusal.lifted": gettext_noop("lifted a recusal"),
    "red_line.adopted": gettext_noop("entered a red line"),
    "red_line.reaffirmed": gettext_noop("recorded that a red line was reaffirmed"),
    "red_line.retired": gettext_noop("retired a red line"),
    "red_line.revised": gettext_noop("changed a red line"),
    "results.imported": gettext_noop("imported a file of results"),
    "results.retired": gettext_noop("took a file of results out of use"),
    "roll.added": gettext_noop("added somebody to a ballot’s roll"),
    "roll.reweighed": gettext_noop("corrected the weight of a vote on a ballot’s roll"),
    "roll.struck": gettext_noop("struck somebody from a ballot’s roll"),
    "score.given": gettext_noop("weighed a campaign"),
    "score.revised": gettext_noop("revised a weighing"),
    "seat.ended": gettext_noop("ended a seat"),
    "seat.granted": gettext_noop("gave a seat"),
    "statement.withdrawn": gettext_noop("withdrew a statement on a motion"),
    "statement.written": gettext_noop("wrote a statement on a motion"),
    "step.done": gettext_noop("recorded a step of a motion as done"),
    "step.undone": gettext_noop("took back that a step was done"),
    "supply.changed": gettext_noop("changed how many canvassers there are"),
    "supply.removed": gettext_noop("removed a row of canvassers"),
    "supply.stated": gettext_noop("stated how many canvassers there are"),
    "upload.applied": gettext_noop("applied a file of dossiers"),
    "upload.discarded": gettext_noop("discarded a file of dossiers"),
    "upload.mapped": gettext_noop("said what the columns of a file mean"),
    "upload.received": gettext_noop("sent a file of dossiers"),
}
PEOPLE = ("member", "assigned_to", "owner")  # details that hold a member's id
FIELDS = {
    "added": gettext_noop("answers added"),
    "alignment": gettext_noop("how they voted"),
    "assessment": gettext_noop("assessment"),
    "assigned_to": gettext_noop("assigned to"),
    "ballots_cast": gettext_noop("ballots cast"),
    "body": gettext_noop("body"),
    "candidacy": gettext_noop("candidacy"),
    "canvassers": gettext_noop("canvassers"),
    "cases": gettext_noop("cases"),
    "changed": gettext_noop("changed"),
    "contacts": gettext_noop("contacts"),
    "contests": gettext_noop("contests"),
    "digest": gettext_noop("SHA-256"),
    "dissolved_on": gettext_noop("dissolved on"),
    "district": gettext_noop("district"),
    "done_on": gettext_noop("done on"),
    "doors": gettext_noop("doors"),
    "dossiers": gettext_noop("dossiers"),
    "due_on": gettext_noop("due"),
    "election_on": gettext_noop("election day"),
    "ends_on": gettext_noop("ends on"),
    "exception": gettext_noop("exception"),
    "expired": gettext_noop("expired"),
    "expires_on": gettext_noop("expires on"),
    "fact": gettext_noop("question"),
    "figure": gettext_noop("figure"),
    "held_on": gettext_noop("held on"),
    "high": gettext_noop("high"),
    "in_district": gettext_noop("of them in the district"),
    "in_force_from": gettext_noop("in force from"),
    "in_force_until": gettext_noop("in force until"),
    "kind": gettext_noop("kind"),
    "left_out": gettext_noop("rows left out"),
    "low": gettext_noop("low"),
    "measure": gettext_noop("what was voted on"),
    "member": gettext_noop("whose"),
    "memos": gettext_noop("memos"),
    "name": gettext_noop("name"),
    "new_account": gettext_noop("new account"),
    "new_members": gettext_noop("new members"),
    "number": gettext_noop("number"),
    "office": gettext_noop("office"),
    "opened": gettext_noop("candidacies opened"),
    "other_hours": gettext_noop("other hours"),
    "outcome": gettext_noop("outcome"),
    "owner": gettext_noop("owner"),
    "parameter": gettext_noop("planning figure"),
    "position": gettext_noop("which one"),
    "presence": gettext_noop("presence"),
    "present": gettext_noop("present"),
    "previous": gettext_noop("before"),
    "promised": gettext_noop("promised"),
    "race": gettext_noop("race"),
    "races": gettext_noop("races"),
    "reading": gettext_noop("reading"),
    "reaffirmed_on": gettext_noop("reaffirmed on"),
    "reason": gettext_noop("reason"),
    "recused": gettext_noop("recused"),
    "replaced": gettext_noop("took another's place"),
    "renews": gettext_noop("new canvassers claimed"),
    "returning": gettext_noop("returning volunteers"),
    "role": gettext_noop("role"),
    "roll": gettext_noop("on the roll"),
    "rows": gettext_noop("rows"),
    "rulebook": gettext_noop("rulebook"),
    "seat": gettext_noop("the seat"),
    "sha256": gettext_noop("SHA-256"),
    "shifts": gettext_noop("shifts"),
    "shifts_planned": gettext_noop("shifts signed up for"),
    "side": gettext_noop("side"),
    "signers": gettext_noop("signers"),
    "size": gettext_noop("bytes"),
    "slug": gettext_noop("short name"),
    "source": gettext_noop("source"),
    "stage": gettext_noop("stage"),
    "starts_on": gettext_noop("begins on"),
    "state": gettext_noop("how it stands"),
    "template": gettext_noop("copied from"),
    "terrain": gettext_noop("terrain"),
    "type": gettext_noop("type"),
    "value": gettext_noop("answer"),
    "verdict": gettext_noop("verdict"),
    "verdicts_changed": gettext_noop("verdicts changed"),
    "version": gettext_noop("version"),
    "volunteers": gettext_noop("volunteers"),
    "voted_on": gettext_noop("voted on"),
    "weight": gettext_noop("weight of the vote"),
    "win_number": gettext_noop("win number"),
    "withdrawn_by": gettext_noop("taken back by"),
    "won_by": gettext_noop("candidacies that won"),
}
# How a record is named where its kind and number alone say little: model → the field with its name.
NAMES = {
    "capacity.districtseat": "office",
    "capacity.officepath": "office",
    "capacity.ownfigure": "parameter",
    "capacity.periodreading": "reading",
    "capacity.supplyweek": "starts_on",
    "capacity.resultsfile": "name",
    "chapters.body": "name",
    "chapters.chapter": "name",
    "chapters.redline": "slug",
    "endorsements.attendance": "term__candidate__name",
    "endorsements.candidacy": "candidate__name",
    "endorsements.cycle": "name",
    "endorsements.memo": "content__title",
    "endorsements.motion": "title",
    "endorsements.officeterm": "candidate__name",
    "endorsements.packet": "title",
    "endorsements.positionvote": "measure",
    "endorsements.procedure": "name",
    "endorsements.race": "office",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it. `record` is what filters by its record; `details` are label and value."""

    number: int
    at: dt.datetime
    who: str
    what: str
    subject: str
    record: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first; `older` is the number to go on from, or None at the end."""

    lines: tuple[Line, ...]
    older: int | None
    head: LogHead | None


def page(chain: str, *, before: int | None = None, subject: str = "", subject_id: int | None = None) -> LogPage:
    """Return up to 50 entries of a chain below the number `before`, of one record where one is named.

    Reads the entries by their index and counts none, so that a long log is as quick as a short one.
    """
    rows = LogEntry.objects.filter(chain=chain).select_related("by").order_by("-number").fetch_mode(models.FETCH_RAISE)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if subject:
        rows = rows.filter(subject=subject, subject_id=subject_id)
    entries = list(rows[: PER_PAGE + 1])
    shown = entries[:PER_PAGE]
    older = shown[-1].number if len(entries) > PER_PAGE else None
    return LogPage(_lines(shown), older, LogHead.objects.filter(chain=chain).first())


def lines_of(chain: str, records: Mapping[str, Iterable[int]], *, newest: int = PER_PAGE) -> tuple[Line, ...]:
    """Return the last entries of a chain about these records (kind → ids), newest first. At most four queries."""
    about = models.Q()
    for subject, ids in records.items():
        about |= models.Q(subject=subject, subject_id__in=list(ids))
    rows = LogEntry.objects.filter(about, chain=chain).select_related("by").order_by("-number")
    return _lines(list(rows[:newest])) if records else ()


def kind_of(subject: str) -> str:
    """Return the kind of a record in words, such as “seat”; the label itself for a model that is no more."""
    try:
        return str(apps.get_model(subject)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject


def _lines(entries: list[LogEntry]) -> tuple[Line, ...]:
    people = {e.detail[field] for e in entries for field in PEOPLE if isinstance(e.detail.get(field), int)}
    names = dict(Member.objects.filter(pk__in=people).values_list("pk", "name"))
    called = _called(entries)
    return tuple(_line(entry, names, called) for entry in entries)


def _called(entries: list[LogEntry]) -> dict[tuple[str, int], str]:
    """Return the names of the records: one query for each kind of record that has names."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject in NAMES:
            wanted.setdefault(entry.subject, set()).add(entry.subject_id)
    found: dict[tuple[str, int], str] = {}
    for subject, ids in wanted.items():
        rows = apps.get_model(subject)._base_manager.filter(pk__in=ids).values_list("pk", NAMES[subject])
        found.update({(subject, pk): name for pk, name in rows})
    return found


def _line(entry: LogEntry, names: dict[int, str], called: dict[tuple[str, int], str]) -> Line:
    said = WORDS.get(entry.action)
    kind = capfirst(kind_of(entry.subject))
    name = called.get((entry.subject, entry.subject_id))
    return Line(
        number=entry.number,
        at=entry.at,
        who=entry.by.name if entry.by else _("the server"),
        what=_(said) if said else entry.action.replace(".", " ").replace("_", " "),
        subject=f"{kind} {entry.subject_id}: {name}" if name else f"{kind} {entry.subject_id}",
        record=f"{entry.subject}:{entry.subject_id}",
        details=tuple(
            (_(FIELDS[field]) if field in FIELDS else field.replace("_", " "), _value(field, value, names))
            for field, value in sorted(entry.detail.items())
            if value is not None
        ),
    )


def _value(field: str, value: Any, names: dict[int, str]) -> str:
    if field in PEOPLE:
        return names.get(value, str(value))
    if field == "role" and value in Role.values:
        return str(Role(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
