"""The field record: weeks entered and corrected, exports reduced, and nothing of a person kept."""

import logging

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import CanvassFile, FieldWeek
from tests.outcomes.conftest import HEADER

QUERIES = 6
WEEK = {
    "starts_on": "2026-05-28", "doors": "500", "contacts": "120", "shifts": "20", "shifts_planned": "32",
    "volunteers": "15", "returning": "6", "new_members": "2",
}  # fmt: skip


@pytest.fixture
def at(candidacy):
    return lambda name="field_record": reverse(name, args=[candidacy.race.cycle.chapter.slug, candidacy.pk])


def export(*days, result="Canvassed", name="quillrivera"):
    text = HEADER + "".join(f"90017{n}\t{name}, Q\t{day}\t{result}\r\n" for n, day in enumerate(days))
    return SimpleUploadedFile("export.txt", text.encode("utf-16"))


def send(client, address, file, contacts="Canvassed", days=""):
    return client.post(address, {"file": file, "contacts": contacts, "days": days})


def weeks():
    return list(FieldWeek.objects.order_by("starts_on").values_list("starts_on__day", "doors", "contacts", "shifts"))


def test_a_week_is_entered_from_its_monday_and_corrected(as_, at):
    client = as_("steering")
    assert client.post(at(), WEEK).status_code == 302
    assert client.post(at(), {**WEEK, "starts_on": "2026-05-25", "doors": "510"}).status_code == 302
    assert weeks() == [(25, 510, 120, 20)]
    logged = LogEntry.objects.filter(action="field_week.entered").count()
    assert client.post(at(), {**WEEK, "doors": "510"}).status_code == 302
    assert LogEntry.objects.filter(action="field_week.entered").count() == logged == 2
    page = as_("member").get(at()).content.decode()
    assert "510" in page and "23.5\xa0%" in page and "37.5\xa0%" in page and "Save the week" not in page
    assert 'value="510"' in client.get(at() + "?week=2026-05-25").content.decode()


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"contacts": "501"}, "no more contacts than doors"),
        ({"returning": "16"}, "No more volunteers can return"),
        ({"starts_on": "2099-01-01"}, "has not begun"),
        ({"starts_on": ""}, "This field is required"),
        ({"doors": "-1"}, "greater than or equal to 0"),
        ({"doors": "9" * 30}, "less than or equal to"),
    ],
)
def test_a_week_that_cannot_be_is_refused(as_, at, instead, words):
    got = as_("electoral").post(at(), {**WEEK, **instead})
    assert got.status_code == 422 and words in got.content.decode() and not weeks()


def test_an_export_fills_doors_and_contacts_and_keeps_the_rest(as_, at):
    client = as_("electoral")
    client.post(at(), WEEK)
    assert send(client, at("canvass_import"), export("5/26/2026", "5/27/2026", "6/2/2026")).status_code == 302
    assert weeks() == [(25, 2, 2, 20), (1, 1, 1, 0)]
    refused = client.post(at(), WEEK)
    assert refused.status_code == 422 and "exports count 2" in refused.content.decode()
    assert client.post(at(), {**WEEK, "doors": "2", "contacts": "2", "shifts": "21"}).status_code == 302


def test_the_same_file_again_changes_nothing_unless_counted_another_way(as_, at):
    client = as_("electoral")
    for _again in range(2):
        send(client, at("canvass_import"), export("5/26/2026", result="Refused"))
    assert weeks() == [(25, 1, 0, 0)]
    assert CanvassFile.objects.count() == LogEntry.objects.filter(action="canvass.imported").count() == 1
    send(client, at("canvass_import"), export("5/26/2026", result="Refused"), contacts="Canvassed, refused")
    assert weeks() == [(25, 1, 1, 0)] and CanvassFile.objects.count() == 1


def test_days_of_an_earlier_export_are_asked_about(as_, at):
    client = as_("electoral")
    send(client, at("canvass_import"), export("5/26/2026", "6/2/2026"))
    newer = ("5/26/2026", "5/26/2026", "5/26/2026")
    got = send(client, at("canvass_import"), export(*newer))
    assert got.status_code == 422 and "stand in an earlier export too" in got.content.decode()
    assert weeks() == [(25, 1, 1, 0), (1, 1, 1, 0)]
    send(client, at("canvass_import"), export(*newer), days="replace")
    assert weeks() == [(25, 3, 3, 0), (1, 1, 1, 0)]
    send(client, at("canvass_import"), export("5/26/2026", name="other"), days="add")
    assert weeks() == [(25, 4, 4, 0), (1, 1, 1, 0)]


def test_a_row_not_understood_stops_the_whole_file(as_, at):
    got = send(as_("electoral"), at("canvass_import"), export("5/26/2026", "quillrivera"))
    page = got.content.decode()
    assert got.status_code == 422 and "Line 3:" in page and not weeks()
    assert "quillrivera" not in page and "900171" not in page


@pytest.mark.parametrize("result", ["Canvassed", "quillrivera"])
def test_nothing_of_a_person_is_kept(as_, at, caplog, result):
    caplog.set_level(logging.DEBUG)
    client = as_("electoral")
    page = send(client, at("canvass_import"), export("5/26/2026", result=result))
    assert page.status_code == 302
    kept = "".join(
        str(list(model._base_manager.values_list())) for model in apps.get_models() if model._meta.managed
    )  # fmt: skip
    told = client.get(at()).content.decode()
    for word in ("quillrivera", "900170"):
        assert word not in kept and word not in caplog.text and word not in told


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_queries_do_not_grow(as_, at, rows, django_assert_num_queries):
    client = as_("electoral")
    for week in range(rows):
        send(client, at("canvass_import"), export(f"5/{5 + 7 * week}/2026"))
    client.get(at())
    with django_assert_num_queries(QUERIES):
        assert client.get(at()).status_code == 200
