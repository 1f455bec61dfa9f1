"""The records of who: one module a subject, all importable from here."""

from chapters.models.body import Body, BodyKind, BodySeat
from chapters.models.chapter import Chapter
from chapters.models.invitation import Invitation
from chapters.models.log import LogEntry, LogHead
from chapters.models.member import Member
from chapters.models.red_line import RedLine, RedLineVersion
from chapters.models.seat import Role, Seat

__all__ = [
    "Body",
    "BodyKind",
    "BodySeat",
    "Chapter",
    "Invitation",
    "LogEntry",
    "LogHead",
    "Member",
    "RedLine",
    "RedLineVersion",
    "Role",
    "Seat",
]
