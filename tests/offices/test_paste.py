"""Pasting meetings and votes of those in office: all rows or none, each wrong one told with its line."""

import datetime as dt

import pytest
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import Attendance, PositionVote
from endorsements.operations.office_rows import Entry, RowsRefused, enter_rows
from endorsements.operations.offices import Meeting
from tests.factories import NOW
from tests.offices.conftest import TODAY, enter, meeting

MEETINGS = """Name\tDay\tPresence\tSource
Alma Reyes\t2026-05-04\tpresent\tMinutes of 4 May\thttps://example.org/4\t
alma  REYES\t2026-06-01\tExcused\tMinutes, 1 June\t\t

Bo Byrne\t2026-05-04\tabsent\tMinutes of 4 May
"""


@pytest.fixture
def paste(as_, slug, term):
    def send(rows, sort="meetings"):
        return as_("electoral").post(reverse("office_paste", args=[slug]), {"sort": sort, "rows": rows})

    return send


def test_rows_go_into_each_ones_record(cast, slug, term, paste):
    bo = enter(cast, "Bo Byrne", "Mayor", "")
    assert paste(MEETINGS).url == reverse("offices", args=[slug])
    assert list(Attendance.objects.order_by("pk").values_list("term", "held_on", "presence", "source", "link")) == [
        (term.pk, dt.date(2026, 5, 4), "present", "Minutes of 4 May", "https://example.org/4"),
        (term.pk, dt.date(2026, 6, 1), "excused", "Minutes, 1 June", ""),
        (bo.pk, dt.date(2026, 5, 4), "absent", "Minutes of 4 May", ""),
    ]
    assert (
        paste('Alma Reyes,2026-05-05,"Rent, control",For,With the chapter\'s position,Journal', "votes").status_code
        == 302
    )
    made = PositionVote.objects.get()
    assert (made.measure, made.position, made.alignment, made.source) == ("Rent, control", "For", "with", "Journal")
    assert LogEntry.objects.filter(action__in=("attendance.entered", "position_vote.entered")).count() == 4


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Alma Reyes,2026-05-04,present", "It has 3 columns; 4 or 5 were expected."),
        ("Alma Reyes,4.5.2026,present,Minutes", "Held on: Enter a valid date."),
        ("Alma Reyes,2026-05-04,asleep,Minutes", "asleep is not one of the available choices"),
        ("Alma Reyes,2026-05-04,present,", "Source: This field is required."),
        ("Alma Reyes,2026-05-04,present,Minutes,javascript:alert(1)", "Link:"),
        ("Nobody Here,2026-05-04,present,Minutes", "Nobody called Nobody Here is on record as in office on that day."),
        ("Alma Reyes,2019-05-04,present,Minutes", "Nobody called Alma Reyes is on record"),
        ("Alma Reyes,2098-05-04,present,Minutes", "This day has not been yet."),
        ('Alma Reyes,2026-05-04,present,"Minutes', "A quotation mark is not closed"),
        ("Alma Reyes,2026-05-01,present,Minutes", "is on record already"),
    ],
)
def test_one_wrong_row_enters_none_and_is_told_with_its_line(cast, term, paste, row, why):
    meeting(term, cast.electoral, dt.date(2026, 5, 1))
    got = paste(f"Alma Reyes,2026-05-02,present,Minutes\n{row}")
    assert got.status_code == 422
    (error,) = got.context["form"].errors["rows"]
    assert error.startswith("Line 2: ") and why in error
    assert Attendance.objects.count() == 1


def test_the_page_begins_with_what_it_was_opened_for(as_, slug, term):
    client = as_("steering")
    assert (
        f"{reverse('office_paste', args=[slug])}?sort=votes"
        in client.get(reverse("office_term", args=[slug, term.pk])).text
    )
    for asked, shown in (("votes", "votes"), ("", "meetings"), ("nonsense", "meetings")):
        form = client.get(reverse("office_paste", args=[slug]), {"sort": asked}).context["form"]
        assert form["sort"].value() == shown


def test_rows_without_end_or_meaning(cast, paste):
    for rows, why in (
        ("\n \n", "There is no row."), ("x\n" * 301, "At most 300 rows"), ("x\n" * 25, "5 more lines cannot be read."),
        ("a" * 100_001, "at most 100000 characters"), ("Alma\x00,1", "Null characters"),
    ):  # fmt: skip
        got = paste(rows)
        assert got.status_code == 422 and why in got.content.decode()
    enter(cast, office="Mayor")
    assert "held two offices" in paste("Alma Reyes,2026-05-04,present,Minutes").content.decode()
    assert not Attendance.objects.exists()


def test_the_operation_itself_enters_all_or_none(cast, term):
    said = [Meeting(dt.date(2026, 5, day), "present", source) for day, source in ((1, "Minutes"), (2, " "), (1, "x"))]
    entries = [Entry(line, term, row) for line, row in enumerate(said, start=1)]
    with pytest.raises(RowsRefused) as refused:
        enter_rows(entries=entries, today=TODAY, by=cast.electoral, at=NOW)
    assert [line for line, _sentence in refused.value.problems] == [2, 3]
    assert not Attendance.objects.exists()
    assert enter_rows(entries=entries[:1], today=TODAY, by=cast.electoral, at=NOW) == 1
