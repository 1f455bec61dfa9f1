"""The field page: a plan written, worked out, and refused."""

import pytest

from endorsements.models import FieldPlan
from tests.field.conftest import posted


def page_of(client, address):
    got = client.get(address)
    assert got.status_code == 200
    return got.content.decode()


def test_the_form_guesses_the_past_contest(as_, at, library):
    page = page_of(as_("electoral"), at())
    assert "No field plan yet" in page
    assert 'selected>57, NY, primary, Democratic' in page


def test_a_saved_plan_shows_its_figures_with_their_sources(as_, at, library, people):
    client = as_("electoral")
    saved = client.post(at(), posted())
    assert (saved.status_code, saved.url) == (302, at())
    page = page_of(as_("member"), at())
    for words in (
        "24,000", "2020: 28,000, 2016: 24,000, 2014: 20,000", "12,001", "12,480", "past results",
        "8,400", "35,000", "50+1 Wyoming", "Milwaukee", "60,000 households × 25",
    ):  # fmt: skip
        assert words in page, words
    assert '<form class="form"' not in page
