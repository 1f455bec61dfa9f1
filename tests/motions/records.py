"""A procedure of a few stages, and motions moved by it as the site itself would."""

from typing import Any

from chapters.models import Chapter, Member
from endorsements.models import Motion, Procedure, ProcedureVersion
from endorsements.operations import motions
from endorsements.procedures.records import ProcedureRecord
from tests import factories
from tests.ballots.world import stage, vote
from tests.factories import NOW

PETITION = {"id": "petition", "title": "Petition", "signers": {"share": (1, 2), "in_district": 1}}
FORUM = {"id": "forum", "title": "Forum", "note": "Both sides *speak*."}
TYPES = ("endorse", "endorse-with-conditions", "re-endorse", "do-not-endorse", "rescind", "censure", "retire-red-line")


def procedure(
    chapter: Chapter, *stages: dict[str, Any], types: tuple[str, ...] = TYPES, by: Member | None = None
) -> Procedure:
    """Make a procedure in use: a petition, a forum, then the membership by ranked choice or yes and no."""
    made = Procedure.objects.create(chapter=chapter, name=f"Procedure {Procedure.objects.count() + 1}")
    way = stages or (PETITION, FORUM, stage(vote(contest="ranked")))
    content = {"title": made.name, "tracks": [{"types": types, "stages": way}]}
    ProcedureVersion.objects.create(
        procedure=made,
        number=1,
        content=ProcedureRecord.model_validate(content).model_dump(mode="json"),
        edited_by=by or factories.member("Ed Itor"),
        edited_at=NOW,
    )
    return made


def moved(chapter: Chapter, by: Member, **said: Any) -> Motion:
    """Move a motion; without a subject, on a new candidacy."""
    type = said.setdefault("type", "endorse")
    if not {"candidacy", "race", "red_line"} & set(said) and type not in ("straw-poll", "adopt-red-line"):
        said["candidacy"] = factories.candidacy(factories.race(factories.cycle(chapter)))
    if "procedure" not in said:
        said["procedure"] = procedure(chapter, by=by)
    said = {"title": "To endorse", "text": "The chapter *endorses*.", "by": by, "at": NOW, **said}
    return motions.move(chapter=chapter, **said)
