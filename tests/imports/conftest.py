from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from chapters.models import LogEntry, LogHead
from endorsements.models import Cycle, Upload
from endorsements.operations import imports
from tests import factories
from tests.chapters.conftest import committed, guarded_again  # noqa: F401
from tests.conftest import Cast

CSV = """Candidate;Office;District;Election date;Is the candidate a DSA member?;rooted;red_lines.rent-control;Evidence: rooted
Alma Reyes;City Council;Ward 3;11/3/2026;yes;no;holds;Two meetings a year
Bea Ruiz;City Council;Ward 3;2026-11-03;sí;;crosses;
Carl Ode;Mayor;;2026-11-03;?;x;;On the list
"""


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    factories.red_line(cast.chapter)
    return factories.cycle(cast.chapter)


@pytest.fixture
def upload(cast: Cast, cycle: Cycle) -> Callable[..., Upload]:
    """Return a function that uploads a text as the electoral committee's member."""

    def receive(text: str = CSV, name: str = "dossiers.csv", into: Cycle | None = None) -> Upload:
        return imports.receive(
            cycle=into or cycle, name=name, content=text.encode(), by=cast.electoral, at=factories.NOW
        )

    return receive


def address(name: str, cycle: Cycle, upload: Upload | None = None) -> str:
    return reverse(name, args=[cycle.chapter.slug, cycle.pk, *([upload.pk] if upload else [])])


def sent(text: str | bytes, name: str = "dossiers.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)}


def counts() -> dict[str, int]:
    """How many rows each table of ours has, but for uploads and the log."""
    from django.apps import apps

    ours: list[type[models.Model]] = [
        model for label in ("chapters", "endorsements", "capacity") for model in apps.get_app_config(label).get_models()
    ]
    return {model._meta.label: model.objects.count() for model in ours if model not in (Upload, LogEntry, LogHead)}
