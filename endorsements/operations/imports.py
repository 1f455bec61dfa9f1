"""Importing dossiers: keep a file, say what its columns are, and write what it says whole or not at all."""

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements import policies, policies_motions
from endorsements.dossier_files.columns import Mapped
from endorsements.dossier_files.plan import Entry, Plan
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Race, Recusal, Upload
from endorsements.operations.candidacies import CANDIDACY_OPENED
from endorsements.operations.cycles import RACE_ADDED
from endorsements.queries import imports as queries

UPLOADED = log.action("upload.received", "sha256", "size")
MAPPED = log.action("upload.mapped", "sha256")
DISCARDED = log.action("upload.discarded", "sha256", "expired")
APPLIED = log.action("upload.applied", "sha256", "dossiers", "races", "opened", "added", "changed")
# One entry a dossier and not one an answer: each answer on record says itself who set it and when, and from which file.
DOSSIER_IMPORTED = log.action("dossier.imported", "sha256", "added", "changed")

KEPT_FOR = dt.timedelta(days=7)
_BATCH = 1000


class NotSound(policies.Refused):
    """Something stands against the import, found when it was to be written; `plan` has every problem."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("Nothing was imported. What stands against it now is listed below."))
        self.plan = plan


@transaction.atomic
def receive(*, cycle: Cycle, name: str, content: bytes, by: Member, at: dt.datetime) -> Upload:
    """Keep a file until it is imported or discarded, with its columns guessed if it is CSV.

    The chapter's uploads that nobody imported within seven days are discarded by the way.

    Raises `problems.Unreadable` when it is no file of dossiers, `policies.Refused` when the cycle is closed.
    """
    read = queries.read_upload(name, content)
    cycle = Cycle.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=cycle.pk)
    policies.check_cycle_open(cycle)
    _discard_expired(cycle.chapter, by=by, at=at)
    upload = Upload.objects.create(
        cycle=cycle,
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=queries.guessed(read.table, cycle.chapter).as_json() if read.table else {},
        uploaded_by=by,
        uploaded_at=at,
    )
    said = {"sha256": upload.sha256, "size": len(content)}
    log.append(UPLOADED, chapter=cycle.chapter, subject=upload, by=by, at=at, **said)
    return upload


def _discard_expired(chapter: Chapter, *, by: Member, at: dt.datetime) -> None:
    old = Upload.objects.filter(cycle__chapter=chapter, applied_at__isnull=True, uploaded_at__lt=at - KEPT_FOR)
    for upload in old.defer("content").select_for_update(no_key=True, of=("self",)):
        _discard(upload, chapter, expired=True, by=by, at=at)


def _discard(upload: Upload, chapter: Chapter, *, expired: bool, by: Member, at: dt.datetime) -> None:
    said = {"sha256": upload.sha256, "expired": expired}
    log.append(DISCARDED, chapter=chapter, subject=upload, by=by, at=at, **said)
    upload.delete()


def _lock(upload: Upload) -> Upload:
    """Return the upload with its row locked. Raises `policies.Refused` when it is gone or applied."""
    found = (
        Upload.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle__chapter")
        .filter(pk=upload.pk)
        .first()
    )
    if found is None:
        raise policies.Refused(_("This upload was discarded meanwhile. Upload the file again."))
    if found.applied_at is not None:
        day = date_format(found.applied_at.astimezone(ZoneInfo(found.cycle.chapter.time_zone)), "DATETIME_FORMAT")
        raise policies.Refused(
            _("This upload was imported already, on %(day)s. Nothing was written again.") % {"day": day}
        )
    return found


@transaction.atomic
def map_columns(*, upload: Upload, mapped: Mapped, by: Member, at: dt.datetime) -> Upload:
    """Keep what its columns are.

    Raises `policies.Refused` when the upload is gone or applied.
    """
    upload = _lock(upload)
    upload.mapping = mapped.as_json()
    upload.save(update_fields=["mapping"])
    log.append(MAPPED, chapter=upload.cycle.chapter, subject=upload, by=by, at=at, sha256=upload.sha256)
    return upload


@transaction.atomic
def discard(*, upload: Upload, by: Member, at: dt.datetime) -> None:
    """Delete an upload that was not imported. Raises `policies.Refused` when it is gone or applied."""
    upload = _lock(upload)
    _discard(upload, upload.cycle.chapter, expired=False, by=by, at=at)


def apply(*, upload: Upload, by: Member, at: dt.datetime) -> Plan:
    """Write what an upload says: all of it, or nothing. Returns what was written.

    It is read and compared again under the locks. Raises `NotSound` when something stands against it,
    `policies.Refused` when it is gone or applied or the cycle is closed, `problems.Unreadable` when it cannot be read.
    """
    try:
        return _apply(upload, by=by, at=at)
    except IntegrityError:
        # Two can make the same race or candidate at once where neither row was there to lock; one of them waits here.
        sentence = _("Somebody changed the same records at the same moment. Nothing was imported; check again.")
        raise policies.Refused(sentence) from None


@transaction.atomic
def _apply(upload: Upload, *, by: Member, at: dt.datetime) -> Plan:
    upload = _lock(upload)
    cycle = _lock_records(upload.cycle)
    policies.check_cycle_open(cycle)
    read = queries.read_upload(upload.name, bytes(upload.content))
    plan = queries.plan_of(upload, read, at.astimezone(ZoneInfo(cycle.chapter.time_zone)).date())
    if plan.problems:
        raise NotSound(plan)
    opened = _open(plan, cycle, by=by, at=at)
    _check_takes_part(plan, by)
    _write_answers(plan, upload, opened, by=by, at=at)
    counts = {"added": plan.added, "changed": plan.changed, "races": len(plan.races), "opened": len(plan.opened)}
    upload.applied_at, upload.applied_count = at, len(plan.touched)
    upload.save(update_fields=["applied_at", "applied_count"])
    said = {"sha256": upload.sha256, "dossiers": len(plan.entries), **counts}
    log.append(APPLIED, chapter=cycle.chapter, subject=upload, by=by, at=at, **said)
    return plan


def _lock_records(cycle: Cycle) -> Cycle:
    """Lock the cycle, its races and its candidacies, in the order in which the other operations do."""
    locked = Cycle.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=cycle.pk)
    list(Race.objects.select_for_update(no_key=True).filter(cycle=cycle).order_by("pk").values_list("pk"))
    candidacies = Candidacy.objects.select_for_update(no_key=True, of=("self",)).filter(race__cycle=cycle)
    list(candidacies.order_by("pk").values_list("pk"))
    return locked


def _open(plan: Plan, cycle: Cycle, *, by: Member, at: dt.datetime) -> list[Candidacy]:
    """Add the plan's new races, candidates and candidacies; return the candidacies, in the order of `plan.opened`.

    Unlike one opened by hand, a candidacy takes over nothing from others in its race: it says what the file says.
    """
    chapter = cycle.chapter
    races = Race.objects.bulk_create(
        [Race(cycle=cycle, office=r.office, district=r.district, election_on=r.election_on) for r in plan.races],
        batch_size=_BATCH,
    )
    added = [(race, {"office": race.office, "district": race.district}) for race in races]
    log.append_all(RACE_ADDED, chapter=chapter, entries=added, by=by, at=at)
    people = Candidate.objects.bulk_create(
        [Candidate(chapter=chapter, name=candidate.name) for candidate in plan.candidates], batch_size=_BATCH
    )
    race_ids = {new: race.pk for new, race in zip(plan.races, races, strict=True)}
    person_ids = {new: person.pk for new, person in zip(plan.candidates, people, strict=True)}
    opened = Candidacy.objects.bulk_create(
        [
            Candidacy(
                race_id=entry.race.pk or race_ids[entry.race],
                candidate_id=entry.candidate.pk or person_ids[entry.candidate],
                rulebook=entry.rulebook,
                opened_at=at,
                opened_by=by,
            )
            for entry in plan.opened
        ],
        batch_size=_BATCH,
    )
    told = [(candidacy, {"race": candidacy.race_id, "rulebook": candidacy.rulebook}) for candidacy in opened]
    log.append_all(CANDIDACY_OPENED, chapter=chapter, entries=told, by=by, at=at)
    return opened


def _check_takes_part(plan: Plan, by: Member) -> None:
    """Raise `policies.Refused` when a dossier would be changed by somebody who is recused from it. One query."""
    answered = {entry.pk for entry in plan.touched if entry.pk and entry.changes}
    mine = Recusal.objects.filter(member=by, candidacy__isnull=False, lifted_at__isnull=True)
    for recusal in mine.select_related("member"):
        if recusal.candidacy_id in answered:
            raise policies.Refused(policies_motions.recused_sentence(recusal, by))


def _write_answers(plan: Plan, upload: Upload, opened: list[Candidacy], *, by: Member, at: dt.datetime) -> None:
    new = dict(zip((id(entry) for entry in plan.opened), opened, strict=True))
    known = Candidacy.objects.in_bulk([entry.pk for entry in plan.touched if entry.pk])
    written = [(entry, known[entry.pk] if entry.pk else new[id(entry)]) for entry in plan.touched if entry.changes]
    replaced = [change.previous.pk for entry, _of in written for change in entry.changes if change.previous]
    for start in range(0, len(replaced), _BATCH):
        Answer.objects.filter(pk__in=replaced[start : start + _BATCH]).update(is_current=False)
    answers = [answer for entry, candidacy in written for answer in _answers(entry, candidacy, upload, by=by, at=at)]
    Answer.objects.bulk_create(answers, batch_size=_BATCH)
    told = [
        (candidacy, {"sha256": upload.sha256, "added": entry.added, "changed": entry.changed})
        for entry, candidacy in written
    ]
    log.append_all(DOSSIER_IMPORTED, chapter=upload.cycle.chapter, entries=told, by=by, at=at)


def _answers(entry: Entry, candidacy: Candidacy, upload: Upload, *, by: Member, at: dt.datetime) -> list[Answer]:
    draft = entry.draft
    whence = _("Imported from %(file)s, row %(row)s.") % {"file": upload.name, "row": draft.place.row}
    if draft.id:
        whence = _("Imported from %(file)s, dossier %(id)s.") % {"file": upload.name, "id": draft.id}
    return [
        Answer(
            candidacy=candidacy,
            fact=change.fact,
            value=change.said.value,
            evidence=change.said.evidence or whence,
            link=change.said.link,
            source=change.said.source,
            evidence_on=draft.as_of if change.said.bare else change.said.evidence_on,
            set_by=by,
            set_at=at,
        )
        for change in entry.changes
    ]
