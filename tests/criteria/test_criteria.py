"""The public criteria page: everything the rulebook says, to anybody, in both languages."""

import pytest

from endorsements.rules import CAES_2026
from tests import factories


def test_it_tells_every_criterion_with_its_locator_to_anybody(client, db):
    page = client.get("/criteria/").content.decode()
    for criterion in CAES_2026.criteria:
        assert f'id="{criterion.code}"' in page
        assert str(criterion.citation) in page
    assert CAES_2026.digest in page


def test_a_chapters_page_shows_its_red_lines_in_force_and_no_others(client, cast):
    factories.red_line(cast.chapter, "rent-control", title="Rent control for all")
    factories.red_line(cast.chapter, "retired", title="Long retired", in_force_until=factories.TODAY)
    factories.red_line(cast.other_chapter, "theirs", title="Of the others")
    page = client.get(f"/c/{cast.chapter.slug}/criteria/").content.decode()
    assert "Rent control for all" in page
    assert "Chapter convention" in page
    assert "Long retired" not in page
    assert "Of the others" not in page


@pytest.mark.parametrize("address", ["/criteria/no-such-book/", "/c/no-such-chapter/criteria/"])
def test_what_does_not_exist_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("lines", [1, 3])
def test_queries_do_not_grow_with_the_red_lines(as_, cast, django_assert_num_queries, lines):
    for number in range(lines):
        factories.red_line(cast.chapter, f"line-{number}")
    client = as_("member")
    with django_assert_num_queries(5):
        client.get(f"/c/{cast.chapter.slug}/criteria/")
