"""A brace that is missing swallows every rule after it, and no browser says so."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_rule_is_closed_where_it_ends(sheet: Path):
    text = re.sub(r"/\*.*?\*/|\"[^\"\n]*\"", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    depth = 0
    for line in text.splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0, line
    assert depth == 0
