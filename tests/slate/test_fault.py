"""A slate that did not stand its check is told as a fault, and nothing of it is shown."""

from django.urls import reverse

from endorsements.queries import slate_variants
from endorsements.queries.slate_solved import Faulty
from tests.slate.conftest import people, runs


def test_a_fault_is_told_in_place_of_the_plan(as_, at, cycle, monkeypatch):
    people(cycle, 40)
    runs(cycle, "Ada")
    monkeypatch.setattr(slate_variants, "solved", lambda _question: Faulty("it does not add up"))
    page = as_("member").get(at()).content.decode()
    assert "No slate can be shown" in page
    assert "it does not add up" in page
    assert "rows-in" not in page
    board = as_("member").get(reverse("board", args=[cycle.chapter.slug, cycle.pk])).content.decode()
    assert "The slate could not be worked out." in board
    assert "standing--fits" not in board
