"""Calendar files, read back by a reader of their own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.planning import ics
from tests.planning.path.reading import read

STAMP = dt.datetime(2026, 11, 22, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
DAY = dt.date(2028, 12, 5)


def test_a_day_is_read_back():
    content = ics.calendar(
        "Path; to, 57",
        [ics.Event("u-1", DAY, "Doors, talks; and \\ more", "One\nTwo", "https://example.org/c/x/")],
        stamp=STAMP,
    )
    found = read(content)
    assert found.name == "Path; to, 57"
    assert found.properties["VERSION"] == "2.0"
    (event,) = found.events
    assert event == {
        "UID": "u-1", "DTSTAMP": "20261122T080405Z", "DTSTART;VALUE=DATE": "20281205", "DTEND;VALUE=DATE": "20281206",
        "SUMMARY": "Doors, talks; and \\ more", "DESCRIPTION": "One\nTwo", "URL": "https://example.org/c/x/",
        "TRANSP": "TRANSPARENT",
    }  # fmt: skip


@pytest.mark.parametrize(("days", "rule"), [(21, "FREQ=WEEKLY;UNTIL=20281226"), (0, None), (-3, None)])
def test_a_week_by_week_event(days: int, rule: str | None):
    event = ics.Event("u", DAY, "Doors", weekly_until=DAY + dt.timedelta(days=days))
    assert read(ics.calendar("x", [event], stamp=STAMP)).events[0].get("RRULE") == rule


def test_a_moment_is_written_in_universal_time():
    at = dt.datetime(2028, 12, 5, 20, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    (event,) = read(ics.calendar("x", [ics.Event("u", DAY, "Closes", at=at, weekly_until=DAY)], stamp=STAMP)).events
    assert event["DTSTART"] == "20281206T013000Z" and not event.keys() & {
        "DTSTART;VALUE=DATE",
        "DTEND;VALUE=DATE",
        "RRULE",
    }


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        ics.calendar("x", [], stamp=STAMP.replace(tzinfo=None))


@given(st.lists(st.tuples(st.text(max_size=400), st.text(max_size=900)), max_size=4))
def test_any_text_survives_folding_and_escaping(texts: list[tuple[str, str]]):
    events = [ics.Event(f"u-{at}", DAY, summary, text) for at, (summary, text) in enumerate(texts)]
    content = ics.calendar("Name", events, stamp=STAMP)
    found = read(content)
    assert len(found.events) == len(texts)
    for event, (summary, text) in zip(found.events, texts, strict=True):
        assert event["SUMMARY"] == plain(summary)
        assert event.get("DESCRIPTION", "") == plain(text)


def plain(text: str) -> str:
    """What of a text a calendar may hold: every line end as one, a tab as a space, no other control character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").encode("utf-8", "replace").decode()
    return "".join(each for each in lines if each == "\n" or (ord(each) >= 32 and ord(each) != 127))


def test_nobody_adds_lines_of_their_own():
    content = ics.calendar(
        "x", [ics.Event("u", DAY, "a\r\nEND:VEVENT\r\nX:1", url="https://e.org/\r\nX:2")], stamp=STAMP
    )
    assert content.count(b"\r\nEND:VEVENT") == 1
    assert b"\r\nX:" not in content
