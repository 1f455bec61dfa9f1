"""Writing an import: whole or not at all, once, and nothing that is there already."""

import datetime as dt
import json
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from chapters.models import LogEntry
from chapters.operations import log
from endorsements.dossier_files.columns import Mapped
from endorsements.dossier_files.problems import Unreadable
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Race, Upload
from endorsements.operations import candidacies, cycles, dossiers, imports
from endorsements.policies import Refused
from tests import factories
from tests.conftest import Cast
from tests.imports.conftest import CSV, counts
from tests.imports.test_classify_form import dossier, file

pytestmark = pytest.mark.django_db
LATER = factories.NOW + dt.timedelta(hours=1)


def values(name: str) -> dict[str, str]:
    answers = Answer.objects.filter(candidacy__candidate__name=name, is_current=True)
    return dict(answers.values_list("fact", "value"))


def test_all_of_it_is_written(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    plan = imports.apply(upload=upload(), by=cast.electoral, at=LATER)
    assert (len(plan.races), len(plan.opened), plan.added, plan.changed) == (2, 3, 6, 0)
    assert values("Alma Reyes") == {"member": "yes", "rooted": "no", "red_lines.rent-control": "holds"}
    assert values("Bea Ruiz") == {"member": "yes", "red_lines.rent-control": "crosses"}
    assert values("Carl Ode") == {"rooted": "yes"}  # unknown and without evidence is no answer
    race = Race.objects.get(office="Mayor")
    assert (race.cycle, race.district, race.election_on) == (cycle, "", dt.date(2026, 11, 3))
    rooted = Answer.objects.get(candidacy__candidate__name="Alma Reyes", fact="rooted")
    assert (rooted.evidence, rooted.set_by, rooted.set_at) == ("Two meetings a year", cast.electoral, LATER)
    member = Answer.objects.get(candidacy__candidate__name="Bea Ruiz", fact="member")
    assert member.evidence == "Imported from dossiers.csv, row 3."


def test_the_log_tells_of_it_and_holds(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    kept = upload()
    imports.apply(upload=kept, by=cast.electoral, at=LATER)
    chain = log.chain_of(cast.chapter)
    assert list(log.problems(chain)) == []
    entries = list(LogEntry.objects.filter(chain=chain).order_by("number"))
    assert [entry.action for entry in entries] == [
        "upload.received", *["race.added"] * 2, *["candidacy.opened"] * 3, *["dossier.imported"] * 3, "upload.applied",
    ]  # fmt: skip
    assert entries[-1].detail == {
        "sha256": kept.sha256, "dossiers": 3, "races": 2, "opened": 3, "added": 6, "changed": 0,
    }  # fmt: skip
    assert entries[6].detail == {"sha256": kept.sha256, "added": 3, "changed": 0}


def test_the_same_upload_is_not_written_twice(cast: Cast, upload: Callable[..., Upload]) -> None:
    kept = upload()
    imports.apply(upload=kept, by=cast.electoral, at=LATER)
    before = counts()
    with pytest.raises(Refused, match="imported already"):
        imports.apply(upload=kept, by=cast.electoral, at=LATER)
    assert counts() == before
    with pytest.raises(Refused):
        imports.discard(upload=kept, by=cast.electoral, at=LATER)
    with pytest.raises(Refused):
        imports.map_columns(upload=kept, mapped=Mapped((), {}), by=cast.electoral, at=LATER)


def test_the_same_file_again_changes_nothing(cast: Cast, upload: Callable[..., Upload]) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=LATER)
    before = counts()
    plan = imports.apply(upload=upload(name="another name.csv"), by=cast.electoral, at=LATER)
    assert not plan.touched
    assert counts() == before


def test_what_is_on_record_is_found_changed_and_kept_in_history(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload]
) -> None:
    race = cycles.add_race(
        cycle=cycle,
        office="city  council",
        district="WARD 3",
        election_on=dt.date(2026, 11, 3),
        by=cast.electoral,
        at=LATER,
    )
    known = candidacies.open_candidacy(race=race, name="alma reyes", by=cast.electoral, at=LATER)
    said = {"candidacy": known, "by": cast.electoral, "at": LATER}
    dossiers.set_answer(**said, fact="member", value="yes", evidence="Seen the list", source="Secretary")
    dossiers.set_answer(**said, fact="rooted", value="yes")
    dossiers.set_answer(**said, fact="visible", value="yes")
    plan = imports.apply(upload=upload(), by=cast.electoral, at=LATER)
    assert (len(plan.races), len(plan.opened), plan.changed) == (1, 2, 1)
    assert values("alma reyes") == {
        "member": "yes", "rooted": "no", "visible": "yes", "red_lines.rent-control": "holds",
    }  # fmt: skip
    member = known.answers.get(fact="member")
    assert member.evidence == "Seen the list"  # the file says the same and gives nothing for it
    assert [(a.value, a.is_current) for a in known.answers.filter(fact="rooted").order_by("pk")] == [
        ("yes", False), ("no", True),
    ]  # fmt: skip


def test_an_empty_cell_erases_nothing(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    head = "candidate,office,district,election_date,member,evidence: member,source: member\n"
    row = "Alma,Council,3,2026-11-03,{}\n"
    imports.apply(upload=upload(head + row.format("yes,On the list,Secretary")), by=cast.electoral, at=LATER)
    imports.apply(upload=upload(head + row.format("yes,Paid dues,")), by=cast.electoral, at=LATER)
    imports.apply(upload=upload(head + row.format(",,")), by=cast.electoral, at=LATER)
    current = Answer.objects.get(fact="member", is_current=True)
    assert (current.value, current.evidence, current.source) == ("yes", "Paid dues", "Secretary")


@pytest.mark.parametrize("broken", ["dossier.imported", "upload.applied", "candidacy.opened"])
def test_a_failure_midway_leaves_nothing(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    kept, before, entries = upload(), counts(), LogEntry.objects.count()
    whole = log.append_all

    def failing(action: log.Action, **words: object) -> object:
        if action.name == broken:
            raise RuntimeError("the disk is full")
        return whole(action, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(log, "append_all", failing)
    with pytest.raises(RuntimeError):
        imports.apply(upload=kept, by=cast.electoral, at=LATER)
    kept.refresh_from_db()
    assert (counts(), LogEntry.objects.count(), kept.applied_at) == (before, entries, None)


def test_somebody_who_writes_the_same_at_once_is_told_and_nothing_is_left(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()

    def taken(*_args: object, **_words: object) -> None:
        raise IntegrityError("candidate_name_once_a_chapter")

    kept = upload()
    monkeypatch.setattr(type(Candidate.objects), "bulk_create", taken)
    with pytest.raises(Refused, match="same moment"):
        imports.apply(upload=kept, by=cast.electoral, at=LATER)
    monkeypatch.undo()
    assert counts() == before


def test_what_changed_since_the_check_is_found(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    kept = upload()
    line = cast.chapter.red_lines.get().versions.get()
    line.in_force_until = LATER.date()
    line.save()
    before = counts()
    with pytest.raises(imports.NotSound) as refusal:
        imports.apply(upload=kept, by=cast.electoral, at=LATER)
    told = [(p.place.row, p.place.letter, p.told()) for p in refusal.value.plan.problems.kept]
    assert [place[:2] for place in told] == [(2, "G"), (3, "G")]
    assert "no longer in force since 2026-03-02" in told[0][2]
    assert counts() == before


def test_a_closed_cycle_or_candidacy_takes_nothing(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=LATER)
    candidacy = Candidacy.objects.get(candidate__name="Bea Ruiz")
    candidacies.close_candidacy(candidacy=candidacy, because="Withdrew", by=cast.electoral, at=LATER)
    unchanged, changed = upload(), upload(CSV.replace("sí", "no"))
    imports.apply(upload=unchanged, by=cast.electoral, at=LATER)
    with pytest.raises(imports.NotSound) as refusal:
        imports.apply(upload=changed, by=cast.electoral, at=LATER)
    assert [p.place.row for p in refusal.value.plan.problems.kept] == [3]
    cycles.close_cycle(cycle=cycle, by=cast.electoral, at=LATER)
    with pytest.raises(Refused, match="is closed"):
        imports.apply(upload=changed, by=cast.electoral, at=LATER)
    with pytest.raises(Refused, match="is closed"):
        upload()


def test_two_rows_for_one_candidacy_are_an_error(cast: Cast, upload: Callable[..., Upload]) -> None:
    kept = upload(CSV + "ALMA  reyes;City Council;ward 3;2026-11-03;yes;;;\n")
    with pytest.raises(imports.NotSound) as refusal:
        imports.apply(upload=kept, by=cast.electoral, at=LATER)
    (problem,) = refusal.value.plan.problems.kept
    assert (problem.place.row, problem.told()[:29]) == (5, "Row 2 is the same candidacy: ")


def test_json_is_written_as_of_its_day_and_names_red_lines_the_chapter_lacks(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload]
) -> None:
    imports.apply(upload=upload(file(dossier()), "d.json"), by=cast.electoral, at=LATER)
    answer = Answer.objects.get(fact="member")
    assert (answer.evidence, answer.evidence_on) == ("Imported from d.json, dossier d-1.", dt.date(2026, 3, 1))
    assert values("A. Candidate") == {"branch": "legislative", "member": "yes", "red_lines.rent-control": "holds"}
    strange = file(dossier()).replace("rent-control", "free-buses")
    with pytest.raises(imports.NotSound) as refusal:
        imports.apply(upload=upload(strange, "d.json"), by=cast.electoral, at=LATER)
    (problem,) = refusal.value.plan.problems.kept
    assert "no red line “free-buses”" in problem.told()
    lines = json.dumps({**dossier(), "candidate": {"name": "B", "rooted": "no"}})
    imports.apply(upload=upload(lines, "d.jsonl"), by=cast.electoral, at=LATER)
    assert values("B") == {"branch": "legislative", "rooted": "no"}


def test_uploads_of_another_chapter_and_fresh_ones_are_kept_and_old_ones_deleted(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload]
) -> None:
    theirs = upload(into=factories.cycle(cast.other_chapter))
    old, fresh, applied = upload(), upload(), upload()
    imports.apply(upload=applied, by=cast.electoral, at=LATER)
    long_ago = factories.NOW - dt.timedelta(days=8)
    Upload.objects.exclude(pk=fresh.pk).update(uploaded_at=long_ago)
    new = upload()
    assert set(Upload.objects.all()) == {theirs, fresh, applied, new}
    entry = LogEntry.objects.get(action="upload.discarded")
    assert (entry.subject_id, entry.detail) == (old.pk, {"sha256": old.sha256, "expired": True})


def test_a_file_that_is_none_is_not_kept(cycle: Cycle, upload: Callable[..., Upload]) -> None:
    with pytest.raises(Unreadable):
        upload("candidate,office\n")
    assert not Upload.objects.exists()


def big(rows: int) -> str:
    more = ("sio_commitment", "endorsed_incumbent", "worked_with_chapter", "independent_exception")
    facts = [*factories.STRUGGLE, *more, "red_lines.rent-control"]
    said = {**factories.STRUGGLE, "red_lines.rent-control": "holds"}
    cells = ",".join(said.get(fact, "no") for fact in facts)
    head = f"candidate,office,district,election_date,{','.join(facts)}\n"
    return head + "".join(f"Person {n},Council,Ward {n // 2},2026-11-03,{cells}\n" for n in range(rows))


def test_the_number_of_queries_does_not_grow_with_the_file(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload]
) -> None:
    spent = []
    for rows in (1, 40):
        kept = upload(big(rows), into=factories.cycle(cast.chapter))
        with CaptureQueriesContext(connection) as queries:
            imports.apply(upload=kept, by=cast.electoral, at=LATER)
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_five_hundred_full_dossiers_take_seconds(cast: Cast, cycle: Cycle, upload: Callable[..., Upload]) -> None:
    kept = upload(big(500))
    start = time.perf_counter()
    plan = imports.apply(upload=kept, by=cast.electoral, at=LATER)
    took = time.perf_counter() - start
    assert plan.added == 500 * 23  # every fact and a red line
    assert took < 15  # about 2 s on two idle cores
