"""What a certified record says: plain strings in one language, frozen, and beside them the same for machines."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.queries.bodies import called
from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.queries import ballots as read
from endorsements.queries.ballot_page import Paper, paper_of
from endorsements.queries.ballot_result import Said, Shown, result_of
from endorsements.wording import moment

Content = dict[str, Any]
CODES_A_LINE = 5


def certificate_content(ballot: Ballot, *, certified_by: str, at: dt.datetime) -> Content:
    """Return what a closed ballot's certified record says in the active language and time zone. Raises NotClosed."""
    shown, paper = result_of(ballot), paper_of(ballot)
    assert ballot.opened_at is not None and ballot.closed_at is not None
    motion = ballot.motion
    return {
        "language": get_language(),
        "title": _("Motion %(number)d, %(body)s: %(outcome)s")
        % {"number": motion.number, "body": paper.body, "outcome": shown.word},
        "chapter": motion.chapter.name,
        "number": _("Motion %(number)d · ballot %(ballot)d") % {"number": motion.number, "ballot": ballot.pk},
        "heading": motion.title,
        "standfirst": _("Certified record of the vote of this body: %(body)s. Stage: %(stage)s.")
        % {"body": paper.body, "stage": paper.stage},
        "facts": [
            [_("How"), paper.method],
            [_("Opened"), moment(ballot.opened_at)],
            [_("Closed"), moment(ballot.closed_at)],
            [_("Certified"), moment(at)],
        ],
        "outcome": {"id": _outcome_id(ballot), "word": shown.word, "says": list(shown.sentences)},
        "question": paper.question,
        "text": motion.text,
        "text_sha256": ballot.text_sha256,
        "conditions": [{"text": each.text, "due": each.due} for each in paper.conditions],
        "rule": list(paper.rule),
        "table": _table(shown),
        "roll": [[label, figure] for label, figure in shown.facts],
        "roll_call": roll_call_groups(shown.roll_call),
        "receipts": _lines(ballot.receipts) if ballot.receipts else [],
        "box_sha256": ballot.box_sha256,
        "checking": _checking(ballot),
        "certified_by": certified_by,
        "record": machine_record(ballot, paper) | {"certified_by": certified_by, "certified_at": at.isoformat()},
    }


def _outcome_id(ballot: Ballot) -> str:
    outcome = str((ballot.result or {})["outcome"])
    return "passed" if outcome == "chosen" else outcome


def _table(shown: Shown) -> Content:
    table = shown.table
    rows = [{"name": row.name, "cells": list(row.cells), "won": row.won} for row in table.rows]
    return {"caption": table.caption, "heads": list(table.heads), "rows": rows, "notes": list(table.notes)}


def roll_call_groups(call: Iterable[Said]) -> list[Content]:
    """Return a roll call as journals print it: each vote once, the names below it, split votes with their weight."""
    groups: dict[str, list[str]] = {}
    for each in call:
        remarks = ", ".join(filter(None, ("" if each.weight == "1" else each.weight, each.remark)))
        groups.setdefault(each.said, []).append(f"{each.name} ({remarks})" if remarks else each.name)
    absent = _("Did not vote")
    ordered = sorted(groups.items(), key=lambda group: (group[0] == absent, -len(group[1])))
    return [{"said": said, "count": len(names), "names": names} for said, names in ordered]


def _lines(codes: list[str]) -> list[str]:
    """Return codes in lines, set in columns by tabs: a table of ten thousand cells is five times as slow to print."""
    return ["\t".join(codes[start : start + CODES_A_LINE]) for start in range(0, len(codes), CODES_A_LINE)]


def _checking(ballot: Ballot) -> list[str]:
    told = []
    if ballot.kind == BallotKind.YES_NO:
        told.append(
            _(
                "The ballot's page has a file with the rule and the count. “manage.py recount FILE” works the outcome "
                "out again with the code that counted here; so does anybody with a pencil, from the figures above."
            )
        )
    if ballot.kind in read.CONTESTS:
        told.append(
            _(
                "The ballot's page has all ballots in the BLT form, like ones added up and sorted, which other "
                "programs count. The tie rule above was printed on the ballot before the first vote."
            )
        )
    if ballot.method == CastingMethod.SECRET:
        told.append(
            _(
                "Each voter was given a receipt, and finds it in the list of receipts. The list shows that a vote is "
                "in the box, and does not tell what it is."
            )
        )
    return told


def machine_record(ballot: Ballot, paper: Paper) -> Content:
    """Return a closed ballot's record for machines, `recount`'s form within it where it asked for yes or no."""
    result, motion = ballot.result or {}, ballot.motion
    conditions = motion.conditions.order_by("position").values_list("text", "due_on")
    choices = read.contest_choices(ballot.choices, _) if ballot.kind in read.CONTESTS else ()
    assert ballot.opened_at is not None and ballot.closed_at is not None
    return {
        "chapter": motion.chapter.name,
        "ballot": ballot.pk,
        "motion": {
            "number": motion.number,
            "type": motion.type,
            "title": motion.title,
            "text": motion.text,
            "text_sha256": ballot.text_sha256,
            "conditions": [{"text": text, "due_on": due_on.isoformat()} for text, due_on in conditions],
        },
        "stage": {"id": ballot.stage, "title": paper.stage},
        "body": called(ballot.body),
        "kind": ballot.kind,
        "method": ballot.method,
        "opened_at": ballot.opened_at.isoformat(),
        "closed_at": ballot.closed_at.isoformat(),
        "rule": ballot.rule or None,
        "choices": [{"id": choice.id, "title": choice.title} for choice in choices],
        "ties": ballot.ties,
        "outcome": result["outcome"],
        "roll": result["roll"],
        "participants": result["participants"],
        "present": result.get("present"),
        "recused": result.get("recused"),
        "recount": result.get("recount"),
        "contest": result.get("contest"),
        "poll": result.get("poll"),
        "dropped_out": result.get("dropped_out") or {},
        "roll_call": _names(ballot) if ballot.method == CastingMethod.ROLL_CALL else None,
        "receipts": ballot.receipts,
        "box_sha256": ballot.box_sha256 or None,
    }


def _names(ballot: Ballot) -> list[Content]:
    return [
        {
            "name": line.name,
            "weight": line.weight,
            "vote": None if line.choice is None else list(line.choice),
            "changes": line.changes,
            "struck": line.struck,
        }
        for line in read.roll_call_of(ballot)
    ]
