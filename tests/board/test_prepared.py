"""Queries compiled once: each call has its own cycle's rows; and a deadline's title in a cell's room."""

import pytest

from endorsements.queries.board import board_of
from endorsements.queries.board_motions import kept
from endorsements.queries.candidacy_records import written_of
from endorsements.views.board_rows import clipped
from tests import factories
from tests.decisions import records


def test_each_cycle_and_candidacy_has_its_own(cast):
    first, second = (factories.candidacy(factories.race(factories.cycle(cast.chapter))) for _ in range(2))
    for candidacy in (first, second):
        asked = records.motion(candidacy, "endorse-with-conditions")
        condition = records.condition(asked)
        written = written_of(candidacy.pk, candidacy.race_id)
        assert {motion: [each.id for each in found] for motion, found in written.conditions.items()} == {
            asked.pk: [condition.pk]
        }
        assert [each.id for each in kept(candidacy.race.cycle) if each.kind == "motion"] == [asked.pk]
        assert [row.candidacy for row in board_of(candidacy.race.cycle, ()).rows] == [candidacy.pk]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Condition: to be met", "Condition: to be met"),
        ("Electoral working group: whether to interview: to be closed", "Electoral working group…: to be closed"),
        ("Donaudampfschifffahrtsgesellschaft: to be done", "Donaudampfschifffahrtsge…: to be done"),
        ("A sentence without any colon that goes on and on", "A sentence without any colon that goes on and on"),
    ],
)
def test_a_long_title_leaves_what_is_to_be_done(what, said):
    assert clipped(what) == said
