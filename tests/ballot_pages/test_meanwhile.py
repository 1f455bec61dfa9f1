"""What happens beside an open ballot, and what its page says of it: somebody leaves the race, another vote decides."""

import pytest
from django.utils import timezone

from endorsements.operations.candidacies import close_candidacy
from tests.ballot_pages.hall import text_of
from tests.ballots.world import DAY, stage, vote


def leave(hall, candidacy):
    close_candidacy(candidacy=candidacy, because="Ended the campaign.", by=hall.chair, at=timezone.now())


@pytest.mark.parametrize("kind", ["approval", "ranked"])
def test_a_contest_says_so_beside_the_name_and_its_result_endorses_nobody(hall, kind):
    motion = hall.contest(kind, "Ana Alder", "Bo Birch")
    ballot, voter = hall.opened(motion, tie_seed="x"), hall.people[1]
    assert "out of the race" not in text_of(hall.see(ballot, voter))
    leave(hall, motion.race.candidacies.get(candidate__name="Ana Alder"))
    page = text_of(hall.see(ballot, voter))
    assert "Ana Alder (out of the race since " in page
    assert "Bo Birch (" not in page
    assert (
        ": Ended the campaign. The ballot stays as notice was given of it. If Ana Alder is chosen, the motion" in page
    )
    assert hall.cast(ballot, voter, ballot.choices[0]["id"]).state == "recorded"
    result = text_of(hall.see(hall.finish(ballot), voter))
    assert "Ana Alder was out of the race since " in result
    assert "The motion is void, and nobody is endorsed: Ana Alder was out of the race when it was decided." in result
    listed = text_of(hall.client(voter).get(hall.url("motions")))
    assert "Void: Ana Alder was out of the race when it was decided" in listed


@pytest.mark.parametrize(
    ("type", "opens", "follows"),
    [
        ("endorse", 0, "If it passes, the motion is void: nobody is endorsed."),
        ("do-not-endorse", 0, "The ballot stays as notice was given of it."),
        ("endorse", 1, "The ballot will be called off when its time comes."),
    ],
)
def test_a_vote_on_one_candidacy_says_what_follows(hall, type, opens, follows):
    candidacy = hall.candidacy()
    motion = hall.motion(stage(vote()), type=type, candidacy=candidacy)
    ballot = hall.opened(motion, opens_at=hall.clock.now + opens * DAY)
    leave(hall, candidacy)
    page = text_of(hall.see(ballot, hall.people[1]))
    assert f"{candidacy.candidate.name} is out of the race since " in page
    assert f": Ended the campaign. {follows}" in page or f"notice was given of it. {follows}" in page
    assert ("is void" in page) == ("is void" in follows)


def test_a_vote_after_the_motion_was_decided_says_that_it_changes_nothing(hall):
    motion = hall.motion(stage(vote(body="branch"), id="branches", join="any"))
    north, south = (
        hall.opened(motion, "branches", hall.branch(name, [hall.people[place]]), closes=closes)
        for place, (name, closes) in enumerate((("North", 1), ("South", 2)))
    )
    assert "decided already" not in text_of(hall.see(south, hall.people[1]))
    hall.cast(north, hall.people[0], "yes")
    hall.finish(north)
    page = text_of(hall.see(south, hall.people[1]))
    assert (
        "The motion is decided already, by another vote: adopted. What is voted here changes nothing of that." in page
    )
    assert hall.cast(south, hall.people[1], "no").state == "recorded"
    result = text_of(hall.see(hall.finish(south), hall.people[1]))
    assert "decided already" not in result
    assert "The motion is decided by another vote: adopted" in result
