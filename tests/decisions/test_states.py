"""How a candidacy stands after its decisions: every short order of them, against the rule told the other way round."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import MotionType
from endorsements.queries.decision_states import ALSO, ENDORSED, SHAPES, STANDS, STATUSES, Event, stands, told

ALL = [Event(kind.value, result.value) for kind in MotionType for result in DecisionResult]
ALL += [Event("endorse", "adopted", chosen=False)]
MAKES = {
    ("endorse", "adopted"): "endorsed",
    ("endorse-with-conditions", "adopted"): "endorsed-conditionally",
    ("re-endorse", "adopted"): "re-endorsed",
    ("do-not-endorse", "adopted"): "not-endorsed",
    ("rescind", "adopted"): "rescinded",
}
LAPSES = {"rejected": "failed", "no-quorum": "no-quorum", "withdrawn": "withdrawn", "void": "void"}
ENDORSING = ("endorse", "endorse-with-conditions", "re-endorse")


def looked_up(events):
    """The same, read backwards: the last decision that stands, else the last lapse, else the first censure."""
    makers = [(n, MAKES[e.type, e.result]) for n, e in enumerate(events) if e.chosen and (e.type, e.result) in MAKES]
    if makers:
        return makers[-1]
    lapses = [
        (n, LAPSES.get(e.result) if e.chosen else "not-chosen") for n, e in enumerate(events) if e.type in ENDORSING
    ]
    lapses = [each for each in lapses if each[1]]
    if lapses:
        return lapses[-1]
    censures = [(n, "censured") for n, e in enumerate(events) if (e.type, e.result) == ("censure", "adopted")]
    return censures[0] if censures else (None, "")


def holds(events):
    now = stands(events)
    assert (now.by, now.status) == looked_up(events)
    assert now.censured == any((e.type, e.result) == ("censure", "adopted") for e in events)
    ends = [n for n, e in enumerate(events) if e.result == "adopted" and e.type in ("rescind", "do-not-endorse")]
    asked = [n for n, e in enumerate(events) if e.result == "adopted" and e.type == "seek-national"]
    assert bool(now.national) == (bool(asked) and (not ends or asked[-1] > ends[-1]))
    assert now.status in ("", *STATUSES)
    assert set(now.also) <= set(ALSO)


@pytest.mark.parametrize("length", [0, 1, 2])
def test_every_order_of_up_to_two_decisions(length):
    for events in itertools.product(ALL, repeat=length):
        holds(events)


@given(st.lists(st.sampled_from(ALL), max_size=12))
def test_longer_orders(events):
    holds(events)


@given(st.lists(st.sampled_from(ALL), max_size=6))
def test_a_motion_that_failed_takes_no_decision_away(events):
    before = stands(events)
    for result in ("rejected", "no-quorum", "withdrawn", "polled", "void"):
        for kind in MotionType:
            after = stands([*events, Event(kind.value, result)])
            if before.status in STANDS:
                assert after == before


def test_the_words_cover_every_status():
    assert set(STANDS) <= set(STATUSES)
    assert set(SHAPES) <= set(STATUSES)
    assert ENDORSED < STANDS
    assert told("") == ""
    assert told("endorsed", ("censured", "national")) == "Endorsed, censured, national endorsement sought"
