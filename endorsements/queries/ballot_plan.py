"""What a ballot at a stage would be before it is scheduled: its kind, rule and choices, and the roll as foreseen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from chapters.models import Body
from chapters.models.body import FROM_SEATS
from chapters.queries.bodies import Voter, called
from endorsements.models import Ballot, Candidacy, Motion
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.models.motion import MotionType
from endorsements.policies import Refused
from endorsements.policies_ballots import check_times
from endorsements.policies_motions import check_open_subject
from endorsements.procedures.deadlines import months_back
from endorsements.procedures.openings import open_choices
from endorsements.procedures.records import BodyVote, Stage, Track
from endorsements.queries.ballots import CONTESTS, choices_for, contest_choices, foreseen_roll
from endorsements.queries.motions import course_of, track_of
from endorsements.tally import Base, Count, Votes
from endorsements.tally.contests import NO_ENDORSEMENT, Contest
from endorsements.tally.writing import record


@dataclass(frozen=True, slots=True)
class Plan:
    """A ballot as the procedure makes it: `rule` in `recount`'s form, {} in a straw poll."""

    stage: Stage
    vote: BodyVote
    kind: str
    method: str
    rule: dict[str, Any]
    choices: list[dict[str, Any]]

    def contest(self, title: str) -> Contest | None:
        """Return the contest that it is, or None."""
        if self.kind not in (BallotKind.APPROVAL, BallotKind.RANKED):
            return None
        return Contest(title, contest_choices(self.choices))


def plan(motion: Motion, stage_id: str, body: Body, method: str = "") -> Plan:
    """Return the ballot that a body would hold at a stage of a motion. Raises `Refused` when it would hold none."""
    track = track_of(motion)
    stage = next((each for each in track.stages if each.id == stage_id), None) if track else None
    if track is None or stage is None or not stage.is_vote:
        raise Refused(_("The procedure has no such vote for this motion."))
    check_open_subject(motion.type, motion.candidacy, motion.race)
    vote = _vote_of(motion, stage, body)
    _check_turn(motion, stage, body)
    if motion.procedure_id is None:
        if method not in CastingMethod.values:
            raise Refused(_("Say how votes are cast: by roll call, or secretly."))
        return Plan(stage, vote, BallotKind.STRAW_POLL, method, {}, [])
    _check_nothing_open(motion, track)
    kind = _kind(motion, vote)
    choices = _choices(motion, track, stage, kind)
    rule = _rule(kind, vote)
    return Plan(stage, vote, kind, str(vote.method), rule, choices)


def as_planned(ballot: Ballot) -> bool:
    """Say whether the procedure, as it would be pinned now, still makes this ballot what it was scheduled as."""
    motion = ballot.motion
    track = track_of(motion)
    stage = next((each for each in track.stages if each.id == ballot.stage), None) if track else None
    if track is None or stage is None or not stage.is_vote:
        return False
    if motion.procedure_id is None:
        return True
    zone = ZoneInfo(motion.chapter.time_zone)
    opens_on = ballot.opens_at.astimezone(zone).date()
    try:
        vote = _vote_of(motion, stage, ballot.body)
        _check_nothing_open(motion, track)
        check_times(
            stage, at=ballot.notice_at, opens_at=ballot.opens_at, closes_at=ballot.closes_at,
            hard_stop_at=ballot.hard_stop_at, zone=zone,
        )  # fmt: skip
        check_waited(motion, stage, opens_on)
    except Refused:
        return False
    course = course_of(motion)
    if course is None or not course.is_reached(stage.id):
        return False
    kind = _kind(motion, vote)
    rule = _rule(kind, vote)
    planned = str(kind), str(vote.method), rule, standing_since(vote, opens_on)
    return planned == (ballot.kind, ballot.method, ballot.rule, ballot.standing_since)


def subject_closed(motion: Motion, choices: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether what a ballot asks about is closed: its candidacy or cycle, or whom the contest before it chose.

    In a contest somebody who drops out stays among the choices that notice was given of.
    """
    try:
        check_open_subject(motion.type, motion.candidacy, motion.race)
    except Refused:
        return True
    asked = choices[0]["candidacy"] if len(choices) == 1 else None
    return asked is not None and Candidacy.objects.filter(pk=asked, closed_at__isnull=False).exists()


def _rule(kind: str, vote: BodyVote) -> dict[str, Any]:
    if kind == BallotKind.STRAW_POLL:
        return {}
    # A contest goes by its quorum alone: with no threshold there is no share of people to be in the way of split votes.
    return {**rule_json(vote), "base": Base.CAST.value} if kind in CONTESTS else rule_json(vote)


def rule_json(vote: BodyVote) -> dict[str, Any]:
    """Return a vote's rule as `recount` reads it. Raises ValueError while something is open."""
    nothing = Count(Votes(Fraction(), Fraction(), Fraction()))
    found: Any = record(vote.rule(), nothing)["rule"]
    return dict(found)


def _vote_of(motion: Motion, stage: Stage, body: Body) -> BodyVote:
    if body.chapter_id != motion.chapter_id:
        raise Refused(_("This body is none of the chapter's."))
    if motion.procedure_id is None:
        return stage.votes[0]
    for vote in stage.votes:
        named = body.kind in FROM_SEATS or not vote.name or vote.name.strip().casefold() == body.name.casefold()
        if vote.body == body.kind and named:
            return vote
    raise Refused(_("%(body)s does not vote at this stage.") % {"body": called(body)})


def _check_turn(motion: Motion, stage: Stage, body: Body) -> None:
    course = course_of(motion)
    # A stage that one recommendation has passed already stays open to the other: the chapter wants to hear it.
    if course is None or course.outcome is not None or not course.is_reached(stage.id):
        raise Refused(_("It is not this stage's turn: what comes before it has to be done or passed first."))
    if body.pk and Ballot.objects.filter(motion=motion, stage=stage.id, body=body, voided_at__isnull=True).exists():
        raise Refused(_("%(body)s has a ballot at this stage already.") % {"body": called(body)})


def _check_nothing_open(motion: Motion, track: Track) -> None:
    # The whole track, since the first ballot's opening pins it: what were open then could never be chosen.
    poll = motion.type == MotionType.STRAW_POLL
    left = [each for each in open_choices(track) if not poll or each.field == "method"]
    if left:
        raise Refused(
            _("The procedure leaves something open at “%(stage)s”. A chapter admin has to choose it before a ballot.")
            % {"stage": left[0].stage_title}
        )


def _kind(motion: Motion, vote: BodyVote) -> str:
    if motion.type == MotionType.STRAW_POLL:
        return BallotKind.STRAW_POLL
    if motion.race_id and vote.contest:
        return BallotKind(vote.contest)
    return BallotKind.YES_NO


def _choices(motion: Motion, track: Track, stage: Stage, kind: str) -> list[dict[str, Any]]:
    if kind in (BallotKind.APPROVAL, BallotKind.RANKED):
        choices = choices_for(motion)
        if len(choices) < 2:
            raise Refused(_("Nobody stands in this race; there is no candidacy to choose."))
        return choices
    if kind == BallotKind.YES_NO and motion.race_id:
        return [_chosen(motion, track, stage)]
    return []


def _chosen(motion: Motion, track: Track, stage: Stage) -> dict[str, Any]:
    """Return the candidacy that the contest before a stage chose, as a choice."""
    winners = winners_of(motion, [each.id for each in track.stages[: track.stages.index(stage)]])
    if len(winners) != 1:
        raise Refused(
            _("The votes before this one chose no single candidacy, so that there is none to say yes or no to.")
        )
    chosen = Candidacy.objects.get(pk=winners[0]["candidacy"])
    if chosen.closed_at is not None:
        raise Refused(
            _(
                "%(name)s was chosen by the votes before this one, and is out of the race since: %(why)s. Withdraw the "
                "motion; another can be moved on those who still run."
            )
            % {"name": winners[0]["title"], "why": chosen.closed_because.rstrip(" .")}
        )
    return winners[0]


def winners_of(motion: Motion, stages: list[str]) -> list[dict[str, Any]]:
    """Return the candidacies, as choices, that the ballots of the latest of these stages with a contest chose."""
    contests = Ballot.objects.filter(
        motion=motion, stage__in=stages, closed_at__isnull=False, kind__in=(BallotKind.APPROVAL, BallotKind.RANKED)
    ).order_by("pk")
    by_stage: dict[str, list[Ballot]] = {}
    for ballot in contests:
        by_stage.setdefault(ballot.stage, []).append(ballot)
    latest = next((by_stage[each] for each in reversed(stages) if each in by_stage), [])
    found: dict[str, dict[str, Any]] = {}
    for ballot in latest:
        if ballot.result and ballot.result["outcome"] == "chosen":
            winner = ballot.result["contest"]["winner"]
            if winner != NO_ENDORSEMENT:
                found[winner] = next(each for each in ballot.choices if each["id"] == winner)
    return list(found.values())


def check_waited(motion: Motion, stage: Stage, opens_on: dt.date) -> None:
    """Raise `Refused` when a stage's days of waiting after the one before it are not over on a day."""
    if not stage.wait_days:
        return
    stations = course_of(motion).stations
    place = next(number for number, station in enumerate(stations) if station.stage.id == stage.id)
    ended = [station.ended_on for station in stations[:place] if station.ended_on]
    if ended and opens_on < max(ended) + dt.timedelta(days=stage.wait_days):
        raise Refused(
            _("This stage begins %(days)d days after the one before it: from %(day)s.")
            % {"days": stage.wait_days, "day": (max(ended) + dt.timedelta(days=stage.wait_days)).isoformat()}
        )


def standing_since(vote: BodyVote, opens_on: dt.date) -> dt.date | None:
    """Return the day on which a voter must have been a member, for a ballot that opens on a day; None: any."""
    if not vote.standing_months:
        return None
    return months_back(opens_on, vote.standing_months)


def foreseen(ballot: Ballot, day: dt.date) -> list[Voter]:
    """Return who would be on a ballot's roll if it opened on a day."""
    return foreseen_roll(ballot.motion, ballot.body, day, ballot.standing_since)
