"""Cycles, races and candidacies: opened, edited, closed; refused with a sentence; and what the database itself refuses."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from chapters.models import LogEntry
from endorsements import rules
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Race
from endorsements.operations import candidacies, cycles
from endorsements.policies import FieldRefused, Refused
from tests import factories
from tests.decisions import records

NOW = factories.NOW
RACE = {
    "office": "City Council",
    "district": "9",
    "election_on": "2027-06-01",
    "decide_by_on": "2027-05-01",
    "seats": "1",
    "far_right_opponent": "unknown",
    "tactical_note": "",
}


@pytest.fixture
def cycle(cast) -> Cycle:
    return factories.cycle(cast.chapter, name="Spring")


def url(name, cast, *args):
    return reverse(name, args=[cast.chapter.slug, *args])


def actions(cast) -> list[str]:
    return list(LogEntry.objects.order_by("number").values_list("action", flat=True))


def test_a_cycle_from_opening_to_close(as_, cast):
    client = as_("electoral")
    opened = client.post(url("cycle_new", cast), {"name": "Autumn", "starts_on": "2026-09-01"})
    cycle = Cycle.objects.get()
    assert opened.url == url("board", cast, cycle.pk)
    client.post(url("cycle_edit", cast, cycle.pk), {"name": "Fall", "starts_on": "2026-09-01"})
    assert Cycle.objects.get().name == "Fall"
    assert client.get(url("cycle_close", cast, cycle.pk)).status_code == 200
    assert Cycle.objects.get().closed_at is None
    client.post(url("cycle_close", cast, cycle.pk))
    assert Cycle.objects.get().closed_at
    assert actions(cast) == ["cycle.opened", "cycle.edited", "cycle.closed"]
    for name, data in (
        ("cycle_close", {}),
        ("cycle_edit", {"name": "X", "starts_on": "2026-09-01"}),
        ("race_new", RACE),
    ):
        refused = client.post(url(name, cast, cycle.pk), data)
        assert refused.status_code == 422
        assert "is closed; nothing in it changes any more" in refused.content.decode()


def test_a_taken_name_is_told_beside_the_field_and_what_was_typed_stays(as_, cast, cycle):
    response = as_("electoral").post(url("cycle_new", cast), {"name": "Spring", "starts_on": "2026-02-03"})
    assert response.status_code == 422
    assert "has a cycle called Spring already" in response.context["form"].errors["name"][0]
    assert "2026-02-03" in response.content.decode()


def test_a_race_is_added_edited_and_shown(as_, cast, cycle):
    client = as_("electoral")
    client.post(url("race_new", cast, cycle.pk), RACE)
    race = Race.objects.get()
    changed = {**RACE, "far_right_opponent": "yes", "tactical_note": "Vote against <them>."}
    client.post(url("race_edit", cast, race.pk), changed)
    page = as_("member").get(url("race", cast, race.pk)).content.decode()
    assert "Vote against &lt;them&gt;." in page
    assert "Edit the race" not in page
    assert actions(cast) == ["race.added", "race.edited"]
    again = client.post(url("race_new", cast, cycle.pk), RACE)
    assert again.status_code == 422
    assert "office" in again.context["form"].errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("office", ""), ("office", "\x00"), ("office", "x" * 121), ("election_on", "soon"), ("election_on", "2027-02-30"),
        ("decide_by_on", "2027-06-02"), ("seats", "0"), ("seats", "-1"), ("seats", "9" * 30), ("seats", "one"),
        ("far_right_opponent", "maybe"), ("tactical_note", "x" * 2001),
    ],
)  # fmt: skip
def test_a_bad_race_is_refused_beside_its_field(as_, cast, cycle, field, value):
    response = as_("electoral").post(url("race_new", cast, cycle.pk), {**RACE, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Race.objects.exists()


def test_a_candidacy_takes_over_what_is_so_of_the_race(as_, cast, cycle):
    race = factories.race(cycle)
    sibling = factories.candidacy(race, {**factories.CADRE, "contest": "unknown"}, name="Ada Sibling")
    sibling.answers.filter(fact="branch").update(source="City charter", link="https://example.org/charter")
    posted = {"name": "Bo New", "assigned_to": cast.electoral.pk}
    response = as_("electoral").post(url("candidacy_new", cast, race.pk), posted)
    opened = Candidacy.objects.get(candidate__name="Bo New")
    assert response.url == url("candidacy", cast, opened.pk)
    assert opened.rulebook == rules.rulebooks()[0].id
    assert opened.assigned_to == cast.electoral
    taken = {answer.fact: answer for answer in opened.answers.all()}
    assert {fact: answer.value for fact, answer in taken.items()} == {
        "branch": "legislative",
        "symbolic": "no",
        "conservative_area": "no",
    }
    assert taken["branch"].evidence == "Taken over from the dossier of Ada Sibling in the same race."
    assert (taken["branch"].source, taken["branch"].link) == ("City charter", "https://example.org/charter")
    assert taken["branch"].set_by == cast.electoral


def test_one_person_runs_once_in_a_race_and_keeps_their_name(as_, cast, cycle):
    race, other = factories.race(cycle), factories.race(cycle)
    client = as_("electoral")
    for target in (race, other):
        client.post(url("candidacy_new", cast, target.pk), {"name": "Ada Twice", "assigned_to": ""})
    assert Candidate.objects.get(name="Ada Twice").candidacies.count() == 2
    again = client.post(url("candidacy_new", cast, race.pk), {"name": "Ada Twice", "assigned_to": ""})
    assert again.status_code == 422
    assert "name" in again.context["form"].errors
    moved = race.candidacies.get()
    taken = client.post(url("candidacy_edit", cast, moved.pk), {"race": other.pk, "assigned_to": ""})
    assert "race" in taken.context["form"].errors


def test_a_candidacy_is_assigned_moved_closed_and_reopened(as_, cast, cycle):
    race, other = factories.race(cycle), factories.race(cycle)
    candidacy = factories.candidacy(race)
    client = as_("electoral")
    client.post(url("candidacy_edit", cast, candidacy.pk), {"race": other.pk, "assigned_to": cast.electoral.pk})
    candidacy.refresh_from_db()
    assert (candidacy.race, candidacy.assigned_to) == (other, cast.electoral)
    without = client.post(url("candidacy_close", cast, candidacy.pk), {"because": "  "})
    assert (without.status_code, "because" in without.context["form"].errors) == (422, True)
    client.post(url("candidacy_close", cast, candidacy.pk), {"because": "Withdrew"})
    candidacy.refresh_from_db()
    assert candidacy.closed_because == "Withdrew"
    edited = client.post(url("candidacy_edit", cast, candidacy.pk), {"race": race.pk, "assigned_to": ""})
    assert "Reopen it" in edited.content.decode()
    client.post(url("candidacy_reopen", cast, candidacy.pk))
    candidacy.refresh_from_db()
    assert (candidacy.closed_at, candidacy.closed_because) == (None, "")
    again = client.post(url("candidacy_reopen", cast, candidacy.pk))
    assert [str(m) for m in get_messages(again.wsgi_request)][
        -1
    ] == "This candidacy is open; there is nothing to reopen."
    assert actions(cast) == ["candidacy.edited", "candidacy.closed", "candidacy.reopened"]


def test_only_the_committee_is_assigned(as_, cast, cycle):
    candidacy = factories.candidacy(factories.race(cycle))
    posted = {"race": candidacy.race_id, "assigned_to": cast.member.pk}
    assert as_("electoral").post(url("candidacy_edit", cast, candidacy.pk), posted).status_code == 422
    with pytest.raises(Refused):
        candidacies.edit_candidacy(
            candidacy=candidacy, race=candidacy.race, assigned_to=cast.outsider, by=cast.electoral, at=NOW
        )


def test_a_race_of_another_cycle_takes_no_candidacy(cast, cycle):
    candidacy = factories.candidacy(factories.race(cycle))
    elsewhere = factories.race(factories.cycle(cast.chapter))
    with pytest.raises(Refused, match="another cycle"):
        candidacies.edit_candidacy(candidacy=candidacy, race=elsewhere, assigned_to=None, by=cast.electoral, at=NOW)


@pytest.mark.parametrize("contest", [False, True])
def test_what_is_voted_on_stays_in_its_race(cast, cycle, contest):
    """A vote to endorse for one seat must not become an endorsement for another, nor a contest lose its winner."""
    race, other = factories.race(cycle), factories.race(cycle)
    candidacy, late = factories.candidacy(race), factories.candidacy(race, opened_at=NOW + dt.timedelta(days=1))

    def move(which, to):
        return candidacies.edit_candidacy(candidacy=which, race=to, assigned_to=None, by=cast.electoral, at=NOW)

    asked = records.motion(race if contest else candidacy)
    records.ballot(asked, "voided")
    for to in (other, race):
        assert move(candidacy, to).race == to
    records.ballot(asked, "scheduled", notice_at=NOW, opens_at=NOW)
    with pytest.raises(FieldRefused, match=f"Motion {asked.number} is put to the vote"):
        move(candidacy, other)
    assert move(late, other).race == other
    asked.withdrawn_at, asked.withdrawn_by, asked.withdrawn_because = NOW, "chapter", "x"
    asked.save()
    assert move(candidacy, other).race == other


def test_nothing_in_a_closed_cycle_changes(cast, cycle):
    race = factories.race(cycle)
    open_one, closed_one = (
        factories.candidacy(race),
        factories.candidacy(race, closed_at=NOW, closed_because="Withdrew"),
    )
    cycles.close_cycle(cycle=cycle, by=cast.electoral, at=NOW)
    by = {"by": cast.electoral, "at": NOW}
    attempts = [
        lambda: candidacies.open_candidacy(race=race, name="Late", **by),
        lambda: cycles.edit_race(race=race, office="X", district="", election_on=race.election_on, **by),
        lambda: candidacies.edit_candidacy(candidacy=open_one, race=race, assigned_to=cast.electoral, **by),
        lambda: candidacies.close_candidacy(candidacy=open_one, because="Late", **by),
        lambda: candidacies.reopen_candidacy(candidacy=closed_one, **by),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert not Candidate.objects.filter(name="Late").exists()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("cycle_edit", lambda other: factories.cycle(other).pk),
        ("cycle_close", lambda other: factories.cycle(other).pk),
        ("race_new", lambda other: factories.cycle(other).pk),
        ("race", lambda other: factories.race(factories.cycle(other)).pk),
        ("race_edit", lambda other: factories.race(factories.cycle(other)).pk),
        ("candidacy_new", lambda other: factories.race(factories.cycle(other)).pk),
        ("candidacy_edit", lambda other: factories.candidacy(factories.race(factories.cycle(other))).pk),
        ("candidacy_close", lambda other: factories.candidacy(factories.race(factories.cycle(other))).pk),
    ],
)
def test_another_chapters_records_are_none(as_, cast, name, made):
    client = as_("electoral")
    theirs, nobodys = (client.get(url(name, cast, pk)) for pk in (made(cast.other_chapter), 10**9))
    assert theirs.status_code == nobodys.status_code == 404
    assert client.post(url(name, cast, made(cast.other_chapter)), {}).status_code in (404, 405)


def refused_by_database(make) -> None:
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        make()


def test_the_database_keeps_its_promises(cast, cycle):
    race = factories.race(cycle, district="1")
    candidacy = factories.candidacy(race, {"member": "yes"}, name="Ada")
    same = {"cycle": cycle, "office": race.office, "district": "1", "election_on": race.election_on}
    refused_by_database(lambda: factories.cycle(cast.chapter, name="Spring"))
    refused_by_database(lambda: Race.objects.create(**same))
    refused_by_database(lambda: factories.race(cycle, seats=0))
    refused_by_database(lambda: factories.race(cycle, far_right_opponent="maybe"))
    refused_by_database(lambda: Candidate.objects.create(chapter=cast.chapter, name="Ada"))
    refused_by_database(lambda: factories.candidacy(race, name="Ada"))
    refused_by_database(lambda: factories.candidacy(race, closed_at=NOW))
    refused_by_database(race.delete)
    refused_by_database(cycle.delete)
    refused_by_database(candidacy.delete)
    refused_by_database(candidacy.candidate.delete)
    refused_by_database(
        lambda: Answer.objects.create(candidacy=candidacy, fact="member", value="no", set_by=cast.admin, set_at=NOW)
    )
    assert factories.cycle(cast.other_chapter, name="Spring").starts_on == dt.date(2026, 1, 1)
