"""Packets: asked for in the browser, made in the background, told to the end, and swept up after a crash."""

import datetime as dt
import io
import os
import shutil
import signal
import subprocess
import sys

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from endorsements import policies
from endorsements.management.commands.worker import give_up_tasks
from endorsements.models import Memo, Packet
from endorsements.operations import assessments, packets
from endorsements.printing import assessments_to_print, issue_memo
from endorsements.tasks import bind_packet
from tests import factories, migrated
from tests.factories import CADRE, NOW, STRUGGLE, TODAY
from tests.memos.conftest import pages_of
from tests.pdf.ua import faults


@pytest.fixture
def cycle(cast):
    return factories.cycle(cast.chapter)


def frozen(cycle, cast, name, answers=CADRE):
    made = factories.candidacy(factories.race(cycle), answers, name=name, opened_by=cast.electoral)
    made_of = assessments.freeze(candidacy=made, as_of=TODAY, by=cast.electoral, at=NOW)
    return assessments_to_print().get(pk=made_of.pk)


@pytest.fixture
def three(cycle, cast):
    answers = (CADRE, STRUGGLE, {"solicited": "no"})
    return [
        frozen(cycle, cast, name, each) for name, each in zip(("Ada Uno", "Ben Dos", "Cy Tres"), answers, strict=True)
    ]


def asked(cycle, cast, wanted):
    return packets.ask(cycle=cycle, assessments=wanted, title="For March", language="en", by=cast.steering, at=NOW)


def test_the_browser_asks_and_the_packet_is_bound(as_, cast, cycle, three, django_capture_on_commit_callbacks):
    issue_memo(three[1], by=cast.electoral, at=NOW)
    client = as_("steering")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            f"/c/{cast.chapter.slug}/cycles/{cycle.pk}/packet/",
            {"title": "For March", "assessments": [each.pk for each in three]},
        )
    packet = Packet.objects.get()
    assert response.headers["Location"] == f"/c/{cast.chapter.slug}/packets/{packet.pk}/"
    assert (packet.status, packet.done, packet.total) == ("done", 3, 3)
    assert Memo.objects.count() == 3
    assert "is ready" not in response.content.decode()
    assert "The packet with 3 memos is ready." in client.get(response.headers["Location"]).content.decode()
    reader = pypdf.PdfReader(io.BytesIO(client.get(f"{response.headers['Location']}packet.pdf").content))
    text = [page.extract_text() for page in reader.pages]
    assert "Contents" in text[0]
    assert [entry.title.split(" for ")[0] for entry in reader.outline if not isinstance(entry, list)] == [
        "For March",
        "Ada Uno",
        "Ben Dos",
        "Cy Tres",
    ]
    for item in packet.items.all():
        at_page = next(number for number, words in enumerate(text) if f"Memo {item.memo.number}\n" in words and number)
        row = next(line for line in text[0].splitlines() if item.memo.content["candidate"] in line)
        assert row.split()[-1] == str(at_page + 1)


def test_every_page_says_which_of_the_packet_it_is_and_the_file_stays_accessible(cast, cycle, three):
    packet = asked(cycle, cast, three)
    bind_packet.call(packet.pk)
    packet.refresh_from_db()
    pdf = bytes(packet.file.content)
    assert faults(pdf) == []
    text = pages_of(pdf)
    assert [page.rpartition("Packet page ")[2] for page in text] == [str(n) for n in range(1, len(text) + 1)]
    assert "page 1 of" not in text[0]
    assert "page 1 of" in text[2]


@pytest.mark.parametrize(("memos", "summary_pages"), [(25, 1), (50, 2)])
def test_the_summary_of_a_meeting_stands_on_one_page(cast, cycle, three, memos, summary_pages):
    issued = [issue_memo(each, by=cast.electoral, at=NOW) for each in three]
    packet = asked(cycle, cast, (three * 17)[:memos])
    bind_packet.call(packet.pk)
    packet.refresh_from_db()
    text = pages_of(bytes(packet.file.content))
    first = next(number for number, page in enumerate(text) if page.startswith("Summary"))
    memo = next(number for number, page in enumerate(text) if number > first and "Memo 1\n" in page)
    assert memo - first == summary_pages
    assert len(issued) == 3
    on_top = text[first].split("Candidacy")[0]
    assert [word in on_top for word in ("Cadre", "Class struggle", "Not endorsable", "Undetermined")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert "fails G1" in text[first]


def test_the_same_packet_is_bound_to_the_same_bytes(cast, cycle, three):
    files = []
    for _ in range(2):
        packet = asked(cycle, cast, three)
        bind_packet.call(packet.pk)
        packet.refresh_from_db()
        files.append(packet.file.sha256)
    assert files[0] == files[1]


def test_a_packet_is_bound_in_the_language_asked_for(as_, cast, cycle, three, django_capture_on_commit_callbacks):
    form = {"title": "Marzo", "assessments": [three[0].pk], "language": "es"}
    with django_capture_on_commit_callbacks(execute=True):
        as_("steering").post(f"/c/{cast.chapter.slug}/cycles/{cycle.pk}/packet/", form)
    packet = Packet.objects.get()
    assert (packet.language, packet.status) == ("es", "done")
    assert Memo.objects.get().language == "es"
    assert pypdf.PdfReader(io.BytesIO(bytes(packet.file.content))).trailer["/Root"]["/Lang"] == "es"


@pytest.mark.parametrize(
    "changed", [{"assessments": ["9" * 30]}, {"assessments": ["x"]}, {"language": "xx"}, {"title": ""}]
)
def test_what_cannot_be_bound_is_said_at_the_form(as_, cast, cycle, three, changed):
    form = {"title": "March", "assessments": [three[0].pk], **changed}
    response = as_("steering").post(f"/c/{cast.chapter.slug}/cycles/{cycle.pk}/packet/", form)
    assert response.status_code == 422
    assert "field--bad" in response.content.decode()
    assert not Packet.objects.exists()


def test_an_empty_form_is_refused_and_the_first_has_all_chosen(as_, cast, cycle, three):
    client, address = as_("steering"), f"/c/{cast.chapter.slug}/cycles/{cycle.pk}/packet/"
    assert client.get(address).content.decode().count("checked") == 3
    response = client.post(address, {})
    assert response.status_code == 422
    assert "Choose at least one." in response.content.decode()


def test_the_page_asks_again_until_it_is_finished_and_then_says_so(as_, cast, cycle, three):
    packet, client = asked(cycle, cast, three), as_("member")
    address = f"/c/{cast.chapter.slug}/packets/{packet.pk}/"
    whole = client.get(address).content.decode()
    assert 'id="packet-end"></p>' in whole
    assert "<noscript>" in whole
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part
    assert "packet-end" not in part
    bind_packet.call(packet.pk)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert 'hx-swap-oob="innerHTML:#packet-end">The packet is ready.' in part
    assert "Memo 3" in part
    whole = client.get(address).content.decode()
    assert "hx-swap-oob" not in whole
    assert "hx-trigger" not in whole


def test_a_silent_worker_is_told_of(as_, cast, cycle, three):
    packet = asked(cycle, cast, three)
    page = as_("member").get(f"/c/{cast.chapter.slug}/packets/{packet.pk}/").content.decode()
    assert "manage.py worker" in page


def test_the_log_tells_of_packets_in_words(as_, cast, cycle, three):
    bind_packet.call(asked(cycle, cast, three).pk)
    packets.fail(packet=asked(cycle, cast, three), problem="No paper.", at=NOW)
    page = as_("admin").get(f"/c/{cast.chapter.slug}/log/").content.decode()
    for words in ("asked for a packet of memos", "finished a packet of memos", "could not make a packet of memos"):
        assert words in page
    assert "For March" in page


def test_a_packet_of_too_many_or_none_is_refused(cast, cycle, three, monkeypatch):
    monkeypatch.setattr(packets, "MOST", 2)
    with pytest.raises(policies.Refused, match="at most 2"):
        asked(cycle, cast, three)
    with pytest.raises(policies.Refused, match="at least one"):
        asked(cycle, cast, [])


def test_what_cannot_be_printed_is_told_on_its_page(as_, cast, cycle, three, monkeypatch):
    from endorsements.pdf.errors import RenderTimedOut

    packet = asked(cycle, cast, three)
    problem = RenderTimedOut(seconds=20)

    def fails(*args, **kwargs):
        raise problem

    monkeypatch.setattr("endorsements.printing.press.render_many", fails)
    bind_packet.call(packet.pk)
    packet.refresh_from_db()
    assert packet.status == "failed"
    page = as_("member").get(f"/c/{cast.chapter.slug}/packets/{packet.pk}/").content.decode()
    assert "could not be made" in page
    assert packet.problem


def test_a_packet_is_made_by_one_worker_only(cast, cycle, three):
    packet = asked(cycle, cast, three)
    assert packets.start(packet=packet, at=NOW)
    assert not packets.start(packet=packet, at=NOW)
    bind_packet.call(packet.pk)
    packet.refresh_from_db()
    assert packet.status == "working"
    assert not Memo.objects.exists()


def test_a_packet_whose_worker_fell_silent_is_swept_up(as_, cast, cycle, three):
    packet = asked(cycle, cast, three)
    packets.start(packet=packet, at=NOW)
    assert packets.sweep(at=NOW + dt.timedelta(seconds=30)) == 0
    packets.advance(packet=packet, done=1, at=NOW + dt.timedelta(seconds=50))
    assert packets.sweep(at=NOW + dt.timedelta(seconds=100)) == 0
    assert packets.sweep(at=NOW + dt.timedelta(minutes=5)) == 1
    packet.refresh_from_db()
    assert packet.status == "failed"
    assert not packets.finish(packet=packet, pdf=b"%PDF", at=NOW)


def test_tasks_of_a_dead_worker_are_given_up(db):
    from django_tasks_db.models import DBTaskResult

    def running(worker_id, started_at):
        return DBTaskResult.objects.create(
            status="RUNNING", task_path="endorsements.tasks.bind_packet", args_kwargs={"args": [1], "kwargs": {}},
            backend_name="default", queue_name="default", worker_ids=[worker_id], started_at=started_at, run_after=NOW,
            exception_class_path="", traceback="",
        )  # fmt: skip

    now = timezone.now()
    mine, theirs, old = running("a", now), running("b", now), running("c", now - dt.timedelta(hours=1))
    assert give_up_tasks(worker_id="a", at=now) == 1
    assert give_up_tasks(worker_id=None, at=now) == 1
    states = {task.pk: task.status for task in DBTaskResult.objects.all()}
    assert (states[mine.pk], states[theirs.pk], states[old.pk]) == ("FAILED", "RUNNING", "FAILED")


@pytest.mark.slow
def test_the_worker_survives_the_death_of_its_child(tmp_path):
    """A real worker on a real file: its child is killed, another takes over, and it stops when told to."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",
    }
    shutil.copyfile(migrated.file(), tmp_path / "db.sqlite3")
    with subprocess.Popen([sys.executable, "manage.py", "worker"], env=environment, stderr=subprocess.PIPE) as worker:
        try:
            first = child_of(worker.pid)
            os.kill(first, signal.SIGKILL)
            second = child_of(worker.pid, but=first)
            assert second != first
        finally:
            worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=40)
        assert worker.returncode == 0


def child_of(parent: int, but: int = 0) -> int:
    deadline = timezone.now() + dt.timedelta(seconds=30)
    while timezone.now() < deadline:
        found = subprocess.run(
            ["ps", "--ppid", str(parent), "-o", "pid=,stat="], capture_output=True, text=True, check=False
        )
        for line in found.stdout.splitlines():
            pid, state = line.split()
            if int(pid) != but and not state.startswith("Z"):
                return int(pid)
    raise AssertionError("the worker has no child")


@pytest.mark.parametrize("fields", [{"status": "done"}, {"status": "failed"}, {"status": "x"}, {"done": 9}])
def test_the_database_refuses_a_packet_that_contradicts_itself(cast, cycle, three, fields):
    packet = asked(cycle, cast, three)
    with pytest.raises(IntegrityError), transaction.atomic():
        Packet.objects.filter(pk=packet.pk).update(**fields)


@pytest.mark.parametrize("count", [1, 3])
def test_the_packets_page_asks_the_same_number_of_queries(as_, cast, cycle, three, count, django_assert_num_queries):
    packet = asked(cycle, cast, three[:count])
    client = as_("member")
    with django_assert_num_queries(5):
        client.get(f"/c/{cast.chapter.slug}/packets/{packet.pk}/")
    client = as_("steering")
    for number in range(count):
        frozen(cycle, cast, f"More {number}")
    with django_assert_num_queries(7):
        client.get(f"/c/{cast.chapter.slug}/cycles/{cycle.pk}/packet/")
