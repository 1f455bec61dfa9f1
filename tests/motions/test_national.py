"""Seeking the national endorsement: that it was asked and what the answer was, wherever the candidacy is shown."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import NationalReport
from endorsements.operations.national import Request, report_request
from endorsements.policies import FieldRefused, Refused
from endorsements.queries.decisions import standing_decisions
from endorsements.queries.desk import desk_of
from tests import factories
from tests.decisions import records
from tests.factories import NOW

ASKED, ANSWERED, LATER = dt.date(2026, 2, 3), dt.date(2026, 2, 20), dt.date(2026, 3, 3)


@pytest.fixture
def candidacy(cast):
    race = factories.race(factories.cycle(cast.chapter), office="Mayor", district="")
    return factories.candidacy(race, name="Alma Reyes")


@pytest.fixture
def motion(candidacy):
    """Adopted, after the chapter's own endorsement."""
    records.decide(records.motion(candidacy), at=records.hours(-2))
    made = records.motion(candidacy, "seek-national", title="Ask the national organization")
    records.decide(made)
    return made


def report(cast, motion, answer="", answered_on=None, **said):
    request = Request(**{"asked_on": ASKED, "source": "Letter", **said}, answer=answer, answered_on=answered_on)
    return report_request(motion=motion, request=request, today=factories.TODAY, by=cast.steering, at=NOW)


def test_each_report_stays_and_the_last_one_holds(cast, motion):
    report(cast, motion)
    report(cast, motion, "silent", ANSWERED)
    report(cast, motion, "endorsed", ANSWERED, source="Minutes")
    kept = NationalReport.objects.order_by("pk").values_list("answer", "is_current")
    assert list(kept) == [("", False), ("silent", False), ("endorsed", True)]
    assert LogEntry.objects.filter(action="national.reported").order_by("number").last().detail == {
        "number": 2, "asked_on": "2026-02-03", "answer": "endorsed", "answered_on": "2026-02-20", "source": "Minutes",
    }  # fmt: skip
    with pytest.raises(Refused, match="Nothing was changed"):
        report(cast, motion, "endorsed", ANSWERED, source="Minutes")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("asked_on", {"asked_on": LATER}),
        ("answer", {"answer": "perhaps"}),
        ("source", {"source": " "}),
        ("answered_on", {"answered_on": ANSWERED}),
        ("answered_on", {"answer": "declined"}),
        ("answered_on", {"answer": "declined", "answered_on": ASKED - dt.timedelta(days=1)}),
        ("answered_on", {"answer": "declined", "answered_on": LATER}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, motion, field, said):
    with pytest.raises(FieldRefused) as refused:
        report(cast, motion, **said)
    assert refused.value.field == field
    assert not NationalReport.objects.exists()


def test_only_an_adopted_motion_that_asks_is_followed(as_, cast, candidacy):
    undecided = records.motion(candidacy, "seek-national")
    other = records.motion(candidacy)
    records.decide(other)
    for motion in (undecided, other):
        with pytest.raises(Refused, match="once a motion to seek"):
            report(cast, motion)
        assert as_("steering").get(reverse("national_request", args=[cast.chapter.slug, motion.pk])).status_code == 404


def test_the_database_keeps_an_answer_with_its_day_and_source(motion):
    for wrong in (
        {"answer": "endorsed", "answered_on": None}, {"answered_on": LATER}, {"answer": "endorsed", "source": ""},
        {"answer": "perhaps", "answered_on": LATER}, {"answer": "silent", "answered_on": dt.date(2020, 1, 1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            records.national(motion, **{"answer": "", **wrong})
    records.national(motion)
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalReport.objects.create(
            motion=motion, asked_on=ASKED, source="Twice", reported_by=motion.moved_by, reported_at=NOW
        )


def test_it_waits_on_the_steering_desk_until_it_is_answered(cast, motion):
    assert desk_of(cast.steering, at=NOW).deciding.national == [motion]
    for person in (cast.admin, cast.electoral, cast.member):
        assert desk_of(person, at=NOW).deciding.national == []
    report(cast, motion)
    assert [each.asked_on for each in desk_of(cast.steering, at=NOW).deciding.national] == [ASKED]
    report(cast, motion, "declined", ANSWERED)
    assert desk_of(cast.steering, at=NOW).deciding.national == []


def test_from_the_desk_to_the_public_page(as_, cast, candidacy, motion):
    steering, slug = as_("steering"), cast.chapter.slug
    at = reverse("national_request", args=[slug, motion.pk])
    assert f'href="{at}"' in steering.get(reverse("desk")).content.decode()
    page = steering.get(reverse("motion", args=[slug, motion.pk])).content.decode()
    assert "Adopted; not asked yet." in page and f'href="{at}"' in page
    assert f'href="{at}"' not in as_("member").get(reverse("motion", args=[slug, motion.pk])).content.decode()
    refused = steering.post(at, {"asked_on": "2026-02-03", "answer": "endorsed", "source": "Letter"})
    assert refused.status_code == 422 and "Say on which day it was answered" in refused.content.decode()
    said = {"asked_on": "2026-02-03", "answer": "endorsed", "answered_on": "2026-02-20", "source": "Letter 7"}
    done = steering.post(at, said, follow=True).content.decode()
    assert "Asked on 3 Feb 2026; endorsed on 20 Feb 2026." in done and "Letter 7" in done
    assert "What is left to do" not in done
    page = steering.get(reverse("candidacy", args=[slug, candidacy.pk])).content.decode()
    assert "Endorsed, endorsed nationally" in page and "Asked on 3 Feb 2026; endorsed on 20 Feb 2026." in page
    type(cast.chapter).objects.filter(pk=cast.chapter.pk).update(publishes_endorsements=True)
    public = as_("anonymous").get(reverse("public_endorsements", args=[slug])).content.decode()
    assert "endorsed nationally" in public and "20 Feb 2026" in public and "Letter 7" not in public


def test_whoever_opened_the_form_before_another_recorded_the_answer_is_told_it(as_, cast, motion):
    at = reverse("national_request", args=[cast.chapter.slug, motion.pk])
    form = as_("admin").get(at).context["form"]
    report(cast, motion, "declined", ANSWERED)
    said = {"seen": form["seen"].value(), "asked_on": "2026-02-03", "answer": "", "source": "Letter"}
    late = as_("admin").post(at, said)
    assert late.status_code == 422 and "declined on 20 Feb 2026. Open the form anew." in late.text
    assert NationalReport.objects.get().answer == "declined"
    anew = as_("admin").get(at).context["form"]["seen"].value()
    assert as_("admin").post(at, {**said, "seen": anew}).status_code == 302


@pytest.mark.parametrize(
    ("answer", "also"),
    [
        ("", "national"),
        ("endorsed", "national-endorsed"),
        ("declined", "national-declined"),
        ("silent", "national-silent"),
    ],
)
def test_the_answer_stands_beside_the_endorsement(as_, cast, candidacy, motion, answer, also):
    records.national(motion, answer)
    assert standing_decisions([candidacy.pk])[candidacy.pk].also == (also,)
    type(cast.chapter).objects.filter(pk=cast.chapter.pk).update(publishes_endorsements=True)
    public = as_("anonymous").get(reverse("public_endorsements", args=[cast.chapter.slug])).content.decode()
    assert ("endorsed nationally" in public) == (answer == "endorsed")
