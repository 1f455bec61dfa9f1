"""Every lock on a row lets others refer to it.

A reference is checked at the commit, when the log's head is held: to wait then for somebody who holds the row that is
referred to, and who has the log still to write, would be to wait for one another. PostgreSQL would end one of the two.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALL = re.compile(r"select_for_update\(([^)]*)")


@pytest.mark.parametrize("app", ["chapters", "capacity", "endorsements"])
def test_rows_are_locked_but_for_their_key(app):
    calls = {
        f"{path.relative_to(ROOT)}: {said}"
        for path in (ROOT / app).rglob("*.py")
        for said in CALL.findall(path.read_text(encoding="utf-8"))
    }
    assert calls
    assert not {call for call in calls if "no_key=True" not in call}
