"""The weighing sheet: blind until you have scored, then the spread; never an average alone."""

import pytest

from endorsements.models import Score
from endorsements.models.weighing import ASPECTS
from endorsements.operations import assessments, candidacies, dossiers
from endorsements.operations.weighing import score
from endorsements.policies import Refused
from tests import factories
from tests.candidacy.conftest import HTMX
from tests.factories import NOW, TODAY

SCORES = {"class_alignment": 2, "left_labor_bloc": 1, "material_gains": 0} | dict.fromkeys(ASPECTS[3:], -1)
SECRET = "A remark nobody else may read yet"


@pytest.fixture
def colleague(cast):
    return factories.seat(cast.chapter, "electoral-committee", factories.member("Quinn Harbor"))


@pytest.fixture
def theirs(candidacy, colleague):
    return score(candidacy=candidacy, scores=SCORES, remark=SECRET, as_of=TODAY, by=colleague, at=NOW)


def text(client, address, **kwargs):
    return client.get(address, **kwargs).content.decode()


def test_scores_are_handed_in_and_the_spread_is_shown(as_, at, theirs, cast):
    client = as_("electoral")
    done = client.post(at("weighing"), {**SCORES, "class_alignment": -2, "remark": "Mine"})
    assert (done.status_code, done.url) == (302, at("weighing"))
    page = text(client, at("weighing"))
    for words in ("The spread", SECRET, "Quinn Harbor", "Median", "Class alignment: 1 gave −2, 1 gave +2"):
        assert words in page
    assert page.count('<circle class="chart__point"') == 14


@pytest.mark.parametrize("principal", ["member", "electoral", "steering", "admin"])
def test_nobody_who_has_not_scored_sees_a_score_anywhere(as_, at, theirs, principal):
    client = as_(principal)
    addresses = [at(), at("weighing"), at("candidacy_history"), at() + "?edit=member", at("freeze")]
    for address in addresses:
        page = text(client, address)
        assert SECRET not in page and "chart__point" not in page and "Median" not in page
    assert "1 member of the committee has scored." in text(client, at())
    row = text(client, at("fact", "member"), headers=HTMX)
    assert SECRET not in row


def test_who_scores_without_a_committee_seat_is_refused(as_, at, theirs):
    for principal in ("member", "steering", "admin"):
        assert as_(principal).post(at("weighing"), SCORES).status_code == 403
    assert Score.objects.count() == 1


def test_a_seat_lost_covers_the_scores_again(as_, at, theirs, cast):
    score(candidacy=theirs.candidacy, scores=SCORES, remark="", as_of=TODAY, by=cast.member, at=NOW)
    assert "chart__point" not in text(as_("member"), at("weighing"))


def test_a_revision_is_marked_and_logged_without_its_values(as_, at, theirs, cast):
    from chapters.models import LogEntry

    client = as_("electoral")
    client.post(at("weighing"), {**SCORES, "remark": ""})
    assert "a change is marked as revised" in text(client, at("weighing"))
    client.post(at("weighing"), {**SCORES, "class_alignment": -1, "remark": "Changed my mind"})
    mine = Score.objects.get(member=cast.electoral)
    assert mine.class_alignment == -1 and mine.revised_at is not None
    page = text(client, at("weighing"))
    assert "1 revised after seeing the others" in page and ", revised " in page
    entries = LogEntry.objects.filter(action__startswith="score.")
    assert [entry.detail for entry in entries] == [{}, {}, {}]


def test_handing_in_the_same_again_is_no_revision(as_, at, cast):
    client = as_("electoral")
    for _time in range(2):
        client.post(at("weighing"), {**SCORES, "remark": ""})
    assert Score.objects.get(member=cast.electoral).revised_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("class_alignment", "3"),
        ("public_conflict", "-3"),
        ("votes_against", ""),
        ("votes_against", "1.5"),
        ("remark", "x" * 5001),
    ],
)
def test_what_is_wrong_stands_beside_its_row_and_the_rest_is_kept(as_, at, field, value):
    page = as_("electoral").post(at("weighing"), {**SCORES, "remark": "Kept", field: value})
    assert page.status_code == 422
    assert "field__error" in page.content.decode()
    assert "Kept" in page.content.decode() or field == "remark"
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("labor_against_capital", "no", "as the dossier stands this is none"),
        ("labor_against_capital", "unknown", "it is still open whether this is one"),
    ],
)
def test_only_class_struggle_campaigns_are_weighed(as_, at, candidacy, cast, fact, value, words):
    dossiers.set_answer(candidacy=candidacy, fact=fact, value=value, by=cast.electoral, at=NOW)
    page = text(as_("electoral"), at("weighing"))
    assert words in page and 'name="class_alignment"' not in page
    assert words in text(as_("electoral"), at())
    refused = as_("electoral").post(at("weighing"), {**SCORES, "remark": ""})
    assert refused.status_code == 422 and words in refused.content.decode()
    assert not Score.objects.exists()


def test_a_freeze_closes_the_sheet_and_opens_the_spread_to_every_seat(as_, at, theirs, candidacy, cast):
    assert "Freezing closes the weighing" in text(as_("electoral"), at("freeze"))
    assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    for principal in ("member", "electoral", "steering", "admin"):
        page = text(as_(principal), at("weighing"))
        assert "chart__point" in page and SECRET in page
        assert 'name="class_alignment"' not in page
    refused = as_("electoral").post(at("weighing"), {**SCORES, "remark": ""})
    assert refused.status_code == 422 and "The weighing closed" in refused.content.decode()


def test_a_freeze_before_anybody_scored_leaves_the_sheet_open(as_, at, candidacy, cast):
    assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    assert as_("electoral").post(at("weighing"), {**SCORES, "remark": ""}).status_code == 302


def test_the_commitment_stands_beside_and_decides_nothing(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="sio_commitment", value="no", by=cast.electoral, at=NOW)
    page = text(as_("electoral"), at("weighing"))
    assert "Will the candidate commit to joining" in page and "not a definitive one" in page
    assert "Class struggle" in page


def test_a_closed_candidacy_is_not_weighed(as_, at, candidacy, cast):
    candidacies.close_candidacy(candidacy=candidacy, because="Withdrew", by=cast.electoral, at=NOW)
    assert 'name="class_alignment"' not in text(as_("electoral"), at("weighing"))
    with pytest.raises(Refused):
        score(candidacy=candidacy, scores=SCORES, remark="", as_of=TODAY, by=cast.electoral, at=NOW)


@pytest.mark.parametrize("scores", [{}, {**SCORES, "class_alignment": 3}, {**SCORES, "charm": 1}])
def test_the_operation_takes_all_seven_in_range(candidacy, cast, scores):
    with pytest.raises(ValueError, match="whole number from -2 to 2"):
        score(candidacy=candidacy, scores=scores, remark="", as_of=TODAY, by=cast.electoral, at=NOW)


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheets_queries_do_not_grow_with_the_scores(as_, at, candidacy, cast, people, django_assert_num_queries):
    for _number in range(people):
        by = factories.seat(cast.chapter, "electoral-committee")
        score(candidacy=candidacy, scores=SCORES, remark="R", as_of=TODAY, by=by, at=NOW)
    score(candidacy=candidacy, scores=SCORES, remark="", as_of=TODAY, by=cast.electoral, at=NOW)
    client = as_("electoral")
    text(client, at("weighing"))
    with django_assert_num_queries(10):
        text(client, at("weighing"))
