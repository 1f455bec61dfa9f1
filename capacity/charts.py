"""Charts drawn on the server as SVG: the same on the page, without JavaScript, and in print. Colours come by class.

A chart is a string that is safe to place: every text in it is escaped. Its numbers belong in a table beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 240
TOP, FOOT, GAP = 28, 30, 8
LETTER = 8.6  # of the 16 px text, on average and with room to spare
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what there is (with its range as a whisker), and in front of it what is used and asked for beyond."""

    label: str
    have: int | None = None
    low: int | None = None
    high: int | None = None
    committed: int = 0
    asked: int = 0
    """Stands on top of `committed`."""

    @property
    def most(self) -> int:
        return max(self.have or 0, self.high or 0, self.committed + self.asked)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a range chart: a value between its least and its most."""

    label: str
    low: int
    value: int
    high: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A value that nothing should be above."""

    label: str
    value: int


def said(number: int) -> str:
    """Return a number as text, its thousands grouped as the reader's language has it."""
    return str(number_format(number, force_grouping=True))


def ticks(most: int, wanted: int = 4) -> list[int]:
    """Return round numbers from 0 to the first that is not below `most`, about as many as wanted."""
    step = next(each * 10**power for power in range(25) for each in STEPS if each * 10**power * wanted >= most)
    return [step * number for number in range(-(-max(most, 1) // step) + 1)]


def columns(
    chart_id: str, title: str, entries: Sequence[Column], *, unit: str = "", limits: Sequence[Limit] = ()
) -> SafeString:
    """Draw columns from left to right. `title` says in a sentence what the chart shows; `unit` stands above the axis.

    Labels that would collide are left out, never shortened; the whole of them stand in the table beside the chart.
    """
    scale = ticks(max([0, *(each.most for each in entries), *(each.value for each in limits)]))
    left = _margin(scale)
    plot = _Upright(left, WIDTH - GAP, scale[-1], max(len(entries), 1))
    every = _every(entries, plot.pitch)
    parts = [
        _grid(scale, plot),
        *(_column(plot, number, each) for number, each in enumerate(entries)),
        *(_limit_across(plot, each) for each in limits),
        *(
            _text(plot.middle(at), HEIGHT - 8, each.label, "middle")
            for at, each in enumerate(entries)
            if at % every == 0
        ),
        _axis(left, plot.y(0), WIDTH - GAP, plot.y(0)),
        _text(0, 12, unit, "start") if unit else SafeString(""),
    ]
    return _chart(chart_id, title, HEIGHT, parts)


def ranges(
    chart_id: str, title: str, lines: Sequence[Line], *, limits: Sequence[Limit] = (), most: int | None = None
) -> SafeString:
    """Draw a line for each entry from its least to its most with a point at its value; limits stand upright.

    With `most` the scale ends about there: a line that goes on beyond it ends in an arrow, with its number above.
    """
    longest = max([0, *(each.high for each in lines), *(each.value for each in limits)])
    scale = ticks(longest if most is None else min(longest, most), 5)
    widest = max([0, *(len(each.label) for each in lines)])
    left = min(round(widest * LETTER) + 16, WIDTH // 2)
    right = WIDTH - round(len(said(scale[-1])) * LETTER / 2) - 4
    row, top = 40, 26 if limits else 10
    bottom = top + row * len(lines)

    def x(value: int) -> float:
        return round(left + (right - left) * min(value, scale[-1]) / scale[-1], 1)

    parts = [
        *(_rule("chart__grid", x(each), top, x(each), bottom) for each in scale),
        *(_text(x(each), bottom + 20, said(each), "middle") for each in scale),
        *(_range(x, top + row * number + row / 2, each, scale[-1]) for number, each in enumerate(lines)),
        *(_rule("chart__limit", x(each.value), top - 6, x(each.value), bottom) for each in limits),
        *_limit_labels(x, limits, right),
    ]
    return _chart(chart_id, title, bottom + 28, parts)


@dataclass(frozen=True, slots=True)
class _Upright:
    """Where columns stand: `most` is the top of the scale."""

    left: float
    right: float
    most: int
    number: int

    @property
    def pitch(self) -> float:
        return (self.right - self.left) / self.number

    def middle(self, number: int) -> float:
        return round(self.left + self.pitch * (number + 0.5), 1)

    def y(self, value: int) -> float:
        top, bottom = TOP, HEIGHT - FOOT
        return round(bottom - (bottom - top) * value / self.most, 1)


def _column(plot: _Upright, number: int, each: Column) -> SafeString:
    middle, wide = plot.middle(number), min(plot.pitch * 0.72, 56)
    narrow = wide * 0.56
    parts: list[SafeString] = []
    if each.have is not None:
        parts.append(_bar("have", middle, wide, plot.y(each.have), plot.y(0)))
    if each.committed:
        parts.append(_bar("committed", middle, narrow, plot.y(each.committed), plot.y(0)))
    if each.asked:
        top, bottom = plot.y(each.committed + each.asked), plot.y(each.committed)
        parts.append(_bar("asked", middle, narrow, top, bottom))
    if each.low is not None and each.high is not None:
        cap = round(min(wide / 2, 6), 1)
        low, high = plot.y(each.low), plot.y(each.high)
        path = f"M{middle} {low}V{high}M{middle - cap:.1f} {high}h{2 * cap:.1f}M{middle - cap:.1f} {low}h{2 * cap:.1f}"
        parts.append(format_html('<path class="chart__range" d="{}"/>', path))
    return _joined(parts)


def _bar(kind: str, middle: float, wide: float, top: float, bottom: float) -> SafeString:
    return format_html(
        '<rect class="chart__bar chart__bar--{}" x="{}" y="{}" width="{}" height="{}"/>',
        kind, f"{middle - wide / 2:.1f}", top, f"{wide:.1f}", f"{max(bottom - top, 0):.1f}",
    )  # fmt: skip


def _range(x: Callable[[int], float], y: float, each: Line, most: int) -> SafeString:
    goes_on = each.high > most
    end = f"M{x(most) - 8} {y - 6}l8 6l-8 6" if goes_on else f"M{x(each.high)} {y - 6}v12"
    path = f"M{x(each.low)} {y}H{x(each.high)}M{x(each.low)} {y - 6}v12{end}"
    return format_html(
        '{}{}<path class="chart__range" d="{}"/><circle class="chart__point" cx="{}" cy="{}" r="5"/>',
        _text(0, y + 5, each.label, "start"), _text(x(most), y - 10, said(each.high), "end") if goes_on else "", path,
        x(each.value), y,
    )  # fmt: skip


def _limit_across(plot: _Upright, each: Limit) -> SafeString:
    y = plot.y(each.value)
    line = _rule("chart__limit", plot.left, y, plot.right, y)
    return format_html("{}{}", line, _text(plot.right, y - 5, each.label, "end"))


def _limit_labels(x: Callable[[int], float], limits: Sequence[Limit], right: float) -> Iterable[SafeString]:
    """Yield the names of upright limits, each on the side of its line that has room; of two that collide the first."""
    ends = 0.0
    for each in sorted(limits, key=lambda limit: limit.value):
        long, at = len(each.label) * LETTER, x(each.value)
        begins = at if at + long <= right else at - long
        if begins >= ends:
            yield _text(begins, 14, each.label, "start")
            ends = begins + long + 8


def _grid(scale: Sequence[int], plot: _Upright) -> SafeString:
    return _joined(
        format_html(
            "{}{}",
            _rule("chart__grid", plot.left, plot.y(each), plot.right, plot.y(each)),
            _text(plot.left - GAP, plot.y(each) + 5, said(each), "end"),
        )
        for each in scale
    )


def _margin(scale: Sequence[int]) -> float:
    return round(max(len(said(each)) for each in scale) * LETTER + GAP + 2, 1)


def _every(entries: Sequence[Column], pitch: float) -> int:
    """Return how many columns there are to a label, so that none runs into the next."""
    widest = max([1, *(len(each.label) for each in entries)]) * LETTER + GAP
    return max(1, -(-round(widest) // max(round(pitch), 1)))


def _rule(kind: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', kind, x1, y1, x2, y2)


def _axis(x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return _rule("chart__axis", x1, y1, x2, y2)


def _text(x: float, y: float, text: str, anchor: str) -> SafeString:
    return format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', f"{x:.1f}", f"{y:.1f}", anchor, text)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _chart(chart_id: str, title: str, height: float, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>{}</svg>',
        WIDTH, height, f"{chart_id}-title", f"{chart_id}-title", title, _joined(parts),
    )  # fmt: skip
