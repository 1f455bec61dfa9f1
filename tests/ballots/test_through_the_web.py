"""From the voting page to the words of the result, and from the file back to the same figures."""

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from chapters.clock import database_now
from endorsements.models import BallotBox
from endorsements.operations import closing, opening
from endorsements.queries import ballots as read
from tests.ballots.world import DAY, HOUR, SALT, Clock, World, stage, vote

pytestmark = pytest.mark.django_db


def page_of(ballot, member, name="ballot"):
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, reverse(name, args=[ballot.motion.chapter.slug, ballot.pk])


def votes(ballot, member, answer):
    client, address = page_of(ballot, member, "ballot_vote")
    return client.post(address, {"choice": answer})


def opened(world, *stages, **more):
    """A ballot that is open by the database's own clock."""
    world.clock = Clock(database_now())
    return opening.open_ballot(world.scheduled(world.motion(*stages), **more), SALT)


def closed(ballot):
    closing.close_if_due(ballot.pk, Clock(ballot.closes_at))
    ballot.refresh_from_db()
    return ballot


def recounted(ballot, member, tmp_path):
    """What the command says of the file that the page gives."""
    client, address = page_of(ballot, member, "ballot_recount")
    file, out = tmp_path / "ballot.json", io.StringIO()
    file.write_bytes(client.get(address).content)
    call_command("recount", str(file), stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("method", ["roll-call", "secret"])
def test_ten_and_a_half_for(method, tmp_path):
    world = World(19)
    for member in world.people[:3]:
        world.seat(world.body(), member, 1, 2)
    ballot = opened(world, stage(vote(method=method)))
    said = ["yes", "no", "no"] + ["yes"] * 10 + ["no"] * 6
    for member, answer in zip(world.people, said, strict=True):
        assert votes(ballot, member, answer).status_code == (200 if method == "secret" else 302)
        again = votes(ballot, member, answer)
        assert again.status_code == (409 if method == "secret" else 302)
    ballot = closed(ballot)
    client, address = page_of(ballot, world.people[0])
    page = client.get(address).content.decode().replace("\xa0", " ")
    words = read.result_words(ballot)[0]
    assert "10\u00a01/2 yes of 17\u00a01/2 yes and no, 60.0\u00a0%" in words
    plain = words.replace("\xa0", " ")
    assert plain in page
    found = recounted(ballot, world.people[0], tmp_path)
    assert (found["outcome"], found["base"], found["yes_share"], found["in_words"]) == (
        "passed", "17 1/2", [3, 5], plain,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("base", "yes", "outcome"),
    [("cast", 13, "passed"), ("cast", 12, "failed"), ("present", 16, "passed"), ("present", 15, "failed"),
     ("roll", 24, "failed")],
)  # fmt: skip
def test_twenty_four_votes_of_fifty(base, yes, outcome, tmp_path):
    world = World(50)
    ballot = opened(world, stage(vote(base=base)), present=30 if base == "present" else None)
    for number, member in enumerate(world.people[:24]):
        votes(ballot, member, "yes" if number < yes else "no")
    ballot = closed(ballot)
    assert ballot.result["outcome"] == outcome
    client, address = page_of(ballot, world.people[49])
    assert read.result_words(ballot)[0] in client.get(address).content.decode()
    assert recounted(ballot, world.people[49], tmp_path)["outcome"] == outcome


def lines(page: bytes) -> list[bytes]:
    """A page's lines but for the two that are random each time: the token of the form, and the receipt it offers."""
    return [line for line in page.split(b"\n") if b"csrf" not in line.lower() and b'name="receipt"' not in line]


def test_until_the_close_no_page_tells_anything(tmp_path):
    world = World(6)
    ballot = opened(world, stage(vote(method="secret")))
    client, address = page_of(ballot, world.people[5])
    before = client.get(address).content
    for member in world.people[:5]:
        votes(ballot, member, "yes")
    assert lines(client.get(address).content) == lines(before)
    for name in ("ballot_recount", "ballot_blt", "ballot_receipts"):
        client, address = page_of(ballot, world.people[5], name)
        assert client.get(address).status_code in (302, 404, 409)


def test_a_vote_leaves_nothing_in_the_session():
    world = World(6)
    ballot = opened(world, stage(vote(method="secret")))
    client, address = page_of(ballot, world.people[0], "ballot_vote")
    before = dict(client.session)
    page = client.post(address, {"choice": "yes"})
    assert BallotBox.objects.get().votes[0][0] in page.content.decode()
    assert dict(client.session) == before
    assert "messages" not in page.cookies
    assert "no-store" in page["Cache-Control"]


def test_my_open_ballots_in_one_query(django_assert_num_queries):
    world = World(6)
    now = database_now()
    pair = [opened(world), opened(world, stage(vote(method="secret")))]
    with django_assert_num_queries(1):
        assert read.open_to(world.people[0], now) == pair
    votes(pair[0], world.people[0], "yes")
    assert read.open_to(world.people[0], now) == [pair[1]]
    assert read.open_to(world.people[0], now + HOUR + DAY) == []
    assert read.open_to(World(1).people[0], now) == []
