"""Filling a dossier: answers with their evidence, and the cases for and against."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements import policies
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
    return Candidacy.objects.select_for_update(of=("self",)).select_related("race__cycle__chapter").get(pk=candidacy.pk)


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

    Raises `policies.Refused` when the dossier is closed or the fact does not take this value, `ChangedMeanwhile` when
    the current answer is not the one seen.
    """
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    policies.check_value(candidacy, fact, value)
    current = Answer.objects.filter(candidacy=candidacy, fact=fact, is_current=True).first()
    if seen != -1 and (current.pk if current else None) != seen:
        raise ChangedMeanwhile(current)
    said = {"value": value, "evidence": evidence, "link": link, "source": source, "evidence_on": evidence_on}
    if current and all(getattr(current, name) == new for name, new in said.items()):
        return current
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
        value=value,
        previous=current.value if current else None,
    )
    return answer


@transaction.atomic
def write_note(*, candidacy: Candidacy, side: str, text: str, by: Member, at: dt.datetime) -> Note:
    """Write a case for or against. Raises `policies.Refused` when the candidacy is closed."""
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
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
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    policies.check_own_note(note, by)
    if note.withdrawn_at is None:
        note.withdrawn_at = at
        note.save(update_fields=["withdrawn_at"])
        log.append(NOTE_WITHDRAWN, chapter=candidacy.race.cycle.chapter, subject=note, by=by, at=at, side=note.side)
    return note
