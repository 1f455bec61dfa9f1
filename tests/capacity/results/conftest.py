import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from capacity.operations import results
from tests import factories
from tests.conftest import Cast

KINGS = "20200623__ny__primary__kings__precinct.csv"
QUEENS = "20200623__ny__primary__queens__precinct.csv"
HEADER = "county,precinct,office,district,party,candidate,votes"
ROWS = (
    "Kings,1,State Assembly,57,Democratic,Public Counter,30",
    "Kings,1,State Assembly,57,Democratic,Dee Example,20",
    "Kings,1,State Assembly,57,Democratic,Eli Example,9",
)


def content(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *(rows or ROWS), ""))


def contest(name: str, county: str, office: str, district: str, party: str, ballots: int | None, **votes: int) -> str:
    """Rows of one contest in one precinct."""
    counted = [] if ballots is None else [("Public Counter", ballots)]
    rows = [*counted, *((each.replace("_", " "), number) for each, number in votes.items())]
    return "\n".join(f"{county},{name},{office},{district},{party},{who},{number}" for who, number in rows)


def sent(*files: tuple[str, str | bytes], **fields: str) -> dict[str, object]:
    """A form's data: files as name and text."""
    uploads = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return {"files": uploads, **fields}


def address(name: str, cast: Cast, *args: object) -> str:
    return reverse(name, args=[cast.chapter.slug, *args])


@pytest.fixture
def import_(cast: Cast) -> Callable[..., list[results.Imported]]:
    """Return a function that imports files (name, text) as the electoral committee's member."""

    def imported(*files: tuple[str, str | bytes], without: str = "") -> list[results.Imported]:
        streams = [(name, io.BytesIO(text.encode() if isinstance(text, str) else text)) for name, text in files]
        return results.import_files(
            chapter=cast.chapter, files=streams, without=without, by=cast.electoral, at=factories.NOW
        )

    return imported
