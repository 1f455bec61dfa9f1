"""A motion's way over its track: what each result leads to, and that no further result turns a decision around."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endorsements.procedures.course import BallotState, Course, course, signers_needed
from endorsements.procedures.records import Failing, Join, Signers
from endorsements.procedures.templates import TEMPLATES
from tests.procedures.tracks import step, track, vote

DAY = dt.date(2027, 3, 1)


def ballots(*outcomes: str | None) -> list[BallotState]:
    """Ballots in the order in which they closed, a day apart; None has not closed."""
    return [
        BallotState(number, outcome, DAY + dt.timedelta(days=number) if outcome else None)
        for number, outcome in enumerate(outcomes)
    ]


def states(found: Course) -> list[str]:
    return [station.state.value for station in found.stations]


def one(*outcomes, bodies=1, expected=None, **fields):
    """Return the course of a track of one stage."""
    counts = {} if expected is None else {"end": expected}
    return course(track(vote("end", bodies, **fields)), {"end": ballots(*outcomes)}, {}, counts)


def test_nothing_yet_is_the_first_stage_under_way():
    found = course(track(step("ask"), vote("end")), {}, {})
    assert states(found) == ["now", "ahead"]
    assert found.current and found.current.id == "ask"
    assert (found.outcome, found.deciding) == (None, None)


def test_a_step_done_leads_on():
    found = course(track(step("ask"), vote("end")), {}, {"ask": DAY})
    assert states(found) == ["done", "now"]
    assert found.station("ask").ended_on == DAY
    assert found.station("end").ended_on is None


def test_a_step_taken_early_is_done_and_waits_for_what_is_before_it():
    found = course(track(step("ask"), step("forum"), vote("end")), {}, {"forum": DAY})
    assert states(found) == ["now", "done", "ahead"]
    assert found.current and found.current.id == "ask"


@pytest.mark.parametrize(
    ("outcome", "ends", "state"),
    [("passed", "adopted", "passed"), ("failed", "rejected", "failed"), ("no-quorum", "no-quorum", "failed")],
)
def test_the_last_vote_decides(outcome, ends, state):
    found = one(outcome)
    assert (found.outcome, states(found), found.current) == (ends, [state], None)
    assert found.deciding and found.deciding.key == 0
    assert found.stations[0].ended_on == DAY


def test_an_open_ballot_decides_nothing():
    assert one(None).outcome is None
    assert one("passed", None, bodies=2).outcome is None


def test_a_last_stage_decides_whatever_it_is_said_to_lead_to():
    assert one("failed", failing=Failing.ON).outcome == "rejected"
    assert one("passed", "failed", bodies=2, join=Join.REPORTED).outcome == "rejected"
    assert one("passed", "passed", bodies=2, join=Join.REPORTED).outcome == "adopted"


OUTCOMES = ("passed", "failed", "no-quorum", None)


@pytest.mark.parametrize("outcomes", list(itertools.product(OUTCOMES, repeat=3)))
def test_all_of_three(outcomes):
    found = one(*outcomes, bodies=3)
    lost = [outcome for outcome in outcomes if outcome in ("failed", "no-quorum")]
    if lost:
        assert found.outcome == ("no-quorum" if lost[0] == "no-quorum" else "rejected")
        assert found.deciding and found.deciding.outcome == lost[0]
    else:
        assert found.outcome == ("adopted" if None not in outcomes else None)


@pytest.mark.parametrize("outcomes", list(itertools.product(OUTCOMES, repeat=3)))
def test_any_of_three(outcomes):
    found = one(*outcomes, bodies=3, join=Join.ANY)
    if "passed" in outcomes:
        assert found.outcome == "adopted"
        assert found.deciding and found.deciding.key == outcomes.index("passed")
    elif None in outcomes:
        assert found.outcome is None
    else:
        assert found.outcome == ("no-quorum" if set(outcomes) == {"no-quorum"} else "rejected")
        assert found.deciding and found.deciding.key == 2


@pytest.mark.parametrize("outcomes", list(itertools.product(OUTCOMES, repeat=3)))
def test_three_that_report(outcomes):
    stages = track(vote("branches", 1, join=Join.REPORTED), vote("end"))
    found = course(stages, {"branches": ballots(*outcomes)}, {}, {"branches": 3})
    assert states(found) == (["now", "ahead"] if None in outcomes else ["reported", "now"])
    assert found.outcome is None


def test_it_waits_for_bodies_that_have_no_ballot_yet():
    assert one("passed", expected=2).outcome is None
    assert one("passed", "passed", expected=2).outcome == "adopted"
    assert one("failed", expected=2).outcome == "rejected"
    assert one("failed", expected=2, join=Join.ANY).outcome is None


def test_what_closed_first_decides_in_whatever_order_it_is_told():
    late = BallotState("late", "failed", DAY + dt.timedelta(days=9))
    soon = BallotState("soon", "no-quorum", DAY)
    for told in ([late, soon], [soon, late]):
        found = course(track(vote("end", 2)), {"end": told}, {})
        assert (found.outcome, found.deciding) == ("no-quorum", soon)
        assert found.stations[0].ended_on == DAY


def test_a_stage_for_branches_waits_for_one_where_there_is_none():
    found = course(track(vote("branches", join=Join.REPORTED), vote("end")), {}, {}, {"branches": 0})
    assert states(found) == ["now", "ahead"] and found.stations[0].expected == 1


def test_more_ballots_than_bodies_expected_are_all_waited_for():
    assert one("passed", None, expected=1).outcome is None


def test_failing_stops_and_the_rest_is_skipped():
    stages = track(step("ask"), vote("group"), step("forum"), step("report"), vote("end"))
    found = course(stages, {"group": ballots("failed")}, {"ask": DAY, "report": DAY})
    assert states(found) == ["done", "failed", "skipped", "done", "skipped"]
    assert (found.outcome, found.current) == ("rejected", None)


def test_failing_leads_on_where_the_stage_says_so():
    stages = track(vote("group", failing=Failing.ON), vote("end"))
    found = course(stages, {"group": ballots("no-quorum")}, {})
    assert states(found) == ["failed", "now"] and found.outcome is None
    found = course(stages, {"group": ballots("failed"), "end": ballots("passed")}, {})
    assert states(found) == ["failed", "passed"] and found.outcome == "adopted"


@pytest.mark.parametrize("join", Join)
def test_a_hard_stop_without_a_quorum_loses_the_motion_whatever_else_would_go_on(join):
    stages = track(vote("group", 2, failing=Failing.ON, join=join, until_quorum=True), vote("end"))
    first = course(stages, {"group": ballots("no-quorum", None)}, {})
    assert first.outcome == (None if join == Join.ANY else "no-quorum")  # the other may still suffice
    both = course(stages, {"group": ballots("no-quorum", "no-quorum")}, {})
    assert (states(both), both.outcome) == (["failed", "skipped"], "no-quorum")
    # Voted down with a quorum is what the stage says may go on.
    assert course(stages, {"group": ballots("failed", "failed")}, {}).outcome is None


def test_results_further_on_wait_until_the_motion_gets_there():
    found = course(track(vote("group"), vote("end")), {"end": ballots("passed")}, {})
    assert states(found) == ["now", "ahead"] and found.outcome is None


def test_chicago_either_recommendation_suffices():
    chicago = TEMPLATES["chicago"].tracks[0]
    through = {"interview": ballots("passed"), "recommendation": ballots("failed", None)}
    assert states(course(chicago, through, {})) == ["passed", "now", "ahead"]
    through["recommendation"] = ballots("failed", "passed")
    assert states(course(chicago, through, {})) == ["passed", "passed", "now"]
    assert course(chicago, {**through, "membership": ballots("passed")}, {}).outcome == "adopted"
    through["recommendation"] = ballots("failed", "no-quorum")
    lost = course(chicago, through, {})
    assert (states(lost), lost.outcome) == (["passed", "failed", "skipped"], "rejected")
    assert course(chicago, {"interview": ballots("failed")}, {}).outcome == "rejected"


def test_new_york_every_branch_reports_and_the_delegates_decide():
    city = TEMPLATES["new-york-city"].tracks[0]
    through = {"working-group": ballots("passed"), "branches": ballots("failed", "passed", None)}
    assert states(course(city, through, {}, {"branches": 3})) == ["passed", "now", "ahead"]
    through["branches"] = ballots("failed", "no-quorum", "failed")
    assert states(course(city, through, {}, {"branches": 3})) == ["passed", "reported", "now"]
    assert course(city, {**through, "leadership": ballots("passed")}, {}, {"branches": 3}).outcome == "adopted"


def test_sacramento_without_its_quorum_fails_for_that():
    sacramento = TEMPLATES["sacramento"].tracks[0]
    steps = {"request": DAY, "questionnaire": DAY, "report": DAY}
    found = course(sacramento, {"membership": ballots("no-quorum")}, steps)
    assert (states(found), found.outcome) == (["done", "done", "done", "failed"], "no-quorum")


def test_a_stage_is_reached_when_all_before_it_is_behind():
    stages = track(step("ask"), vote("group", 2, join=Join.ANY), vote("end"))
    start = course(stages, {}, {})
    assert [start.is_reached(stage.id) for stage in stages.stages] == [True, False, False]
    asked = course(stages, {}, {"ask": DAY})
    assert [asked.is_reached(stage.id) for stage in stages.stages] == [True, True, False]
    either = course(stages, {"group": ballots("passed")}, {"ask": DAY})
    assert [either.is_reached(stage.id) for stage in stages.stages] == [True, True, True]
    lost = course(stages, {"group": ballots("failed", "failed")}, {"ask": DAY})
    assert [lost.is_reached(stage.id) for stage in stages.stages] == [True, True, False]
    with pytest.raises(KeyError):
        start.is_reached("elsewhere")


@pytest.mark.parametrize(
    ("signers", "members", "needed"),
    [
        (Signers(number=5), 4000, 5),
        (Signers(share=(1, 100)), 1200, 12),
        (Signers(share=(1, 100)), 1201, 13),
        (Signers(share=(1, 100)), 0, 0),
        (Signers(), 100, None),
    ],
)
def test_how_many_must_sign(signers, members, needed):
    assert signers_needed(signers, members) == needed


# What holds of every track and every order of results.

OUTCOME = st.sampled_from(["passed", "failed", "no-quorum"])
STAGE = st.fixed_dictionaries(
    {
        "join": st.sampled_from(Join),
        "failing": st.sampled_from(Failing),
        "bodies": st.integers(1, 3),
        "until_quorum": st.booleans(),
    }
)
STAGES = st.lists(st.one_of(st.just(None), STAGE), max_size=4).flatmap(
    lambda before: STAGE.map(lambda last: [*before, last])
)


def built(described):
    return track(*(step(f"s{at}") if each is None else vote(f"s{at}", **each) for at, each in enumerate(described)))


@given(STAGES, st.data())
def test_a_result_more_never_undecides_nor_decides_otherwise(described, data):
    stages = built(described)
    happenings = []
    for at, each in enumerate(described):
        happenings += [(f"s{at}", body) for body in range(1 if each is None else each["bodies"])]
    order = data.draw(st.permutations(happenings))
    votes: dict[str, list[BallotState]] = {}
    steps: dict[str, dt.date] = {}
    decided: Course | None = None
    furthest = 0
    for number, (id, body) in enumerate(order):
        day = DAY + dt.timedelta(days=number)
        if described[int(id[1:])] is None:
            steps[id] = day
        else:
            votes.setdefault(id, []).append(BallotState((id, body), data.draw(OUTCOME), day))
        found = course(stages, votes, steps)
        check(found, stages)
        if decided is not None:
            assert (found.outcome, found.deciding) == (decided.outcome, decided.deciding)
        decided = found if found.outcome else decided
        reached = len(found.stations) if found.current is None else stages.stages.index(found.current)
        assert reached >= furthest
        furthest = reached
    # With every step taken and every ballot closed the end is certain.
    assert decided is not None


def check(found: Course, stages) -> None:
    assert tuple(station.stage for station in found.stations) == stages.stages
    now = [station for station in found.stations if station.state == "now"]
    if found.outcome is None:
        assert [station.stage for station in now] == [found.current] and found.deciding is None
        assert "skipped" not in states(found)
        return
    assert not now and found.current is None
    assert found.deciding is not None and found.deciding.outcome is not None
    assert (found.deciding.outcome == "passed") == (found.outcome == "adopted")
    assert "ahead" not in states(found)
    assert ("skipped" in states(found)) <= (found.outcome != "adopted")


@given(STAGES, st.data())
def test_a_ballot_that_is_open_changes_nothing(described, data):
    stages = built(described)
    votes = {
        f"s{at}": [
            BallotState((at, body), outcome, DAY if outcome else None)
            for body, outcome in enumerate(data.draw(st.lists(OUTCOME | st.none(), max_size=each["bodies"])))
        ]
        for at, each in enumerate(described)
        if each is not None
    }
    steps = {f"s{at}": DAY for at, each in enumerate(described) if each is None and data.draw(st.booleans())}
    closed = {id: [ballot for ballot in of_stage if ballot.outcome] for id, of_stage in votes.items()}
    with_open, without = course(stages, votes, steps), course(stages, closed, steps)
    assert states(with_open) == states(without)
    assert (with_open.outcome, with_open.deciding) == (without.outcome, without.deciding)
