"""The chain of records, from race and candidacy over answers, assessment and memo to motion, ballot and decision.

One module a stage, all importable here.
"""

from endorsements.models.aftermath import NationalReport, RegisterEntry
from endorsements.models.assessment import Assessment
from endorsements.models.ballot import Ballot, BallotBox, Certificate, Decision, RollCallVote, RollEntry
from endorsements.models.candidacy import Candidacy, Candidate
from endorsements.models.dossier import Answer, Note
from endorsements.models.field import CanvassFile, FieldPlan, FieldWeek, Outcome
from endorsements.models.memo import Memo, Packet, PacketItem
from endorsements.models.motion import Condition, ConditionReport, Motion, Recusal, Statement, StepDone
from endorsements.models.office import Attendance, OfficeTerm, PositionVote
from endorsements.models.procedure import Procedure, ProcedureVersion
from endorsements.models.race import Cycle, Race
from endorsements.models.stored_file import StoredFile
from endorsements.models.upload import Upload
from endorsements.models.weighing import Score

__all__ = [
    "Answer",
    "Assessment",
    "Attendance",
    "Ballot",
    "BallotBox",
    "Candidacy",
    "Candidate",
    "CanvassFile",
    "Certificate",
    "Condition",
    "ConditionReport",
    "Cycle",
    "Decision",
    "FieldPlan",
    "FieldWeek",
    "Memo",
    "Motion",
    "NationalReport",
    "Note",
    "OfficeTerm",
    "Outcome",
    "Packet",
    "PacketItem",
    "PositionVote",
    "Procedure",
    "ProcedureVersion",
    "Race",
    "Recusal",
    "RegisterEntry",
    "RollCallVote",
    "RollEntry",
    "Score",
    "Statement",
    "StepDone",
    "StoredFile",
    "Upload",
]
