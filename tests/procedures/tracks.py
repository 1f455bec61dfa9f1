"""Tracks for tests, made with the fewest words."""

from endorsements.procedures.records import BodyKind, BodyVote, MotionType, Stage, Track


def step(id: str, **fields: object) -> Stage:
    return Stage(id=id, title=id.capitalize(), **fields)


def vote(id: str, bodies: int = 1, **fields: object) -> Stage:
    votes = tuple(BodyVote(body=BodyKind.COMMITTEE, name=f"Committee {number}") for number in range(bodies))
    return Stage(id=id, title=id.capitalize(), votes=votes, **fields)


def track(*stages: Stage) -> Track:
    return Track(types=(MotionType.ENDORSE,), stages=stages)
