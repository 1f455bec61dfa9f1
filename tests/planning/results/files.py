"""Small files of results, and the real ones where they lie beside the checkout."""

import io
import os
from pathlib import Path

import pytest

from capacity.planning.results import Results, read_results

NAME = "20200623__ny__primary__kings__precinct.csv"
HEADER = "county,precinct,office,district,party,candidate,votes"
REAL = Path(
    os.environ.get("OPENELECTIONS_NY")
    or Path(__file__).resolve().parents[4] / "shared" / "data" / "openelections" / "ny"
)
"""Six files of Kings and Queens; another place can be named in OPENELECTIONS_NY."""
needs_real_files = pytest.mark.skipif(
    not any(REAL.glob("*.csv")), reason="the published files are not beside this checkout"
)


def content(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def read(*rows: str, header: str = HEADER, name: str = NAME) -> Results:
    return read_results([(io.BytesIO(content(*rows, header=header)), name)])


def only(results: Results):
    assert not results.not_understood
    (contest,) = results.contests()
    return contest


def whys(results: Results) -> list[tuple[int, str]]:
    return [(row.line, row.why()) for row in results.not_understood]
