"""Charts: well-formed, escaped, inside their frame, and the same heights for the same numbers."""

import xml.etree.ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.charts import HEIGHT, WIDTH, Column, Limit, Line, columns, ranges, ticks

NUMBERS = st.integers(0, 10**9)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def boxes(root: ET.Element, kind: str) -> list[dict[str, str]]:
    return [each.attrib for each in root.iter("rect") if f"chart__bar--{kind}" in each.attrib["class"]]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=104))
@settings(max_examples=40, deadline=None)
def test_columns_stay_inside_and_keep_their_order(rows):
    entries = [Column(f"{at} Jan", *sorted(row)[1:2], min(row), max(row)) for at, row in enumerate(rows)]
    root = parsed(columns("doors", "Doors", entries))
    bars = boxes(root, "have")
    assert len(bars) == len(rows)
    for bar, entry in zip(bars, entries, strict=True):
        assert float(bar["x"]) >= 0 and float(bar["x"]) + float(bar["width"]) <= WIDTH + 0.1
        assert 0 <= float(bar["y"]) <= HEIGHT and float(bar["y"]) + float(bar["height"]) <= HEIGHT
        assert entry.low is not None and entry.have is not None and entry.high is not None
    tallest = max(bars, key=lambda bar: float(bar["height"]), default=None)
    if tallest:
        have = [entry.have or 0 for entry in entries]
        assert float(boxes(root, "have")[have.index(max(have))]["height"]) == float(tallest["height"])


def test_what_is_asked_stands_on_what_is_committed():
    root = parsed(columns("c", "Week", [Column("4 Jan", have=1000, committed=400, asked=200)]))
    (committed,), (asked,) = boxes(root, "committed"), boxes(root, "asked")
    assert float(asked["y"]) + float(asked["height"]) == pytest.approx(float(committed["y"]), abs=0.1)
    assert float(committed["height"]) == pytest.approx(2 * float(asked["height"]), abs=0.2)


def test_every_text_is_escaped_and_ids_are_the_charts_own():
    evil = '"><script>alert(1)</script>'
    svg = columns("c1", evil, [Column(evil, 1, 1, 1)], unit=evil, limits=[Limit(evil, 1)])
    svg += ranges("c2", evil, [Line(evil, 1, 2, 3)], limits=[Limit(evil, 2)])
    assert "<script>" not in svg
    assert svg.count('id="c1-title"') == svg.count('id="c2-title"') == 1
    assert "style=" not in svg


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=9), st.lists(NUMBERS, max_size=3))
@settings(max_examples=40, deadline=None)
def test_ranges_stay_inside(rows, limits):
    lines = [Line(f"Race {at}", *sorted(row)) for at, row in enumerate(rows)]
    root = parsed(ranges("r", "Doors", lines, limits=[Limit("doors there are", each) for each in limits]))
    height = float(root.attrib["viewBox"].split()[3])
    points = [each.attrib for each in root.iter("circle")]
    assert len(points) == len(lines)
    assert all(0 <= float(p["cx"]) <= WIDTH and 0 <= float(p["cy"]) <= height for p in points)
    assert len([each for each in root.iter("line") if each.attrib["class"] == "chart__limit"]) == len(limits)
    assert all(0 <= float(text.attrib["x"]) <= WIDTH for text in root.iter("text"))


def test_labels_are_left_out_before_they_collide():
    many = columns("c", "Weeks", [Column(f"{at} Jan", 10) for at in range(104)])
    few = columns("c", "Weeks", [Column(f"{at} Jan", 10) for at in range(4)])
    assert few.count("Jan</text>") == 4
    assert 4 < many.count("Jan</text>") < 12


@pytest.mark.parametrize(
    ("most", "expected"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]), (1125, [0, 500, 1000, 1500])],
)
def test_ticks_are_round(most, expected):
    assert ticks(most) == expected


@given(st.integers(0, 10**20))
def test_ticks_reach_over(most):
    scale = ticks(most)
    assert scale[0] == 0 and scale[-1] >= most and len(scale) <= 6


def test_numbers_are_grouped_as_the_reader_writes_them():
    for language in ("en", "es"):  # the Spanish of the United States: config/formats/es
        with translation.override(language):
            assert ">1,000</text>" in columns("c", "t", [Column("a", 1000)])
