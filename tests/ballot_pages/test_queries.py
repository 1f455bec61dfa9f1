"""A page asks the database as often for one person on the roll as for three."""

import pytest

from tests.ballot_pages.hall import Hall
from tests.ballots.world import stage, vote

COUNTS = {"open": 11, "recorded": 11, "closed": 13, "roll": 11, "vote": 16}


def ask(hall, ballot, member, name, data=None):
    client = hall.client(member)
    url = hall.url(name, ballot.pk)
    return lambda: client.post(url, data) if data else client.get(url)


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("state", list(COUNTS))
def test_a_fixed_number_of_queries(db, django_assert_num_queries, people, state):
    hall = Hall(people)
    ballot = hall.opened(hall.motion(stage(vote())))
    if state in ("recorded", "closed"):
        for member in hall.people:
            hall.cast(ballot, member, "yes")
    if state == "closed":
        ballot = hall.finish(ballot)
    name, data = {"roll": ("ballot_roll", None), "vote": ("ballot_vote", {"choice": "no"})}.get(state, ("ballot", None))
    request = ask(hall, ballot, hall.chair, name, data)
    hall.client(hall.chair).get(hall.url("ballot", ballot.pk))  # what is asked once a process
    with django_assert_num_queries(COUNTS[state]):
        assert request().status_code in (200, 302)
