"""Terms in office: entered, ended, tied to the candidacy that led to them, and read where a motion needs them."""

import datetime as dt

import pytest
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import OfficeTerm, Outcome
from endorsements.operations import offices as operations
from endorsements.policies import FieldRefused
from endorsements.queries.office_conditions import conditions_of
from endorsements.queries.offices import open_candidacies, records_of, winners_without_term
from tests import factories
from tests.decisions.records import condition, decide, motion, report
from tests.factories import NOW
from tests.offices.conftest import START, TODAY, actions, enter, meeting, page_of, vote, won

LIST_QUERIES, RECORD_QUERIES = 8, 5
TERM = {
    "candidacy": "",
    "name": "Bo Byrne",
    "office": "Mayor",
    "district": "",
    "starts_on": "2026-01-01",
    "ends_on": "",
}


def test_a_term_from_a_candidacy_that_won(as_, cast, slug):
    candidacy = won(cast)
    client, at = as_("electoral"), reverse("office_term_new", args=[slug])
    assert "Alma Reyes" in page_of(client, "offices", slug)
    shown = client.get(at, {"candidacy": candidacy.pk}).content.decode()
    assert f'<option value="{candidacy.pk}" selected>' in shown and 'value="State Assembly"' in shown
    said = {**TERM, "candidacy": candidacy.pk, "name": "", "office": "", "district": ""}
    assert client.post(at, {**said, "name": "Somebody Else"}).status_code == 422
    assert client.post(at, said).status_code == 302
    term = OfficeTerm.objects.get()
    assert (term.candidate, term.candidacy) == (candidacy.candidate, candidacy)
    assert (term.office, term.district) == (candidacy.race.office, candidacy.race.district)
    assert winners_without_term(cast.chapter) == []
    assert client.post(at, {**said, "starts_on": "2027-01-01"}).status_code == 422


def test_only_an_outcome_that_stands_makes_a_winner(cast):
    candidacy = won(cast)
    Outcome.objects.update(is_current=False)
    Outcome.objects.create(
        race=candidacy.race, ballots_cast=10, votes={}, source="Recount", entered_by=cast.electoral, entered_at=NOW
    )
    assert winners_without_term(cast.chapter) == []
    with pytest.raises(FieldRefused, match="No outcome on record"):
        operations.enter_won_term(
            candidacy=candidacy, term=operations.Term("Mayor", "", START), by=cast.electoral, at=NOW
        )


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        ({"name": ""}, "name"), ({"office": ""}, "office"), ({"starts_on": ""}, "starts_on"),
        ({"candidacy": "999999"}, "candidacy"), ({"candidacy": "x"}, "candidacy"), ({"office": "\x00"}, "office"),
        ({"ends_on": "2026-01-01"}, "ends_on"), ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"name": "Alma Reyes", "office": "City Council", "district": "3"}, "starts_on"),
    ],
)  # fmt: skip
def test_a_term_that_cannot_be_is_refused(as_, slug, term, instead, field):
    got = as_("admin").post(reverse("office_term_new", args=[slug]), {**TERM, **instead})
    assert got.status_code == 422 and field in got.context["form"].errors
    assert OfficeTerm.objects.count() == 1


def test_ending_and_correcting_a_term(as_, cast, slug, term):
    meeting(term, cast.electoral)
    at, client = reverse("office_term_edit", args=[slug, term.pk]), as_("admin")
    said = {"office": "City Council", "district": "3", "starts_on": "2025-01-01", "ends_on": "2026-11-01"}
    assert client.post(at, {**said, "ends_on": "2026-05-03"}).status_code == 422
    assert client.post(at, {**said, "starts_on": "2026-05-05"}).status_code == 422
    for _again in range(2):
        assert client.post(at, said).status_code == 302
    assert actions() == ["office_term.entered", "attendance.entered", "office_term.changed"]
    term.refresh_from_db()
    assert term.ends_on == dt.date(2026, 11, 1)
    enter(cast, starts_on=dt.date(2026, 11, 1))  # the next one begins on that day
    with pytest.raises(FieldRefused, match="overlap"):
        enter(cast, starts_on=dt.date(2026, 10, 1), ends_on=dt.date(2026, 10, 5))
    page = page_of(as_("member"), "offices", slug)
    assert "no longer in office" in page


def test_a_term_entered_by_hand_is_given_its_candidacy_later(as_, cast, slug, term):
    at, client = reverse("office_term_edit", args=[slug, term.pk]), as_("electoral")
    assert "candidacy" not in client.get(at).context["form"].fields
    ours, theirs = won(cast), won(cast, "Bo Byrne")
    said = {"office": "City Council", "district": "3", "starts_on": "2025-01-01", "ends_on": ""}
    assert client.post(at, {**said, "candidacy": theirs.pk}).status_code == 422
    with pytest.raises(FieldRefused, match="somebody else"):
        to = operations.Term("City Council", "3", START)
        operations.change_term(term=term, to=to, candidacy=theirs, by=cast.electoral, at=NOW)
    assert client.post(at, {**said, "candidacy": ours.pk}).status_code == 302
    term.refresh_from_db()
    assert term.candidacy == ours and winners_without_term(cast.chapter) == [theirs]
    Outcome.objects.update(is_current=False)  # what was found then is not taken back by a later recount
    assert client.post(at, {**said, "candidacy": ours.pk, "ends_on": "2027-01-01"}).status_code == 302
    assert client.post(at, {**said, "candidacy": ""}).status_code == 302
    term.refresh_from_db()
    assert (term.candidacy, term.ends_on) == (None, None)
    assert LogEntry.objects.filter(action="office_term.changed").count() == 3


def test_conditions_of_the_adopted_endorsement_stand_in_the_record(as_, cast, slug):
    candidacy = won(cast)
    term = operations.enter_won_term(
        candidacy=candidacy, term=operations.Term("Mayor", "", START), by=cast.electoral, at=NOW
    )
    asked = motion(candidacy, "endorse-with-conditions")
    met = condition(asked)
    report(met, "broken", source="A first report")
    report(met, note="Came to each.")
    condition(asked, "Opposes the stadium", dt.date(2025, 5, 1))
    failed = motion(candidacy, "endorse-with-conditions")
    condition(failed, "Never adopted")
    decide(asked)
    decide(failed, "rejected")
    page = page_of(as_("member"), "office_term", slug, term.pk)
    assert "2 conditions: 1 open, 1 met; 1 past its day" in page
    assert "Came to each." in page and "Minutes of 3 May" in page and "A first report" not in page
    assert "Never adopted" not in page
    reporting = reverse("condition_report", args=[slug, asked.pk, met.pk])
    assert reverse("motion", args=[slug, asked.pk]) in page and reporting not in page
    client = as_("admin")
    assert reporting in page_of(client, "office_term", slug, term.pk) and client.get(reporting).status_code == 200


def test_a_contest_that_chose_them_carries_its_conditions(cast):
    candidacy = won(cast)
    operations.enter_won_term(candidacy=candidacy, term=operations.Term("Mayor", "", START), by=cast.electoral, at=NOW)
    contest = motion(candidacy.race)
    condition(contest)
    decide(contest, chosen=candidacy)
    found = records_of([candidacy.candidate_id], TODAY).get(candidacy.candidate_id)
    assert found and [each.text for each in found.conditions] == ["Attends every meeting"]


def test_conditions_adopted_while_in_office_stand_in_the_record_whichever_run_they_are_for(cast):
    ended = enter(cast, office="City Council", ends_on=dt.date(2026, 1, 1))
    term = enter(cast, office="Mayor", starts_on=dt.date(2026, 1, 1))
    again = factories.candidacy(factories.race(factories.cycle(cast.chapter)), name="Alma Reyes")
    someone = factories.candidacy(again.race, name="Bo Byrne")
    for run, text, at in (
        (again, "While councillor", dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC)),
        (again, "While mayor", NOW),
        (again, "Before any office", dt.datetime(2024, 12, 1, tzinfo=dt.UTC)),
        (someone, "Somebody else's", NOW),
    ):
        asked = motion(run, "endorse-with-conditions")
        condition(asked, text)
        decide(asked, at=at)
    found = conditions_of([ended, term], TODAY)
    assert {pk: [each.text for each in lines] for pk, lines in found.items()} == {
        ended.pk: ["While councillor"],
        term.pk: ["While mayor"],
    }
    record = records_of([term.candidate_id], TODAY).get(term.candidate_id)
    assert record and [each.text for each in record.conditions] == ["While mayor", "While councillor"]


def test_a_candidacy_leads_to_the_newest_record_in_office(as_, cast, slug):
    run = factories.candidacy(factories.race(factories.cycle(cast.chapter)), name="Alma Reyes")
    at = reverse("candidacy", args=[slug, run.pk])
    assert "Their record in office" not in as_("member").get(at).text
    enter(cast, office="City Council", ends_on=dt.date(2026, 1, 1))
    newest = enter(cast, office="Mayor", starts_on=dt.date(2026, 1, 1))
    assert f'href="{reverse("office_term", args=[slug, newest.pk])}"' in as_("member").get(at).text


def test_the_form_to_re_endorse_begins_with_the_record(as_, cast, slug):
    term = enter(cast)
    meeting(term, cast.electoral)
    run = factories.candidacy(factories.race(factories.cycle(cast.chapter)), name="Alma Reyes")
    client, at = as_("electoral"), reverse("motion_new", args=[slug])
    for asked in ({"type": "re-endorse", "candidacy": run.pk}, {"candidacy": run.pk}):
        page = client.get(at, asked).text
        assert "came to 1 of 1 meeting" in page and reverse("office_term", args=[slug, term.pk]) in page
    assert "came to" not in client.get(at).text and "came to" not in client.get(at, {"race": run.race_id}).text
    refused = client.post(f"{at}?candidacy={run.pk}", {})
    assert refused.status_code == 422 and "came to 1 of 1 meeting" in refused.text


def test_the_record_for_a_motion_takes_as_many_queries_for_three_as_for_one(cast, django_assert_num_queries):
    terms = [
        operations.enter_won_term(
            candidacy=won(cast, name), term=operations.Term("Mayor", name, START), by=cast.electoral, at=NOW
        )
        for name in ("Ada", "Bo", "Cy")
    ]
    for term in terms:
        asked = motion(term.candidacy, "endorse-with-conditions", moved_by=cast.electoral)
        report(condition(asked))
        decide(asked)
        meeting(term, cast.electoral)
        vote(term, cast.electoral)
    ids = [term.candidate_id for term in terms]
    for some in (ids[:1], ids):
        with django_assert_num_queries(RECORD_QUERIES):
            found = records_of(some, TODAY)
        assert len(found) == len(some)
    line = found[ids[0]].lines[0]
    assert (line.attendance, line.conditions) == ("came to 1 of 1 meeting", "1 condition: 1 met")
    assert records_of([factories.candidacy().candidate_id]) == {}


def test_the_list_takes_as_many_queries_for_three_as_for_one(as_, cast, slug, django_assert_num_queries):
    client = as_("electoral")
    for number in range(3):
        won(cast, f"Winner {number}")
        term = enter(cast, name=f"Member {number}")
        meeting(term, cast.electoral)
        if number in (0, 2):
            with django_assert_num_queries(LIST_QUERIES):
                assert client.get(reverse("offices", args=[slug])).status_code == 200


def test_re_endorsement_starts_from_the_record(as_, cast, slug, term):
    page = page_of(as_("electoral"), "office_term", slug, term.pk)
    assert "has no open candidacy for an election ahead" in page
    race = factories.race(factories.cycle(cast.chapter), election_on=dt.date(2099, 6, 1))
    candidacy = factories.candidacy(race, name="Alma Reyes", opened_by=cast.electoral)
    factories.candidacy(factories.race(race.cycle), name="Alma Reyes", closed_at=NOW, closed_because="Withdrew")
    assert open_candidacies(term.candidate_id, TODAY) == [candidacy]
    page = page_of(as_("electoral"), "office_term", slug, term.pk)
    assert f"?type=re-endorse&amp;candidacy={candidacy.pk}" in page
    moving = as_("electoral").get(reverse("motion_new", args=[slug]), {"type": "re-endorse", "candidacy": candidacy.pk})
    assert moving.status_code == 200 and "Alma Reyes" in moving.content.decode()
    assert "?type=re-endorse" not in page_of(as_("member"), "office_term", slug, term.pk)


def test_the_record_stands_on_the_motion_and_on_the_ballot_to_re_endorse(as_, cast, slug, term):
    meeting(term, cast.electoral)
    race = factories.race(factories.cycle(cast.chapter), election_on=dt.date(2099, 6, 1))
    candidacy = factories.candidacy(race, name="Alma Reyes", opened_by=cast.electoral)
    asked, contest = motion(candidacy, "re-endorse"), motion(race)
    decide(asked)
    record = reverse("office_term", args=[slug, term.pk])
    for on in (asked, contest):
        page = page_of(as_("member"), "motion", slug, on.pk)
        assert record in page and "came to 1 of 1 meeting" in page
    assert record in page_of(as_("member"), "ballot", slug, asked.ballots.get().pk)
    endorsing = motion(candidacy)
    decide(endorsing)
    assert record not in page_of(as_("member"), "ballot", slug, endorsing.ballots.get().pk)
