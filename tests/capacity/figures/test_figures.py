"""The chapter's own figures: exact, inside the published range, never overwritten, each with where it is from."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from capacity.forms.figures import FigureForm
from capacity.models import OwnFigure
from capacity.operations.figures import learn_figure, reset_figure, set_figure
from capacity.planning.parameters import DEFAULTS, Level, Standing, Terrain
from capacity.planning.supply import Habits
from capacity.policies import FieldRefused, Refused
from capacity.queries.figures import figures_of, habits_of, history_of, rates_of
from capacity.wording import GROUPS, UNITS, Unit, number, range_of, value_of
from chapters.models import LogEntry
from tests import factories

NOW = factories.NOW
POSTED = {"value": "40", "low": "30", "high": "50.25 %", "source": "Our sheets of spring."}


def put(cast, parameter="flake", value="0.4", low="0.3", high="0.5", source="Our sheets."):
    return set_figure(
        chapter=cast.chapter, parameter=parameter, value=Decimal(value), low=Decimal(low), high=Decimal(high),
        source=source, by=cast.electoral, at=NOW,
    )  # fmt: skip


def url(cast, name="figure", *args):
    return reverse(name, args=[cast.chapter.slug, *args])


def test_the_defaults_hold_until_the_chapter_sets_its_own(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert figures_of(cast.chapter) == DEFAULTS
    put(cast)
    put(cast, "canvass_hours", "2.25", "2", "2.5")
    with django_assert_num_queries(1):
        figures = figures_of(cast.chapter.pk)
    assert (figures["flake"].value, figures["flake"].standing) == (Fraction(2, 5), Standing.OWN)
    assert figures["canvass_hours"].value == Fraction(9, 4)
    assert figures["support"] == DEFAULTS["support"]
    assert figures_of(cast.other_chapter) == DEFAULTS


def test_what_is_set_goes_into_habits_and_rates(cast):
    figures = figures_of(cast.chapter)
    for terrain in Terrain:
        assert habits_of(figures, terrain, Fraction(1)) == Habits.of(terrain, Fraction(1))
    put(cast)
    put(cast, "contact_rate_suburban", "0.2", "0.1", "0.3")
    figures = figures_of(cast.chapter)
    assert habits_of(figures, "dense").flake.value == Fraction(2, 5)
    assert rates_of(figures, "suburban").contact_rate.value == Fraction(1, 5)
    assert rates_of(figures, "dense").contact_rate == DEFAULTS["contact_rate_dense"]
    twice = rates_of(figures, "dense", 2).passes
    assert [twice.for_more(level) for level in Level] == [2, 2, 2]


def test_a_figure_is_never_overwritten(cast):
    first, same = put(cast), put(cast)
    assert first == same
    second = put(cast, value="0.45")
    back = reset_figure(chapter=cast.chapter, parameter="flake", source="Too few cases.", by=cast.steering, at=NOW)
    assert figures_of(cast.chapter) == DEFAULTS
    assert [change.row for change in history_of(cast.chapter, "flake")] == [back, second, first]
    assert [(entry.action, entry.detail.get("figure")) for entry in LogEntry.objects.order_by("number")] == [
        ("figure.set", "0.4"),
        ("figure.set", "0.45"),
        ("figure.reset", None),
    ]
    with pytest.raises(Refused, match="holds already"):
        reset_figure(chapter=cast.chapter, parameter="flake", source="Again.", by=cast.steering, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnFigure.objects.filter(pk=first.pk).update(is_current=True, value=1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": "0.61", "high": "0.61"}, "value"), ({"low": "0.19"}, "low"), ({"high": "0.600001"}, "high"),
        ({"low": "0.41"}, "low"), ({"high": "0.39"}, "high"), ({"source": "  "}, "source"),
        ({"value": "0.40000001"}, "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_set(cast, changed, field):
    with pytest.raises(FieldRefused) as refused:
        put(cast, **changed)
    assert refused.value.field == field
    assert not OwnFigure.objects.exists()


def test_the_range_itself_can_be_set_and_nothing_beyond(cast):
    for default in DEFAULTS.values():
        if all((Fraction(each) * 10**6).denominator == 1 for each in (default.low, default.high)):
            low, high = (str(float(each)) for each in (default.low, default.high))
            assert put(cast, default.id, low, low, high).value == Decimal(low)


def learned(cast, **changed):
    said = {"value": Decimal("0.08"), "low": Decimal("0.06"), "high": Decimal("0.12"), "cases": 3, **changed}
    return learn_figure(
        chapter=cast.chapter, parameter=said.pop("parameter", "contact_rate_dense"), source="Three campaigns.",
        by=cast.electoral, at=NOW, **said,
    )  # fmt: skip


def test_what_was_learned_may_lie_outside_the_published_range(cast):
    learned(cast)
    figure = figures_of(cast.chapter)["contact_rate_dense"]
    assert (figure.value, figure.standing, figure.cases) == (Fraction(2, 25), Standing.LEARNED, 3)
    assert rates_of(figures_of(cast.chapter), "dense").contact_rate == figure
    for changed in ({"low": Decimal(0)}, {"high": Decimal("1.1")}, {"cases": 0}, {"low": Decimal("0.09")}):
        with pytest.raises(FieldRefused):
            learned(cast, **changed)
    assert learned(cast, parameter="reserve", low=Decimal(0)).low == 0


@pytest.mark.parametrize("parameter", DEFAULTS)
def test_every_form_takes_what_it_shows(as_, cast, parameter):
    """Each page offers the figure that holds, and saving it as it stands is inside the range."""
    form = FigureForm(figure=DEFAULTS[parameter])
    shown = {name: form[name].value() for name in ("value", "low", "high")}
    saved = as_("electoral").post(url(cast, "figure", parameter), {**shown, "source": "As it was."})
    assert saved.status_code == 302, saved.context["form"].errors
    kept = OwnFigure.objects.get(parameter=parameter, is_current=True)
    assert abs(Fraction(kept.value) - DEFAULTS[parameter].value) < Fraction(1, 1000)
    again = FigureForm(figure=figures_of(cast.chapter)[parameter])
    assert {name: again[name].value() for name in shown} == shown


def test_shares_are_written_as_percentages(as_, cast):
    client = as_("steering")
    assert client.post(url(cast, "figure", "flake"), POSTED).url == url(cast, "figure", "flake")
    row = OwnFigure.objects.get()
    assert (row.value, row.low, row.high) == (Decimal("0.4"), Decimal("0.3"), Decimal("0.5025"))
    page = client.get(url(cast, "figure", "flake")).content.decode()
    assert "30–50.25\u00a0%" in page and "Our sheets of spring." in page and "20–60\u00a0%" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0.35", "20–60\u00a0%"), ("61", "20–60\u00a0%"), ("", "required"), ("forty", "percentage"), ("-40", "percentage"),
        ("NaN", "percentage"), ("1e1", "percentage"), ("4 0", "percentage"), ("٤٠", "percentage"), ("40.12345", "percentage"),
        ("40%%", "percentage"), ("9" * 30, "percentage"), ("1,000", "20–60\u00a0%"), ("\x0040", "percentage"),
    ],
)  # fmt: skip
def test_what_is_no_share_in_the_range_is_told_beside_the_field(as_, cast, typed, told):
    response = as_("electoral").post(url(cast, "figure", "flake"), {**POSTED, "value": typed})
    assert response.status_code == 422
    assert told in response.context["form"].errors["value"][0]
    assert not OwnFigure.objects.exists()


def test_going_back_needs_a_reason(as_, cast):
    put(cast)
    client = as_("admin")
    without = client.post(url(cast, "figure_reset", "flake"), {"source": " "})
    assert without.status_code == 422 and "source" in without.context["reason"].errors
    client.post(url(cast, "figure_reset", "flake"), {"source": "Too few cases."})
    assert figures_of(cast.chapter) == DEFAULTS
    twice = client.post(url(cast, "figure_reset", "flake"), {"source": "Too few cases."}, follow=True)
    assert "holds already" in twice.content.decode()
    assert LogEntry.objects.count() == 2


def test_who_may_only_read_sees_no_form(as_, cast):
    put(cast)
    page = as_("member").get(url(cast, "figure", "flake"))
    assert "Our sheets." in page.content.decode() and page.context["form"] is None
    assert as_("member").post(url(cast, "figure", "flake"), POSTED).status_code == 403
    assert as_("member").get(url(cast, "figure", "no_such")).status_code == 404


def test_the_source_is_shown_as_text(as_, cast):
    put(cast, source="<script>alert(1)</script>")
    for name, args in (("figures", ()), ("figure", ("flake",))):
        assert "<script>alert" not in as_("member").get(url(cast, name, *args)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(as_, cast, rows, django_assert_num_queries):
    for place, parameter in enumerate(list(DEFAULTS)[:rows]):
        default = DEFAULTS[parameter]
        put(cast, parameter, *[str(float(each)) for each in (default.value, default.low, default.high)])
        put(cast, "flake", f"0.4{place}")
    client = as_("member")
    client.get(url(cast, "figures"))
    with django_assert_num_queries(4):
        client.get(url(cast, "figures"))
    with django_assert_num_queries(6):
        client.get(url(cast, "figure", "flake"))


def test_every_figure_is_shown_once_and_has_a_unit():
    listed = [parameter for group in GROUPS.values() for parameter in group]
    assert sorted(listed) == sorted(DEFAULTS) == sorted(UNITS)
    assert {UNITS[each.id] for each in DEFAULTS.values() if each.high > 1} <= set(Unit) - {Unit.SHARE}


def test_figures_in_words():
    assert (value_of(DEFAULTS["flake"]), range_of(DEFAULTS["flake"])) == ("50\u00a0%", "20–60\u00a0%")
    assert value_of(DEFAULTS["attrition"]) == "0.25\u00a0%"
    assert range_of(DEFAULTS["canvass_hours"]) == "2–2.75 hours"
    assert value_of(DEFAULTS["passes"]) == "1 time"
    assert range_of(DEFAULTS["attrition_at_ceiling"]) == "0.962–1.923\u00a0%"
    with override("es"):
        assert (number(59792), number(Fraction(13419, 2)), intcomma(6709)) == ("59,792", "6,709.5", "6,709")
