"""Filling a dossier: answers with their evidence, and the cases for and against."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements import policies, policies_motions
from endorsements.models import Answer, Candidacy, Note

ANSWER_SET = log.action("answer.set", "fact", "value", "previous")
NOTE_WRITTEN = log.action("note.written", "side")
NOTE_WITHDRAWN = log.action("note.withdrawn", "side")


class ChangedMeanwhile(Exception):
    """Somebody else answered the fact after the page was shown. `current` is their answer (None: they removed it)."""

    def __init__(self, current: Answer | None) -> None:
        super().__init__(_("Somebody else answered this while you were writing."))
        self.current = current


def lock(candidacy: Candidacy) -> Candidacy:
    """Return the candidacy with its row locked, so that what follows sees and writes alone."""
    return (
        Candidacy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("race__cycle__chapter")
        .get(pk=candidacy.pk)
    )


@transaction.atomic
def set_answer(
    *,
    candidacy: Candidacy,
    fact: str,
    value: str,
    by: Member,
    at: dt.datetime,
    evidence: str = "",
    link: str = "",
    source: str = "",
    evidence_on: dt.date | None = None,
    seen: int | None = -1,
) -> Answer:
    """Answer one fact; the answer before it stays in the history.

    `seen` is the id of the answer that the writer saw (None: there was none; -1: do not compare). An answer equal to
    the current one in everything is not written again; the current one is returned.

    Raises `policies.Refused` when the dossier is closed, the writer is recused from it, the fact does not take this
    value, or the evidence is too long or its link no web address; `ChangedMeanwhile` when the current answer is not the
    one seen.
    """
    candidacy, current = _opened(candidacy, fact, value, seen, by)
    policies.check_evidence(evidence, link)
    said = {"value": value, "evidence": evidence, "link": link, "source": source, "evidence_on": evidence_on}
    if current and all(getattr(current, name) == new for name, new in said.items()):
        return current
    return _take_over(candidacy, fact, said, current, by=by, at=at)


@transaction.atomic
def set_value(
    *, candidacy: Candidacy, fact: str, value: str, by: Member, at: dt.datetime, seen: int | None = -1
) -> Answer | None:
    """Answer one fact with nothing but a value, as the page's quick buttons do.

    The value that stands already is left as it is, with its evidence (None when the fact stands unanswered and
    `value` is unknown). Another value starts without evidence, since what spoke for the one does not speak for the
    other; the earlier answer keeps its own in the history. Raises as `set_answer` does.
    """
    candidacy, current = _opened(candidacy, fact, value, seen, by)
    if value == (current.value if current else "unknown"):
        return current
    return _take_over(candidacy, fact, {"value": value}, current, by=by, at=at)


def _opened(
    candidacy: Candidacy, fact: str, value: str, seen: int | None, by: Member
) -> tuple[Candidacy, Answer | None]:
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    policies_motions.check_not_recused(candidacy, by)
    policies.check_value(candidacy, fact, value)
    answers = Answer.objects.filter(candidacy=candidacy, fact=fact, is_current=True).select_related("set_by")
    current = answers.first()
    if seen not in (-1, current.pk if current else None):
        raise ChangedMeanwhile(current)
    return candidacy, current


def _take_over(
    candidacy: Candidacy, fact: str, said: dict[str, Any], current: Answer | None, *, by: Member, at: dt.datetime
) -> Answer:
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    answer = Answer.objects.create(candidacy=candidacy, fact=fact, set_by=by, set_at=at, **said)
    log.append(
        ANSWER_SET,
        chapter=candidacy.race.cycle.chapter,
        subject=candidacy,
        by=by,
        at=at,
        fact=fact,
        value=answer.value,
        previous=current.value if current else None,
    )
    return answer


@transaction.atomic
def write_note(*, candidacy: Candidacy, side: str, text: str, by: Member, at: dt.datetime) -> Note:
    """Write a case for or against. Raises `Refused` when the candidacy is closed or the writer recused from it."""
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    policies_motions.check_not_recused(candidacy, by)
    note = Note.objects.create(candidacy=candidacy, side=side, text=text, written_by=by, written_at=at)
    log.append(NOTE_WRITTEN, chapter=candidacy.race.cycle.chapter, subject=note, by=by, at=at, side=side)
    return note


@transaction.atomic
def withdraw_note(*, note: Note, by: Member, at: dt.datetime) -> Note:
    """Take a note back; only its writer may. It stays on record, and out of pages and memos.

    Raises `policies.Refused` when it is another's, or the candidacy is closed.
    """
    candidacy = lock(note.candidacy)
    policies.check_open(candidacy)
    note = Note.objects.select_for_update(no_key=True, of=("self",)).get(pk=note.pk)
    policies.check_own_note(note, by)
    if note.withdrawn_at is None:
        note.withdrawn_at = at
        note.save(update_fields=["withdrawn_at"])
        log.append(NOTE_WITHDRAWN, chapter=candidacy.race.cycle.chapter, subject=note, by=by, at=at, side=note.side)
    return note
