"""A motion, its addresses, and what a page says of it."""

import pytest
from django.urls import reverse

from tests.chapters.conftest import committed, guarded_again
from tests.motions.records import moved

__all__ = ["committed", "guarded_again"]


@pytest.fixture
def motion(cast):
    return moved(cast.chapter, cast.electoral)


@pytest.fixture
def url(cast):
    return lambda name, *args: reverse(name, args=[cast.chapter.slug, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())
