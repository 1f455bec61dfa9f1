"""Statements for and against a motion: any seat writes, the writer withdraws; fixed while a ballot is open."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements import policies_motions as policies
from endorsements.models import Motion, Statement
from endorsements.models.dossier import Side
from endorsements.operations.motions import lock
from endorsements.policies import Refused

STATED = log.action("statement.written", "side")
WITHDRAWN = log.action("statement.withdrawn", "side")


@transaction.atomic
def write_statement(*, motion: Motion, side: str, text: str, by: Member, at: dt.datetime) -> Statement:
    """Write a statement (Markdown) for or against.

    Raises `Refused` while a ballot of the motion is open, after its decision, and without a text.
    """
    motion = lock(motion)
    policies.check_statements_open(motion)
    if side not in Side.values or not text.strip():
        raise Refused(_("A statement is for or against, and says why."))
    statement = Statement.objects.create(motion=motion, side=side, text=text, written_by=by, written_at=at)
    log.append(STATED, chapter=motion.chapter, subject=statement, by=by, at=at, side=side)
    return statement


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: Member, at: dt.datetime) -> Statement:
    """Take one's own statement back; it stays on record, and off page and ballot. Raises `Refused` as writing does."""
    motion = lock(statement.motion)
    policies.check_statements_open(motion)
    statement = Statement.objects.select_for_update(no_key=True, of=("self",)).get(pk=statement.pk)
    policies.check_own_statement(statement, by)
    statement.withdrawn_at = at
    statement.save(update_fields=["withdrawn_at"])
    log.append(WITHDRAWN, chapter=motion.chapter, subject=statement, by=by, at=at, side=statement.side)
    return statement
