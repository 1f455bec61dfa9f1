"""A path from choosing to giving up: its frozen figures, its steps, and the calendar."""

import datetime as dt
from decimal import Decimal

import pytest

from capacity.models import OfficePath, PathStep
from capacity.operations import figures
from capacity.operations.path import choose as choose_path
from capacity.operations.path import give_up, say_seat
from capacity.operations.path_steps import Said, add_step, change_step, remove_step
from capacity.planning.parameters import DEFAULTS, Standing
from capacity.planning.path_steps import STEPS
from capacity.policies import FieldRefused, Refused
from capacity.queries.path import Terms
from capacity.queries.path_record import figures_in, margin_in, span_of
from capacity.queries.path_words import reasons
from chapters.models import LogEntry
from tests import factories
from tests.capacity.path.conftest import contest, import_primary, rows, url
from tests.planning.path.reading import read

NOW = factories.NOW
LATER = NOW + dt.timedelta(hours=1)


def step_of(path, key):
    return path.steps.get(key=key)


def test_choosing_in_the_browser(as_, cast, library, canvassers, today):
    client, page = as_("electoral"), url(cast, "path_new", contest(cast).pk)
    election_on = today + dt.timedelta(days=800)
    look = client.get(page, {"election_on": election_on})
    assert look.context["terms"].starts_on == election_on - dt.timedelta(weeks=30)
    assert "6,240" in look.text and "Less than two years" not in look.text
    answer = client.post(page, {"election_on": election_on, "starts_on": "", "terrain": "dense"})
    path = OfficePath.objects.get()
    assert answer.url == url(cast, "path", path.pk)
    assert (path.win_number, path.party, path.kind, path.seat) == (6240, "Democratic", "primary", "unknown")
    assert path.steps.count() == len(STEPS)
    assert step_of(path, "election").due_on == election_on
    assert step_of(path, "district").due_on == election_on - dt.timedelta(weeks=105)
    entry = LogEntry.objects.get(action="path.chosen")
    assert entry.detail == {
        "office": "State Assembly", "district": "57", "win_number": 6240, "seat": "unknown",
        "election_on": election_on.isoformat(),
    }  # fmt: skip
    again = client.post(page, {"election_on": election_on, "starts_on": "", "terrain": "dense"})
    assert again.status_code == 422 and "on this path already" in again.text
    shown = client.get(answer.url).text
    assert "Find a cadre candidate" in shown and "CAES, Chapter Strategy ¶12" in shown and "0 of 14 done" in shown
    assert "Less than two years" not in shown


@pytest.mark.parametrize(
    ("after", "starts", "field"),
    [(0, None, "election_on"), (-5, None, "election_on"), (4000, None, "election_on"), (900, 900, "starts_on"),
     (900, -1, "starts_on"), (2800, 1, "starts_on")],
)  # fmt: skip
def test_terms_that_no_path_can_have(as_, cast, library, today, after, starts, field):
    said = {"election_on": today + dt.timedelta(days=after), "terrain": "dense", "starts_on": ""}
    if starts is not None:
        said["starts_on"] = today + dt.timedelta(days=starts)
    page = url(cast, "path_new", contest(cast).pk)
    answer = as_("electoral").post(page, said)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert as_("electoral").get(page, said).status_code == 200
    terms = Terms(said["election_on"], said["starts_on"] or today)
    with pytest.raises(FieldRefused):
        choose_path(chapter=cast.chapter, contest=contest(cast), terms=terms, today=today, by=cast.electoral, at=NOW)
    assert not OfficePath.objects.exists()


def test_less_than_two_years_is_said_and_late_steps_are_marked(as_, cast, choose, today):
    terms = Terms(today + dt.timedelta(weeks=52, days=3), today + dt.timedelta(weeks=30))
    path = choose(terms=terms)
    answer = as_("member").get(url(cast, "path", path.pk))
    assert "Less than two years of lead" in answer.text and "52 weeks were left" in answer.text
    late = [step["step"].key for step in answer.context["steps"] if step["is_late"]]
    assert late == [step.key for step in STEPS if step.weeks > 52]
    days = [step["step"].due_on for step in answer.context["steps"]]
    assert days == sorted(days) and days[0] == today
    assert step_of(path, "doors").due_on == terms.starts_on


def test_what_it_was_chosen_on_stays(as_, cast, choose, canvassers, terms):
    figures.set_figure(
        chapter=cast.chapter, parameter="safer_share", value=Decimal("0.55"), low=Decimal("0.5"), high=Decimal("0.55"),
        source="Our convention.", by=cast.electoral, at=NOW,
    )  # fmt: skip
    say_seat(chapter=cast.chapter, contest=contest(cast), seat="open", reason="Retires.", by=cast.electoral, at=NOW)
    path = choose()
    before = [(each.figure, each.told) for each in reasons(path.reasons)]
    assert path.seat == "open" and path.win_number == 6600
    read_back = {each.id: each for each in figures_in(path.reasons)}
    assert read_back["safer_share"].standing is Standing.OWN and read_back["safer_share"].source == "Our convention."
    assert read_back["support"] == DEFAULTS["support"]
    assert margin_in(path.reasons).second == "Eli Example"
    assert span_of(path.reasons["have"]).default > 0
    import_primary(cast, "20260623", rows("57", 90_000, Dee_Example=80))
    figures.reset_figure(chapter=cast.chapter, parameter="safer_share", source="x", by=cast.electoral, at=LATER)
    path = OfficePath.objects.get()
    assert path.win_number == 6600
    assert [(each.figure, each.told) for each in reasons(path.reasons)] == before
    text = as_("member").get(url(cast, "path", path.pk)).text
    assert "Our convention." in text and "Retires." in text and "6,600" in text


def test_a_step_gets_an_owner_a_day_and_is_done(as_, cast, choose, today):
    path, client = choose(), as_("steering")
    step = step_of(path, "candidate")
    page = url(cast, "path_step", path.pk, step.pk)
    due = today + dt.timedelta(days=40)
    said = {
        "due_on": due,
        "owner": cast.member.pk,
        "done_on": today,
        "note": "Two names.",
        "title": "Not mine to change",
    }
    assert client.post(page, said).url == url(cast, "path", path.pk)
    client.post(page, said)
    step.refresh_from_db()
    assert (step.owner, step.due_on, step.done_on, step.note) == (cast.member, due, today, "Two names.")
    assert step.title == "Find a cadre candidate"
    entry = LogEntry.objects.get(action="path.step_changed")
    assert entry.detail["owner"] == cast.member.pk and entry.detail["changed"] == "done_on, due_on, note, owner"
    shown = client.get(url(cast, "path", path.pk)).text
    assert "Two names." in shown and "1 of 14 done" in shown
    for bad in (
        {"owner": cast.outsider.pk},
        {"due_on": "soon"},
        {"done_on": today + dt.timedelta(days=2)},
        {"note": "x" * 501},
    ):
        assert client.post(page, {**said, **bad}).status_code == 422


def test_an_owner_without_a_seat_any_more_stays_until_changed(as_, cast, choose, today):
    path = choose()
    step = step_of(path, "allies")
    PathStep.objects.filter(pk=step.pk).update(owner=cast.outsider)
    page = url(cast, "path_step", path.pk, step.pk)
    assert as_("electoral").post(page, {"due_on": step.due_on, "owner": cast.outsider.pk}).status_code == 302


def test_election_day_moves_with_its_step(cast, choose, today):
    path = choose()
    step, moved = step_of(path, "election"), path.election_on + dt.timedelta(days=7)
    change_step(step=step, said=Said(moved), today=today, by=cast.electoral, at=NOW)
    path.refresh_from_db()
    assert path.election_on == moved
    assert step_of(path, "district").due_on == moved - dt.timedelta(weeks=106)


def test_steps_of_ones_own_come_and_go(as_, cast, choose, today):
    path, client = choose(), as_("electoral")
    new = url(cast, "path_step_new", path.pk)
    assert client.post(new, {"title": "  ", "due_on": today}).status_code == 422
    client.post(new, {"title": "Ask the\n nurses", "due_on": today, "owner": cast.member.pk})
    step = path.steps.get(key="")
    assert (step.title, step.position) == ("Ask the nurses", 15)
    assert "Ask the nurses" in client.get(url(cast, "path", path.pk)).text
    client.post(url(cast, "path_step", path.pk, step.pk), {"title": "Ask the drivers", "due_on": today})
    assert path.steps.get(key="").title == "Ask the drivers"
    client.post(url(cast, "path_step_remove", path.pk, step.pk))
    assert not path.steps.filter(key="").exists()
    kept = client.post(url(cast, "path_step_remove", path.pk, step_of(path, "allies").pk), follow=True)
    assert "strategy&#x27;s and stays" in kept.text
    assert path.steps.count() == len(STEPS)
    with pytest.raises(Refused, match="a moment ago"):
        remove_step(step=step, by=cast.electoral, at=NOW)
    assert [entry.action for entry in LogEntry.objects.filter(action__startswith="path.step").order_by("number")] == [
        "path.step_added", "path.step_changed", "path.step_removed",
    ]  # fmt: skip


def test_a_step_is_found_only_on_its_own_path(as_, cast, choose):
    one, other = choose("57"), choose("9")
    assert as_("electoral").get(url(cast, "path_step", one.pk, step_of(other, "allies").pk)).status_code == 404


def test_giving_up(as_, cast, choose, today):
    path, client = choose(), as_("electoral")
    page = url(cast, "path_give_up", path.pk)
    assert client.post(page, {"reason": ""}).status_code == 422
    client.post(page, {"reason": "The incumbent stays."})
    path.refresh_from_db()
    assert path.given_up_because == "The incumbent stays."
    assert LogEntry.objects.get(action="path.given_up").detail == {"reason": "The incumbent stays."}
    shown = client.get(url(cast, "path", path.pk))
    assert "The incumbent stays." in shown.text and not shown.context["can_edit"]
    assert client.post(page, {"reason": "Again."}).status_code == 422
    step = step_of(path, "allies")
    assert client.post(url(cast, "path_step", path.pk, step.pk), {"due_on": today, "note": "x"}).status_code == 422
    for change in (
        lambda: add_step(path=path, said=Said(today, title="x"), today=today, by=cast.electoral, at=NOW),
        lambda: change_step(step=step, said=Said(today), today=today, by=cast.electoral, at=NOW),
        lambda: give_up(path=path, reason="x", by=cast.electoral, at=NOW),
    ):
        with pytest.raises(Refused, match="given up"):
            change()
    assert choose().pk != path.pk  # the district can be chosen again
    assert "Given up" in client.get(url(cast)).text


def test_the_calendar(as_, cast, choose, today):
    path, client = choose(), as_("member")
    change_step(
        step=step_of(path, "allies"), said=Said(today, cast.member, today, "Nurses, drivers; tenants"), today=today,
        by=cast.electoral, at=NOW,
    )  # fmt: skip
    add_step(path=path, said=Said(today, title="Ask “Ñ”, again\\n"), today=today, by=cast.electoral, at=NOW)
    answer = client.get(url(cast, "path_ics", path.pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{cast.chapter.slug}-path-{path.pk}.ics"'
    found = read(answer.content)
    steps = list(path.steps.order_by("due_on", "position"))
    assert [event["DTSTART;VALUE=DATE"] for event in found.events] == [f"{step.due_on:%Y%m%d}" for step in steps]
    said = {event["SUMMARY"] for event in found.events}
    assert "State Assembly 57: Ask “Ñ”, again\\n" in said and "State Assembly 57: Announce the campaign" in said
    done = next(event for event in found.events if event["SUMMARY"].startswith("Done: "))
    assert cast.member.name in done["DESCRIPTION"] and "Nurses, drivers; tenants" in done["DESCRIPTION"]
    assert all(event["URL"] == f"http://testserver{url(cast, 'path', path.pk)}" for event in found.events)
    weekly = [event for event in found.events if "RRULE" in event]
    assert [event["RRULE"] for event in weekly] == [
        f"FREQ=WEEKLY;UNTIL={path.election_on - dt.timedelta(days=1):%Y%m%d}"
    ]
    again = read(client.get(url(cast, "path_ics", path.pk)).content)
    assert [event["UID"] for event in again.events] == [event["UID"] for event in found.events]


@pytest.mark.parametrize("number", [1, 3])
def test_a_path_asks_as_much_for_one_own_step_as_for_three(as_, cast, choose, today, number, django_assert_num_queries):
    path, client = choose(), as_("electoral")
    for _each in range(number):
        add_step(path=path, said=Said(today, cast.member, title="x"), today=today, by=cast.electoral, at=NOW)
    client.get(url(cast, "path", path.pk))
    for name in ("path", "path_ics"):
        with django_assert_num_queries(5):
            client.get(url(cast, name, path.pk))
