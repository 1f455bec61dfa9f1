"""The chain of records: race → candidacy → answers → assessment → memo. One module a stage, all importable here."""

from endorsements.models.assessment import Assessment
from endorsements.models.candidacy import Candidacy, Candidate
from endorsements.models.dossier import Answer, Note
from endorsements.models.field import CanvassFile, FieldPlan, FieldWeek, Outcome
from endorsements.models.memo import Memo, Packet, PacketItem
from endorsements.models.race import Cycle, Race
from endorsements.models.stored_file import StoredFile
from endorsements.models.upload import Upload
from endorsements.models.weighing import Score

__all__ = [
    "Answer",
    "Assessment",
    "Candidacy",
    "Candidate",
    "CanvassFile",
    "Cycle",
    "FieldPlan",
    "FieldWeek",
    "Memo",
    "Note",
    "Outcome",
    "Packet",
    "PacketItem",
    "Race",
    "Score",
    "StoredFile",
    "Upload",
]
